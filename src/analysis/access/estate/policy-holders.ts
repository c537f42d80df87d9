import { parseArn } from '../arn.ts';

/**
 * The services whose resources may have a policy of their own, by the service of their ARN:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const SERVICES: ReadonlySet<string> = new Set([
  ...[
    'acm-pca',
    'airflow',
    'aoss',
    'apigateway',
    'aps',
    'athena',
    'backup',
    'bedrock',
    'cassandra',
    'cloudhsm',
    'cloudtrail',
  ],
  ...['codeartifact', 'codebuild', 'comprehend', 'dataexchange', 'datazone', 'dsql', 'dynamodb', 'ecr', 'ecr-public'],
  ...[
    'elasticfilesystem',
    'elemental-mediastore',
    'es',
    'events',
    'execute-api',
    'glacier',
    'glue',
    'imagebuilder',
    'iot',
  ],
  ...[
    'kafka',
    'kinesis',
    'kms',
    'lambda',
    'lex',
    'logs',
    'mediastore',
    'network-firewall',
    'ram',
    'redshift-serverless',
  ],
  ...['refactor-spaces', 'rekognition', 'route53', 'route53profiles', 's3', 's3-object-lambda', 's3-outposts'],
  ...[
    's3express',
    's3tables',
    'sagemaker',
    'schemas',
    'secretsmanager',
    'serverlessrepo',
    'servicediscovery',
    'ses',
    'signer',
  ],
  ...[
    'sms-voice',
    'sns',
    'sqs',
    'ssm',
    'ssm-contacts',
    'ssm-incidents',
    'verified-access',
    'vpc-lattice',
    'wafv2',
    'xray',
  ],
]);

/** Whether a resource of the service could have a policy of its own: one that is not in the snapshot is then unknown. */
export const hasResourcePolicies = (service: string): boolean => SERVICES.has(service);

/** The ARN of the resource whose policy decides on an ARN: of an object its bucket, of an index its table. */
export function policyHolder(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed === null) return arn;
  const { service, resource } = parsed;
  const start = arn.slice(0, arn.length - resource.length);
  switch (service) {
    case 's3': {
      const [first = '', second] = resource.split('/');
      // arn:aws:s3:eu-central-1:111122223333:accesspoint/labels/object/part-0
      return first === 'accesspoint' && second !== undefined ? `${start}accesspoint/${second}` : `${start}${first}`;
    }
    case 's3express':
      return start + resource.split('/').slice(0, 2).join('/');
    case 'dynamodb':
      // A stream has a policy of its own: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-examples.html
      return /^table\/[^/]+\/index\//.test(resource) ? start + resource.split('/').slice(0, 2).join('/') : arn;
    default:
      return arn;
  }
}

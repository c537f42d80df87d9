/** Where a service principal stands: in a role's trust policy, a bucket's policy or a key's policy. */
export type Place = 'role' | 'bucket' | 'key';

/** A service that acts for many customers and says for which, and the AWS page that says so, by place. */
interface Deputy {
  readonly service: string;
  readonly pages: Readonly<Partial<Record<Place, string>>>;
}

const docs = (path: string): string => `https://docs.aws.amazon.com/${path}`;
const prevention = (guide: string): string => docs(`${guide}/cross-service-confused-deputy-prevention.html`);

/**
 * Services that send aws:SourceAccount or aws:SourceArn where they call, by their principals without `.amazonaws.com`. A service that is
 * not here sends neither, only acts within the account (Amazon EC2, AWS Lambda's execution roles, Amazon ECS tasks), or is not
 * documented to: a condition on a key that is not sent would lock it out. So it is with Amazon EventBridge and keys: "not supported for
 * EventBridge-to-encrypted topics", https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 *
 * Each was compared with AWS's pages. Not found there again, and kept because nothing speaks against them, are the roles of AWS Glue and
 * Amazon Data Firehose and of RDS Enhanced Monitoring, and the buckets of Redshift's audit logs and of Amazon AppFlow.
 */
const deputies: readonly Deputy[] = [
  { service: 'airflow', pages: { role: prevention('mwaa/latest/userguide') } },
  { service: 'airflow-env', pages: { role: prevention('mwaa/latest/userguide') } },
  { service: 'amplify', pages: { role: prevention('amplify/latest/userguide') } },
  { service: 'amplifybackend', pages: { role: prevention('amplify/latest/userguide') } },
  { service: 'appflow', pages: { bucket: docs('appflow/latest/userguide/s3-policies-management.html') } },
  {
    service: 'application-autoscaling',
    pages: { role: docs('emr/latest/ManagementGuide/emr-iam-role-automatic-scaling.html') },
  },
  { service: 'appstream', pages: { bucket: docs('appstream2/latest/developerguide/example-elastic-fleets.html') } },
  { service: 'autoscaling', pages: { role: prevention('autoscaling/ec2/userguide') } },
  { service: 'batch', pages: { role: prevention('batch/latest/userguide') } },
  { service: 'bcm-data-exports', pages: { bucket: docs('cur/latest/userguide/dataexports-s3-bucket.html') } },
  { service: 'bedrock', pages: { role: prevention('bedrock/latest/userguide') } },
  { service: 'billingreports', pages: { bucket: docs('cur/latest/userguide/cur-s3.html') } },
  { service: 'cloudformation', pages: { role: prevention('AWSCloudFormation/latest/UserGuide') } },
  {
    service: 'cloudfront',
    pages: {
      bucket: docs('AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html'),
      key: docs('AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html'),
    },
  },
  {
    service: 'cloudtrail',
    pages: {
      bucket: docs('awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html'),
      key: docs('awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html'),
    },
  },
  {
    service: 'cloudwatch',
    pages: { key: docs('sns/latest/dg/sns-key-management.html') },
  },
  { service: 'codebuild', pages: { role: prevention('codebuild/latest/userguide') } },
  { service: 'comprehend', pages: { role: prevention('comprehend/latest/dg') } },
  {
    service: 'config',
    pages: {
      role: docs('config/latest/developerguide/iamrole-permissions.html'),
      bucket: docs('config/latest/developerguide/s3-bucket-policy.html'),
      key: docs('config/latest/developerguide/s3-kms-key-policy.html'),
    },
  },
  { service: 'datasync', pages: { role: prevention('datasync/latest/userguide') } },
  {
    service: 'delivery.logs',
    pages: {
      bucket: docs('AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html'),
      key: docs('AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html'),
    },
  },
  { service: 'dlm', pages: { role: docs('ebs/latest/userguide/service-role.html') } },
  { service: 'dms', pages: { role: prevention('dms/latest/userguide') } },
  { service: 'ds', pages: { role: prevention('directoryservice/latest/admin-guide') } },
  { service: 'eks', pages: { role: prevention('eks/latest/userguide') } },
  { service: 'es', pages: { role: prevention('opensearch-service/latest/developerguide') } },
  { service: 'firehose', pages: { role: docs('firehose/latest/dev/confused-deputy.html') } },
  { service: 'fis', pages: { role: docs('fis/latest/userguide/getting-started-iam-service-role.html') } },
  { service: 'forecast', pages: { role: docs('forecast/latest/dg/aws-forecast-iam-roles.html') } },
  { service: 'glue', pages: { role: prevention('glue/latest/dg') } },
  { service: 'greengrass', pages: { role: prevention('greengrass/v2/developerguide') } },
  {
    service: 'guardduty',
    pages: {
      bucket: docs('guardduty/latest/ug/guardduty_exportfindings.html'),
      key: docs('guardduty/latest/ug/guardduty_exportfindings.html'),
    },
  },
  { service: 'hooks.cloudformation', pages: { role: prevention('AWSCloudFormation/latest/UserGuide') } },
  { service: 'iot', pages: { role: prevention('iot/latest/developerguide') } },
  { service: 'iotsitewise', pages: { role: prevention('iot-sitewise/latest/userguide') } },
  { service: 'kafkaconnect', pages: { role: prevention('msk/latest/developerguide') } },
  { service: 'kendra', pages: { role: docs('kendra/latest/dg/iam-roles.html') } },
  {
    service: 'logdelivery.elasticloadbalancing',
    pages: { bucket: docs('elasticloadbalancing/latest/application/enable-access-logging.html') },
  },
  {
    service: 'logging.s3',
    pages: { bucket: docs('AmazonS3/latest/userguide/enable-server-access-logging.html') },
  },
  {
    service: 'logs',
    pages: {
      role: docs('AmazonCloudWatch/latest/logs/Subscriptions-confused-deputy.html'),
      bucket: docs('AmazonCloudWatch/latest/logs/S3ExportTasks.html'),
      key: docs('AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html'),
    },
  },
  {
    service: 'macie',
    pages: {
      bucket: docs('macie/latest/user/discovery-results-repository-s3.html'),
      key: docs('macie/latest/user/discovery-results-repository-s3.html'),
    },
  },
  { service: 'mediaconvert', pages: { role: prevention('mediaconvert/latest/ug') } },
  { service: 'mediatailor', pages: { role: prevention('mediatailor/latest/ug') } },
  { service: 'monitoring.rds', pages: { role: docs('AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html') } },
  { service: 'personalize', pages: { role: prevention('personalize/latest/dg') } },
  {
    service: 'profile',
    pages: {
      bucket: prevention('connect/latest/adminguide'),
      key: prevention('connect/latest/adminguide'),
    },
  },
  { service: 'rds', pages: { role: prevention('AmazonRDS/latest/UserGuide') } },
  { service: 'redshift', pages: { bucket: docs('redshift/latest/mgmt/db-auditing.html') } },
  { service: 'rekognition', pages: { role: prevention('rekognition/latest/dg') } },
  { service: 'resources.cloudformation', pages: { role: prevention('AWSCloudFormation/latest/UserGuide') } },
  {
    service: 's3',
    pages: {
      bucket: docs('AmazonS3/latest/userguide/example-bucket-policies.html'),
      key: docs('AmazonS3/latest/userguide/configure-inventory.html'),
    },
  },
  { service: 'sagemaker', pages: { role: docs('sagemaker/latest/dg/security-confused-deputy-prevention.html') } },
  { service: 'scheduler', pages: { role: prevention('scheduler/latest/UserGuide') } },
  {
    service: 'serverlessrepo',
    pages: { bucket: docs('serverlessrepo/latest/devguide/serverlessrepo-how-to-publish.html') },
  },
  {
    service: 'ses',
    pages: {
      role: docs('ses/latest/dg/receiving-email-permissions.html'),
      bucket: docs('ses/latest/dg/receiving-email-permissions.html'),
      key: docs('ses/latest/dg/receiving-email-permissions.html'),
    },
  },
  {
    service: 'sms-voice',
    pages: { role: docs('sms-voice/latest/userguide/configuration-sets-kinesis-creating-role.html') },
  },
  {
    service: 'sns',
    pages: { key: docs('AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html') },
  },
  {
    service: 'ssm',
    pages: {
      role: prevention('systems-manager/latest/userguide'),
      key: prevention('systems-manager/latest/userguide'),
    },
  },
  { service: 'ssm-incidents', pages: { role: prevention('incident-manager/latest/userguide') } },
  { service: 'states', pages: { role: docs('step-functions/latest/dg/procedure-create-iam-role.html') } },
  { service: 'storage-lens.s3', pages: { bucket: docs('AmazonS3/latest/userguide/example-bucket-policies.html') } },
  { service: 'storagegateway', pages: { role: prevention('filegateway/latest/files3') } },
  { service: 'textract', pages: { role: prevention('textract/latest/dg') } },
  {
    service: 'transcribe',
    pages: { role: docs('transcribe/latest/dg/security_iam_id-based-policy-examples.html') },
  },
  { service: 'transfer', pages: { role: docs('transfer/latest/userguide/confused-deputy.html') } },
  { service: 'vpc-flow-logs', pages: { role: docs('vpc/latest/userguide/flow-logs-iam-role.html') } },
];

const byService = new Map(deputies.map(({ service, pages }) => [service, pages]));

/** A Region in the name of a service's principal: `logs.eu-central-1.amazonaws.com`. */
const REGION = /\.(?:[a-z]{2}(?:-[a-z]+)+-\d)$/;

/** The page that tells how the service names its customer there; null if it is not known to, and must not be asked for it. */
export function deputyOf(principal: string, place: Place): string | null {
  const name = principal
    .toLowerCase()
    .replace(/\.amazonaws\.com(?:\.cn)?$/, '')
    .replace(REGION, '');
  return byService.get(name)?.[place] ?? null;
}

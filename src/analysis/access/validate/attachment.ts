import { actionsOfService, findAction } from '../actions.ts';
import type { PolicyDocument } from '../document.ts';
import { type Check, hasWildcard, members, perStatement, type ResourceType } from './check.ts';

/** What policies attached to a type of resource speak of. */
interface Attachment {
  readonly service: string;
  /** The ARNs that Resource may name; null where anything goes. */
  readonly arn: RegExp | null;
}

const ATTACHMENTS: Readonly<Record<ResourceType, Attachment>> = {
  'AWS::S3::Bucket': { service: 's3', arn: /^arn:[^:]*:s3:::/ },
  'AWS::S3::AccessPoint': { service: 's3', arn: /^arn:[^:]*:s3:[^:]+:[^:]+:accesspoint\// },
  'AWS::S3::MultiRegionAccessPoint': { service: 's3', arn: /^arn:[^:]*:s3::[^:]+:accesspoint\// },
  'AWS::S3ObjectLambda::AccessPoint': {
    service: 's3-object-lambda',
    arn: /^arn:[^:]*:s3-object-lambda:[^:]+:[^:]+:accesspoint\//,
  },
  'AWS::DynamoDB::Table': { service: 'dynamodb', arn: /^arn:[^:]*:dynamodb:[^:]+:[^:]+:table\// },
  // The trust policy of a role has no Resource at all, which a check of its own says.
  'AWS::IAM::AssumeRolePolicyDocument': { service: 'sts', arn: null },
};

/** Every type of resource for which AWS has checks of its own. */
export const RESOURCE_TYPES = Object.keys(ATTACHMENTS) as readonly ResourceType[];

/** The type of the resource that a policy is attached to, by the ARNs in it; null where they do not say. */
export function guessResourceType({ statements }: PolicyDocument): ResourceType | null {
  const arns = statements.flatMap(({ resources, notResources }) => [...(resources ?? []), ...(notResources ?? [])]);
  const types: readonly ResourceType[] = ['AWS::S3::AccessPoint', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table'];
  return types.find((type) => arns.some((arn) => ATTACHMENTS[type].arn?.test(arn))) ?? null;
}

/** Whether policies on resources can decide the action: one that knows no resources (s3:ListAllMyBuckets) is decided elsewhere. */
function isSupported(action: string, service: string): boolean {
  const colon = action.indexOf(':');
  const prefix = action.slice(0, Math.max(0, colon)).toLowerCase();
  // What is no action, or of no service, has a check of its own.
  if (colon < 0 || hasWildcard(prefix) || actionsOfService(prefix).length === 0) return true;
  if (prefix !== service) return false;
  const known = hasWildcard(action) || prefix === 'sts' ? null : findAction(action);
  return known === null || known.onResources;
}

/** Checks of a policy against the resource that it is attached to. */
export const attachmentChecks: readonly Check[] = [
  {
    name: 'unsupported-action-in-policy',
    severity: 'error',
    kinds: ['resource', 'trust'],
    find: perStatement((statement, path, { resourceType }) =>
      resourceType === null
        ? []
        : [...members(statement, path, ['Action', 'NotAction'])]
            .filter(({ value }) => !isSupported(value, ATTACHMENTS[resourceType].service))
            .map(({ path: at, value }) => ({
              path: at,
              message: `a policy of ${resourceType} does not decide ${value}`,
            })),
    ),
  },
  {
    name: 'unsupported-resource-arn-in-policy',
    severity: 'error',
    kinds: ['resource'],
    find: perStatement((statement, path, { resourceType }) => {
      const arn = resourceType === null ? null : ATTACHMENTS[resourceType].arn;
      return arn === null
        ? []
        : [...members(statement, path, ['Resource', 'NotResource'])]
            .filter(({ value }) => isArn(value) && !arn.test(value))
            .map(({ path: at, value }) => ({ path: at, message: `\`${value}\` is not of ${resourceType}` }));
    }),
  },
  {
    name: 'irrelevant-condition-key-in-policy',
    severity: 'suggestion',
    kinds: ['resource'],
    find: perStatement(({ conditions }, _, { resourceType }) =>
      resourceType === 'AWS::S3::Bucket' || resourceType === 'AWS::S3::AccessPoint'
        ? conditions
            .filter(({ key }) => key.toLowerCase() === 's3:resourceaccount')
            .map(({ key, path }) => ({ path, message: `\`${key}\` is always the account of the bucket itself` }))
        : [],
    ),
  },
];

/** A whole ARN, or `*` for all of them: what is neither has a check of its own. */
const isArn = (value: string): boolean =>
  value === '*' || (/^arn:[a-z*-]+:[a-z0-9-]+:/.test(value) && value.split(':').length > 5);

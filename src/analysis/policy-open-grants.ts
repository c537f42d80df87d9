import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Action } from './access/actions.ts';
import { EXFILTRATING, GIVING_CREDENTIALS } from './access/escalation/risk.ts';
import { managesPermissions } from './access/escalation/risk-levels.ts';
import { openGrants } from './access/open-grants.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

const openGrantsOf = (type: string, path: string, isWanted: (action: Action) => boolean, what: string): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: GrantingStatements({
      description: `The Allow statements that grant ${what} on all resources and without a condition, less what the document denies.`,
    }),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const found = openGrants(document, policy.partition, isWanted);
      return found?.map(({ one, patterns }) => showStatement(one, patterns)) ?? notUnderstood(document);
    },
  });

const MANAGED = 'AWS::IAM::ManagedPolicy';
const INLINE = 'AWS::IAM::Policy';

const oneOf = (names: readonly string[]): ((action: Action) => boolean) => {
  const folded = new Set(names.map((name) => name.toLowerCase()));
  return (action) => folded.has(action.folded);
};

/** They give out what the caller has already, and no policy can name a resource for them. */
const HARMLESS = new Set(['ecr-public:GetAuthorizationToken', 'ecr:GetAuthorizationToken', 'sts:GetSessionToken']);

const credentials = (type: string): DerivedFact =>
  openGrantsOf(
    type,
    'access.openCredentials',
    oneOf([...GIVING_CREDENTIALS.filter((name) => !HARMLESS.has(name)), 'secretsmanager:GetSecretValue']),
    'actions that give out credentials, or make or change them,',
  );

/** Whether a customer managed policy gives out credentials at large. */
export const managedPolicyOpenCredentials: DerivedFact = credentials(MANAGED);
/** Whether an inline policy gives out credentials at large. */
export const inlinePolicyOpenCredentials: DerivedFact = credentials(INLINE);

/** Reads of what holds data, and copies of it that need no read: the copy can be shared. */
const MASS_READS = [
  ...EXFILTRATING,
  'dynamodb:ExportTableToPointInTime',
  'ebs:GetSnapshotBlock',
  'ec2:CopySnapshot',
  'ec2:ModifySnapshotAttribute',
  'rds:CopyDBClusterSnapshot',
  'rds:CopyDBSnapshot',
  'rds:CreateDBSnapshot',
  'rds:ModifyDBClusterSnapshotAttribute',
  'rds:ModifyDBSnapshotAttribute',
  'redshift:AuthorizeSnapshotAccess',
  's3:GetObjectVersion',
];

const reads = (type: string): DerivedFact =>
  openGrantsOf(type, 'access.openReads', oneOf(MASS_READS), 'reads or copies of stored data');

/** Whether a customer managed policy reads data at large. */
export const managedPolicyOpenReads: DerivedFact = reads(MANAGED);
/** Whether an inline policy reads data at large. */
export const inlinePolicyOpenReads: DerivedFact = reads(INLINE);

const permissions = (type: string): DerivedFact =>
  openGrantsOf(
    type,
    'access.openPermissions',
    (action) => action.onResources && managesPermissions(action),
    'actions that change who may do what',
  );

/** Whether a customer managed policy changes permissions at large. */
export const managedPolicyOpenPermissions: DerivedFact = permissions(MANAGED);
/** Whether an inline policy changes permissions at large. */
export const inlinePolicyOpenPermissions: DerivedFact = permissions(INLINE);

const writes = (type: string): DerivedFact =>
  openGrantsOf(
    type,
    'access.openWrites',
    ({ level, onResources }) => onResources && level === 'Write',
    'writes that can be limited to resources',
  );

/** Whether a customer managed policy writes at large. */
export const managedPolicyOpenWrites: DerivedFact = writes(MANAGED);
/** Whether an inline policy writes at large. */
export const inlinePolicyOpenWrites: DerivedFact = writes(INLINE);

const resources = (type: string): DerivedFact =>
  openGrantsOf(
    type,
    'access.openResources',
    ({ onResources }) => onResources,
    'actions that can be limited to resources',
  );

/** Whether a customer managed policy names no resources where it could. */
export const managedPolicyOpenResources: DerivedFact = resources(MANAGED);
/** Whether an inline policy names no resources where it could. */
export const inlinePolicyOpenResources: DerivedFact = resources(INLINE);

const subscriptions = (type: string): DerivedFact =>
  openGrantsOf(
    type,
    'access.openSubscriptions',
    oneOf(['aws-marketplace:Subscribe']),
    'subscriptions to products of AWS Marketplace',
  );

/** Whether a customer managed policy subscribes to any product. */
export const managedPolicyOpenSubscriptions: DerivedFact = subscriptions(MANAGED);
/** Whether an inline policy subscribes to any product. */
export const inlinePolicyOpenSubscriptions: DerivedFact = subscriptions(INLINE);

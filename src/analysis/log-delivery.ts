import { Type } from 'typebox';
import { OneOf } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import { type Resource, type Unknown, UnknownCode } from '../model/resource.ts';
import { type AccessRequest, authorize } from './access/authorize.ts';
import { parseDocument } from './access/document.ts';
import { ofResource } from './access/of-resource.ts';
import { notInSnapshot, reasonFor, unknownBecause } from './derive.ts';
import { resourcePolicy } from './resource-policy.ts';

const type = 'AWS::S3::Bucket';
const service = 'logging.s3.amazonaws.com';

const problems = [
  'itself',
  'other-region',
  'not-permitted',
  'kms-encryption',
  'object-lock',
  'requester-pays',
] as const;
type Problem = (typeof problems)[number];

const targetFacts = [
  ...[resourcePolicy, 'access.acl', 'access.objectOwnership', 'access.requesterPays'],
  ...['encryption.atRest', 'recovery.objectLock'],
];

/** A bucket as one that receives logs: of its policy only what may speak of the delivery. */
interface Target {
  readonly region: string;
  /** Whether the ACL lets the delivery write, and read the ACL. */
  readonly byAcl: boolean | Unknown;
  readonly policy: object | null | Unknown;
  /** Of settings with which nothing is delivered, whatever is allowed. */
  readonly settings: ReadonlyMap<Problem, boolean | Unknown>;
}

interface Targets {
  /** By account and name. */
  readonly buckets: Map<string, Target>;
  /** By account: why more may be there. */
  readonly gaps: Map<string, Unknown>;
}

interface Grant {
  readonly grantee: string;
  readonly permission: string;
}

const factOf = <Value, Answer>(bucket: Resource, fact: string, read: (value: Value) => Answer): Answer | Unknown => {
  const value = bucket.facts[fact];
  return value === undefined ? reasonFor(bucket, fact) : read(value as Value);
};

/** ACLs stand unless the owner enforces otherwise. https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
const deliversByAcl = (bucket: Resource): boolean | Unknown => {
  const granted = factOf(bucket, 'access.acl', (acl: readonly Grant[]) => {
    const permissions = acl.filter(({ grantee }) => grantee === 'log-delivery').map(({ permission }) => permission);
    return permissions.includes('FULL_CONTROL') || ['WRITE', 'READ_ACP'].every((one) => permissions.includes(one));
  });
  const enforced = factOf(bucket, 'access.objectOwnership', (ownership: string) => ownership === 'BucketOwnerEnforced');
  if (granted === false || enforced === true) return false;
  return typeof enforced === 'object' ? enforced : granted;
};

/** Whether the document has anything that could allow the delivery. One that cannot be read might. */
const speaksToDelivery = (document: { readonly Statement?: unknown }): boolean => {
  const { Statement } = document;
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return statements.some((statement) => {
    if (typeof statement !== 'object' || statement === null) return true;
    const { Effect, Principal } = statement as { readonly Effect?: unknown; readonly Principal?: unknown };
    if (Effect === 'Deny') return false;
    const text = JSON.stringify(Principal ?? '*');
    return text.includes(service) || text.includes('"*"');
  });
};

const targetOf = (bucket: Resource): Target => ({
  region: bucket.region,
  byAcl: deliversByAcl(bucket),
  policy: factOf(bucket, resourcePolicy, (document: object | null) =>
    // What only the ACL lets in, a Deny may still keep out.
    document !== null && (speaksToDelivery(document) || deliversByAcl(bucket) !== false) ? document : null,
  ),
  settings: new Map([
    [
      'kms-encryption',
      factOf(
        bucket,
        'encryption.atRest',
        (atRest: { readonly algorithm: string } | null) => atRest?.algorithm.startsWith('aws:kms') === true,
      ),
    ],
    [
      'object-lock',
      factOf(
        bucket,
        'recovery.objectLock',
        (lock: { readonly retentionDays: number | null } | null) => typeof lock?.retentionDays === 'number',
      ),
    ],
    ['requester-pays', factOf(bucket, 'access.requesterPays', (pays: boolean) => pays)],
  ]),
});

const logTargets: Relation<Targets> = {
  name: 'log-delivery-targets',
  gathers: [{ type, facts: targetFacts }],
  start: () => ({ buckets: new Map(), gaps: new Map() }),
  add: ({ buckets }, bucket) => {
    buckets.set(`${bucket.account} ${bucket.name}`, targetOf(bucket));
  },
  addGap: ({ gaps }, { account, operation, code, message }) => {
    gaps.set(account, { operation, code, message });
  },
};

/** A log file of the source as it is delivered. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html#server-log-keyname-format */
const delivery = (source: Resource, { targetBucket, targetPrefix }: AccessLogs): AccessRequest => ({
  principal: service,
  action: 's3:PutObject',
  resource: `arn:${source.partition}:s3:::${targetBucket}/${targetPrefix}2026-01-01-00-00-00-0123456789ABCDEF`,
  resourceAccount: source.account,
  context: { 'aws:SourceArn': source.arn, 'aws:SourceAccount': source.account, 'aws:SecureTransport': true },
  blockPublicAccess: null,
});

interface AccessLogs {
  readonly targetBucket: string;
  readonly targetPrefix: string;
}

/** Whether the target lets the delivery write. */
const isPermitted = (source: Resource, logs: AccessLogs, { byAcl, policy }: Target): boolean | Unknown => {
  if (policy !== null && 'code' in policy) return policy;
  if (policy === null) return byAcl;
  const { decision, reason } = authorize(delivery(source, logs), ofResource(parseDocument(policy)));
  if (decision === 'allow') return true;
  if (decision === 'deny') return false;
  if (decision === 'implicit-deny' || byAcl === true) return byAcl;
  return {
    operation: '',
    code: UnknownCode.notUnderstood,
    message: `of the policy of ${logs.targetBucket}: ${reason}`,
  };
};

/** Why access logs of a bucket do not arrive, or should not go where they go. */
export const accessLogProblems: DerivedFact = defineDerived({
  type,
  path: 'logging.deliveryProblems',
  schema: Type.Array(OneOf(problems), {
    description:
      'Why server access logs do not arrive: the bucket that shall receive them is the bucket itself, lies in another Region, does not let ' +
      `${service} write under the prefix, is encrypted with AWS KMS by default, locks new objects, or has Requester Pays. Empty where logs are off.`,
  }),
  reads: ['logging.accessLogs'],
  relation: logTargets,
  derive: (source, { buckets, gaps }) => {
    const logs = source.facts['logging.accessLogs'] as AccessLogs | null | undefined;
    if (logs === undefined) return unknownBecause(source, 'logging.accessLogs');
    if (logs === null) return [];
    const itself = logs.targetBucket === source.name;
    const target = buckets.get(`${source.account} ${logs.targetBucket}`);
    if (target === undefined) {
      const gap = gaps.get(source.account);
      return gap === undefined ? notInSnapshot(`the bucket ${logs.targetBucket}`) : new Underivable(gap);
    }
    const permitted = isPermitted(source, logs, target);
    const answers: readonly (readonly [Problem, boolean | Unknown])[] = [
      ['itself', itself],
      ['other-region', target.region !== source.region],
      ['not-permitted', typeof permitted === 'boolean' ? !permitted : permitted],
      ...target.settings,
    ];
    const found = answers.flatMap(([problem, answer]) => (answer === true ? [problem] : []));
    const doubt = answers.map(([, answer]) => answer).find((answer) => typeof answer === 'object');
    return found.length > 0 || doubt === undefined ? found : new Underivable(doubt);
  },
});

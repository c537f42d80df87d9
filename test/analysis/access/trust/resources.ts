import * as delegation from '../../../../src/analysis/access-point-delegation.ts';
import * as assumable from '../../../../src/analysis/assumable-by.ts';
import * as deputies from '../../../../src/analysis/confused-deputy.ts';
import * as grants from '../../../../src/analysis/grants-outside.ts';
import * as duties from '../../../../src/analysis/key-duties.ts';
import * as members from '../../../../src/analysis/organization-members.ts';
import * as http from '../../../../src/analysis/plain-http.ts';
import * as replication from '../../../../src/analysis/replication-targets.ts';
import * as stale from '../../../../src/analysis/stale-principals.ts';
import * as outside from '../../../../src/analysis/trusted-outside.ts';
import * as federation from '../../../../src/analysis/unscoped-federation.ts';
import { type DerivedFact, Underivable } from '../../../../src/model/derived.ts';
import type { Resource } from '../../../../src/model/resource.ts';

/** The facts on trust. */
export const trustFacts: readonly DerivedFact[] = [
  ...[delegation, assumable, deputies, members, grants, duties, http, replication, stale, outside, federation],
]
  .flatMap((module) => Object.values<unknown>(module))
  .filter((value): value is DerivedFact => typeof value === 'object' && value !== null && 'derive' in value);

export const own = '111122223333';
export const other = '444455556666';

const arns = {
  'AWS::IAM::Role': `arn:aws:iam::${own}:role/training`,
  'AWS::S3::Bucket': 'arn:aws:s3:::features',
  'AWS::S3::AccessPoint': `arn:aws:s3:eu-central-1:${own}:accesspoint/readers`,
  'AWS::S3Express::DirectoryBucket': `arn:aws:s3express:us-east-1:${own}:bucket/features--use1-az4--x-s3`,
  'AWS::KMS::Key': `arn:aws:kms:eu-central-1:${own}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  'AWS::DynamoDB::Table': `arn:aws:dynamodb:eu-central-1:${own}:table/labels`,
} as const;

export type Type = keyof typeof arns;

export const refusal = { operation: 's3:GetBucketPolicy', code: 'AccessDenied', message: 'not authorized' };

/** A resource with these facts; one that is undefined could not be read. */
export const resourceWith = (type: Type, facts: Readonly<Record<string, unknown>>): Resource => {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  const unknown = Object.entries(facts).filter(([, value]) => value === undefined);
  return {
    key: '',
    arn: arns[type],
    type,
    name: 'features',
    partition: 'aws',
    account: own,
    region: 'eu-central-1',
    source: 'live',
    collectedAt: '2026-11-23T06:40:30Z',
    facts: Object.fromEntries(known),
    unknown: Object.fromEntries(unknown.map(([path]) => [path, refusal])),
  };
};

/** A derived fact of a resource; the reason where it cannot be derived. */
export const deriveOf = (resource: Resource, path: string, given?: unknown): unknown => {
  const fact = trustFacts.find((one) => one.type === resource.type && one.path === path);
  if (fact === undefined) throw new Error(`no derived fact ${path} of ${resource.type}`);
  const index: unknown = given ?? fact.relation?.start() ?? null;
  const value: unknown = fact.derive(resource, index);
  return value instanceof Underivable ? value.because : value;
};

export const documentOf = (...Statement: readonly unknown[]): object => ({ Version: '2012-10-17', Statement });

/** A derived fact of a resource whose policy has these statements. */
export const ofPolicy = (type: Type, path: string, ...statements: readonly unknown[]): unknown =>
  deriveOf(resourceWith(type, { 'access.policyDocument': documentOf(...statements) }), path);

/** Whom a role with these statements of trust does not know, in a snapshot that holds this of its organization. */
export const strangersIn = (members: unknown, ...statements: readonly unknown[]): unknown =>
  deriveOf(
    resourceWith('AWS::IAM::Role', { 'access.policyDocument': documentOf(...statements) }),
    'access.strangers',
    members,
  );

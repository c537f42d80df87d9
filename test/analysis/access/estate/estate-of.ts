import { Estate } from '../../../../src/analysis/access/estate/estate.ts';
import type { Gap, Resource, Unknown } from '../../../../src/model/resource.ts';

// Small accounts for tests: each resource with the facts that its test speaks of.

/** The account of the data team. */
export const home = '111122223333';
/** An account beside it. */
export const other = '444455556666';

/** A refusal, as a snapshot keeps it. */
export const denied: Unknown = { operation: 'iam:GetAccountAuthorizationDetails', code: 'AccessDenied', message: 'no' };

/** A resource; facts that are `denied` are unknown. */
export const resource = (
  type: string,
  arn: string,
  facts: Readonly<Record<string, unknown>>,
  account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? home,
  region = arn.split(':')[3] || 'eu-central-1',
): Resource => ({
  key: '',
  arn,
  type,
  name: arn.split(/[:/]/).at(-1) ?? '',
  ...{ partition: 'aws', account, region, source: 'live', collectedAt: '2026-11-23T06:40:30Z' },
  facts: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== denied)),
  unknown: Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => value === denied)
      .map(([fact]) => [fact, denied]),
  ),
});

/** A policy document of these statements. */
export const document = (...statements: readonly object[]): object => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** A statement that allows. */
export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  rest: object = {},
): object => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...rest,
});

interface IdentityFacts {
  readonly inline?: Readonly<Record<string, object>>;
  readonly attached?: readonly string[];
  readonly boundary?: string | null;
  readonly groups?: unknown;
  readonly trust?: object;
  readonly [fact: string]: unknown;
}

const identity = (
  type: string,
  arn: string,
  { inline = {}, attached = [], boundary = null, groups, trust, ...rest }: IdentityFacts,
): Resource[] => [
  resource(type, arn, {
    attachedPolicies: attached,
    inlinePolicies: Object.keys(inline),
    permissionsBoundary: boundary,
    ...(groups === undefined ? {} : { groups }),
    ...(trust === undefined ? {} : { 'access.policyDocument': trust }),
    ...rest,
  }),
  ...Object.entries(inline).map(([name, value]) =>
    resource('AWS::IAM::Policy', `${arn.replace(/:(user|role|group)\//, ':inline-policy/$1/')}/${name}`, {
      document: value,
      owner: { kind: type.toLowerCase().split('::').at(-1), name: arn.split('/').at(-1), arn, path: '/' },
    }),
  ),
];

/** A user with its inline policies. */
export const user = (name: string, facts: IdentityFacts = {}, account = home): Resource[] =>
  identity('AWS::IAM::User', `arn:aws:iam::${account}:user/${name}`, { groups: [], ...facts });

/** A group with its inline policies. */
export const group = (name: string, facts: IdentityFacts = {}, account = home): Resource[] =>
  identity('AWS::IAM::Group', `arn:aws:iam::${account}:group/${name}`, facts);

/** A role with its inline policies, in an instance profile; its trust policy lets EC2 assume it where none is given. */
export const role = (name: string, facts: IdentityFacts = {}, account = home): Resource[] =>
  identity('AWS::IAM::Role', `arn:aws:iam::${account}:role/${name}`, {
    instanceProfiles: [`arn:aws:iam::${account}:instance-profile/${name}`],
    trust: trustOf({ Service: 'ec2.amazonaws.com' }),
    ...facts,
  });

/** A trust policy that lets these assume the role. */
export const trustOf = (Principal: unknown, Condition?: object): object =>
  document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition === undefined ? {} : { Condition }) });

/** A customer managed policy. */
export const policy = (name: string, value: object, account = home): Resource =>
  resource('AWS::IAM::ManagedPolicy', `arn:aws:iam::${account}:policy/${name}`, { document: value });

/** A managed policy of AWS, as an account has it. */
export const awsPolicy = (name: string, value: object, account = home): Resource =>
  resource('AWS::IAM::AWSManagedPolicy', `arn:aws:iam::${account}:aws-policy/${name}`, {
    policyArn: `arn:aws:iam::aws:policy/${name}`,
    document: value,
  });

const noBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** A bucket without ACLs, its default encryption with this key. */
export const bucket = (
  name: string,
  value: object | null = null,
  facts: Readonly<Record<string, unknown>> = {},
): Resource =>
  resource('AWS::S3::Bucket', `arn:aws:s3:::${name}`, {
    'access.policyDocument': value,
    'access.publicAccessBlock': noBlock,
    'access.objectOwnership': 'BucketOwnerEnforced',
    'access.acl': [],
    'encryption.atRest': { enabled: true, algorithm: 'AES256', key: null },
    ...facts,
  });

/** The account's own block of public access, all off. */
export const accountBlock = (flags: Partial<typeof noBlock> = {}): Resource =>
  resource('AWS::S3::AccountPublicAccessBlock', `arn:aws:s3::${home}:account-public-access-block`, {
    'access.publicAccessBlock': { ...noBlock, ...flags },
  });

/** A KMS key whose policy hands it to its account, and more statements. */
export const key = (id: string, ...statements: readonly object[]): Resource =>
  resource('AWS::KMS::Key', `arn:aws:kms:eu-central-1:${home}:key/${id}`, {
    'access.policyDocument': document(...statements),
    'access.grants': [],
    aliases: [`alias/${id}`],
  });

/** The statement with which a key's policy lets the account's IAM policies decide. */
export const delegating = (account = home): object => ({
  ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
});

/** An estate of these resources, and of what could not be listed. */
export const estateOf = (resources: readonly (Resource | readonly Resource[])[], gaps: readonly Gap[] = []): Estate => {
  const estate = new Estate();
  for (const gap of gaps) estate.addGap(gap);
  for (const one of resources.flat()) estate.add(one as Resource);
  return estate;
};

/** The ARN of a role of the account. */
export const roleArn = (name: string, account = home): string => `arn:aws:iam::${account}:role/${name}`;
/** The ARN of a user of the account. */
export const userArn = (name: string, account = home): string => `arn:aws:iam::${account}:user/${name}`;

import { describe, expect, it } from 'vitest';
import {
  bucketBlocksPublicAcls,
  bucketBlocksPublicPolicy,
  bucketIgnoresPublicAcls,
  bucketRestrictsPublicPolicy,
} from '../../src/analysis/bucket-block.ts';
import { bucketPolicyStatusDiffers } from '../../src/analysis/bucket-policy-status.ts';
import {
  bucketPublicByAcl,
  bucketPublicByPolicy,
  bucketPublicRead,
  bucketPublicWrite,
} from '../../src/analysis/bucket-public.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Resource, Unknown } from '../../src/model/resource.ts';

const refused = (operation: string): Unknown => ({ operation, code: 'AccessDenied', message: 'not authorized' });
const account = '111122223333';
const off = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };

const resource = (type: string, facts: Record<string, unknown>): Resource => {
  const unknown: Record<string, Unknown> = {};
  for (const [name, value] of Object.entries(facts)) if (value === undefined) unknown[name] = refused(name);
  return {
    key: '',
    arn: `arn:aws:s3:::features`,
    type,
    name: 'features',
    partition: 'aws',
    account,
    region: 'eu-central-1',
    source: 'live',
    collectedAt: '2026-11-23T06:40:30Z',
    facts: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
    unknown,
  };
};

const privateBucket = {
  'access.policyDocument': null,
  'access.policyStatus': null,
  'access.publicAccessBlock': off,
  'access.acl': [{ grantee: 'user', id: 'a'.repeat(64), permission: 'FULL_CONTROL' }],
  'access.objectOwnership': 'ObjectWriter',
};

/** The fact of a bucket that is private save for what is given; `accountBlock` is null where the snapshot has none. */
const derive = (
  fact: DerivedFact,
  facts: object = {},
  accountBlock: object | 'refused' | 'none' | null = off,
): unknown => {
  const derivation = new Derivation([fact]);
  if (accountBlock !== null) {
    derivation.gather(
      resource('AWS::S3::AccountPublicAccessBlock', {
        'access.publicAccessBlock':
          accountBlock === 'refused' ? undefined : accountBlock === 'none' ? null : accountBlock,
      }),
    );
  }
  const bucket = derivation.apply(resource('AWS::S3::Bucket', { ...privateBucket, ...facts }));
  return bucket.facts[fact.path] ?? bucket.unknown[fact.path];
};

const policy = (...statements: object[]) => ({
  'access.policyDocument': {
    Version: '2012-10-17',
    Statement: statements.map((one) => ({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::features/*',
      ...one,
    })),
  },
  'access.policyStatus': undefined,
});
const says = (isPublic: boolean) => ({ 'access.policyStatus': { isPublic } });
const acl = (permission: string, grantee = 'all-users') => ({ 'access.acl': [{ grantee, id: null, permission }] });
const block = (flags: object | undefined) => ({ 'access.publicAccessBlock': flags && { ...off, ...flags } });
const unsettled = { Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEID12345678:*' } } };

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
describe('a flag of block public access', () => {
  it.each([
    [bucketBlocksPublicAcls, 'blockPublicAcls'],
    [bucketIgnoresPublicAcls, 'ignorePublicAcls'],
    [bucketBlocksPublicPolicy, 'blockPublicPolicy'],
    [bucketRestrictsPublicPolicy, 'restrictPublicBuckets'],
  ] as const)('%o is in force if the account or the bucket sets %s', (fact, flag) => {
    expect(derive(fact)).toBe(false);
    expect(derive(fact, block({ [flag]: true }))).toBe(true);
    expect(derive(fact, {}, { ...off, [flag]: true })).toBe(true);
    expect(derive(fact, block({ ...on, [flag]: false }))).toBe(false);
    expect(derive(fact, block({ [flag]: true }), 'refused')).toBe(true);
    expect(derive(fact, block(undefined), { ...off, [flag]: true })).toBe(true);
    expect(derive(fact, {}, 'refused')).toEqual(refused('access.publicAccessBlock'));
    expect(derive(fact, block(undefined))).toEqual(refused('access.publicAccessBlock'));
    expect(derive(fact, {}, null)).toMatchObject({ code: 'NotInSnapshot' });
    const none = { 'access.publicAccessBlock': null };
    expect(derive(fact, none, 'none')).toBe(false);
    expect(derive(fact, none, { ...off, [flag]: true })).toBe(true);
    expect(derive(fact, block({ [flag]: true }), 'none')).toBe(true);
    expect(derive(fact, none, 'refused')).toEqual(refused('access.publicAccessBlock'));
  });
});

describe('a bucket is public by its policy', () => {
  it.each<[string, object, object | 'refused', unknown]>([
    ['if everyone may read', policy({}), off, true],
    ['if everyone may read, and S3 says so too', { ...policy({}), ...says(true) }, off, true],
    ['not without a policy', {}, off, false],
    ['not if an account may read', policy({ Principal: { AWS: account } }), off, false],
    ['not if the bucket restricts it', { ...policy({}), ...block({ restrictPublicBuckets: true }) }, off, false],
    ['not if the account restricts it', policy({}), { ...off, restrictPublicBuckets: true }, false],
    ['if only new policies are blocked', { ...policy({}), ...block({ blockPublicPolicy: true }) }, off, true],
    ['not where a refused account does not matter', policy({ Principal: { AWS: account } }), 'refused', false],
    ['if S3 says so of what its rule leaves open', { ...policy(unsettled), ...says(true) }, off, true],
    ['not if S3 says so of what its rule leaves open', { ...policy(unsettled), ...says(false) }, off, false],
    ['if S3 says so, where the policy was refused', { 'access.policyDocument': undefined, ...says(true) }, off, true],
  ])('%s', (_, facts, accountBlock, expected) =>
    expect(derive(bucketPublicByPolicy, facts, accountBlock)).toBe(expected),
  );

  it('or nobody knows: the account was refused, the policy was, the rule is open, or S3 differs', () => {
    expect(derive(bucketPublicByPolicy, policy({}), 'refused')).toEqual(refused('access.publicAccessBlock'));
    const facts = { 'access.policyDocument': undefined, 'access.policyStatus': undefined };
    expect(derive(bucketPublicByPolicy, facts)).toEqual(refused('access.policyDocument'));
    expect(derive(bucketPublicByPolicy, policy(unsettled))).toMatchObject({ code: 'NotUnderstood' });
    expect(derive(bucketPublicByPolicy, { ...policy({}), ...says(false) })).toMatchObject({
      message: 'of the policy: S3 calls it not public, which is not what its documentation says of it',
    });
  });
});

describe("S3's own verdict on a policy", () => {
  it('differs from ours or does not', () => {
    expect(derive(bucketPolicyStatusDiffers, { ...policy({}), ...says(true) })).toBe(false);
    expect(derive(bucketPolicyStatusDiffers, { ...policy({}), ...says(false) })).toBe(true);
    expect(derive(bucketPolicyStatusDiffers, { ...policy({ Principal: { AWS: account } }), ...says(true) })).toBe(true);
    expect(derive(bucketPolicyStatusDiffers)).toBe(false);
    expect(derive(bucketPolicyStatusDiffers, policy({}))).toEqual(refused('access.policyStatus'));
    expect(derive(bucketPolicyStatusDiffers, { ...policy(unsettled), ...says(true) })).toMatchObject({
      code: 'NotUnderstood',
    });
  });
});

describe('a bucket is public by its ACL', () => {
  it.each<[string, object, object | 'refused', unknown]>([
    ['if everyone may read', acl('READ'), off, true],
    ['if everyone with an account may read the ACL', acl('READ_ACP', 'authenticated-users'), off, true],
    ['not if logs are delivered', acl('WRITE', 'log-delivery'), off, false],
    ['not without ACLs', { ...acl('READ'), 'access.objectOwnership': 'BucketOwnerEnforced' }, 'refused', false],
    ['not if the account ignores it', acl('READ'), { ...off, ignorePublicAcls: true }, false],
    ['if only new ACLs are blocked', { ...acl('READ'), ...block({ blockPublicAcls: true }) }, off, true],
    ['if the policy is restricted', { ...acl('READ'), ...block({ restrictPublicBuckets: true }) }, off, true],
    ['not where its owner alone is granted, whatever was refused', block(undefined), 'refused', false],
  ])('%s', (_, facts, accountBlock, expected) => expect(derive(bucketPublicByAcl, facts, accountBlock)).toBe(expected));

  it('or nobody knows: the list, the ownership or a level was refused', () => {
    expect(derive(bucketPublicByAcl, { 'access.acl': undefined })).toEqual(refused('access.acl'));
    expect(derive(bucketPublicByAcl, { ...acl('READ'), 'access.objectOwnership': undefined })).toEqual(
      refused('access.objectOwnership'),
    );
    expect(derive(bucketPublicByAcl, acl('READ'), 'refused')).toEqual(refused('access.publicAccessBlock'));
  });
});

describe('everyone can', () => {
  it.each<[string, object, readonly string[], readonly string[]]>([
    ['nothing', {}, [], []],
    ['read by the policy', policy({}), ['policy'], []],
    ['list by the policy', policy({ Action: ['s3:listbucket'] }), ['policy'], []],
    ['write by the policy', policy({ Action: 's3:PutObject' }), [], ['policy']],
    ['delete by a pattern', policy({ Action: 's3:Del*' }), [], ['policy']],
    ['change permissions', policy({ Action: 's3:PutBucketPolicy' }), [], ['policy']],
    ['do everything', policy({ Action: '*' }), ['policy'], ['policy']],
    ['do all but read objects', policy({ Action: undefined, NotAction: 's3:GetObject' }), ['policy'], ['policy']],
    [
      'do all but read',
      policy({ Action: undefined, NotAction: ['s3:Get*', 's3:List*', 's3:Describe*', 's3:AllowVended*'] }),
      [],
      ['policy'],
    ],
    ['do something newer than the data', policy({ Action: 's3:GetSomethingNew' }), ['policy'], []],
    ['change something newer than the data', policy({ Action: 's3:ForgeSomethingNew' }), [], ['policy']],
    ['read by one of two statements', policy({ Principal: { AWS: account }, Action: 's3:*' }, {}), ['policy'], []],
    ['read by the ACL', acl('READ'), ['acl'], []],
    ['write by the ACL', acl('WRITE'), [], ['acl']],
    ['rewrite the ACL', acl('WRITE_ACP', 'authenticated-users'), [], ['acl']],
    ['do everything by the ACL', acl('FULL_CONTROL'), ['acl'], ['acl']],
    ['read by both', { ...policy({}), ...acl('READ') }, ['acl', 'policy'], []],
    [
      'read by the ACL while the policy is restricted',
      { ...policy({}), ...acl('READ'), ...block({ restrictPublicBuckets: true }) },
      ['acl'],
      [],
    ],
    [
      'write by the policy while the ACL is ignored',
      { ...policy({ Action: 's3:*' }), ...acl('WRITE'), ...block({ ignorePublicAcls: true }) },
      ['policy'],
      ['policy'],
    ],
    ['not even read while all is blocked', { ...policy({}), ...acl('READ'), ...block(on) }, [], []],
    ['read what S3 alone can decide', { ...policy(unsettled), ...says(true) }, ['policy'], []],
    ['not read what S3 calls private', { ...policy(unsettled), ...says(false) }, [], []],
  ])('%s', (_, facts, read, write) => {
    expect(derive(bucketPublicRead, facts)).toEqual(read);
    expect(derive(bucketPublicWrite, facts)).toEqual(write);
  });

  it('do what one way allows, whatever is unknown of the other', () => {
    expect(derive(bucketPublicRead, { ...policy({}), 'access.acl': undefined })).toEqual(['policy']);
    expect(
      derive(bucketPublicRead, {
        ...acl('READ'),
        'access.policyDocument': undefined,
        'access.policyStatus': undefined,
      }),
    ).toEqual(['acl']);
    expect(derive(bucketPublicWrite, { ...policy({}), 'access.acl': undefined })).toEqual(refused('access.acl'));
  });

  it('write or not where the statement in doubt is about reading', () => {
    expect(derive(bucketPublicRead, policy(unsettled))).toMatchObject({ code: 'NotUnderstood' });
    expect(derive(bucketPublicWrite, policy(unsettled))).toEqual([]);
    // One statement is public, which says nothing of the one in doubt.
    const two = policy({}, { ...unsettled, Action: 's3:PutObject' });
    expect(derive(bucketPublicRead, two)).toEqual(['policy']);
    expect(derive(bucketPublicWrite, two)).toMatchObject({ code: 'NotUnderstood' });
    expect(derive(bucketPublicWrite, { ...two, ...says(true) })).toMatchObject({ code: 'NotUnderstood' });
  });

  it('nobody knows what, where S3 and its documentation differ or a statement is no statement', () => {
    expect(derive(bucketPublicRead, { ...policy({}), ...says(false) })).toMatchObject({ code: 'NotUnderstood' });
    expect(derive(bucketPublicWrite, policy({ Effect: 'allow' }))).toMatchObject({ code: 'NotUnderstood' });
  });
});

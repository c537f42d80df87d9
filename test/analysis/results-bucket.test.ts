import { describe, expect, it } from 'vitest';
import { resultsBucketIsPublic, resultsBucketStrangers } from '../../src/analysis/results-bucket.ts';
import type { Resource } from '../../src/model/resource.ts';
import { derived, own, refusal, resource, stranger } from './resources.ts';

const session = (bucket: unknown): Resource =>
  resource('AWS::Macie::Session', `arn:aws:macie2:eu-central-1:${own}:session`, { 'destination.bucket': bucket });
const off = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const bucket = (facts: object = {}, account = own): Resource =>
  resource(
    'AWS::S3::Bucket',
    'arn:aws:s3:::results',
    {
      'access.policyDocument': null,
      'access.policyStatus': null,
      'access.publicAccessBlock': off,
      'access.acl': [],
      'access.objectOwnership': 'ObjectWriter',
      ...facts,
    },
    { account },
  );
const block = resource('AWS::S3::AccountPublicAccessBlock', `arn:aws:s3::${own}:account-public-access-block`, {
  'access.publicAccessBlock': off,
});
const everybodyReads = [{ grantee: 'all-users', id: null, permission: 'READ' }];

describe('the bucket of discovery results', () => {
  it('is public, or not', () => {
    const ask = (of: unknown, ...others: Resource[]) => derived(resultsBucketIsPublic, session(of), [block, ...others]);
    expect(ask('results', bucket())).toBe(false);
    expect(ask('results', bucket({ 'access.acl': everybodyReads }))).toBe(true);
    expect(ask('results', bucket({ 'access.acl': refusal }))).toEqual(refusal);
    expect(ask(null)).toBeNull();
    expect(ask(refusal)).toEqual(refusal);
    expect(ask('results')).toMatchObject({ code: 'NotInSnapshot' });
  });

  it('is of the account, or of a stranger', () => {
    const ask = (of: unknown, ...others: Resource[]) => derived(resultsBucketStrangers, session(of), others);
    expect(ask('results', bucket())).toEqual([]);
    expect(ask('results', bucket({}, stranger))).toEqual([stranger]);
    expect(ask(null)).toEqual([]);
    expect(ask(refusal)).toEqual(refusal);
    expect(ask('results')).toMatchObject({ code: 'NotInSnapshot' });
  });
});

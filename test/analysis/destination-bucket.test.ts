import { describe, expect, it } from 'vitest';
import {
  channelBucketOpenTo,
  channelBucketStrangers,
  trailBucketIsPublic,
  trailBucketLockDays,
  trailBucketLogsTo,
  trailBucketMfaDelete,
  trailBucketOpenTo,
} from '../../src/analysis/destination-bucket.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource, stranger } from './resources.ts';

const trail = resource('AWS::CloudTrail::Trail', `arn:aws:cloudtrail:eu-central-1:${own}:trail/audit`, {
  'destination.bucket': 'audit',
});
const channel = resource(
  'AWS::Config::DeliveryChannel',
  `arn:aws:config:eu-central-1:${own}:delivery-channel/default`,
  {
    'destination.bucket': 'audit',
  },
);

const off = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const block = (flags: object = off, account = own): Resource =>
  resource(
    'AWS::S3::AccountPublicAccessBlock',
    `arn:aws:s3::${account}:account-public-access-block`,
    {
      'access.publicAccessBlock': flags,
    },
    { account },
  );

const closed = {
  'access.policyDocument': null,
  'access.policyStatus': null,
  'access.publicAccessBlock': off,
  'access.acl': [],
  'access.objectOwnership': 'BucketOwnerEnforced',
};
const bucket = (facts: object, account = own, name = 'audit'): Resource =>
  resource('AWS::S3::Bucket', `arn:aws:s3:::${name}`, { ...closed, ...facts }, { account });

const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const toEverybody = document({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::audit/*',
});
/** As S3 itself says. */
const everybodyReads = { 'access.policyDocument': toEverybody, 'access.policyStatus': { isPublic: true } };
const write = (service: string, condition: object = {}) =>
  document({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::audit/*',
    Condition: condition,
  });

describe('the bucket that a trail delivers to', () => {
  it('is the one of its name in the snapshot, whatever others there are', () => {
    const logs = { 'logging.accessLogs': { targetBucket: 'access-logs', targetPrefix: '' } };
    const others = [bucket({ 'logging.accessLogs': null }, own, 'features'), bucket(logs), bucket({}, own, 'z')];
    expect(derived(trailBucketLogsTo, trail, others)).toBe('access-logs');
    expect(derived(trailBucketLogsTo, trail, [bucket({ 'logging.accessLogs': null })])).toBeNull();
  });

  it('may be in another account that the snapshot holds', () =>
    expect(
      derived(trailBucketMfaDelete, trail, [
        bucket({ 'recovery.versioning': { status: 'enabled', mfaDelete: true } }, member),
      ]),
    ).toBe(true));

  it.each([trailBucketIsPublic, trailBucketLogsTo, trailBucketMfaDelete, trailBucketLockDays, trailBucketOpenTo])(
    'is unknown in everything where it is not in the snapshot, could not be listed or not be asked: $path',
    (fact: DerivedFact) => {
      expect(derived(fact, trail)).toMatchObject({ code: 'NotInSnapshot' });
      expect(derived(fact, trail, [], [gap('AWS::S3::Bucket')])).toMatchObject({ code: 'AccessDenied' });
      const unasked = Object.fromEntries(
        (fact.relation?.gathers ?? []).flatMap(({ type, facts }) =>
          type === 'AWS::S3::Bucket' ? facts.map((one) => [one, refusal]) : [],
        ),
      );
      expect(derived(fact, trail, [bucket(unasked), block()])).toMatchObject({ code: 'AccessDenied' });
      expect(derived(fact, resource(trail.type, trail.arn, { 'destination.bucket': refusal }))).toEqual(refusal);
    },
  );

  it('is locked for as long as COMPLIANCE mode says, and not at all otherwise', () => {
    const days = (lock: unknown) => derived(trailBucketLockDays, trail, [bucket({ 'recovery.objectLock': lock })]);
    expect(days({ mode: 'COMPLIANCE', retentionDays: 400 })).toBe(400);
    expect(days({ mode: 'GOVERNANCE', retentionDays: 400 })).toBe(0);
    expect(days({ mode: null, retentionDays: null })).toBe(0);
    expect(days(null)).toBe(0);
  });
});

describe('whether the log files are public', () => {
  const isPublic = (facts: object, blocks = block()) => derived(trailBucketIsPublic, trail, [bucket(facts), blocks]);

  it('goes by the policy and by the ACL, to everybody and to every account', () => {
    expect(isPublic({})).toBe(false);
    expect(isPublic(everybodyReads)).toBe(true);
    const acl = [{ grantee: 'authenticated-users', id: null, permission: 'READ' }];
    expect(isPublic({ 'access.acl': acl, 'access.objectOwnership': 'ObjectWriter' })).toBe(true);
  });

  it('takes both levels of Block Public Access into account', () => {
    const on = { ...off, restrictPublicBuckets: true };
    expect(isPublic({ ...everybodyReads, 'access.publicAccessBlock': on })).toBe(false);
    expect(isPublic(everybodyReads, block(on))).toBe(false);
  });

  it('is certain where one way is, and unknown where the other could be', () => {
    expect(isPublic({ ...everybodyReads, 'access.acl': refusal })).toBe(true);
    expect(isPublic({ 'access.acl': refusal, 'access.objectOwnership': 'ObjectWriter' })).toEqual(refusal);
  });
});

describe('for whom a service may write into the bucket', () => {
  const open = (policy: unknown, others: readonly Resource[] = [], gaps: ReturnType<typeof gap>[] = []) =>
    derived(trailBucketOpenTo, trail, [bucket({ 'access.policyDocument': policy }), ...others], gaps);
  const arnEquals = (account: string, name = 'audit') => ({
    StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:eu-central-1:${account}:trail/${name}` },
  });

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  it('is nobody else where each statement names the trail or the account', () => {
    expect(open(write('cloudtrail.amazonaws.com', arnEquals(own)))).toEqual([]);
    expect(open(write('cloudtrail.amazonaws.com', { StringEquals: { 'aws:SourceAccount': own } }))).toEqual([]);
    const any = { ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${own}:trail/*` } };
    expect(open(write('cloudtrail.amazonaws.com', any))).toEqual([]);
    expect(open(null)).toEqual([]);
  });

  it('is everybody without a condition, or with one that says nothing', () => {
    const everybody = [{ statement: 0, sid: null, customers: ['*'] }];
    expect(open(write('cloudtrail.amazonaws.com'))).toEqual(everybody);
    const acl = { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } };
    expect(open(write('cloudtrail.amazonaws.com', acl))).toEqual(everybody);
    const maybe = { StringEqualsIfExists: { 'aws:SourceAccount': own } };
    expect(open(write('cloudtrail.amazonaws.com', maybe))).toEqual(everybody);
  });

  it('is an account that is named and is not of the organization', () => {
    const policy = write('cloudtrail.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': [own, member, stranger] },
    });
    const organization = resource('AWS::Organizations::Organization', `arn:aws:organizations::${own}:organization`, {
      id: 'o-1',
    });
    const accountOf = (id: string) =>
      resource('AWS::Organizations::Account', `arn:aws:organizations::${own}:account/o-1/${id}`, {
        accountId: id,
        organization: 'o-1',
      });
    expect(open(policy, [organization, accountOf(own), accountOf(member)])).toEqual([
      { statement: 0, sid: null, customers: [stranger] },
    ]);
    const ofOrganization = write('cloudtrail.amazonaws.com', { StringEquals: { 'aws:SourceOrgID': 'o-1' } });
    expect(open(ofOrganization, [organization])).toEqual([]);
    expect(open(policy, [], [gap('AWS::Organizations::Account')])).toMatchObject({ code: 'AccessDenied' });
  });

  it('takes a Deny of the same policy into account', () => {
    const [allow] = write('cloudtrail.amazonaws.com').Statement;
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::audit', 'arn:aws:s3:::audit/*'],
      Condition: { StringNotEquals: { 'aws:SourceAccount': own } },
    };
    expect(open(document(allow as object, deny))).toEqual([]);
  });

  it('is asked of the service that delivers', () => {
    expect(open(write('config.amazonaws.com'))).toEqual([]);
    const openChannel = derived(channelBucketOpenTo, channel, [
      bucket({ 'access.policyDocument': write('config.amazonaws.com') }),
    ]);
    expect(openChannel).toEqual([{ statement: 0, sid: null, customers: ['*'] }]);
  });
});

describe('whose the bucket of a delivery channel is', () => {
  const strangers = (account: string, gaps: ReturnType<typeof gap>[] = []) =>
    derived(channelBucketStrangers, channel, [bucket({}, account)], gaps);

  it('is said where it is neither the account nor of its organization', () => {
    expect(strangers(own)).toEqual([]);
    expect(strangers(stranger)).toEqual([stranger]);
    expect(strangers(stranger, [gap('AWS::Organizations::Account')])).toMatchObject({ code: 'AccessDenied' });
    expect(derived(channelBucketStrangers, channel)).toMatchObject({ code: 'NotInSnapshot' });
  });
});

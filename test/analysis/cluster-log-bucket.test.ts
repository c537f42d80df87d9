import { describe, expect, it } from 'vitest';
import {
  logBucketIsPublic,
  logBucketOpenTo,
  logBucketStrangers,
  logBucketVersioned,
  logBucketWriters,
} from '../../src/analysis/cluster-log-bucket.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource, stranger } from './resources.ts';

const clusterArn = `arn:aws:redshift:eu-central-1:${own}:cluster:warehouse`;
const cluster = (logs: unknown = { destination: 's3', bucket: 'audit' }): Resource =>
  resource('AWS::Redshift::Cluster', clusterArn, { 'logging.auditLogs': logs });

const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
const off = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const bucket = (facts: object, account = own): Resource =>
  resource(
    'AWS::S3::Bucket',
    'arn:aws:s3:::audit',
    {
      'access.policyDocument': null,
      'access.policyStatus': null,
      'access.publicAccessBlock': off,
      'access.acl': [],
      'access.objectOwnership': 'BucketOwnerEnforced',
      'recovery.versioning': { status: 'enabled', mfaDelete: false },
      ...facts,
    },
    { account },
  );
const block = resource('AWS::S3::AccountPublicAccessBlock', `arn:aws:s3::${own}:account-public-access-block`, {
  'access.publicAccessBlock': off,
});

const allow = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::audit/*',
  ...more,
});
const redshift = { Service: 'redshift.amazonaws.com' };
const policy = (...Statement: readonly object[]) =>
  bucket({ 'access.policyDocument': { Version: '2012-10-17', Statement } });

const all: readonly DerivedFact[] = [
  ...[logBucketIsPublic, logBucketOpenTo, logBucketStrangers, logBucketVersioned, logBucketWriters],
];

describe('the bucket with the audit logs of a cluster', () => {
  it.each([
    ['logging is off', null],
    ['logs go to CloudWatch', { destination: 'cloudwatch', bucket: null }],
  ])('is none where %s', (_why, logs) => {
    expect(all.map((fact) => derived(fact, cluster(logs)))).toEqual([false, [], [], false, []]);
  });

  it.each(all)('is unknown where it cannot be looked into: $path', (fact) => {
    expect(derived(fact, cluster())).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(fact, cluster(), [], [gap('AWS::S3::Bucket')])).toEqual(refusal);
    expect(derived(fact, cluster(refusal), [bucket({}), block])).toEqual(refusal);
  });

  it('keeps versions or not', () => {
    const versioning = (status: string) => bucket({ 'recovery.versioning': { status, mfaDelete: false } });
    expect(derived(logBucketVersioned, cluster(), [versioning('enabled')])).toBe(true);
    expect(derived(logBucketVersioned, cluster(), [versioning('suspended')])).toBe(false);
    expect(derived(logBucketVersioned, cluster(), [bucket({ 'recovery.versioning': refusal })])).toEqual(refusal);
  });

  it('is public where its policy is, and nothing blocks that', () => {
    const everybody = {
      'access.policyDocument': { Version: '2012-10-17', Statement: [allow('*', { Action: 's3:GetObject' })] },
      'access.policyStatus': { isPublic: true },
    };
    expect(derived(logBucketIsPublic, cluster(), [bucket(everybody), block])).toBe(true);
    expect(
      derived(logBucketIsPublic, cluster(), [bucket({ ...everybody, 'access.publicAccessBlock': on }), block]),
    ).toBe(false);
  });

  it('is a stranger’s where its account is neither this one nor of the organization', () => {
    const account = (id: string) =>
      resource('AWS::Organizations::Account', `arn:aws:organizations::${own}:account/o-1/${id}`, {
        accountId: id,
        organization: 'o-1',
      });
    const members = [account(own), account(member)];
    expect(derived(logBucketStrangers, cluster(), [bucket({}), ...members])).toEqual([]);
    expect(derived(logBucketStrangers, cluster(), [bucket({}, member), ...members])).toEqual([]);
    expect(derived(logBucketStrangers, cluster(), [bucket({}, stranger), ...members])).toEqual([stranger]);
  });

  it('takes logs of everybody where its policy does not say whose cluster it is', () => {
    expect(derived(logBucketOpenTo, cluster(), [policy(allow(redshift))])).toEqual([
      { statement: 0, sid: null, customers: ['*'] },
    ]);
    const condition = (Condition: object) => policy(allow(redshift, { Condition }));
    for (const key of [{ 'aws:SourceAccount': own }, { 'aws:SourceArn': clusterArn }]) {
      expect(derived(logBucketOpenTo, cluster(), [condition({ StringEquals: key })])).toEqual([]);
    }
    expect(
      derived(logBucketOpenTo, cluster(), [condition({ StringEquals: { 'aws:SourceAccount': stranger } })]),
    ).toEqual([{ statement: 0, sid: null, customers: [stranger] }]);
  });

  it('is written by others where its policy lets them put objects, and no Deny takes that back', () => {
    const role = `arn:aws:iam::${own}:role/etl`;
    expect(derived(logBucketWriters, cluster(), [policy(allow(redshift))])).toEqual([]);
    expect(derived(logBucketWriters, cluster(), [policy(allow(redshift), allow({ AWS: role }))])).toEqual([
      { statement: 1, sid: null, principal: role },
    ]);
    expect(derived(logBucketWriters, cluster(), [policy(allow({ AWS: role }, { Action: 's3:GetObject' }))])).toEqual(
      [],
    );
    expect(
      derived(logBucketWriters, cluster(), [
        policy(allow({ Service: 'logging.s3.amazonaws.com' }, { Action: 's3:*' })),
      ]),
    ).toEqual([{ statement: 0, sid: null, principal: 'logging.s3.amazonaws.com' }]);
    const deny = { ...allow('*', { Action: 's3:Put*' }), Effect: 'Deny' };
    expect(derived(logBucketWriters, cluster(), [policy(allow({ AWS: role }), deny)])).toEqual([]);
    expect(derived(logBucketWriters, cluster(), [bucket({ 'access.policyDocument': refusal })])).toEqual(refusal);
  });
});

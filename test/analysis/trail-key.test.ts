import { describe, expect, it } from 'vitest';
import { trailKeyOpenReaders, trailKeyOpenTo, trailKeyReaders, trailKeyUsable } from '../../src/analysis/trail-key.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import { derived, gap, own, refusal, resource, stranger } from './resources.ts';

const keyArn = `arn:aws:kms:eu-central-1:${own}:key/0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1`;
const trailWith = (key: string | null) =>
  resource('AWS::CloudTrail::Trail', `arn:aws:cloudtrail:eu-central-1:${own}:trail/audit`, {
    'encryption.atRest': { enabled: true, algorithm: key === null ? 'AES256' : 'aws:kms', key },
  });

const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${own}:root` }, Action: 'kms:*', Resource: '*' };
const encrypt = (condition: object = {}, action = 'kms:GenerateDataKey*') => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: action,
  Resource: '*',
  Condition: condition,
});
const decrypt = (principal: unknown, condition: object = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
  Resource: '*',
  Condition: condition,
});

const about = (fact: DerivedFact, ...statements: readonly object[]): unknown =>
  derived(fact, trailWith(keyArn), [
    resource('AWS::KMS::Key', keyArn, {
      'access.policyDocument': { Version: '2012-10-17', Statement: [root, ...statements] },
    }),
    resource('AWS::KMS::Key', `${keyArn}-of-somebody`, { 'access.policyDocument': null }),
  ]);

describe('the key of a trail', () => {
  it('is asked for nothing where there is none', () => {
    expect(derived(trailKeyUsable, trailWith(null))).toBe(true);
    expect(derived(trailKeyOpenTo, trailWith(null))).toEqual([]);
    expect(derived(trailKeyReaders, trailWith(null))).toEqual([]);
  });

  it.each([trailKeyUsable, trailKeyOpenTo, trailKeyReaders, trailKeyOpenReaders])(
    'is unknown in everything where it is not in the snapshot, or could not be asked: $path',
    (fact) => {
      expect(derived(fact, trailWith(keyArn))).toMatchObject({ code: 'NotInSnapshot' });
      expect(derived(fact, trailWith(keyArn), [], [gap('AWS::KMS::Key')])).toMatchObject({ code: 'AccessDenied' });
      expect(
        derived(fact, trailWith(keyArn), [resource('AWS::KMS::Key', keyArn, { 'access.policyDocument': refusal })]),
      ).toEqual(refusal);
    },
  );

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
  it('is usable where CloudTrail itself may make data keys', () => {
    expect(about(trailKeyUsable)).toBe(false);
    expect(about(trailKeyUsable, encrypt())).toBe(true);
    expect(about(trailKeyUsable, encrypt({}, 'kms:DescribeKey'))).toBe(false);
    const other = { ...encrypt(), Principal: { Service: 'logs.amazonaws.com' } };
    expect(about(trailKeyUsable, other)).toBe(false);
  });

  it('is open to trails of others unless the context, the source or the account of the source says whose are meant', () => {
    const context = (account: string) => ({
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${account}:trail/*` },
    });
    const source = { StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:eu-central-1:${own}:trail/audit` } };
    for (const condition of [context(own), source, { StringEquals: { 'aws:SourceAccount': own } }]) {
      expect(about(trailKeyOpenTo, encrypt(condition))).toEqual([]);
    }
    expect(about(trailKeyOpenTo, encrypt())).toEqual([{ statement: 1, sid: null, customers: ['*'] }]);
    expect(about(trailKeyOpenTo, encrypt(context('*')))).toEqual([{ statement: 1, sid: null, customers: ['*'] }]);
    expect(about(trailKeyOpenTo, encrypt(context(stranger)))).toEqual([
      { statement: 1, sid: null, customers: [stranger] },
    ]);
    // What only describes the key gives nothing away.
    expect(about(trailKeyOpenTo, encrypt(source), encrypt({}, 'kms:DescribeKey'))).toEqual([]);
  });

  it('is read by the users and roles that its policy names, and not by its own account, which leaves that to IAM', () => {
    const role = `arn:aws:iam::${own}:role/auditor`;
    const statements = [decrypt({ AWS: role }), decrypt({ AWS: 'AROADBQP57FF2AEXAMPLE' })];
    expect(about(trailKeyReaders, ...statements)).toEqual([role]);
    expect(about(trailKeyOpenReaders, ...statements)).toEqual([]);
  });

  it('is open to read for other accounts, and for everybody, also where a condition keeps that within the account', () => {
    const outside = `arn:aws:iam::${stranger}:root`;
    const anyone = decrypt({ AWS: '*' }, { StringEquals: { 'kms:CallerAccount': own } });
    expect(about(trailKeyOpenReaders, decrypt({ AWS: outside }), anyone)).toEqual(['*', outside]);
    expect(about(trailKeyReaders, decrypt({ AWS: outside }), anyone)).toEqual([]);
    const taken = { ...decrypt({ AWS: outside }), Effect: 'Deny' };
    expect(about(trailKeyOpenReaders, decrypt({ AWS: outside }), taken)).toEqual([]);
  });
});

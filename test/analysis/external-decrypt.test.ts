import { describe, expect, it } from 'vitest';
import { bucketExternalDecrypt } from '../../src/analysis/external-decrypt.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource, stranger } from './resources.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html

const keyArn = `arn:aws:kms:eu-central-1:${own}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const read = (Principal: unknown, more: object = {}) => ({
  ...{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::exports/*' },
  ...more,
});
const decrypt = (Principal: unknown, more: object = {}) => ({
  ...{ Effect: 'Allow', Principal, Action: 'kms:Decrypt', Resource: '*' },
  ...more,
});
const key = (policy: unknown, grants: unknown = [], account = own): Resource =>
  resource(
    'AWS::KMS::Key',
    keyArn.replace(own, account),
    { 'access.policyDocument': policy, 'access.grants': grants, aliases: ['alias/exports'] },
    { account },
  );
const ask = (
  policy: unknown,
  others: readonly Resource[],
  { encryption = { algorithm: 'aws:kms', key: keyArn }, gaps = [] }: { encryption?: unknown; gaps?: Gap[] } = {},
): unknown => {
  const bucket = resource('AWS::S3::Bucket', 'arn:aws:s3:::exports', {
    'access.policyDocument': policy,
    'encryption.atRest': encryption,
  });
  // Derived when it is read, and only then is there a reason.
  const answer = derived(bucketExternalDecrypt, bucket, others, gaps);
  return answer === undefined ? 'unknown' : answer;
};
const account = (id: string) => [{ kind: 'account', id }];
const shared = document(read(root(stranger)));

describe('who outside reads a bucket and decrypts with its key', () => {
  it('is an account that both policies let in', () => {
    expect(ask(shared, [key(document(decrypt(root(stranger))))])).toEqual(account(stranger));
    expect(ask(shared, [key(document(decrypt(root(member))))])).toEqual([]);
    expect(ask(shared, [key(document(decrypt(root(own))))])).toEqual([]);
    expect(ask(null, [key(document(decrypt(root(stranger))))])).toEqual([]);
  });

  it('is an account of which one policy lets in everybody', () => {
    expect(ask(document(read('*')), [key(document(decrypt(root(stranger))))])).toEqual(account(stranger));
    expect(ask(shared, [key(document(decrypt('*')))])).toEqual(account(stranger));
    const ofCaller = decrypt('*', { Condition: { StringEquals: { 'kms:CallerAccount': member } } });
    expect(ask(shared, [key(document(ofCaller))])).toEqual([]);
    expect(ask(document(read('*')), [key(document(ofCaller))])).toEqual(account(member));
  });

  it('is the grantee of a grant', () => {
    const grant = (operations: string[]) => [
      { id: 'g', grantee: `arn:aws:iam::${stranger}:role/reader`, retiringPrincipal: null, operations },
    ];
    expect(ask(shared, [key(null, grant(['Decrypt']))])).toEqual(account(stranger));
    expect(ask(shared, [key(null, grant(['Encrypt']))])).toEqual([]);
  });

  it('is not who decrypts by way of another service', () => {
    const via = (service: string) =>
      decrypt(root(stranger), {
        Condition: { StringEquals: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com` } },
      });
    expect(ask(shared, [key(document(via('ec2')))])).toEqual([]);
    expect(ask(shared, [key(document(via('s3')))])).toEqual(account(stranger));
  });

  it('is the account that owns the key, where that reads', () => {
    const encryption = { algorithm: 'aws:kms', key: keyArn.replace(own, stranger) };
    expect(ask(shared, [key(null, [], stranger)], { encryption })).toEqual(account(stranger));
  });

  it('is a member of the organization that the other policy lets in, as far as members are known', () => {
    const members = resource('AWS::Organizations::Account', `arn:aws:organizations::1:account/o/${stranger}`, {
      accountId: stranger,
      organization: 'o-partner00001',
    });
    const toOrganization = document(
      decrypt('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-partner00001' } } }),
    );
    expect(ask(shared, [key(toOrganization), members])).toEqual(account(stranger));
    expect(ask(shared, [key(toOrganization)])).toBe('unknown');
  });

  it('is nobody with a key of AWS, and no question without a key', () => {
    expect(ask(shared, [], { encryption: { algorithm: 'aws:kms', key: null } })).toEqual([]);
    expect(ask(shared, [], { encryption: { algorithm: 'AES256', key: null } })).toBeNull();
  });

  it('is unknown where either half is', () => {
    const both = document(decrypt(root(stranger)));
    expect(ask(refusal, [key(both)])).toBe('unknown');
    expect(ask(shared, [key(refusal)])).toBe('unknown');
    expect(ask(shared, [key(both, refusal)])).toBe('unknown');
    expect(ask(shared, [])).toBe('unknown');
    expect(ask(shared, [key(both)], { encryption: refusal })).toBe('unknown');
    const delegating = document(read('*', { Condition: { StringEquals: { 's3:DataAccessPointAccount': own } } }));
    expect(ask(delegating, [key(both)], { gaps: [gap('AWS::S3::AccessPoint')] })).toBe('unknown');
  });
});

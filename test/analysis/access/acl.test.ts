import { describe, expect, it } from 'vitest';
import { type AclGrant, grantsPublicly, isPublicAcl, parseGrantee } from '../../../src/analysis/access/acl.ts';
import type { AccessRequest } from '../../../src/analysis/access/authorize.ts';
import { allow, BOB, decide, deny, documentOf, outcome } from './policies.ts';

const OWNER = 'a'.repeat(64);
const grant = (who: string, permission: string): AclGrant => ({ ...parseGrantee(who), permission });

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
describe('a grantee', () => {
  it.each([
    ['http://acs.amazonaws.com/groups/global/AllUsers', 'all-users', 'yes'],
    ['https://acs.amazonaws.com/groups/global/AllUsers', 'all-users', 'yes'],
    ['AllUsers', 'all-users', 'yes'],
    ['all-users', 'all-users', 'yes'],
    ['http://acs.amazonaws.com/groups/global/AuthenticatedUsers', 'authenticated-users', 'yes'],
    ['AuthenticatedUsers', 'authenticated-users', 'yes'],
    ['http://acs.amazonaws.com/groups/s3/LogDelivery', 'log-delivery', 'no'],
    ['LogDelivery', 'log-delivery', 'no'],
    ['http://acs.amazonaws.com/groups/global/Other', 'other-group', 'no'],
    [OWNER, 'user', 'no'],
    ['ops@example.com', 'email', 'no'],
  ])('%s is %s', (text, kind, isPublic) => {
    expect(parseGrantee(text).grantee).toBe(kind);
    for (const permission of ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']) {
      expect(isPublicAcl([grant(OWNER, 'FULL_CONTROL'), grant(text, permission)])).toBe(isPublic);
    }
  });
});

describe('a public grant', () => {
  it('is for reading, for writing or for both', () => {
    const by = (who: string, permission: string) => ({
      read: grantsPublicly([grant(who, permission)], ['READ', 'READ_ACP', 'FULL_CONTROL']),
      write: grantsPublicly([grant(who, permission)], ['WRITE', 'WRITE_ACP', 'FULL_CONTROL']),
    });
    expect(by('AllUsers', 'READ')).toEqual({ read: 'yes', write: 'no' });
    expect(by('AuthenticatedUsers', 'WRITE_ACP')).toEqual({ read: 'no', write: 'yes' });
    expect(by('AllUsers', 'FULL_CONTROL')).toEqual({ read: 'yes', write: 'yes' });
    expect(by('LogDelivery', 'FULL_CONTROL')).toEqual({ read: 'no', write: 'no' });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions
describe('an access control list', () => {
  const ask = (
    grants: readonly AclGrant[],
    request: Partial<AccessRequest>,
    rest: Partial<Parameters<typeof outcome>[0]> = {},
  ) => outcome({ acl: { grants, enabled: 'yes' }, ...rest }, { principal: '*anonymous', ...request });
  const open = [grant('AllUsers', 'FULL_CONTROL')];

  it.each([
    ['s3:ListBucket', ['READ', 'FULL_CONTROL']],
    ['s3:ListBucketVersions', ['READ', 'FULL_CONTROL']],
    ['s3:ListBucketMultipartUploads', ['READ', 'FULL_CONTROL']],
    ['s3:GetBucketAcl', ['READ_ACP', 'FULL_CONTROL']],
    ['s3:PutBucketAcl', ['WRITE_ACP', 'FULL_CONTROL']],
    ['s3:PutObject', ['WRITE', 'FULL_CONTROL']],
    ['s3:DeleteObject', ['WRITE', 'FULL_CONTROL']],
    ['s3:GetObject', ['READ', 'FULL_CONTROL']],
    ['s3:GetObjectVersion', ['READ', 'FULL_CONTROL']],
    ['s3:GetObjectAcl', ['READ_ACP', 'FULL_CONTROL']],
    ['s3:PutObjectAcl', ['WRITE_ACP', 'FULL_CONTROL']],
    ['s3:PutBucketPolicy', []],
    ['s3:GetBucketLocation', []],
    ['s3:DeleteBucket', []],
  ])('allows %s by %j and nothing else', (action, permissions) => {
    const allowed = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'].filter(
      (permission) => ask([grant('AllUsers', permission)], { action }) === 'allow',
    );
    expect(allowed).toEqual(permissions);
  });

  it('lets AuthenticatedUsers in with credentials only', () => {
    const grants = [grant('AuthenticatedUsers', 'READ')];
    expect(ask(grants, {})).toBe('implicit-deny');
    expect(ask(grants, { principal: BOB })).toBe('allow');
  });

  it('needs the own policies of a caller of another account', () => {
    const principal = 'arn:aws:iam::444455556666:user/eve';
    expect(ask(open, { principal })).toBe('implicit-deny');
    expect(ask(open, { principal }, { identity: [documentOf(allow())] })).toBe('allow');
  });

  it('names an owner by canonical id, which no document ties to an account', () => {
    const grants = [grant(OWNER, 'FULL_CONTROL')];
    expect(ask(grants, { principal: OWNER })).toBe('allow');
    expect(ask(grants, { principal: 'b'.repeat(64) })).toBe('implicit-deny');
    expect(ask(grants, {})).toBe('implicit-deny');
    const principal = 'arn:aws:iam::444455556666:user/eve';
    expect(ask(grants, { principal }, { identity: [documentOf(allow())] })).toBe('unknown');
  });

  it('counts for nothing with BucketOwnerEnforced, and in part with IgnorePublicAcls', () => {
    expect(ask(open, {}, { acl: { grants: open, enabled: 'no' } })).toBe('implicit-deny');
    expect(ask(open, {}, { acl: { grants: open, enabled: 'unknown' } })).toBe('unknown');
    const blockPublicAccess = { ignorePublicAcls: 'yes', restrictPublicBuckets: 'no' } as const;
    expect(ask(open, { blockPublicAccess })).toBe('implicit-deny');
    expect(ask([grant(OWNER, 'READ')], { blockPublicAccess, principal: OWNER })).toBe('allow');
    expect(ask(open, { blockPublicAccess: { ignorePublicAcls: 'no', restrictPublicBuckets: 'yes' } })).toBe('allow');
    expect(ask(open, { blockPublicAccess: { ignorePublicAcls: 'unknown', restrictPublicBuckets: 'no' } })).toBe(
      'unknown',
    );
  });

  it('yields to a Deny, and is of S3 only', () => {
    expect(ask(open, {}, { resource: documentOf(deny({ Principal: '*' })) })).toBe('deny');
    expect(ask(open, { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/1' })).toBe(
      'implicit-deny',
    );
  });

  it('leaves the answer open where it could not be read, and is named where it decided', () => {
    expect(ask(open, {}, { acl: 'unknown' })).toBe('unknown');
    expect(ask(open, {}, { acl: null })).toBe('implicit-deny');
    const grants = [grant(OWNER, 'READ'), grant('AllUsers', 'READ')];
    expect(decide({ acl: { grants, enabled: 'yes' } }, { principal: '*anonymous' }).decidedBy).toEqual([
      { kind: 'acl', level: null, document: 0, statement: 1, sid: null },
    ]);
  });
});

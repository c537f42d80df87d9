import { describe, expect, it } from 'vitest';
import { ask } from '../../../../src/analysis/access/estate/ask.ts';
import { whoCan } from '../../../../src/analysis/access/estate/who-can.ts';
import { accountBlock, allow, bucket, document, estateOf, other, resource, role, roleArn } from './estate-of.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html

const id = (letter: string): string => letter.repeat(64);
const features = 'arn:aws:s3:::features';
const list = 's3:ListBucket';
const granting = (grantee: string, permission: string, name: string | null = null) => ({
  grantee,
  id: name,
  permission,
});
const owners = granting('user', 'FULL_CONTROL', id('a'));

const withAcl = (acl: readonly object[], facts: object = {}) =>
  bucket('features', null, {
    ...{ 'access.acl': acl, 'access.objectOwnership': 'ObjectWriter', 'access.owner': id('a'), ...facts },
  });
/** A bucket of the other account, which tells its canonical id. */
const theirs = (canonical = id('b')) =>
  resource('AWS::S3::Bucket', 'arn:aws:s3:::theirs', { 'access.owner': canonical, 'access.acl': [] }, other);

const whoLists = (resources: Parameters<typeof estateOf>[0], action = list, on = features) => {
  const found = whoCan(estateOf([...resources, accountBlock(), role('etl')]), action, on);
  const names = (some: typeof found.can) =>
    some.filter(({ standing }) => standing !== 'inside').map(({ principal, means }) => means ?? principal);
  return { can: names(found.can), undecided: names(found.undecided), assumptions: found.assumptions, found };
};

describe('who gets in by the access control list of a bucket', () => {
  it('is everybody by a group, unless public lists are ignored or lists have no effect', () => {
    const open = withAcl([owners, granting('all-users', 'READ')]);
    expect(whoLists([open]).can).toEqual(['anyone with an AWS account', 'anyone, without signing in']);
    expect(whoLists([withAcl([owners, granting('authenticated-users', 'READ')])]).can).toEqual([
      'anyone with an AWS account',
    ]);
    const enforced = withAcl([owners, granting('all-users', 'READ')], {
      'access.objectOwnership': 'BucketOwnerEnforced',
    });
    expect(whoLists([enforced]).can).toEqual([]);
    const estate = estateOf([open, accountBlock({ ignorePublicAcls: true })]);
    expect(ask(estate, '*anonymous', list, features).truth).toBe('no');
  });

  it('is the canonical user that it names, and nobody else', () => {
    const { can, undecided } = whoLists([withAcl([owners, granting('user', 'READ', id('c'))])]);
    expect({ can, undecided }).toEqual({ can: [id('c')], undecided: [] });
  });

  it('is the account behind a canonical user, where a bucket of it tells its id', () => {
    const acl = [owners, granting('user', 'READ', id('b'))];
    expect(whoLists([withAcl(acl), theirs()]).can).toEqual([`whomever account ${other} lets`]);
    const reader = role('reader', { inline: { lists: document(allow(list, features)) } }, other);
    const asked = (resources: Parameters<typeof estateOf>[0]) =>
      ask(estateOf([...resources, accountBlock()]), roleArn('reader', other), list, features).truth;
    expect(asked([withAcl(acl), theirs(), reader])).toBe('yes');
    expect(asked([withAcl(acl), theirs(), role('reader', {}, other)])).toBe('no');
    expect(asked([withAcl(acl), theirs(id('d')), reader])).toBe('no');
    // Nobody says whose id it is.
    expect(asked([withAcl(acl), reader])).toBe('unknown');
    // An emulator gives all accounts one id, which says nothing.
    expect(asked([withAcl([granting('user', 'READ', id('a'))]), theirs(id('a')), reader])).toBe('unknown');
  });

  it('is another account with full control where the owner has kept none for itself', () => {
    const { can } = whoLists([withAcl([granting('user', 'FULL_CONTROL', id('c'))])]);
    expect(can).toEqual([id('c')]);
    // Without the owner's id the only one with full control is taken for it.
    const older = bucket('features', null, { 'access.acl': [owners], 'access.objectOwnership': 'ObjectWriter' });
    expect(whoLists([older]).can).toEqual([]);
  });

  it('gives the own account nothing that its policies do not', () => {
    const estate = estateOf([role('etl'), withAcl([owners, granting('user', 'READ', id('c'))]), accountBlock()]);
    expect(ask(estate, roleArn('etl'), list, features).truth).toBe('no');
  });

  it('says that lists of single objects were not looked at, where they can have an effect', () => {
    const sentence =
      'access control lists of single objects in `features` are not collected: none is taken to let anybody in';
    const objects = `${features}/*`;
    expect(whoLists([withAcl([owners])], 's3:GetObject', objects).assumptions).toContain(sentence);
    expect(whoLists([withAcl([owners])], list).assumptions).not.toContain(sentence);
    expect(whoLists([bucket('features')], 's3:GetObject', objects).assumptions).not.toContain(sentence);
  });
});

import { describe, expect, it } from 'vitest';
import { groupAdministratorBy, roleAdministratorBy, userAdministratorBy } from '../../src/analysis/administrator-by.ts';
import { escalationEstate, identityEstate } from '../../src/analysis/identity-estate.ts';
import { userPathToAdministrator } from '../../src/analysis/path-to-administrator.ts';
import { type DerivedFact, Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { allow, deny, documentOf, policyWith, refusal } from './identity-policy.ts';

const iam = 'arn:aws:iam::111122223333:';
const trust = (Principal: object): object => documentOf({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });

const of = (type: string, arn: string, facts: object, unknown: Resource['unknown'] = {}): Resource => ({
  ...policyWith({}),
  ...{ type: `AWS::IAM::${type}`, arn: `${iam}${arn}`, name: arn.slice(arn.lastIndexOf('/') + 1) },
  ...{ facts: { ...facts }, unknown },
});

const bare = { attachedPolicies: [], inlinePolicies: [], permissionsBoundary: null };
const managed = (name: string, ...statements: readonly object[]): Resource =>
  of('ManagedPolicy', `policy/${name}`, { document: documentOf(...statements) });
const attached = (...names: readonly string[]) => ({
  ...bare,
  attachedPolicies: names.map((name) => `${iam}policy/${name}`),
});
const user = (name: string, facts: object = {}): Resource =>
  of('User', `user/${name}`, { ...bare, groups: [], ...facts });
const role = (name: string, facts: object = {}, Principal: object = { Service: 'lambda.amazonaws.com' }): Resource =>
  of('Role', `role/${name}`, {
    ...{ ...bare, instanceProfiles: [], isServiceLinked: false, 'access.policyDocument': trust(Principal) },
    ...facts,
  });

/** The fact of the first resource, among all. */
const derive = (fact: DerivedFact, ...resources: readonly [Resource, ...Resource[]]): unknown => {
  const relation = fact === userPathToAdministrator ? escalationEstate : identityEstate;
  const index = relation.start();
  for (const resource of resources) relation.add(index, resource);
  return fact.derive(resources[0], index);
};

const admin = managed('admin', allow('*'));

describe('which policies make a user or role administrator', () => {
  it.each<[string, Resource, readonly Resource[], readonly object[]]>([
    ['none has', user('ada'), [], []],
    ['one does alone', user('ada', attached('admin')), [admin], [{ policy: `policy ${iam}policy/admin`, alone: true }]],
    [
      'two do only together',
      role('etl', attached('iam', 'rest')),
      [managed('iam', allow(['iam:*', 'sts:*'])), managed('rest', allow(['kms:*', 's3:*']))],
      [
        { policy: `policy ${iam}policy/iam`, alone: false },
        { policy: `policy ${iam}policy/rest`, alone: false },
      ],
    ],
    ['another denies it', role('etl', attached('admin', 'no')), [admin, managed('no', deny('iam:*'))], []],
    [
      'a permissions boundary does not let it be',
      role('etl', { ...attached('admin'), permissionsBoundary: `${iam}policy/narrow` }),
      [admin, managed('narrow', allow('s3:*'))],
      [],
    ],
    [
      'a policy only has the name',
      user('ada', attached('AdministratorAccess')),
      [managed('AdministratorAccess', allow('s3:GetObject'))],
      [],
    ],
    [
      'its group does',
      user('ada', { groups: ['admins'] }),
      [of('Group', 'group/admins', attached('admin')), admin],
      [{ policy: `policy ${iam}policy/admin of group admins`, alone: true }],
    ],
  ])('%s', (_, principal, others, expected) => {
    const fact = principal.type === 'AWS::IAM::User' ? userAdministratorBy : roleAdministratorBy;
    expect(derive(fact, principal, ...others)).toEqual(expected);
  });

  it('is unknown where a policy could not be read or is not in the snapshot', () => {
    const unread = of('ManagedPolicy', 'policy/some', {}, { document: refusal });
    const answer = derive(userAdministratorBy, user('ada', attached('some')), unread);
    expect(answer).toBeInstanceOf(Underivable);
    expect((answer as Underivable).because.message).toContain('AccessDenied');
    expect(derive(userAdministratorBy, user('ada', attached('some')))).toBeInstanceOf(Underivable);
  });

  it('is certain where a policy that could not be read cannot change it', () => {
    const boundary = { ...attached('some'), permissionsBoundary: `${iam}policy/narrow` };
    expect(derive(roleAdministratorBy, role('etl', boundary), managed('narrow', allow('s3:*')))).toEqual([]);
  });

  it('is told of a group as of its members', () => {
    const group = of('Group', 'group/admins', attached('admin'));
    expect(derive(groupAdministratorBy, group, admin)).toMatchObject([{ alone: true }]);
    expect(derive(groupAdministratorBy, of('Group', 'group/readers', attached()))).toEqual([]);
    expect(derive(groupAdministratorBy, of('Group', 'group/some', attached('some')))).toBeInstanceOf(Underivable);
  });
});

describe('the way to be administrator', () => {
  const makesFunctions = managed(
    'functions',
    allow(['lambda:CreateFunction', 'lambda:InvokeFunction', 'iam:PassRole']),
  );
  const assumes = managed('assumes', allow('sts:AssumeRole', `${iam}role/etl`));
  const inAccount = { AWS: 'arn:aws:iam::111122223333:root' };

  it('is told a step at a time, through roles', () => {
    const found = derive(
      userPathToAdministrator,
      user('intern', attached('assumes')),
      ...[assumes, makesFunctions, admin],
      ...[role('etl', attached('functions'), inAccount), role('pipeline', attached('admin'))],
    );
    expect(found).toMatchObject([
      { from: `${iam}user/intern`, to: `${iam}role/etl`, calls: [`sts:AssumeRole on ${iam}role/etl`] },
      { from: `${iam}role/etl`, to: `${iam}role/pipeline` },
    ]);
  });

  it('is none where no role that may be taken is an administrator', () => {
    const intern = user('intern', attached('functions'));
    expect(derive(userPathToAdministrator, intern, makesFunctions, admin, role('labels'))).toEqual([]);
    const notTaken = role('people', attached('admin'), { AWS: `${iam}user/ada` });
    expect(derive(userPathToAdministrator, intern, makesFunctions, admin, notTaken)).toEqual([]);
  });

  it('is none for one who is administrator', () => {
    expect(derive(userPathToAdministrator, user('root-like', attached('admin')), admin)).toEqual([]);
  });

  it('is unknown where the policy of the principal, or of a role on the way, is', () => {
    expect(derive(userPathToAdministrator, user('intern', attached('some')))).toBeInstanceOf(Underivable);
    const hidden = role('hidden', attached('some'));
    const intern = user('intern', attached('functions'));
    expect(derive(userPathToAdministrator, intern, makesFunctions, hidden)).toBeInstanceOf(Underivable);
  });

  it('keeps nothing of what runs with a role but the role', () => {
    const index = escalationEstate.start();
    const runs = {
      ...of('x', 'x', { executionRole: null, 'access.policyDocument': documentOf() }),
      type: 'AWS::Lambda::Function',
    };
    escalationEstate.add(index, runs);
    expect(index.estate.resources.all()).toEqual([]);
  });
});

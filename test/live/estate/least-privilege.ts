import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import type { Site } from './site.ts';
import { given, home, prod, regions, rootOf, sandbox, using } from './site.ts';

// How the policies of both accounts fare by what they grant; and some that nobody in the sandbox has.

const policy = (account: string, name: string): string => `arn:aws:iam::${account}:policy/${name}`;
const inline = (account: string, name: string): string => `arn:aws:iam::${account}:inline-policy/${name}`;
const awsPolicy = (account: string, name: string): string => `arn:aws:iam::${account}:aws-policy/${name}`;

const user = (account: string, name: string): string => `arn:aws:iam::${account}:user/${name}`;
const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
const group = (account: string, name: string): string => `arn:aws:iam::${account}:group/${name}`;

const unattached = {
  'old-admin': { Effect: 'Allow', Action: '*', Resource: '*' },
  'all-but-iam': { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
  'old-reader': { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-sandbox-dumps/*' },
  'make-roles': { Effect: 'Allow', Action: ['iam:CreateRole', 'iam:AttachRolePolicy'], Resource: '*' },
  'start-instances': {
    ...{ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' },
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
  },
  'keep-from-admins': {
    Effect: 'Deny',
    Action: ['iam:CreateAccessKey', 'iam:UpdateLoginProfile'],
    Resource: `arn:aws:iam::${sandbox}:group/admins`,
  },
};

const createPolicies = (site: Site): Promise<void> =>
  using(new IAMClient(site.at(sandbox, 'us-east-1')), async (client) => {
    for (const [PolicyName, Statement] of Object.entries(unattached)) {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
      await client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    }
  });

/** A group whose members do all they do in roles. */
const createPeople = (site: Site): Promise<void> =>
  using(new IAMClient(site.at(prod, 'us-east-1')), async (client) => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role(prod, 'training') };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const created = await client.send(new CreatePolicyCommand({ PolicyName: 'assume-training', PolicyDocument }));
    const GroupName = 'people';
    await client.send(new CreateGroupCommand({ GroupName }));
    await client.send(
      new AttachGroupPolicyCommand({ GroupName, PolicyArn: given(created.Policy?.Arn, 'a policy ARN') }),
    );
    await client.send(new AddUserToGroupCommand({ GroupName, UserName: 'grace' }));
  });

/** A role that makes others, within a boundary that they all must have. */
const createDelegate = (site: Site): Promise<void> =>
  using(new IAMClient(site.at(prod, 'us-east-1')), async (client) => {
    const Condition = { StringEquals: { 'iam:PermissionsBoundary': policy(prod, 'developer-boundary') } };
    const statements = [
      { Effect: 'Allow', Action: ['iam:CreateRole', 'iam:AttachRolePolicy'], Resource: '*', Condition },
      { Effect: 'Deny', Action: 'iam:DeleteRolePermissionsBoundary', Resource: '*' },
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const created = await client.send(new CreatePolicyCommand({ PolicyName: 'bounded-roles', PolicyDocument }));
    const RoleName = 'stack-deploy';
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: given(created.Policy?.Arn, 'a policy ARN') }));
  });

/** A group whose members may do nothing without a second factor. */
const createGuardedGroup = (site: Site): Promise<void> =>
  using(new IAMClient(site.at(prod, 'us-east-1')), async (client) => {
    const spared = ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ListMFADevices', 'sts:GetSessionToken'];
    const statement = {
      ...{ Effect: 'Deny', NotAction: spared, Resource: '*' },
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const created = await client.send(new CreatePolicyCommand({ PolicyName: 'require-mfa', PolicyDocument }));
    const GroupName = 'reviewers';
    await client.send(new CreateGroupCommand({ GroupName }));
    for (const PolicyArn of [given(created.Policy?.Arn, 'a policy ARN'), policy(prod, 'training-data-read')]) {
      await client.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    }
    await client.send(new AddUserToGroupCommand({ GroupName, UserName: 'ada' }));
  });

/** Policies that nobody has, and what is expected of those that somebody has. After users and roles. */
export const fillLeastPrivilege = async (site: Site): Promise<void> => {
  await createPolicies(site);
  await createDelegate(site);
  await createGuardedGroup(site);
  await createPeople(site);
  const { expect } = site;
  const narrow = policy(prod, 'training-data-read');
  const everything = policy(sandbox, 'everything');
  for (const id of [
    ...['privilege-escalation', 'passrole-scoped', 'permissive-role-assumption', 'full-iam-access'],
    ...['no-full-access-to-kms', 'no-full-access-to-cloudtrail', 'no-full-access-to-s3', 'credentials-exposure'],
    ...['data-exfiltration', 'permissions-management', 'write-without-constraint', 'star-resource'],
  ]) {
    expect.pass(`iam-policy-${id}`, narrow);
    expect.fail(`iam-policy-${id}`, everything);
  }
  expect.fail('iam-policy-privilege-escalation', policy(sandbox, 'lambda-developer'));
  expect.fail('iam-policy-passrole-scoped', policy(sandbox, 'lambda-developer'));
  expect.pass('iam-policy-notaction-allow', narrow, everything);
  expect.fail('iam-policy-notaction-allow', policy(sandbox, 'all-but-iam'));
  expect.fail('iam-policy-no-full-access-to-kms', inline(sandbox, 'user/bob/adhoc'));
  expect.pass('iam-inline-policy-privilege-escalation', inline(prod, 'role/training/decrypt-features'));
  expect.pass('iam-inline-policy-admin-access', inline(prod, 'role/training/decrypt-features'));
  expect.pass('iam-group-deny-not-covering-users', narrow, everything);
  expect.fail('iam-group-deny-not-covering-users', policy(sandbox, 'keep-from-admins'));
  expect.fail('iam-policy-unattached-admin-access', policy(sandbox, 'old-admin'));
  expect.pass('iam-policy-unattached-admin-access', policy(sandbox, 'old-reader'));
  expect.pass('iam-aws-managed-admin-policy-attached', awsPolicy(prod, 'AWSSupportAccess'));
  expect.fail('iam-aws-managed-admin-policy-attached', awsPolicy(sandbox, 'AdministratorAccess'));
  expect.pass('iam-aws-managed-policies-reviewed', role(prod, 'support'), group(prod, 'data-engineers'));
  expect.fail('iam-aws-managed-policies-reviewed', role(sandbox, 'pipeline-admin'), group(sandbox, 'shell-users'));
  expect.pass('iam-root-signing-certificate', rootOf(prod));
  expect.pass('iam-user-password-and-key', `arn:aws:iam::${prod}:user/ada`);
  expect.fail('iam-user-password-and-key', `arn:aws:iam::${prod}:user/joan`);
  const warehouse = 'redshift-cluster-common-username-public-access';
  expect.pass(warehouse, `arn:aws:redshift:${home}:${prod}:cluster:warehouse`);
  expect.fail(warehouse, `arn:aws:redshift:${home}:${sandbox}:cluster:trial`);
  expect.pass('iam-role-administrator-access', role(prod, 'training'));
  expect.fail('iam-role-administrator-access', role(sandbox, 'pipeline-admin'));
  expect.pass('iam-user-administrator-access', user(prod, 'ada'));
  expect.fail('iam-user-administrator-access', user(sandbox, 'bob'));
  expect.pass('iam-group-administrator-access', group(prod, 'data-engineers'));
  expect.pass('iam-policy-only-sts-actions', group(prod, 'people'));
  expect.fail('iam-policy-only-sts-actions', group(prod, 'data-engineers'), user(sandbox, 'bob'));
  const conditions = 'iam-policy-ineffective-condition';
  expect.pass(
    conditions,
    narrow,
    policy(prod, 'require-mfa'),
    role(prod, 'archive-read'),
    'arn:aws:s3:::acme-features',
  );
  expect.pass(conditions, inline(prod, 'role/training/decrypt-features'));
  expect.fail(conditions, policy(sandbox, 'start-instances'));
  const delegated = 'iam-delegated-admin-permissions-boundary';
  expect.pass(delegated, policy(prod, 'bounded-roles'));
  expect.fail(delegated, policy(sandbox, 'make-roles'));
  const stores = 'iam-data-store-wildcard-access';
  expect.pass(stores, role(prod, 'score-labels'), role(prod, 'inference'), role(prod, 'ci-github'));
  expect.fail(stores, role(sandbox, 'workbench'), role(sandbox, 'pipeline-admin'));
  expect.pass('iam-group-mfa-enforced', group(prod, 'reviewers'));
  expect.fail('iam-group-mfa-enforced', group(prod, 'data-engineers'), group(sandbox, 'shell-users'));
  expect.pass('iam-effective-admin-by-union', user(prod, 'ada'), user(sandbox, 'bob'), role(prod, 'training'));
  expect.pass('iam-transitive-privilege-escalation', user(prod, 'ada'), role(prod, 'training'));
  expect.fail('iam-transitive-privilege-escalation', user(sandbox, 'ml-intern'));
  const overreach = 'iam-instance-profile-data-overreach';
  expect.pass(overreach, `arn:aws:iam::${prod}:instance-profile/label-studio`);
  expect.fail(overreach, `arn:aws:iam::${sandbox}:instance-profile/workbench`);
  expect.pass(overreach, `arn:aws:sagemaker:${home}:${prod}:notebook-instance/label-review`);
  expect.fail('iam-administrator-users-mfa', user(sandbox, 'bob'));
  expect.pass('iam-role-max-session-duration', role(prod, 'training'));
  const stream = 'dynamodb-stream-resource-policy-external';
  expect.fail(stream, `arn:aws:dynamodb:${home}:${prod}:table/features-online`);
  expect.pass(stream, `arn:aws:dynamodb:${home}:${prod}:table/label-queue`);
  for (const region of regions) {
    const sharing = (account: string): string => `arn:aws:ec2:${region}:${account}:snapshot-block-public-access`;
    expect.fail('ebs-snapshot-block-public-access', sharing(prod));
    if (region === 'eu-west-1') expect.pass('ebs-snapshot-block-public-access', sharing(sandbox));
  }
};

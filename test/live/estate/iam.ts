import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GenerateCredentialReportCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam';
import { administratorRole } from '../accounts.ts';
import type { Age } from '../aging.ts';
import type { RootUser } from '../recorded.ts';
import { expiredCertificate, validCertificate } from './certificates.ts';
import type { Expectations, Site } from './site.ts';
import { given, prod, rootOf, sandbox, using } from './site.ts';

// People, programs and what they may do.

/** What the emulator cannot hold of IAM: for the recorded answers and the aging. */
export interface IamFacts {
  readonly roots: Readonly<Record<string, RootUser>>;
  readonly ages: readonly Age[];
  readonly newerThanReport: readonly { readonly account: string; readonly user: string }[];
}

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const allow = (action: string | readonly string[], resource = '*'): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

const trust = (service: string): string =>
  document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });

const createPolicy = async (
  client: IAMClient,
  PolicyName: string,
  ...statements: readonly object[]
): Promise<string> => {
  const created = await client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document(...statements) }));
  return given(created.Policy?.Arn, 'a policy ARN');
};

interface Person {
  readonly name: string;
  readonly password?: boolean;
  readonly mfa?: boolean;
  readonly groups?: readonly string[];
  /** A key for each entry. */
  readonly keys?: readonly ('Active' | 'Inactive')[];
}

interface Made {
  readonly arn: string;
  readonly keys: readonly string[];
}

const createUser = async (client: IAMClient, account: string, person: Person): Promise<Made> => {
  const UserName = person.name;
  const created = await client.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'data' }] }));
  if (person.password) await client.send(new CreateLoginProfileCommand({ UserName, Password: 'Only4TheEmulator!' }));
  if (person.mfa) {
    await client.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
    const SerialNumber = `arn:aws:iam::${account}:mfa/${UserName}`;
    const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
    await client.send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
  }
  for (const GroupName of person.groups ?? []) await client.send(new AddUserToGroupCommand({ UserName, GroupName }));
  const keys: string[] = [];
  for (const Status of person.keys ?? []) {
    const key = await client.send(new CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = given(key.AccessKey?.AccessKeyId, 'an access key id');
    keys.push(AccessKeyId);
    if (Status === 'Inactive') await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status }));
  }
  return { arn: given(created.User?.Arn, 'a user ARN'), keys };
};

const createRole = async (client: IAMClient, RoleName: string, service: string): Promise<string> => {
  const created = await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }));
  return given(created.Role?.Arn, 'a role ARN');
};

/** The role that every account of an organisation has, which the suite works with while moto authorizes. */
const createAdministrator = async (client: IAMClient): Promise<void> => {
  const AssumeRolePolicyDocument = document({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::999999999999:root' },
    Action: 'sts:AssumeRole',
  });
  await client.send(new CreateRoleCommand({ RoleName: administratorRole, AssumeRolePolicyDocument }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await client.send(new AttachRolePolicyCommand({ RoleName: administratorRole, PolicyArn }));
};

const passwordPolicies = ['minimum-length', 'uppercase', 'lowercase', 'number', 'symbol', 'reuse', 'max-age'] as const;

const passwordPolicyOf = (account: string): string => `arn:aws:iam::${account}:password-policy`;

const inlineOf = (account: string, name: string): string => `arn:aws:iam::${account}:inline-policy/${name}`;

const accessKeyOf = (account: string, id: string): string => `arn:aws:iam::${account}:access-key/${id}`;

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

const fillProd = async (client: IAMClient, expect: Expectations, ages: Age[]): Promise<void> => {
  await createAdministrator(client);
  await client.send(
    new UpdateAccountPasswordPolicyCommand({
      MinimumPasswordLength: 16,
      RequireUppercaseCharacters: true,
      RequireLowercaseCharacters: true,
      RequireNumbers: true,
      RequireSymbols: true,
      PasswordReusePrevention: 24,
      MaxPasswordAge: 90,
      AllowUsersToChangePassword: true,
    }),
  );
  for (const rule of passwordPolicies) expect.pass(`iam-password-policy-${rule}`, passwordPolicyOf(prod));
  expect.pass('iam-password-policy', passwordPolicyOf(prod));

  const readData = await createPolicy(
    client,
    'training-data-read',
    allow('s3:GetObject', 'arn:aws:s3:::acme-features/*'),
  );
  const boundary = await createPolicy(client, 'developer-boundary', allow('s3:*'), allow('sagemaker:*'));
  expect.pass('iam-policy-no-statements-with-admin-access', readData);
  expect.pass('iam-policy-no-statements-with-full-access', readData);
  expect.pass('kms-iam-customer-policy-blocked-kms-actions', readData);

  await client.send(new CreateGroupCommand({ GroupName: 'data-engineers' }));
  await client.send(new AttachGroupPolicyCommand({ GroupName: 'data-engineers', PolicyArn: readData }));
  const group = `arn:aws:iam::${prod}:group/data-engineers`;
  expect.pass('iam-group-has-users-check', group);
  expect.pass('iam-policy-blacklisted-check', group);

  const groups = ['data-engineers'];
  const ada = await createUser(client, prod, { name: 'ada', password: true, mfa: true, groups });
  const deployer = await createUser(client, prod, {
    name: 'ci-deployer',
    mfa: true,
    groups,
    keys: ['Active', 'Inactive'],
  });
  // Without any credential: most policies on users do not apply.
  await createUser(client, prod, { name: 'grace', groups });
  // The credential report does not know her yet: her credentials are asked for one by one.
  const hire = await createUser(client, prod, { name: 'joan', password: true, mfa: true, groups, keys: ['Active'] });
  ages.push(
    {
      account: prod,
      user: 'ada',
      passwordLastUsed: daysAgo(2),
      passwordLastChanged: daysAgo(30),
      created: daysAgo(400),
    },
    {
      account: prod,
      user: 'ci-deployer',
      created: daysAgo(60),
      keys: [{ created: daysAgo(20), lastUsed: daysAgo(1) }],
    },
  );
  expect.pass('iam-mfa-enabled-for-iam-console-access', ada.arn, hire.arn);
  expect.pass('iam-user-mfa-enabled', ada.arn, deployer.arn, hire.arn);
  for (const { keys } of [deployer, hire]) {
    expect.pass('iam-access-keys-rotated', accessKeyOf(prod, given(keys[0], 'a key')));
  }
  expect.pass('iam-user-unused-credentials-check', ada.arn, deployer.arn, hire.arn);
  expect.pass('iam-user-unused-credentials-45', ada.arn, deployer.arn, hire.arn);
  expect.pass('iam-user-single-access-key', ada.arn, deployer.arn, hire.arn);
  expect.pass('iam-user-no-policies-check', ada.arn, deployer.arn);
  expect.pass('iam-user-group-membership-check', ada.arn, deployer.arn);
  expect.pass('iam-no-inline-policy-check', ada.arn, group);

  const training = await createRole(client, 'training', 'sagemaker.amazonaws.com');
  await client.send(new AttachRolePolicyCommand({ RoleName: 'training', PolicyArn: readData }));
  const oneKey = `arn:aws:kms:eu-central-1:${prod}:key/11111111-2222-3333-4444-555555555555`;
  const inline = {
    RoleName: 'training',
    PolicyName: 'decrypt-features',
    PolicyDocument: document(allow('kms:Decrypt', oneKey)),
  };
  await client.send(new PutRolePolicyCommand(inline));
  expect.pass('kms-iam-inline-policy-blocked-kms-actions', inlineOf(prod, 'role/training/decrypt-features'));
  expect.fail('iam-no-inline-policy-check', training);
  await createRole(client, 'replication', 's3.amazonaws.com');
  const bounded = { RoleName: 'notebooks', AssumeRolePolicyDocument: trust('sagemaker.amazonaws.com') };
  await client.send(new CreateRoleCommand({ ...bounded, PermissionsBoundary: boundary }));
  await createRole(client, 'support', 'support.amazonaws.com');
  const PolicyArn = 'arn:aws:iam::aws:policy/AWSSupportAccess';
  await client.send(new AttachRolePolicyCommand({ RoleName: 'support', PolicyArn }));
  expect.pass('iam-support-role-created', rootOf(prod));

  await fillFederation(client, expect);
};

const fillFederation = async (client: IAMClient, expect: Expectations): Promise<void> => {
  // AWS wants the certificate's key; moto does not look at it.
  const PrivateKey = 'not a key';
  for (const [name, CertificateBody] of Object.entries({ dashboards: validCertificate, old: expiredCertificate })) {
    await client.send(new UploadServerCertificateCommand({ ServerCertificateName: name, CertificateBody, PrivateKey }));
  }
  expect.pass('iam-server-certificate-expired', `arn:aws:iam::${prod}:server-certificate/dashboards`);
  expect.fail('iam-server-certificate-expired', `arn:aws:iam::${prod}:server-certificate/old`);
  const SAMLMetadataDocument = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/${'x'.repeat(1000)}"/>`;
  await client.send(new CreateSAMLProviderCommand({ Name: 'workforce', SAMLMetadataDocument }));
  await client.send(
    new CreateOpenIDConnectProviderCommand({
      Url: 'https://token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    }),
  );
};

const fillSandbox = async (client: IAMClient, expect: Expectations, ages: Age[]): Promise<void> => {
  await createAdministrator(client);
  // No password policy at all, though somebody signs in: AWS's default, which is none of these.
  for (const rule of passwordPolicies) expect.fail(`iam-password-policy-${rule}`, passwordPolicyOf(sandbox));
  expect.fail('iam-password-policy', passwordPolicyOf(sandbox));

  const everything = await createPolicy(client, 'everything', allow('*'));
  const tables = await createPolicy(client, 'all-of-dynamodb', allow('dynamodb:*'));
  const decrypt = await createPolicy(client, 'decrypt-everything', allow(['kms:Decrypt', 'kms:DescribeKey']));
  expect.fail('iam-policy-no-statements-with-admin-access', everything);
  expect.fail('iam-policy-no-statements-with-full-access', everything, tables);
  expect.pass('iam-policy-no-statements-with-full-access', decrypt);
  expect.pass('iam-policy-no-statements-with-admin-access', tables, decrypt);
  expect.fail('kms-iam-customer-policy-blocked-kms-actions', decrypt, everything);

  await client.send(new CreateGroupCommand({ GroupName: 'nobody' }));
  await client.send(new CreateGroupCommand({ GroupName: 'shell-users' }));
  const shell = 'arn:aws:iam::aws:policy/AWSCloudShellFullAccess';
  await client.send(new AttachGroupPolicyCommand({ GroupName: 'shell-users', PolicyArn: shell }));
  expect.fail('iam-group-has-users-check', `arn:aws:iam::${sandbox}:group/nobody`);
  expect.pass('iam-policy-blacklisted-check', `arn:aws:iam::${sandbox}:group/nobody`);
  expect.fail('iam-policy-blacklisted-check', `arn:aws:iam::${sandbox}:group/shell-users`);

  const bob = await createUser(client, sandbox, { name: 'bob', password: true });
  const etl = await createUser(client, sandbox, { name: 'legacy-etl', keys: ['Active', 'Active'] });
  await client.send(new AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: everything }));
  const adhoc = { UserName: 'bob', PolicyName: 'adhoc', PolicyDocument: document(allow('kms:*')) };
  await client.send(new PutUserPolicyCommand(adhoc));
  ages.push(
    {
      account: sandbox,
      user: 'bob',
      created: daysAgo(900),
      passwordLastUsed: daysAgo(200),
      passwordLastChanged: daysAgo(900),
    },
    {
      account: sandbox,
      user: 'legacy-etl',
      created: daysAgo(900),
      keys: [{ created: daysAgo(800), lastUsed: daysAgo(300) }, { created: daysAgo(400) }],
    },
  );
  expect.fail('iam-mfa-enabled-for-iam-console-access', bob.arn);
  expect.fail('iam-user-mfa-enabled', bob.arn, etl.arn);
  expect.fail('iam-access-keys-rotated', ...etl.keys.map((id) => accessKeyOf(sandbox, id)));
  expect.fail('iam-user-unused-credentials-check', bob.arn, etl.arn);
  expect.fail('iam-user-unused-credentials-45', bob.arn, etl.arn);
  expect.fail('iam-user-single-access-key', etl.arn);
  expect.fail('iam-user-no-policies-check', bob.arn);
  expect.pass('iam-user-no-policies-check', etl.arn);
  expect.fail('iam-user-group-membership-check', bob.arn, etl.arn);
  expect.fail('iam-no-inline-policy-check', bob.arn);
  expect.fail('kms-iam-inline-policy-blocked-kms-actions', inlineOf(sandbox, 'user/bob/adhoc'));
  expect.fail('iam-support-role-created', rootOf(sandbox));
};

/** Users, groups, roles, policies, certificates and identity providers; what is to be told of the root users and of age. */
export const fillIam = async (site: Site): Promise<IamFacts> => {
  const { expect } = site;
  const ages: Age[] = [];
  await using(new IAMClient(site.at(prod, 'us-east-1')), (client) => fillProd(client, expect, ages));
  await using(new IAMClient(site.at(sandbox, 'us-east-1')), (client) => fillSandbox(client, expect, ages));
  // moto makes the report when it is first asked to, and says so: now, so that all later requests are answered alike.
  for (const account of [prod, sandbox]) {
    await using(new IAMClient(site.at(account, 'us-east-1')), (client) =>
      client.send(new GenerateCredentialReportCommand({})),
    );
  }
  for (const policy of [
    'iam-root-access-key-check',
    'iam-root-account-mfa-enabled',
    'iam-root-account-hardware-mfa-enabled',
    'iam-root-account-unused',
  ]) {
    expect.pass(policy, rootOf(prod));
    expect.fail(policy, rootOf(sandbox));
  }
  return {
    roots: {
      [prod]: { created: daysAgo(2000), mfa: 'hardware', passwordLastUsed: daysAgo(700), accessKey: null },
      [sandbox]: {
        created: daysAgo(1500),
        mfa: null,
        passwordLastUsed: daysAgo(1),
        accessKey: { created: daysAgo(1400), lastUsed: daysAgo(3) },
      },
    },
    ages,
    newerThanReport: [{ account: prod, user: 'joan' }],
  };
};

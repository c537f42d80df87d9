import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateInstanceProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Age } from '../aging.ts';
import type { Site } from './site.ts';
import { archive, given, home, prod, sandbox, stranger, using } from './site.ts';

// Roles that others may take on, well guarded and not; and a way up from an intern to the administrator.

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const assumableBy = (Principal: object | string, Action = 'sts:AssumeRole', Condition?: object): object => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});

/** A service that acts for resources of the account only. */
const service = (name: string, account: string): object =>
  assumableBy({ Service: `${name}.amazonaws.com` }, 'sts:AssumeRole', {
    StringEquals: { 'aws:SourceAccount': account },
  });

const github = 'token.actions.githubusercontent.com';

const federated = (account: string, kind: 'oidc-provider' | 'saml-provider', name: string): object => ({
  Federated: `arn:aws:iam::${account}:${kind}/${name}`,
});

interface Role {
  readonly name: string;
  readonly trust: object;
  /** What it may do: an inline policy, or one of AWS's. */
  readonly may?: object;
  readonly attached?: string;
  readonly instanceProfile?: boolean;
}

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

const readFeatures = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-features/*' };

const prodRoles: readonly Role[] = [
  { name: 'label-studio', trust: assumableBy({ Service: 'ec2.amazonaws.com' }), instanceProfile: true },
  { name: 'score-labels', trust: service('lambda', prod), may: readFeatures },
  { name: 'inference', trust: service('ecs-tasks', prod), may: readFeatures },
  { name: 'features-etl', trust: service('glue', prod), may: readFeatures },
  { name: 'image-build', trust: service('codebuild', prod) },
  {
    name: 'warehouse-load',
    trust: assumableBy({ Service: 'redshift.amazonaws.com' }, 'sts:AssumeRole', {
      StringEquals: { 'sts:ExternalId': `arn:aws:redshift:${home}:${prod}:dbuser:warehouse/loader` },
    }),
    may: readFeatures,
  },
  { name: 'stack-deploy', trust: assumableBy({ Service: 'cloudformation.amazonaws.com' }) },
  {
    name: 'archive-read',
    trust: assumableBy({ AWS: `arn:aws:iam::${archive}:role/archiver` }, 'sts:AssumeRole', {
      StringEquals: { 'sts:ExternalId': 'acme-archive-7421' },
    }),
    may: readFeatures,
  },
  {
    name: 'ci-github',
    trust: assumableBy(federated(prod, 'oidc-provider', github), 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: {
        [`${github}:aud`]: 'sts.amazonaws.com',
        [`${github}:sub`]: 'repo:acme/models:ref:refs/heads/main',
      },
    }),
  },
  {
    name: 'analysts',
    trust: assumableBy(federated(prod, 'saml-provider', 'workforce'), 'sts:AssumeRoleWithSAML', {
      StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
    }),
  },
];

const sandboxRoles: readonly Role[] = [
  { name: 'pipeline-admin', trust: assumableBy({ Service: 'lambda.amazonaws.com' }), attached: administrator },
  { name: 'stack-admin', trust: assumableBy({ Service: 'cloudformation.amazonaws.com' }), attached: administrator },
  {
    name: 'workbench',
    trust: assumableBy({ Service: 'ec2.amazonaws.com' }),
    may: { Effect: 'Allow', Action: ['s3:*', 'kms:Decrypt'], Resource: '*' },
    instanceProfile: true,
  },
  {
    name: 'trial-load',
    trust: assumableBy({ Service: 'redshift.amazonaws.com' }),
    may: { Effect: 'Allow', Action: ['s3:*', 'glue:*'], Resource: '*' },
  },
  { name: 'glue-explore', trust: assumableBy({ Service: 'glue.amazonaws.com' }) },
  // Whoever in the vendor's account learns its name may be it.
  { name: 'vendor-access', trust: assumableBy({ AWS: `arn:aws:iam::${stranger}:root` }), may: readFeatures },
  // As good as ReadOnlyAccess, and for somebody else.
  {
    name: 'monitoring',
    trust: assumableBy({ AWS: `arn:aws:iam::${stranger}:role/agent` }),
    may: { Effect: 'Allow', Action: ['s3:Get*', 's3:List*', 'dynamodb:BatchGet*'], Resource: '*' },
  },
  {
    name: 'label-vendor',
    trust: assumableBy({ AWS: `arn:aws:iam::${stranger}:role/labels` }),
    may: { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-sandbox-exports/*' },
  },
  // Any repository of anybody's.
  {
    name: 'github-deploy',
    trust: assumableBy(federated(sandbox, 'oidc-provider', github), 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' },
    }),
  },
  {
    name: 'contractors',
    trust: assumableBy(federated(sandbox, 'saml-provider', 'contractors'), 'sts:AssumeRoleWithSAML'),
  },
  { name: 'open-door', trust: assumableBy({ AWS: '*' }) },
];

const createRoles = async (client: IAMClient, roles: readonly Role[]): Promise<void> => {
  for (const { name: RoleName, trust, may, attached, instanceProfile } of roles) {
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
    if (may !== undefined) {
      await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'data', PolicyDocument: document(may) }));
    }
    if (attached !== undefined) await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: attached }));
    if (instanceProfile) {
      await client.send(new CreateInstanceProfileCommand({ InstanceProfileName: RoleName }));
      await client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: RoleName, RoleName }));
    }
  }
};

/** Somebody who may make a function and give it any role: such as the administrator's that functions may have. */
const fillIntern = async (client: IAMClient): Promise<void> => {
  const UserName = 'ml-intern';
  await client.send(new CreateUserCommand({ UserName }));
  await client.send(new CreateAccessKeyCommand({ UserName }));
  const actions = ['lambda:CreateFunction', 'lambda:InvokeFunction', 'lambda:GetFunction', 'iam:PassRole'];
  const PolicyDocument = document({ Effect: 'Allow', Action: actions, Resource: '*' });
  const created = await client.send(new CreatePolicyCommand({ PolicyName: 'lambda-developer', PolicyDocument }));
  await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn: given(created.Policy?.Arn, 'a policy ARN') }));
};

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

/** Roles with all kinds of trust, and the intern; tells how old the intern's key is. After the users and identity providers. */
export const fillRoles = async (site: Site): Promise<readonly Age[]> => {
  await using(new IAMClient(site.at(prod, 'us-east-1')), (client) => createRoles(client, prodRoles));
  await using(new IAMClient(site.at(sandbox, 'us-east-1')), async (client) => {
    await client.send(
      new CreateOpenIDConnectProviderCommand({
        Url: `https://${github}`,
        ClientIDList: ['sts.amazonaws.com', 'https://github.com/acme'],
        ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
      }),
    );
    await createRoles(client, sandboxRoles);
    await fillIntern(client);
  });
  expectRoles(site);
  const keys = [{ created: daysAgo(30), lastUsed: daysAgo(2) }];
  return [
    { account: sandbox, user: 'ml-intern', created: daysAgo(100), keys },
    { account: sandbox, user: 'role/vendor-access', created: daysAgo(700) },
  ];
};

const expectRoles = ({ expect }: Site): void => {
  const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const provider = (account: string): string => `arn:aws:iam::${account}:oidc-provider/${github}`;
  expect.pass('iam-oidc-provider-client-id-list-check', provider(prod));
  expect.fail('iam-oidc-provider-client-id-list-check', provider(sandbox));
  expect.pass('iam-role-oidc-trust-scoped', role(prod, 'ci-github'));
  expect.fail('iam-role-oidc-trust-scoped', role(sandbox, 'github-deploy'));
  expect.pass('iam-role-saml-trust-audience', role(prod, 'analysts'));
  expect.fail('iam-role-saml-trust-audience', role(sandbox, 'contractors'));
  expect.pass('iam-role-cross-account-external-id', role(prod, 'archive-read'));
  expect.fail('iam-role-cross-account-external-id', role(sandbox, 'vendor-access'));
  expect.pass('iam-role-trust-public', role(prod, 'archive-read'), role(sandbox, 'vendor-access'));
  expect.fail('iam-role-trust-public', role(sandbox, 'open-door'));
  expect.pass('iam-role-trust-account-wide', role(prod, 'archive-read'));
  expect.fail('iam-role-trust-account-wide', role(sandbox, 'vendor-access'));
  expect.pass('iam-role-trust-unknown-account', role(prod, 'inference'));
  expect.fail('iam-role-trust-unknown-account', role(sandbox, 'vendor-access'));
  expect.fail('iam-role-unused', role(sandbox, 'vendor-access'));
  expect.pass('iam-role-cross-account-readonly', role(prod, 'archive-read'), role(sandbox, 'label-vendor'));
  expect.fail('iam-role-cross-account-readonly', role(sandbox, 'monitoring'));
  expect.pass('iam-role-cross-account-write', role(prod, 'archive-read'), role(sandbox, 'monitoring'));
  expect.fail('iam-role-cross-account-write', role(sandbox, 'label-vendor'));
};

import { describe, expect, it } from 'vitest';
import { ofPolicy, other, own } from './resources.ts';

interface Found {
  readonly problem: string;
  readonly value: string | null;
}

const problemsOf = (...statements: readonly unknown[]): readonly string[] =>
  (ofPolicy('AWS::IAM::Role', 'access.unscopedFederation', ...statements) as readonly Found[]).map(
    ({ problem, value }) => (value === null ? problem : `${problem} ${value}`),
  );

const providerOf = (issuer: string, account = own): string => `arn:aws:iam::${account}:oidc-provider/${issuer}`;
const trust = (Federated: string, Condition: object, Action: unknown = 'sts:AssumeRoleWithWebIdentity') => ({
  Effect: 'Allow',
  Principal: { Federated },
  Action,
  Condition,
});

/** Trust in an issuer with a right audience and this subject. */
const withSubject = (issuer: string, operator: string, sub: unknown) =>
  trust(providerOf(issuer), {
    StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
    ...(operator === 'StringEquals'
      ? { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: sub } }
      : { [operator]: { [`${issuer}:sub`]: sub } }),
  });

const github = 'token.actions.githubusercontent.com';

describe('a subject is scoped', () => {
  it.each<[string, string, string, unknown]>([
    // https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
    ['one branch', github, 'StringEquals', 'repo:octo-org/octo-repo:ref:refs/heads/main'],
    ['a repository', github, 'StringLike', 'repo:octo-org/octo-repo:*'],
    ['several repositories', github, 'StringLike', ['repo:octo-org/a:*', 'repo:octo-org/b:ref:refs/heads/*']],
    ['a repository, by a multivalued operator', github, 'ForAnyValue:StringLike', 'repo:octo-org/octo-repo:*'],
    ['a star that is a character', github, 'StringEquals', 'repo:octo-org/*'],
    ['a repository by id', github, 'StringLike', 'repository_id:123456:*'],
    ['an enterprise of its own', `${github}/octo-enterprise`, 'StringLike', 'repo:octo-org/octo-repo:*'],
    // https://docs.gitlab.com/ci/cloud_services/aws/
    ['a project of GitLab', 'gitlab.com', 'StringLike', 'project_path:mygroup/myproject:ref_type:branch:ref:*'],
    ['a project in a subgroup', 'gitlab.com', 'StringLike', 'project_path:mygroup/sub/myproject:*'],
    ['a project of a GitLab of one’s own', 'gitlab.example.com', 'StringLike', 'project_path:mygroup/myproject:*'],
    ['a workspace', 'app.terraform.io', 'StringLike', 'organization:acme:project:data:workspace:prod:run_phase:*'],
    ['an organization of Terraform', 'app.terraform.io', 'StringLike', 'organization:acme:*'],
    ['a pipeline', 'agent.buildkite.com', 'StringLike', 'organization:acme:pipeline:features:*'],
    [
      'a repository of Bitbucket',
      'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
      'StringLike',
      '{1f8b4d3c-9a5e-4b0f-8c1d-2e3f4a5b6c7d}:*',
    ],
    ['a project of CircleCI', 'oidc.circleci.com/org/9d9a6d5b', 'StringLike', 'org/9d9a6d5b/project/55aa/user/*'],
    // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    [
      'a service account',
      'oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
      'StringEquals',
      'system:serviceaccount:data:training',
    ],
    [
      'a namespace',
      'oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
      'StringLike',
      'system:serviceaccount:data:*',
    ],
    ['users of a provider of one’s own', 'login.example.com', 'StringLike', 'team-data/*'],
  ])('%s', (_, issuer, operator, sub) => {
    expect(problemsOf(withSubject(issuer, operator, sub))).toEqual([]);
  });
});

describe('a subject is too wide', () => {
  it.each<[string, string, string, unknown]>([
    ['everybody of GitHub', github, 'StringLike', '*'],
    ['every repository', github, 'StringLike', 'repo:*'],
    ['organizations that begin so', github, 'StringLike', 'repo:octo-org*'],
    ['every repository of an organization', github, 'StringLike', 'repo:octo-org/*'],
    ['repositories that begin so', github, 'StringLike', 'repo:octo-org/octo-repo*'],
    ['a repository of any organization', github, 'StringLike', 'repo:*/octo-repo:*'],
    ['a question mark', github, 'StringLike', 'repo:octo-or?/octo-repo:*'],
    ['one bad value among good ones', github, 'StringLike', ['repo:octo-org/octo-repo:*', 'repo:octo*']],
    ['every project of GitLab', 'gitlab.com', 'StringLike', 'project_path:*'],
    ['every project of a group', 'gitlab.com', 'StringLike', 'project_path:mygroup/*'],
    ['every organization of Terraform', 'app.terraform.io', 'StringLike', 'organization:*:project:data:*'],
    ['organizations of Terraform that begin so', 'app.terraform.io', 'StringLike', 'organization:acme*'],
    ['every pipeline of anybody', 'agent.buildkite.com', 'StringLike', 'organization:*'],
    [
      'every repository of Bitbucket',
      'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
      'StringLike',
      '*:*',
    ],
    ['every project of CircleCI', 'oidc.circleci.com/org/9d9a6d5b', 'StringLike', 'org/9d9a6d5b/project/*'],
    [
      'every namespace',
      'oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE',
      'StringLike',
      'system:serviceaccount:*:training',
    ],
    ['everybody of a provider of one’s own', 'login.example.com', 'StringLike', '*'],
    ['everybody of a GitLab of one’s own', 'gitlab.example.com', 'StringLike', 'project_path:*'],
  ])('%s', (_, issuer, operator, sub) => {
    const found = problemsOf(withSubject(issuer, operator, sub));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^(?:wide|no)-subject/);
  });

  it.each(['StringLikeIfExists', 'StringNotLike', 'ForAllValues:StringLike', 'Null'])(
    'with the operator %s, which lets tokens through',
    (operator) => {
      const sub = operator === 'Null' ? 'false' : 'repo:octo-org/octo-repo:*';
      expect(problemsOf(withSubject(github, operator, sub))).toEqual(['no-subject']);
    },
  );

  it('with a key of another issuer', () => {
    const statement = trust(providerOf(github), {
      StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com', 'gitlab.com:sub': 'repo:a/b:ref' },
    });
    expect(problemsOf(statement)).toEqual(['no-subject']);
  });
});

describe('trust in an OIDC provider', () => {
  const sub = { [`${github}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/main' };
  it('without any condition lacks audience and subject', () => {
    expect(problemsOf(trust(providerOf(github), {}))).toEqual(['no-audience', 'no-subject']);
  });
  it('needs an audience', () => {
    expect(problemsOf(trust(providerOf(github), { StringEquals: sub }))).toEqual(['no-audience']);
    expect(
      problemsOf(trust(providerOf(github), { StringEquals: sub, StringLike: { [`${github}:aud`]: 'sts*' } })),
    ).toEqual(['wide-audience sts*']);
  });
  it('reads names of keys in any case', () => {
    expect(
      problemsOf(
        trust(providerOf(github), { StringEquals: { [`${github.toUpperCase()}:AUD`]: 'sts.amazonaws.com', ...sub } }),
      ),
    ).toEqual([]);
  });
  it.each(['repository', 'repository_id', 'job_workflow_ref'])(
    'takes the claim %s of GitHub for the subject',
    (claim) => {
      const value =
        claim === 'job_workflow_ref'
          ? 'octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main'
          : 'octo-org/octo-repo';
      const aud = { [`${github}:aud`]: 'sts.amazonaws.com' };
      expect(
        problemsOf(trust(providerOf(github), { StringEquals: { ...aud, [`${github}:${claim}`]: value } })),
      ).toEqual([]);
      expect(
        problemsOf(
          trust(providerOf(github), { StringEquals: aud, StringLike: { [`${github}:${claim}`]: 'octo-org/*' } }),
        ),
      ).toEqual(['no-subject']);
    },
  );
  it('counts by any action that reaches AssumeRoleWithWebIdentity, and no other', () => {
    for (const action of ['sts:*', '*', 'STS:assumerolewith*', ['sts:TagSession', 'sts:AssumeRoleWithWebIdentity']]) {
      expect(problemsOf(trust(providerOf(github), {}, action))).not.toEqual([]);
    }
    expect(problemsOf(trust(providerOf(github), {}, 'sts:AssumeRole'))).toEqual([]);
    expect(problemsOf({ ...trust(providerOf(github), {}), Effect: 'Deny' })).toEqual([]);
  });
  it('is scoped by a Deny of everything else', () => {
    const denies = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringNotLike: { [`${github}:sub`]: 'repo:octo-org/octo-repo:*' } },
    };
    const allows = trust(providerOf(github), { StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } });
    expect(problemsOf(allows, denies)).toEqual([]);
    expect(
      problemsOf(allows, { ...denies, Condition: { StringNotLike: { [`${github}:sub`]: 'repo:octo-org/*' } } }),
    ).toEqual(['wide-subject repo:octo-org/*']);
  });
  it('of another account is said', () => {
    const statement = withSubject(github, 'StringLike', 'repo:octo-org/octo-repo:*');
    expect(problemsOf({ ...statement, Principal: { Federated: providerOf(github, other) } })).toEqual([
      'foreign-provider',
    ]);
  });
});

describe('web identity providers', () => {
  const cognito = 'cognito-identity.amazonaws.com';
  const pool = { [`${cognito}:aud`]: 'eu-central-1:12345678-dead-beef-cafe-123456790ab' };
  // https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
  it('Cognito is scoped by its pool and by how people signed in', () => {
    const amr = { 'ForAnyValue:StringLike': { [`${cognito}:amr`]: 'authenticated' } };
    expect(problemsOf(trust(cognito, { StringEquals: pool, ...amr }))).toEqual([]);
    expect(problemsOf(trust(cognito, { StringEquals: pool }))).toEqual(['no-authentication-method']);
    expect(problemsOf(trust(cognito, amr))).toEqual(['no-audience']);
  });
  it('Google needs audience and subject, Amazon and Facebook their application', () => {
    expect(
      problemsOf(trust('accounts.google.com', { StringEquals: { 'accounts.google.com:aud': '1234.apps' } })),
    ).toEqual(['no-subject']);
    expect(
      problemsOf(
        trust('accounts.google.com', {
          StringEquals: { 'accounts.google.com:aud': '1234.apps', 'accounts.google.com:sub': '5678' },
        }),
      ),
    ).toEqual([]);
    expect(
      problemsOf(trust('www.amazon.com', { StringEquals: { 'www.amazon.com:app_id': 'amzn1.application' } })),
    ).toEqual([]);
    expect(problemsOf(trust('graph.facebook.com', {}))).toEqual(['no-audience']);
  });
});

describe('trust in a SAML provider', () => {
  const provider = `arn:aws:iam::${own}:saml-provider/idp`;
  const saml = (Condition: object, account = own) =>
    trust(provider.replace(own, account), Condition, 'sts:AssumeRoleWithSAML');
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-saml.html
  it.each([
    'https://signin.aws.amazon.com/saml',
    'https://eu-central-1.signin.aws.amazon.com/saml',
    'https://signin.amazonaws.cn/saml',
    'https://signin.amazonaws-us-gov.com/saml',
    'https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE',
  ])('has the audience %s', (audience) => {
    expect(problemsOf(saml({ StringEquals: { 'SAML:aud': audience } }))).toEqual([]);
  });
  it('in any Region', () => {
    expect(problemsOf(saml({ StringLike: { 'SAML:aud': 'https://*.signin.aws.amazon.com/saml' } }))).toEqual([]);
  });
  it.each<[string, object, string]>([
    ['none', {}, 'no-audience'],
    [
      'one that is not asked for where it lacks',
      { StringEqualsIfExists: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      'no-audience',
    ],
    [
      'somebody else',
      { StringEquals: { 'SAML:aud': 'https://example.com/saml' } },
      'wide-audience https://example.com/saml',
    ],
    [
      'somebody who ends like AWS',
      { StringLike: { 'SAML:aud': '*signin.aws.amazon.com/saml' } },
      'wide-audience *signin.aws.amazon.com/saml',
    ],
    ['a subject instead', { StringEquals: { 'SAML:sub_type': 'persistent' } }, 'no-audience'],
  ])('has the audience: %s', (_, condition, problem) => {
    expect(problemsOf(saml(condition))).toEqual([problem]);
  });
  it('of another account is said', () => {
    expect(problemsOf(saml({ StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }, other))).toEqual([
      'foreign-provider',
    ]);
  });
});

import { parseArn } from '../arn.ts';
import type { RestrictedValue } from './restriction.ts';

/** What of an issuer's tokens a trust policy has to fix. Claims are named as in condition keys, without the issuer. */
export interface Issuer {
  /** Without https://, with its path: what its condition keys begin with. */
  readonly url: string;
  /** Claims of which one has to have a fixed value; empty where none has to. */
  readonly audience: readonly string[];
  /** Claims of which one has to be there. */
  readonly method: readonly string[];
  /** Claims of which one has to fix whom the token is for. */
  readonly subject: readonly string[];
  /** Whether a value of a subject fixes enough: it may be open only after what somebody owns. */
  readonly isSubject: (value: RestrictedValue) => boolean;
  /** Claims that fix as much as the subject does. */
  readonly instead: readonly string[];
  readonly isOther: (value: RestrictedValue) => boolean;
}

/** A value without wildcards, or open only after a part of this form. */
const fixedUpTo =
  (form: RegExp) =>
  ({ wild, fixed, text }: RestrictedValue): boolean =>
    text !== '' && (!wild || form.test(fixed));

const exact = ({ wild, text }: RestrictedValue): boolean => !wild && text !== '';

/** `repo:ORG/REPO:…`: https://docs.github.com/actions/reference/security/oidc */
const github = fixedUpTo(
  /^(?:repo|repository):[^/:]+\/[^/:]+:|^(?:repository_id|job_workflow_ref):[^:]+:|^[a-z_]+:.*:?repo(?:sitory)?:[^/:]+\/[^/:]+:/,
);
/** `project_path:GROUP/PROJECT:…`: https://docs.gitlab.com/ci/cloud_services/aws/ */
const gitlab = fixedUpTo(/^project_path:[^/:]+(?:\/[^/:]+)+:/);
/** `organization:ORG:…`: https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration */
const organization = fixedUpTo(/^organization:[^:]+:/);
/** `system:serviceaccount:NAMESPACE:NAME`: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const serviceAccount = fixedUpTo(/^system:serviceaccount:[^:]+:/);
/** `{REPOSITORY}:{STEP}`: https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/ */
const bitbucket = fixedUpTo(/^\{[0-9a-fA-F-]+\}:/);
/** `org/ORG/project/PROJECT/user/USER`: https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/ */
const circleci = fixedUpTo(/^\/?org\/[^/]+\/project\/[^/]+\//);

/** Forms of subjects that are the same whoever hosts the issuer (a GitLab, a GitHub Enterprise Server, a cluster of one's own). */
const byForm: readonly (readonly [RegExp, (value: RestrictedValue) => boolean])[] = [
  [/^repo/, github],
  [/^project_path/, gitlab],
  [/^organization/, organization],
  [/^system:/, serviceAccount],
  [/^\/?org\//, circleci],
];

/** Of an issuer that is not known: open only after something. */
const anySubject = (value: RestrictedValue): boolean => {
  const known = byForm.find(([form]) => form.test(value.text));
  return known === undefined ? value.text !== '' && (!value.wild || /[A-Za-z0-9]/.test(value.fixed)) : known[1](value);
};

const plain = (url: string, isSubject: Issuer['isSubject'], instead: readonly string[] = []): Issuer => ({
  url,
  audience: ['aud'],
  method: [],
  subject: ['sub'],
  isSubject,
  instead,
  isOther: exact,
});

/**
 * The issuer of a Federated principal: the ARN of an OIDC provider, or the name of a web identity provider.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export function issuerOf(provider: string): Issuer {
  const resource = parseArn(provider)?.resource;
  const url = resource === undefined ? provider : resource.slice(resource.indexOf('/') + 1);
  const host = url.includes('/') ? url.slice(0, url.indexOf('/')) : url;
  switch (host) {
    case 'token.actions.githubusercontent.com':
      // Claims beside the subject: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
      return { ...plain(url, github, ['repository', 'repository_id', 'job_workflow_ref']), isOther: isRepositoryClaim };
    case 'gitlab.com':
      return plain(url, gitlab);
    case 'app.terraform.io':
    case 'agent.buildkite.com':
      return plain(url, organization);
    case 'api.bitbucket.org':
      return plain(url, bitbucket);
    case 'oidc.circleci.com':
      return plain(url, circleci, ['project_id']);
    case 'cognito-identity.amazonaws.com':
      // Identities of a pool are its users: the pool, and whether they have signed in, is what there is to fix.
      // https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
      return { ...plain(url, exact), method: ['amr'], subject: [] };
    case 'accounts.google.com':
      return { ...plain(url, exact, ['email', 'hd']), audience: ['aud', 'oaud', 'azp'] };
    case 'graph.facebook.com':
    case 'www.amazon.com':
      // Everybody who uses the application: its id is what there is to fix.
      return { ...plain(url, exact), audience: ['app_id'], subject: [] };
    default:
      return plain(url, host.startsWith('oidc.eks.') ? serviceAccount : anySubject);
  }
}

/** A repository, a repository's id, or a workflow of a repository: `ORG/REPO/.github/workflows/deploy.yml@refs/heads/main`. */
const isRepositoryClaim = fixedUpTo(/^[^/]+\/[^/]+\//);

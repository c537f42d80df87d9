import type { Condition, Operator } from './document.ts';
import { both, type Truth } from './truth.ts';

/** What in a claim of a token names its owner: the whole value, or a beginning that nobody else can have. */
type OwnerClaims = Readonly<Record<string, 'whole' | RegExp>>;

/**
 * Identity providers that give tokens to anybody, with the claims that say whose token it is. A role that trusts one of them without
 * such a claim can be assumed by all the world.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const SHARED_PROVIDERS: Readonly<Record<string, OwnerClaims>> = {
  // https://docs.github.com/actions/reference/security/oidc#oidc-token-claims
  'token.actions.githubusercontent.com': {
    sub: /^(?:repo:|repository_owner:|repository:)[^/:*?]+[/:]/,
    repository: /^[^/*?]+\//,
    repository_owner: 'whole',
    repository_id: 'whole',
    repository_owner_id: 'whole',
    job_workflow_ref: /^[^/*?]+\//,
    enterprise: 'whole',
    enterprise_id: 'whole',
  },
  // https://docs.gitlab.com/ci/secrets/id_token_authentication/
  'gitlab.com': { sub: /^project_path:[^/*?]+\//, namespace_path: 'whole', project_path: /^[^/*?]+\// },
  // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
  'app.terraform.io': { sub: /^organization:[^:*?]+:/ },
  // https://buildkite.com/docs/agent/v3/cli-oidc
  'agent.buildkite.com': { sub: /^organization:[^:*?]+:/ },
  'oidc.codefresh.io': { sub: /^account:[^:*?]+:/ },
  'api.pulumi.com/oidc': { aud: 'whole', sub: /^pulumi:[^*?]+:org:[^:*?]+:/ },
  'oidc.vercel.com': { aud: 'whole', sub: /^owner:[^:*?]+:/ },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
  'accounts.google.com': { aud: 'whole', oaud: 'whole', sub: 'whole', azp: 'whole' },
  'graph.facebook.com': { app_id: 'whole', id: 'whole' },
  'www.amazon.com': { app_id: 'whole', user_id: 'whole' },
  'cognito-identity.amazonaws.com': { aud: 'whole', sub: 'whole' },
};

const POSITIVE: ReadonlySet<Operator> = new Set(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike']);

/**
 * Whether a trust policy that names this provider lets everybody in. A provider of one's own (a SAML provider, a cluster, a tenant) gives
 * tokens only to its own people; that everyone can have one of a shared provider, and needs a claim to be kept out, is our decision.
 */
export function isOpenFederation(principal: string, conditions: readonly Condition[]): Truth {
  const provider = principal.replace(/^arn:[^:]*:iam::\d*:oidc-provider\//, '').replace(/\/$/, '');
  if (!Object.hasOwn(SHARED_PROVIDERS, provider)) return 'no';
  const claims = SHARED_PROVIDERS[provider] ?? {};
  let open: Truth = 'yes';
  for (const condition of conditions) {
    const key = condition.key.toLowerCase();
    if (!key.startsWith(`${provider}:`)) continue;
    const owner = Object.hasOwn(claims, key.slice(provider.length + 1)) ? claims[key.slice(provider.length + 1)] : null;
    if (owner === null || owner === undefined || !POSITIVE.has(condition.operator)) continue;
    const named = condition.values.reduce<Truth>((all, value) => both(all, namesOwner(value, owner)), 'yes');
    // A token has its claims always, but a condition that holds without them is not what AWS calls a restriction.
    const holdsWithout = condition.ifExists || condition.qualifier === 'ForAllValues';
    if (named === 'yes') open = both(open, holdsWithout ? 'unknown' : 'no');
  }
  return open;
}

/** Without a wildcard a value is one owner's, whatever its form. */
function namesOwner(value: string, owner: 'whole' | RegExp): Truth {
  if (value.includes('${')) return 'no';
  if (!value.includes('*') && !value.includes('?')) return 'yes';
  return owner !== 'whole' && owner.test(value) ? 'yes' : 'no';
}

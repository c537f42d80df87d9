import type { Principal, Statement } from '../document.ts';
import { type Check, fieldsOf, hasWildcard, type Place, perStatement } from './check.ts';

interface Named extends Principal {
  readonly path: string;
}

/** The members of Principal and NotPrincipal with their paths. */
function* namedIn(statement: Statement, path: string): Iterable<Named> {
  for (const element of ['Principal', 'NotPrincipal']) {
    const given = fieldsOf(statement.source)[element];
    if (given === '*') yield { type: '*', value: '*', path: `${path}.${element}` };
    for (const [type, values] of Object.entries(fieldsOf(given))) {
      if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) continue;
      const isList = Array.isArray(values);
      for (const [index, value] of (isList ? values : [values]).entries()) {
        const at = `${path}.${element}.${type}${isList ? `[${index}]` : ''}`;
        if (typeof value === 'string') yield { type: type as Principal['type'], value, path: at };
      }
    }
  }
}

const perPrincipal = (judge: (principal: Principal, statement: Statement) => string | null): Check['find'] =>
  perStatement(function* (statement, path): Iterable<Place> {
    for (const principal of namedIn(statement, path)) {
      const message = judge(principal, statement);
      if (message !== null) yield { path: principal.path, message };
    }
  });

const has = ({ conditions }: Statement, keys: readonly string[]): boolean =>
  conditions.some(({ key }) => keys.includes(key.toLowerCase()));

const ROLE_ID = /^AROA[A-Z0-9]{12,}(?::.*)?$/;
const USER_ID = /^AIDA[A-Z0-9]{12,}$/;

/** Names of services are hosts: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services */
const SERVICE =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|c2s\.ic\.gov|sc2s\.sgov\.gov)$/;

const SOURCE_KEYS = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/** Keys that say something of a service's request, and not for whom it is made. */
const INSTEAD_OF_SOURCE: readonly string[] = ['aws:referer'];

/** Keys of the users, roles and accounts that make requests; tags are not among them, which services pass with a session: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties */
const OF_PRINCIPAL = /^aws:(?:principal(?:arn|account|orgid|orgpaths)|userid|username)$/i;

/** Whether all that the statement names are services. */
const isForServices = ({ principals }: Statement): boolean =>
  principals !== null && principals.length > 0 && principals.every(({ type }) => type === 'Service');

const assumes = ({ actions }: Statement, action: string): boolean =>
  actions?.some((one) => one.toLowerCase() === action) === true;

const GITHUB = 'token.actions.githubusercontent.com';

const isOf = (value: string, kind: 'saml-provider' | 'oidc-provider'): boolean =>
  new RegExp(`^arn:[^:]+:iam::\\d{12}:${kind}/.+`).test(value);

const WEB_PROVIDERS = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** Whether the statement lets a token of the provider assume the role. */
const letsIn = (statement: Statement): boolean =>
  statement.effect === 'Allow' &&
  statement.actions?.some((one) => one.includes('*') || one.toLowerCase() === 'sts:assumerolewithwebidentity') === true;

const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/\S*)?$/i;

/** The name with which a provider's condition keys begin: `token.actions.githubusercontent.com`. */
const providerOf = (value: string): string => (value.includes('/') ? value.slice(value.indexOf('/') + 1) : value);

const isWeb = (value: string): boolean => isOf(value, 'oidc-provider') || WEB_PROVIDERS.has(value);

/** The three actions that IAM Roles Anywhere needs: https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html */
const ANYWHERE = ['sts:assumerole', 'sts:setsourceidentity', 'sts:tagsession'];

/** Whether the `sub` of GitHub names one repository, and whether it names a branch or tag of it as well. */
const namesRepository = (value: string): boolean => /^repo:[^*?/:]+\/[^*?/:]+:[^*?]+$/.test(value);
const namesBranch = (value: string): boolean => /^repo:[^*?/:]+\/[^*?/:]+:(?:[^*?]*:)?ref:refs\/[^*?]+$/.test(value);

/** The branch, where the subject does not say it. */
const REF = `${GITHUB}:ref`;

const subjectsOf = ({ conditions }: Statement): readonly string[] =>
  conditions.filter(({ key }) => key.toLowerCase() === `${GITHUB}:sub`).flatMap(({ values }) => values);

const perGithub = (judge: (statement: Statement) => string | null): Check['find'] =>
  perPrincipal((principal, statement) =>
    principal.type === 'Federated' && providerOf(principal.value) === GITHUB && letsIn(statement)
      ? judge(statement)
      : null,
  );

/** The policies that may name principals; of the others a check says that they do. */
const NAMING = ['resource', 'trust', 'rcp'] as const;

/** Checks of who is named, in policies of resources and of roles. */
export const principalChecks: readonly Check[] = [
  {
    name: 'allow-with-not-principal',
    severity: 'security-warning',
    kinds: NAMING,
    find: perStatement((statement, path) =>
      statement.effect === 'Allow' && statement.notPrincipals !== null
        ? [{ path: `${path}.NotPrincipal`, message: 'this allows everyone else, anonymous callers included' }]
        : [],
    ),
  },
  {
    name: 'unsupported-wildcard-in-principal',
    severity: 'error',
    kinds: ['resource', 'trust', 'rcp'],
    find: perPrincipal(({ type, value }) =>
      type !== '*' && hasWildcard(value) && !(type === 'AWS' && value === '*')
        ? `a wildcard in a principal is a character, only \`*\` by itself is everyone: \`${value}\``
        : null,
    ),
  },
  {
    name: 'invalid-service-principal-format',
    severity: 'error',
    kinds: NAMING,
    find: perPrincipal(({ type, value }) =>
      type === 'Service' && !hasWildcard(value) && !value.includes('${') && !SERVICE.test(value)
        ? `\`${value}\` is not of the form SERVICE.amazonaws.com`
        : null,
    ),
  },
  {
    name: 'invalid-role-reference',
    severity: 'warning',
    kinds: NAMING,
    find: perPrincipal(({ type, value }) =>
      type === 'AWS' && ROLE_ID.test(value) ? `\`${value}\` is the id of a role: name its ARN` : null,
    ),
  },
  {
    name: 'invalid-user-reference',
    severity: 'warning',
    kinds: NAMING,
    find: perPrincipal(({ type, value }) =>
      type === 'AWS' && USER_ID.test(value) ? `\`${value}\` is the id of a user: name its ARN` : null,
    ),
  },
  {
    name: 'restrict-access-to-service-principal',
    severity: 'security-warning',
    kinds: ['resource'],
    find: perPrincipal(({ type, value }, statement) =>
      type === 'Service' &&
      SERVICE.test(value) &&
      statement.effect === 'Allow' &&
      !has(statement, [...SOURCE_KEYS, ...INSTEAD_OF_SOURCE])
        ? `${value} may act for any account: add aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths`
        : null,
    ),
  },
  {
    name: 'recommended-condition-key-for-service-principal',
    severity: 'suggestion',
    kinds: ['resource'],
    find: perStatement((statement): readonly Place[] =>
      statement.effect === 'Allow' && isForServices(statement) && !has(statement, SOURCE_KEYS)
        ? statement.conditions
            .filter(({ key }) => INSTEAD_OF_SOURCE.includes(key.toLowerCase()))
            .map(({ key, path }) => ({
              path,
              message: `aws:SourceArn or aws:SourceAccount says for whom a service acts, not \`${key}\``,
            }))
        : [],
    ),
  },
  {
    name: 'unsupported-condition-key-for-service-principal',
    severity: 'error',
    kinds: ['resource', 'trust'],
    find: perStatement((statement): readonly Place[] =>
      isForServices(statement)
        ? statement.conditions
            .filter(({ key, ifExists, operator }) => !ifExists && operator !== 'Null' && OF_PRINCIPAL.test(key))
            .map(({ key, path }) => ({ path, message: `requests of services have no \`${key}\`` }))
        : [],
    ),
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
    name: 'federated-principal-not-supported',
    severity: 'error',
    kinds: ['resource'],
    find: perPrincipal(({ type, value }) =>
      type === 'Federated' ? `\`${value}\`: only the trust policies of roles name identity providers` : null,
    ),
  },
];

/** Checks of the trust policies of roles. */
export const trustChecks: readonly Check[] = [
  {
    name: 'role-trust-policy-syntax-error-notprincipal',
    severity: 'error',
    kinds: ['trust'],
    find: perStatement((statement, path) =>
      Object.hasOwn(fieldsOf(statement.source), 'NotPrincipal')
        ? [{ path: `${path}.NotPrincipal`, message: 'a trust policy has no NotPrincipal' }]
        : [],
    ),
  },
  {
    name: 'role-trust-policy-syntax-error-resource',
    severity: 'error',
    kinds: ['trust'],
    find: perStatement((statement, path) =>
      ['Resource', 'NotResource']
        .filter((element) => Object.hasOwn(fieldsOf(statement.source), element))
        .map((element) => ({
          path: `${path}.${element}`,
          message: `a trust policy has no ${element}: it is about its role`,
        })),
    ),
  },
  {
    name: 'role-trust-policy-unsupported-wildcard-in-principal',
    severity: 'error',
    kinds: ['trust'],
    find: perPrincipal(({ type }) => (type === '*' ? 'a trust policy does not take `"Principal": "*"`' : null)),
  },
  {
    name: 'invalid-federated-principal-syntax-in-role-trust-policy',
    severity: 'error',
    kinds: ['trust'],
    find: perPrincipal(({ type, value }) =>
      type === 'Federated' &&
      !hasWildcard(value) &&
      !isOf(value, 'saml-provider') &&
      !isWeb(value) &&
      !DOMAIN.test(value)
        ? `\`${value}\` is neither the ARN of a provider nor a domain name`
        : null,
    ),
  },
  {
    name: 'mismatched-action-for-principal',
    severity: 'error',
    kinds: ['trust'],
    find: perPrincipal(({ type, value }, statement) => {
      const wanted =
        type !== 'Federated'
          ? 'sts:assumerole'
          : isOf(value, 'saml-provider')
            ? 'sts:assumerolewithsaml'
            : isWeb(value)
              ? 'sts:assumerolewithwebidentity'
              : null;
      const others = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'].filter(
        (action) => action !== wanted && assumes(statement, action),
      );
      return wanted !== null && others.length > 0
        ? `\`${value}\` cannot do ${others.join(', ')}: its action is ${wanted}`
        : null;
    }),
  },
  {
    name: 'missing-action-for-roles-anywhere-trust-policy',
    severity: 'error',
    kinds: ['trust'],
    find: perPrincipal(({ type, value }, statement) => {
      if (type !== 'Service' || value !== 'rolesanywhere.amazonaws.com' || statement.effect !== 'Allow') return null;
      if (statement.actions === null || statement.actions.some(hasWildcard)) return null;
      const missing = ANYWHERE.filter((action) => !assumes(statement, action));
      return missing.length > 0 ? `Roles Anywhere also needs ${missing.join(' and ')}` : null;
    }),
  },
  {
    name: 'missing-condition-key-for-oidc-principal',
    severity: 'security-warning',
    kinds: ['trust'],
    find: perPrincipal(({ type, value }, statement) => {
      if (type !== 'Federated' || !isWeb(value) || !letsIn(statement)) return null;
      const provider = providerOf(value).toLowerCase();
      // GitHub has a check of its own, which asks for more.
      if (provider === GITHUB) return null;
      return statement.conditions.some(({ key }) => key.toLowerCase().startsWith(`${provider}:`))
        ? null
        : `anyone with a token of ${provider} may assume the role: say for whom it is`;
    }),
  },
  {
    name: 'missing-github-repo-condition-key',
    severity: 'security-warning',
    kinds: ['trust'],
    find: perGithub((statement) =>
      has(statement, [`${GITHUB}:sub`])
        ? null
        : `every repository of GitHub may assume the role: add a condition on ${GITHUB}:sub`,
    ),
  },
  {
    name: 'specific-github-repo-and-branch-recommended',
    severity: 'warning',
    kinds: ['trust'],
    find: perGithub((statement) =>
      subjectsOf(statement).every((value) => namesBranch(value) || (namesRepository(value) && has(statement, [REF])))
        ? null
        : `name the repository and the branch in ${GITHUB}:sub, or the branch in ${REF}`,
    ),
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session
    name: 'redundant-principal-in-role-trust-policy',
    severity: 'suggestion',
    kinds: ['trust'],
    find: perStatement(function* (statement, path): Iterable<Place> {
      const named = [...namedIn(statement, path)].filter(({ type }) => type === 'AWS');
      const roles = new Set(named.map(({ value }) => value.replace(ROLE, '$1 $2')));
      for (const { value, path: at } of named) {
        if (SESSION.test(value) && roles.has(value.replace(SESSION, '$1 $2'))) {
          yield { path: at, message: `\`${value}\` is a session of a role that is named too` };
        }
      }
    }),
  },
];

/** A role, by account and name: sessions leave out the path. */
const ROLE = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:[^:]+:(?:sts|iam)::(\d{12}):assumed-role\/([^/]+)\/.+$/;

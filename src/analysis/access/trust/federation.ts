import { parseArn } from '../arn.ts';
import type { PolicyDocument, Principal, Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { Guards, type Terms } from './guard.ts';
import { issuerOf } from './oidc-issuers.ts';
import { grantees } from './outside.ts';
import { allValues, type RestrictedValue, type Restriction } from './restriction.ts';

/** What is wrong with trust in an identity provider. */
export const federationProblems = [
  'no-audience',
  'wide-audience',
  'no-subject',
  'wide-subject',
  'no-authentication-method',
  'foreign-provider',
] as const;

/** An Allow statement that lets more in by a provider's tokens than one application and one subject. */
export interface UnscopedTrust {
  readonly statement: Statement;
  readonly provider: string;
  readonly protocol: 'oidc' | 'saml';
  readonly problem: (typeof federationProblems)[number];
  /** The condition key that does not hold it back. */
  readonly key: string;
  /** The value that lets too much in; null where there is none. */
  readonly value: string | null;
}

/** Web identity providers that need no provider resource. */
const WEB_PROVIDERS = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** All trust in identity providers of a role's trust policy that is not scoped. */
export function unscopedFederation(document: PolicyDocument, account: string): readonly UnscopedTrust[] {
  const guards = new Guards(document);
  const found: UnscopedTrust[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood) continue;
    for (const principal of grantees(statement)) {
      const protocol = protocolOf(principal);
      if (protocol === null || !allowsBy(statement, protocol)) continue;
      const narrowed = { ...statement, actions: [ACTION[protocol]], notActions: null };
      const problems = new Map<string, Omit<UnscopedTrust, 'statement' | 'provider' | 'protocol'>>();
      for (const way of guards.waysThrough(narrowed, principal, ['sts'])) {
        for (const one of protocol === 'saml' ? samlProblems(way) : oidcProblems(principal.value, way)) {
          problems.set(`${one.problem} ${one.key}`, one);
        }
        const owner = parseArn(principal.value)?.account;
        if (owner !== undefined && owner !== account) {
          problems.set('foreign', { problem: 'foreign-provider', key: '', value: null });
        }
      }
      for (const one of problems.values()) found.push({ statement, provider: principal.value, protocol, ...one });
    }
  }
  return found;
}

const ACTION = { oidc: 'sts:AssumeRoleWithWebIdentity', saml: 'sts:AssumeRoleWithSAML' } as const;

/** Whoever is trusted by `*` is no provider. */
function protocolOf({ type, value }: Principal): 'oidc' | 'saml' | null {
  if (type !== 'Federated') return null;
  const resource = parseArn(value)?.resource ?? '';
  if (resource.startsWith('saml-provider/')) return 'saml';
  return resource.startsWith('oidc-provider/') || WEB_PROVIDERS.has(value) || !value.startsWith('arn:') ? 'oidc' : null;
}

function allowsBy({ actions, notActions }: Statement, protocol: 'oidc' | 'saml'): boolean {
  const listed = (actions ?? notActions ?? []).some((action) =>
    matchGlob(compileGlob(action.toLowerCase()), ACTION[protocol].toLowerCase()),
  );
  return listed === (actions !== null);
}

type Found = Omit<UnscopedTrust, 'statement' | 'provider' | 'protocol'>;

/** The restrictions on one key: each of them has to hold. */
const on = ({ restrictions }: Terms, key: string): readonly Restriction[] =>
  restrictions.filter((one) => one.key === key.toLowerCase());

/**
 * The first value that is not as it should be, of a key whose restrictions are all not as they should be; undefined if one is as
 * it should be, null if there is none.
 */
function tooWide(
  restrictions: readonly Restriction[],
  accepts: (value: RestrictedValue) => boolean,
): string | null | undefined {
  if (restrictions.some((one) => allValues(one, accepts))) return undefined;
  return restrictions[0]?.values.find((value) => !accepts(value))?.text ?? null;
}

/**
 * The sign-in endpoints of all partitions, with a Region or without, and those that take encrypted assertions:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
const SIGN_IN =
  /^https:\/\/(?:[a-z0-9-]+\.|\*\.)?signin\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu|aws\.amazon-eusc\.eu)\/(?:[a-z-]+\/)?saml(?:\/|$)/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml */
function samlProblems(way: Terms): readonly Found[] {
  const audiences = on(way, 'SAML:aud');
  const value = tooWide(audiences, ({ text }) => SIGN_IN.test(text));
  if (value === undefined) return [];
  return [{ problem: value === null ? 'no-audience' : 'wide-audience', key: 'SAML:aud', value }];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
function oidcProblems(provider: string, way: Terms): readonly Found[] {
  const issuer = issuerOf(provider);
  const found: Found[] = [];
  const require = (
    names: readonly string[],
    accepts: (value: RestrictedValue) => boolean,
    none: Found['problem'],
    wide: Found['problem'],
  ) => {
    if (names.length === 0) return;
    let widest: string | null = null;
    for (const name of names) {
      const value = tooWide(on(way, `${issuer.url}:${name}`), accepts);
      if (value === undefined) return;
      widest ??= value;
    }
    found.push({ problem: widest === null ? none : wide, key: `${issuer.url}:${names[0]}`, value: widest });
  };
  require(issuer.audience, ({ wild, text }) => !wild && text !== '', 'no-audience', 'wide-audience');
  require(issuer.method, () => true, 'no-authentication-method', 'no-authentication-method');
  const byOther = issuer.instead.some(
    (name) => tooWide(on(way, `${issuer.url}:${name}`), issuer.isOther) === undefined,
  );
  if (!byOther) require(issuer.subject, issuer.isSubject, 'no-subject', 'wide-subject');
  return found;
}

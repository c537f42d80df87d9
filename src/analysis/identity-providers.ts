import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Unknown } from '../model/resource.ts';
import { reasonFor } from './derive.ts';

const samlType = 'AWS::IAM::SAMLProvider';
const oidcType = 'AWS::IAM::OIDCProvider';
const roleType = 'AWS::IAM::Role';
const userType = 'AWS::IAM::User';

interface Account {
  readonly providers: string[];
  passwords: number;
  hasIdentityCenter: boolean;
  /** Why there may be more providers, and more passwords. */
  providersUnknown: Unknown | null;
  passwordsUnknown: Unknown | null;
}

type Accounts = Map<string, Account>;

const of = (accounts: Accounts, id: string): Account => {
  const account = accounts.get(id) ?? {
    ...{ providers: [], passwords: 0, hasIdentityCenter: false, providersUnknown: null, passwordsUnknown: null },
  };
  accounts.set(id, account);
  return account;
};

/** Roles that IAM Identity Center makes in each account where somebody has a permission set. */
const IDENTITY_CENTER_PATH = '/aws-reserved/sso.amazonaws.com/';

const identityProviders: Relation<Accounts> = {
  name: 'identity-providers',
  gathers: [
    { type: samlType, facts: ['validUntil'] },
    { type: oidcType, facts: [] },
    { type: roleType, facts: ['path'] },
    { type: userType, facts: ['credentials.password'] },
  ],
  start: () => new Map(),
  add: (accounts, resource) => {
    const account = of(accounts, resource.account);
    const { type, facts, name } = resource;
    if (type === oidcType) account.providers.push(`OIDC provider ${name}`);
    else if (type === samlType) {
      const until = facts['validUntil'] as string | null | undefined;
      if (until === undefined) account.providersUnknown ??= reasonFor(resource, 'validUntil');
      else if (until === null || Date.parse(until) > Date.parse(resource.collectedAt))
        account.providers.push(`SAML provider ${name}`);
    } else if (type === roleType) {
      const path = facts['path'] as string | undefined;
      if (path === undefined) account.providersUnknown ??= reasonFor(resource, 'path');
      else if (path.startsWith(IDENTITY_CENTER_PATH)) account.hasIdentityCenter = true;
    } else {
      const password = facts['credentials.password'];
      if (password === undefined) account.passwordsUnknown ??= reasonFor(resource, 'credentials.password');
      else if (password !== null) account.passwords++;
    }
  },
  addGap: (accounts, { type, account, operation, code, message }) => {
    const one = of(accounts, account);
    if (type === userType) one.passwordsUnknown ??= { operation, code, message };
    else one.providersUnknown ??= { operation, code, message };
  },
};

const type = 'AWS::IAM::Account';

/** Where people of an account sign in. */
export const accountIdentityProviders: DerivedFact = defineDerived({
  type,
  path: 'identityProviders',
  schema: Type.Array(Type.String(), {
    description:
      'SAML providers whose metadata has not expired, OIDC providers, and IAM Identity Center, which shows by the roles that it makes.',
  }),
  reads: [],
  relation: identityProviders,
  derive: ({ account: id }, accounts) => {
    const { providers, hasIdentityCenter, providersUnknown } = of(accounts, id);
    const found = [...providers.toSorted(), ...(hasIdentityCenter ? ['IAM Identity Center'] : [])];
    return found.length === 0 && providersUnknown !== null ? new Underivable(providersUnknown) : found;
  },
});

/** How many people sign in as IAM users. */
export const accountPasswords: DerivedFact = defineDerived({
  type,
  path: 'usersWithPassword',
  schema: Type.Integer({ minimum: 0, description: 'How many IAM users have a console password.' }),
  reads: [],
  relation: identityProviders,
  derive: ({ account: id }, accounts) => {
    const { passwords, passwordsUnknown } = of(accounts, id);
    return passwordsUnknown === null ? passwords : new Underivable(passwordsUnknown);
  },
});

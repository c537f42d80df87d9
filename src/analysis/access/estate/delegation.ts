import { findAction } from '../actions.ts';
import type { AccessPolicies } from '../authorize.ts';
import { type PolicyDocument, parseDocument } from '../document.ts';
import { type Possibility, possible } from '../exact/possible.ts';
import { type IdentityStatements, identityStatements } from '../identity-statements.ts';
import { replaceVariables } from '../validate/check.ts';

/** What is wrong with a grant by which somebody makes or changes users and roles. */
export const gapKinds = ['no-boundary', 'any-boundary', 'removes-boundary', 'edits-boundary'] as const;

/** A way past the permissions boundary that delegated users and roles are to have. */
export interface Gap {
  readonly kind: (typeof gapKinds)[number];
  readonly action: string;
  /** The boundary that comes with it, or that is edited; null where there is none. */
  readonly boundary: string | null;
}

/** Which users and roles somebody may make or give policies, and how the boundary they are to have can be avoided. */
export interface Delegation {
  readonly grants: readonly string[];
  readonly gaps: readonly Gap[];
  /** Why there may be more; null where all is known. */
  readonly doubt: string | null;
}

/** A holder of the policy that is asked about, with all that applies to it. */
export interface Holder {
  readonly arn: string;
  readonly account: string;
  readonly partition: string;
  readonly policies: AccessPolicies;
}

/** The condition key of the boundary that a user or role is made with, or has. */
const KEY = 'iam:PermissionsBoundary';

/**
 * The actions that make users and roles, give them policies or set their boundary, and the one that takes it away.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
const DELEGATED = [
  {
    kind: 'role',
    grants: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:PutRolePermissionsBoundary'],
    removes: 'iam:DeleteRolePermissionsBoundary',
  },
  {
    kind: 'user',
    grants: ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:PutUserPermissionsBoundary'],
    removes: 'iam:DeleteUserPermissionsBoundary',
  },
] as const;

/** Whoever writes the policy that bounds others, or chooses an older version of it, is not bound. */
const EDITS = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'];

/** Whether a document speaks of any of these actions at all, so that it is worth asking. */
export const mayDelegate = (document: PolicyDocument): boolean => {
  const read = identityStatements(document);
  return DELEGATED.some(({ grants }) => grants.some((action) => speaksOf(read, action)));
};

const speaksOf = ({ allows, unclear }: IdentityStatements, action: string): boolean =>
  unclear.allow || allows.some(({ hasAction }) => hasAction(action.toLowerCase()));

/** What one document gives its holder to delegate; all other documents of the holder only take away. */
export function delegationOf(document: PolicyDocument, holder: Holder): Delegation {
  const { policies, account, partition } = holder;
  const own = policies.identity === 'unknown' ? [] : policies.identity;
  const only: AccessPolicies = { ...policies, identity: [document, ...own.flatMap(withoutAllows)] };
  const boundaries = fixedBoundaries(policies, account);
  const other = boundaries.length === 0 ? [] : [denyBoundaries(boundaries)];
  const read = identityStatements(document);
  const grants: string[] = [];
  const gaps: Gap[] = [];
  const usable = new Set<string>();
  let doubt: string | null = null;
  const ask = (action: string, resource: string, given: AccessPolicies, context: object = {}): Possibility => {
    const answer = possible(
      {
        ...{ principal: holder.arn, action, resource, resourceAccount: account, context: { ...context } },
        ...{ contextComplete: false, blockPublicAccess: null },
      },
      given,
    );
    if (answer.truth === 'unknown') doubt ??= `${action}: ${answer.reason}`;
    return answer;
  };

  for (const { kind, grants: actions, removes } of DELEGATED) {
    const resource = `arn:${partition}:iam::${account}:${kind}/*`;
    const before = grants.length;
    for (const action of actions) {
      if (!speaksOf(read, action) || ask(action, resource, only).truth !== 'yes') continue;
      grants.push(action);
      const unfixed = ask(action, resource, { ...only, identity: [...identityOf(only), ...other] });
      if (unfixed.truth === 'yes') gaps.push(gapOf(action, unfixed));
      for (const one of boundaries) if (ask(action, resource, only, { [KEY]: one }).truth === 'yes') usable.add(one);
    }
    if (grants.length > before && ask(removes, resource, policies).truth === 'yes') {
      gaps.push({ kind: 'removes-boundary', action: removes, boundary: null });
    }
  }
  for (const boundary of usable) {
    if (!boundary.startsWith(`arn:${partition}:iam::${account}:policy/`)) continue;
    const action = EDITS.find((edit) => ask(edit, boundary, policies).truth === 'yes');
    if (action !== undefined) gaps.push({ kind: 'edits-boundary', action, boundary });
  }
  return { grants, gaps, doubt };
}

const identityOf = ({ identity }: AccessPolicies): readonly PolicyDocument[] =>
  identity === 'unknown' ? [] : identity;

function gapOf(action: string, { witness }: Possibility): Gap {
  const name = findAction(action)?.name ?? action;
  const [, boundary] =
    Object.entries(witness?.context ?? {}).find(([key]) => key.toLowerCase() === KEY.toLowerCase()) ?? [];
  return typeof boundary === 'string'
    ? { kind: 'any-boundary', action: name, boundary }
    : { kind: 'no-boundary', action: name, boundary: null };
}

const withoutAllows = (document: PolicyDocument): readonly PolicyDocument[] => [
  { ...document, statements: document.statements.filter(({ effect }) => effect !== 'Allow') },
];

/** The ARNs of boundaries that the documents name in full; the account of the holder may stand there as a variable. */
function fixedBoundaries({ identity, boundary, scp }: AccessPolicies, account: string): readonly string[] {
  const levels = scp === null || scp === 'unknown' ? [] : scp.flatMap(({ policies }) => policies);
  const known = [identity, boundary].flatMap((list) => (list === null || list === 'unknown' ? [] : list));
  const values = [...known, ...levels]
    .flatMap(({ statements }) => statements)
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => key.toLowerCase() === KEY.toLowerCase())
    .flatMap(({ values: named }) => named)
    .map((value) => replaceVariables(value, (variable) => (OWN_ACCOUNT.test(variable) ? account : variable)));
  return [...new Set(values)].filter((value) => value.startsWith('arn:') && !/[*?$]/.test(value));
}

const OWN_ACCOUNT = /^\$\{aws:(?:principalaccount|resourceaccount)\}$/i;

const denyBoundaries = (boundaries: readonly string[]): PolicyDocument =>
  parseDocument({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { [KEY]: boundaries } } },
  });

import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import type { PolicyDocument } from './access/document.ts';
import { isOfUsersAlone } from './access/iam-targets.ts';
import { overlap } from './access/validate/arn-formats.ts';
import { replaceVariables } from './access/validate/check.ts';
import { notUnderstood, readIdentityPolicy } from './identity-policy.ts';
import { place, placeOf } from './resource-policy.ts';

const groupDenies = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.groupDenies',
    schema: Type.Array(
      Shape({
        ...place,
        actions: Type.Array(Type.String(), {
          description: 'The patterns of Action that speak of actions on users and of none on groups, as written.',
        }),
        resources: Type.Array(Type.String(), { description: 'What Resource names, as written.' }),
      }),
      {
        description:
          'The Deny statements on groups that speak of actions on users: no request has a group for such an action, so that they deny nothing.',
      },
    ),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      return document instanceof Underivable ? document : groupDeniesIn(document, policy);
    },
  });

function groupDeniesIn(document: PolicyDocument, policy: Resource) {
  const found: { statement: number; sid: string | null; actions: string[]; resources: string[] }[] = [];
  let unclear = !document.understood;
  for (const statement of document.statements) {
    if (statement.effect === 'Allow') continue;
    if (!statement.understood) unclear = true;
    const actions = (statement.actions ?? []).filter(isOfUsersAlone);
    if (!statement.understood || statement.resources === null || actions.length === 0) continue;
    const speaks = (kind: 'user' | 'group'): boolean =>
      (statement.resources ?? []).some((pattern) => takesIn(pattern, kind, document.version, policy));
    if (speaks('group') && !speaks('user')) {
      found.push({ ...placeOf(statement), actions, resources: [...statement.resources] });
    }
  }
  return found.length === 0 && unclear ? notUnderstood(document) : found;
}

/**
 * Whether the pattern of a resource takes in some user, or some group, of the account; a variable may stand for anything. A path may hold
 * colons, so that the `*` of `arn:aws:iam::*:group/*` reaches `user/x:group/y`: nobody means that, and parts are compared one by one.
 */
function takesIn(
  pattern: string,
  kind: 'user' | 'group',
  version: PolicyDocument['version'],
  { account, partition }: Pick<Resource, 'account' | 'partition'>,
): boolean {
  const open = version === '2012-10-17' ? replaceVariables(pattern, () => '*') : pattern;
  const whole = `arn:${partition}:iam::${account}:${kind}/*`;
  const parts = partsOf(open);
  return parts.length < ARN_PARTS
    ? overlap(open, whole)
    : partsOf(whole).every((part, index) => overlap(parts[index] ?? '', part));
}

const ARN_PARTS = 6;
const partsOf = (arn: string): readonly string[] => {
  const parts = arn.split(':');
  return [
    ...parts.slice(0, ARN_PARTS - 1),
    ...(parts.length < ARN_PARTS ? [] : [parts.slice(ARN_PARTS - 1).join(':')]),
  ];
};

/** Where a customer managed policy denies actions on users for a group. */
export const managedPolicyGroupDenies: DerivedFact = groupDenies('AWS::IAM::ManagedPolicy');
/** Where an inline policy denies actions on users for a group. */
export const inlinePolicyGroupDenies: DerivedFact = groupDenies('AWS::IAM::Policy');

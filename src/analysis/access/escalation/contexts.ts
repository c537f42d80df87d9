import type { AccessPolicies } from '../authorize.ts';
import type { PolicyDocument } from '../document.ts';
import { fillIn } from './callers.ts';
import type { Target } from './method.ts';

/** Values of condition keys; a key that is not here is open. */
export type StatedContext = Readonly<Record<string, unknown>>;

const ATTACHING = new Set(['iam:AttachUserPolicy', 'iam:AttachGroupPolicy', 'iam:AttachRolePolicy']);
const BOUNDED = new Set([...ATTACHING, 'iam:PutUserPolicy', 'iam:DeleteUserPermissionsBoundary']);

/**
 * The contexts in one of which an action of a method has to be allowed: with a service that takes the passed role, with a policy
 * worth attaching, without a permissions boundary where the caller has none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-policy-keys
 */
export function contextsOf(
  action: string,
  target: Target,
  services: readonly string[],
  policies: AccessPolicies,
  partition: string,
): readonly StatedContext[] {
  if (target === 'passed-role') return services.map((service) => ({ 'iam:PassedToService': service }));
  const own: StatedContext =
    target === 'self' && policies.boundary === null && BOUNDED.has(action) ? { 'iam:PermissionsBoundary': null } : {};
  if (!ATTACHING.has(action)) return [own];
  return worthAttaching(policies, partition).map((arn) => (arn === null ? own : { ...own, 'iam:PolicyARN': arn }));
}

/** What is attached by whoever wants more rights; null leaves it open. */
const STRONG = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'];
/** Names of AWS managed policies that let read, and no more. */
const READS_ONLY = /^arn:aws[a-z-]*:iam::aws:policy\/(?:[^:]*\/)?[^/]*(?:ReadOnly|ViewOnly|SecurityAudit|Audit)[^/]*$/i;

/** The policies to ask about: where a condition names policies, these too, but for AWS's that only read. */
function worthAttaching(policies: AccessPolicies, partition: string): readonly (string | null)[] {
  const named = documentsOf(policies)
    .flatMap(({ statements }) => statements.flatMap(({ conditions }) => conditions))
    .filter(({ key }) => key.toLowerCase() === 'iam:policyarn')
    .flatMap(({ values }) => values);
  if (named.length === 0) return [null];
  const strong = STRONG.map((name) => `arn:${partition}:iam::aws:policy/${name}`);
  const others = named
    .filter((value) => !READS_ONLY.test(value))
    .map((value) => (value.includes('${') ? null : fillIn(value)));
  return [...new Set([...strong, ...others])];
}

function documentsOf({ identity, boundary, session, scp }: AccessPolicies): readonly PolicyDocument[] {
  const lists = [identity, boundary, session === null || session === 'unknown' ? null : [session]];
  const levels = scp === null || scp === 'unknown' ? [] : scp.flatMap(({ policies }) => policies);
  return [...lists.flatMap((list) => (list === null || list === 'unknown' ? [] : list)), ...levels];
}

import type { PolicyDocument, Principal, Statement } from '../document.ts';
import { actionsSpokenOf, narrow, roleSurface, type SurfaceAction } from './granted-actions.ts';
import { Guards } from './guard.ts';

/** Kinds of programs that a role trusts. */
export const workloadKinds = ['service', 'web-identity'] as const;

/** Somebody who assumes a role to run programs with it. */
export interface Workload {
  readonly statement: Statement;
  readonly kind: (typeof workloadKinds)[number];
  /** The service principal, or the ARN of the identity provider, as written. */
  readonly id: string;
}

/**
 * The AWS services, and the OpenID Connect providers of clusters and pipelines, that the trust policy of a role lets assume it. Providers
 * that AWS knows by name (Cognito, Google) are people's, as those of SAML are.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
 */
export function workloadsOf(document: PolicyDocument, arn: string): readonly Workload[] {
  const guards = new Guards(document);
  const found: Workload[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood) continue;
    for (const principal of statement.principals ?? []) {
      const call = callOf(principal);
      if (call === null) continue;
      const action = actionsSpokenOf(statement, roleSurface, arn).find(({ name }) => name === call.name);
      if (action === undefined || !isLetThrough(guards, statement, principal, action, arn)) continue;
      found.push({ statement, kind: call.kind, id: principal.value });
    }
  }
  return found;
}

const callOf = ({ type, value }: Principal): { readonly kind: Workload['kind']; readonly name: string } | null => {
  if (type === 'Service') return { kind: 'service', name: 'sts:AssumeRole' };
  return type === 'Federated' && value.includes(':oidc-provider/')
    ? { kind: 'web-identity', name: 'sts:AssumeRoleWithWebIdentity' }
    : null;
};

const isLetThrough = (
  guards: Guards,
  statement: Statement,
  principal: Principal,
  action: SurfaceAction,
  arn: string,
): boolean =>
  guards.waysThrough(narrow(statement, arn, roleSurface, action), principal, roleSurface.services).length > 0;

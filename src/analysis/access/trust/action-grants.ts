import type { PolicyDocument, Principal, Statement } from '../document.ts';
import { actionsSpokenOf, narrow } from './granted-actions.ts';
import { Guards } from './guard.ts';
import { grantees, type Owned } from './outside.ts';

/** An Allow of one action to one principal. */
export interface ActionGrant {
  readonly statement: Statement;
  readonly principal: Principal;
}

/** To whom a policy allows one action of the surface, less what its Deny statements take back: principals of one's own, services, everybody. */
export function actionGrants(document: PolicyDocument, action: string, owned: Owned): readonly ActionGrant[] {
  const { arn, surface } = owned;
  const guards = new Guards(document);
  return document.statements.flatMap((statement) => {
    if (statement.effect !== 'Allow' || !statement.understood) return [];
    const spoken = actionsSpokenOf(statement, surface, arn).find(({ name }) => name === action);
    if (spoken === undefined) return [];
    const given = narrow(statement, arn, surface, spoken);
    return grantees(statement)
      .filter((principal) => guards.waysThrough(given, principal, surface.services).length > 0)
      .map((principal) => ({ statement, principal }));
  });
}

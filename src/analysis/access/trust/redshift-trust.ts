import type { PolicyDocument, Statement } from '../document.ts';
import { namesAccount } from './confused-deputy.ts';
import { actionsSpokenOf, narrow, roleSurface } from './granted-actions.ts';
import { Guards } from './guard.ts';
import type { Restriction } from './restriction.ts';

const SERVICE = /^redshift(?:-serverless)?\.(?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?$/i;

/**
 * The Allow statements with which a role lets Amazon Redshift assume it for any cluster and any database user: none of aws:SourceArn,
 * aws:SourceAccount or sts:ExternalId, with which Redshift names the user, says for whom.
 * https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html
 */
export function openToRedshift(document: PolicyDocument, arn: string): readonly Statement[] {
  const guards = new Guards(document);
  return document.statements.filter((statement) => {
    if (statement.effect !== 'Allow' || !statement.understood) return false;
    const action = actionsSpokenOf(statement, roleSurface, arn).find(({ name }) => name === 'sts:AssumeRole');
    if (action === undefined) return false;
    return (statement.principals ?? []).some(
      (principal) =>
        principal.type === 'Service' &&
        SERVICE.test(principal.value) &&
        guards
          .waysThrough(narrow(statement, arn, roleSurface, action), principal, roleSurface.services)
          .some(({ restrictions }) => !restrictions.some(saysForWhom)),
    );
  });
}

const saysForWhom = (restriction: Restriction): boolean =>
  restriction.key === 'sts:externalid' || namesAccount(restriction);

import type { PolicyDocument, Statement } from '../document.ts';
import { bucketSurface, narrow, speaksOfResource } from './granted-actions.ts';
import { Guards } from './guard.ts';
import { accountsOf, grantees } from './outside.ts';

/** An Allow that leaves it to access points who gets in. */
export interface Delegation {
  readonly statement: Statement;
  /** Whose access points; null where that is not fixed. */
  readonly accounts: readonly string[] | null;
}

const KEYS = new Set(['s3:dataaccesspointaccount', 's3:dataaccesspointarn', 's3:accesspointnetworkorigin']);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control */
export function accessPointDelegations(document: PolicyDocument, arn: string): readonly Delegation[] {
  const guards = new Guards(document);
  const found: Delegation[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood || !speaksOfResource(statement, arn)) continue;
    if (!statement.conditions.some(({ key }) => KEYS.has(key.toLowerCase()))) continue;
    // Named principals need no delegation: the statement lets them in by name, through whichever access point.
    if (!grantees(statement).some(({ value }) => value === '*')) continue;
    const accounts = new Set<string>();
    let fixed = true;
    for (const { restrictions } of guards.waysThrough(
      narrow(statement, arn, bucketSurface),
      { type: '*', value: '*' },
      ['s3'],
    )) {
      const lists = restrictions
        .flatMap((one) => (KEYS.has(one.key) ? [accountsOf(one)] : []))
        .filter((one) => one !== null);
      const [first, ...rest] = lists;
      if (first === undefined) fixed = false;
      else for (const account of first) if (rest.every((list) => list.includes(account))) accounts.add(account);
    }
    found.push({ statement, accounts: fixed ? [...accounts].sort() : null });
  }
  return found;
}

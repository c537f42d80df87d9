import { administrationOf } from '../escalation/administrator.ts';
import { ofIdentity } from '../of-identity.ts';
import type { Truth } from '../truth.ts';
import type { NamedDocument } from './documents.ts';
import type { Estate } from './estate.ts';
import type { Identity } from './identities.ts';

const known = new WeakMap<Identity, Truth>();

/** Whether a user or role is an administrator, by all its policies together, within its boundary and its organization's policies. */
export function isAdministrator(estate: Estate, identity: Identity): Truth {
  const answered = known.get(identity);
  if (answered !== undefined) return answered;
  const { policies } = estate.apply(identity.arn, 'iam:CreateUser', '*');
  const { truth } = administrationOf(identity.arn, policies);
  known.set(identity, truth);
  return truth;
}

/** Whether the boundary of a user or role, if it has one, lets it be administrator. */
export const leavesAdministration = ({ arn, boundary }: Identity): Truth =>
  boundary === null ? 'yes' : grantAdministration([boundary], arn);

/** Whether these documents together make whoever has them administrator. */
export const grantAdministration = (documents: readonly NamedDocument[], arn: string): Truth =>
  administrationOf(arn, ofIdentity(documents.map(({ document }) => document))).truth;

import { actionsOfService } from './actions.ts';
import type { PolicyDocument } from './document.ts';
import { type IdentityStatement, identityStatements } from './identity-statements.ts';
import { EVERYTHING_OF, grantingOn, type Place } from './wide-resources.ts';

/** A service of which a document grants every action on everything, and an Allow with which it does. */
export interface FullService {
  readonly service: string;
  readonly one: IdentityStatement;
}

/** The services that are asked about. */
export const SENSITIVE_SERVICES: readonly string[] = [...EVERYTHING_OF.keys()];

/**
 * The services of `SENSITIVE_SERVICES` of which the statements of a document together grant every action that is on a resource, on all
 * resources of some account, less what the document denies for good; null if that is not certain. As for administrators, conditions
 * of an Allow do not count: somebody fulfils them.
 */
export function fullServicesIn(document: PolicyDocument, place: Place): readonly FullService[] | null {
  const statements = identityStatements(document);
  const found: FullService[] = [];
  for (const [service, everything] of EVERYTHING_OF) {
    // The usual policy does not speak of the service at all.
    const ask = `${service}:`;
    if (!statements.allows.some(({ statement }) => mentions(statement.actions, ask))) continue;
    for (const resources of everything(place)) {
      const granting = new Set<IdentityStatement>();
      const isWhole = actionsOfService(service).every((action) => {
        if (!action.onResources) return true;
        const some = grantingOn(statements, action.folded, resources);
        for (const one of some ?? []) granting.add(one);
        return some !== null;
      });
      if (!isWhole) continue;
      for (const one of granting) found.push({ service, one });
      break;
    }
  }
  if (found.length === 0) return statements.unclear.allow ? null : found;
  return statements.unclear.deny ? null : found;
}

/** Whether patterns may be of the service; NotAction always may. */
const mentions = (patterns: readonly string[] | null, prefix: string): boolean =>
  patterns === null ||
  patterns.some((pattern) => pattern.toLowerCase().startsWith(prefix) || /^[^:]*[*?]/.test(pattern));

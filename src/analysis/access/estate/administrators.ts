import { administrationIn } from '../administration.ts';
import { both, type Truth } from '../truth.ts';
import { joinDocuments, type NamedDocument } from './documents.ts';
import type { Identity } from './identities.ts';

const known = new WeakMap<Identity, Truth>();

/**
 * Whether a user or role may do every action on every resource of its account, by all its policies together and within its boundary.
 * What an organization forbids its administrators does not count: they are administrators all the same.
 */
export function isAdministrator(identity: Identity): Truth {
  const answered = known.get(identity);
  if (answered !== undefined) return answered;
  const { documents, boundary, partition } = identity;
  const own = grantsEverything(documents, partition);
  const truth = boundary === null || own === 'no' ? own : both(own, grantsEverything([boundary], partition));
  known.set(identity, truth);
  return truth;
}

function grantsEverything(documents: readonly NamedDocument[], partition: string): Truth {
  const statements = administrationIn(joinDocuments(documents.map(({ document }) => document)), partition);
  return statements === null ? 'unknown' : statements.length > 0 ? 'yes' : 'no';
}

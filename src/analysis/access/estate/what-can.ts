import { USES, type Use } from '../escalation/reach.ts';
import type { Truth } from '../truth.ts';
import { isAdministrator } from './administrators.ts';
import { type DataAnswer, isDataStore, reachData } from './data-reach.ts';
import type { Estate } from './estate.ts';
import type { Identity } from './identities.ts';

/** What a principal can do with one data store. */
export interface StoreReach {
  readonly arn: string;
  readonly type: string;
  /** Null where the type has no action of that kind. */
  readonly reach: Readonly<Record<Use, DataAnswer | null>>;
}

/** What a user or role can do. */
export interface WhatCan {
  readonly identity: Identity;
  readonly administrator: Truth;
  /** The documents that could not be read. */
  readonly unreadable: readonly string[];
  /** The stores of which it can do anything, or of which that is not known, in the order of ARNs. */
  readonly stores: readonly StoreReach[];
  /** How many data stores the snapshot holds. */
  readonly asked: number;
  readonly assumptions: readonly string[];
}

/** The effective permissions of a user or role: whether it is an administrator, and what of the data it reaches. */
export function whatCan(estate: Estate, identity: Identity): WhatCan {
  const stores: StoreReach[] = [];
  const assumptions = new Set<string>();
  let asked = 0;
  for (const store of estate.resources.all()) {
    if (!isDataStore(store)) continue;
    asked++;
    const reach = {} as Record<Use, DataAnswer | null>;
    for (const use of USES) reach[use] = reachData(estate, identity.arn, store, use);
    const answers = Object.values(reach).filter((one) => one !== null && one.truth !== 'no');
    if (answers.length === 0) continue;
    for (const one of answers) for (const assumption of one?.onStore.assumptions ?? []) assumptions.add(assumption);
    stores.push({ arn: store.arn, type: store.type, reach });
  }
  const documents = identity.boundary === null ? identity.documents : [...identity.documents, identity.boundary];
  return {
    identity,
    administrator: isAdministrator(estate, identity),
    unreadable: documents
      .filter(({ document }) => !document.understood)
      .map(({ name, document }) => `${name}: ${document.problems[0]?.message ?? 'not understood'}`),
    stores,
    asked,
    assumptions: [...assumptions],
  };
}

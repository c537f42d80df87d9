import pLimit from 'p-limit';
import type { FactSchemas, Model } from '../../model/define.ts';
import { type Gap, globalRegion, type Resource, type Unknown, UnknownCode } from '../../model/resource.ts';
import {
  type AnyCall,
  type AnyLiveType,
  type AskShared,
  type At,
  MissingInAnswer,
  mainRegion,
} from '../../resources/live.ts';
import { type Clients, Interrupted } from './clients.ts';
import { describeRefusal, errorCode, Refused } from './refusal.ts';

/** The account that is read. */
export interface Account {
  readonly account: string;
  readonly partition: string;
  /** The Regions to read. */
  readonly regions: readonly string[];
  /** Account-wide listings that name a Region (buckets) are read whatever it is: which Regions there are is not known. */
  readonly everywhere: boolean;
}

/** What happened, for whoever shows progress. */
export type CollectEvent =
  | { readonly kind: 'start' | 'done'; readonly type: string; readonly region: string }
  | { readonly kind: 'resource'; readonly type: string; readonly region: string; readonly facts: number };

/** One collection. */
export interface Collection {
  readonly types: readonly AnyLiveType[];
  /** The facts to read, by type; `null` reads all. Other facts are listed as not collected. */
  readonly facts: ReadonlyMap<string, ReadonlySet<string>> | null;
  readonly account: Account;
  readonly clients: Clients;
  /** RFC 3339, to the second. */
  readonly collectedAt: string;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: CollectEvent) => void;
  /** Takes each resource when it is read; `key` is filled in by the writer. May be slow: reading waits. */
  readonly onResource: (resource: Omit<Resource, 'key'>) => void | Promise<void>;
}

/** Resources read at a time: enough to keep every call in flight busy, few enough for any account to fit into memory. */
const resourcesAtOnce = 150;

const notCollected: Unknown = { operation: '', code: UnknownCode.notCollected, message: 'no enabled policy reads it' };
const interrupted: Unknown = { operation: '', code: UnknownCode.interrupted, message: 'the collection was stopped' };

/**
 * Reads every resource of the given types.
 * @returns what could not be listed.
 * @throws whatever is neither AWS's refusal nor the network's: a bug of ours.
 */
export const collect = async (collection: Collection): Promise<Gap[]> => {
  const { types, facts, account } = collection;
  const engine = new Engine(collection);
  const jobs: Promise<void>[] = [];
  for (const type of types) {
    if (facts !== null && !facts.has(type.model.type)) continue;
    for (const at of placesOf(type, account)) jobs.push(engine.readType(type, at));
  }
  const outcomes = await Promise.allSettled(jobs);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return engine.gaps.sort(byPlace);
};

const byPlace = (a: Gap, b: Gap): number =>
  a.type < b.type ? -1 : a.type > b.type ? 1 : a.region < b.region ? -1 : a.region > b.region ? 1 : 0;

const isRead = ({ regions, everywhere }: Account, region: string): boolean => everywhere || regions.includes(region);

/** Where a type is listed. */
const placesOf = (type: AnyLiveType, { account, partition, regions }: Account): At[] => {
  const main: At = { account, partition, region: mainRegion(partition) };
  if (type.scope === 'region') return regions.map((region) => ({ account, partition, region }));
  const region = type.listIn === undefined ? main.region : type.listIn(main);
  return region === null ? [] : [{ ...main, region }];
};

type Outcome<T> = { readonly value: T } | { readonly refused: Unknown };

class Engine {
  readonly gaps: Gap[] = [];
  readonly #collection: Collection;
  readonly #slots = pLimit(resourcesAtOnce);
  readonly #shared = new Map<AnyCall, Map<string, Promise<Outcome<unknown>>>>();

  constructor(collection: Collection) {
    this.#collection = collection;
  }

  async readType(type: AnyLiveType, at: At): Promise<void> {
    const { clients, onEvent, account } = this.#collection;
    const model = type.model as Model<FactSchemas>;
    const place = type.scope === 'account' ? globalRegion : at.region;
    onEvent?.({ kind: 'start', type: model.type, region: place });
    const reading = new Set<Promise<void>>();
    const failures: unknown[] = [];
    try {
      const { list } = type;
      const client = clients.get(list.client, at.region);
      const shared: AskShared = async <A>(source: AnyCall) => unwrap(await this.#answerShared(source, at)) as A;
      const seeds = list.seeds(client, at, shared);
      for await (const seed of seeds) {
        if (failures.length > 0) break;
        const listed = list.region?.(seed);
        if (typeof listed === 'string' && !isRead(account, listed)) continue;
        while (reading.size >= resourcesAtOnce) await Promise.race(reading);
        // A listing that does not even name what it lists is no listing: the gap below says so.
        const identity = {
          arn: type.arn(seed, typeof listed === 'string' ? { ...at, region: listed } : at),
          name: type.name(seed),
        };
        const task = this.#slots(() => this.#readResource(type, seed, identity, at, listed))
          .catch((error: unknown) => void failures.push(error))
          .finally(() => reading.delete(task));
        reading.add(task);
      }
    } catch (error) {
      const refused = this.#explain(error, type.list.operations[0] ?? '');
      this.gaps.push({ type: model.type, partition: at.partition, account: at.account, region: place, ...refused });
    } finally {
      await Promise.all(reading);
    }
    if (failures.length > 0) throw failures[0];
    onEvent?.({ kind: 'done', type: model.type, region: place });
  }

  async #readResource(
    type: AnyLiveType,
    seed: unknown,
    identity: { readonly arn: string; readonly name: string },
    listedAt: At,
    listed: string | null | undefined,
  ): Promise<void> {
    const { account, collectedAt, onEvent, onResource, facts: wanted } = this.#collection;
    const { model, list } = type;
    const answers = new Map<AnyCall, Promise<Outcome<unknown>>>();
    let at = listedAt;
    let lost: Unknown | null = null;
    if (typeof listed === 'string') at = { ...at, region: listed };
    if (listed === null && list.locate !== undefined) {
      const located = await this.#answer(list.locate, seed, at, answers);
      if ('refused' in located) lost = located.refused;
      else if (!isRead(account, located.value as string)) return;
      else at = { ...at, region: located.value as string };
    }
    const facts: Record<string, unknown> = {};
    const unknown: Record<string, Unknown> = {};
    const needed = wanted?.get(model.type);
    await Promise.all(
      Object.keys(model.facts).map(async (path) => {
        const outcome: Outcome<unknown> =
          wanted !== null && !needed?.has(path)
            ? { refused: notCollected }
            : lost !== null
              ? { refused: lost }
              : await this.#readFact(type, path, seed, at, answers);
        if ('refused' in outcome) unknown[path] = outcome.refused;
        else facts[path] = outcome.value;
      }),
    );
    const region =
      lost !== null ? 'unknown' : type.scope === 'account' && list.region === undefined ? globalRegion : at.region;
    onEvent?.({ kind: 'resource', type: model.type, region, facts: Object.keys(facts).length });
    await onResource({
      arn: identity.arn,
      type: model.type,
      name: identity.name,
      partition: at.partition,
      account: at.account,
      region,
      source: 'live',
      collectedAt,
      facts,
      unknown,
    });
  }

  async #readFact(
    type: AnyLiveType,
    path: string,
    seed: unknown,
    at: At,
    answers: Map<AnyCall, Promise<Outcome<unknown>>>,
  ): Promise<Outcome<unknown>> {
    const reader = type.facts[path];
    if (reader === undefined) throw new Error(`${type.model.type}: nothing reads ${path}`);
    // A lacking field is put down to the last call that was awaited: its answer is the one being looked into.
    let last = type.list.operations[0] ?? '';
    const thunks = reader.calls.map((source: AnyCall) => async () => {
      const outcome = await this.#answer(source, seed, at, answers);
      last = source.operations[0] ?? last;
      return unwrap(outcome);
    });
    try {
      const value: unknown = await reader.read(thunks, seed, at);
      if (value === undefined) throw new Error(`${type.model.type}: ${path} came out undefined`);
      return { value };
    } catch (error) {
      return { refused: this.#explain(error, last) };
    }
  }

  #answer(
    source: AnyCall,
    seed: unknown,
    at: At,
    answers: Map<AnyCall, Promise<Outcome<unknown>>>,
  ): Promise<Outcome<unknown>> {
    if (source.per === 'region') return this.#answerShared(source, at);
    const known = answers.get(source);
    if (known !== undefined) return known;
    const asked = this.#askAfter(source, seed, at, answers);
    answers.set(source, asked);
    return asked;
  }

  #answerShared(source: AnyCall, at: At): Promise<Outcome<unknown>> {
    const region = source.region?.(at) ?? at.region;
    const byRegion = this.#shared.get(source) ?? new Map<string, Promise<Outcome<unknown>>>();
    this.#shared.set(source, byRegion);
    const known = byRegion.get(region);
    if (known !== undefined) return known;
    const asked = this.#askSharedAfter(source, { ...at, region });
    byRegion.set(region, asked);
    return asked;
  }

  async #askAfter(
    source: AnyCall,
    seed: unknown,
    at: At,
    answers: Map<AnyCall, Promise<Outcome<unknown>>>,
  ): Promise<Outcome<unknown>> {
    if (source.after === undefined) return this.#ask(source, seed, at);
    const first = await this.#answer(source.after, seed, at, answers);
    return 'refused' in first ? first : this.#ask(source, seed, at, first.value);
  }

  async #askSharedAfter(source: AnyCall, at: At): Promise<Outcome<unknown>> {
    if (source.after === undefined) return this.#ask(source, undefined, at);
    const first = await this.#answerShared(source.after, at);
    return 'refused' in first ? first : this.#ask(source, undefined, at, first.value);
  }

  async #ask(source: AnyCall, seed: unknown, at: At, first?: unknown): Promise<Outcome<unknown>> {
    const region = source.region?.(at) ?? at.region;
    try {
      const client = this.#collection.clients.get(source.client, region);
      return { value: await source.ask(client, seed, { ...at, region }, first) };
    } catch (error) {
      const code = errorCode(error);
      if (code !== null && source.noneOn.includes(code)) return { value: null };
      return { refused: this.#explain(error, source.operations[0] ?? '') };
    }
  }

  /** What an error leaves behind. @throws the error itself where it is a bug of ours. */
  #explain(error: unknown, operation: string): Unknown {
    if (error instanceof Refused) return error.unknown;
    if (error instanceof Interrupted) return interrupted;
    if (error instanceof MissingInAnswer) return { operation, code: error.code, message: error.message };
    const refused = describeRefusal(error, operation);
    if (refused === null) throw error;
    return refused;
  }
}

const unwrap = <T>(outcome: Outcome<T>): T => {
  if ('refused' in outcome) throw new Refused(outcome.refused);
  return outcome.value;
};

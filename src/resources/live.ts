import type { FactSchemas, FactValues, Model } from '../model/define.ts';
import { UnknownCode } from '../model/resource.ts';

// The vocabulary of `live.ts` files: what a type says about how AWS is asked. How it is done (paging of calls in flight, retries,
// refusals, regions) is the engine's, in `sources/live`.

/** Which account and Region a call is made in. */
export interface At {
  readonly partition: string;
  readonly account: string;
  /** The Region that is asked; for global types the partition's main one. */
  readonly region: string;
}

/** The Region in which a partition's account-wide services are asked. */
export const mainRegion = (partition: string): string =>
  partition === 'aws-cn' ? 'cn-north-1' : partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';

/** Any AWS SDK client: the engine makes one per class and Region, and adds credentials, retries and limits. */
export interface ClientClass<Client> {
  new (config: never): Client;
  readonly name: string;
}

/** One or more SDK operations that are asked together, and the IAM actions they need. */
export interface Call<Client, Seed, Answer> {
  /** `service:Operation` in the SDK's words; the first names the call. */
  readonly operations: readonly string[];
  /** IAM actions, where they are not spelled as the operations. */
  readonly actions: readonly string[];
  readonly client: ClientClass<Client>;
  /** `first` is the answer of {@link Call.after}. */
  readonly ask: (client: Client, seed: Seed, at: At, first?: unknown) => Promise<Answer>;
  /** The call whose answer this one is asked with: made first, and refused, this one is not made. */
  readonly after: AnyCall | undefined;
  /** Error codes with which AWS says that there is none. The answer is then `null`. */
  readonly noneOn: readonly string[];
  /** `resource`: once for each resource. `region`: once for each account and Region, and shared. */
  readonly per: 'resource' | 'region';
  /** The Region to ask in, where the type's own is not the right one: some bulk answers exist in one Region only. */
  readonly region: ((at: At) => string) | undefined;
}

// Clients, seeds and answers differ from call to call; the engine only hands them from one function to the next.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyCall = Call<any, any, any>;

interface CallOptions {
  /** The IAM actions, where AWS spells them otherwise than the operation (`s3:GetEncryptionConfiguration`). */
  readonly actions?: readonly string[];
  readonly region?: (at: At) => string;
}

const makeCall = <Client, Seed, Answer>(
  per: 'resource' | 'region',
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, seed: Seed, at: At, first?: unknown) => Promise<Answer>,
  options: CallOptions & { readonly noneOn?: readonly string[] } = {},
): Call<Client, Seed, Answer> => {
  const operations = typeof operation === 'string' ? [operation] : operation;
  return {
    operations,
    actions: options.actions ?? operations,
    client,
    ask,
    after: undefined,
    noneOn: options.noneOn ?? [],
    per,
    region: options.region,
  };
};

/** A call made once for each resource. With `noneOn`, its answer may be `null`. */
export function call<Client, Seed, Answer>(
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, seed: Seed, at: At) => Promise<Answer>,
  options: CallOptions & { readonly noneOn: readonly [string, ...string[]] },
): Call<Client, Seed, Answer | null>;
export function call<Client, Seed, Answer>(
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, seed: Seed, at: At) => Promise<Answer>,
  options?: CallOptions,
): Call<Client, Seed, Answer>;
export function call<Client, Seed, Answer>(
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, seed: Seed, at: At) => Promise<Answer>,
  options?: CallOptions & { readonly noneOn?: readonly string[] },
): Call<Client, Seed, Answer> {
  return makeCall('resource', operation, client, ask, options);
}

/**
 * A call for each resource that is asked with the answer of another, which AWS must have given: an id that only a description has.
 * Facts that read it name both calls.
 */
export function callAfter<Client, Seed, First, Answer>(
  // biome-ignore lint/suspicious/noExplicitAny: any client
  after: Call<any, Seed, First>,
  operation: string,
  client: ClientClass<Client>,
  ask: (client: Client, first: NonNullable<First>, seed: Seed, at: At) => Promise<Answer>,
  options: CallOptions & { readonly noneOn: readonly [string, ...string[]] },
): Call<Client, Seed, Answer | null>;
export function callAfter<Client, Seed, First, Answer>(
  // biome-ignore lint/suspicious/noExplicitAny: any client
  after: Call<any, Seed, First>,
  operation: string,
  client: ClientClass<Client>,
  ask: (client: Client, first: NonNullable<First>, seed: Seed, at: At) => Promise<Answer>,
  options?: CallOptions,
): Call<Client, Seed, Answer>;
export function callAfter<Client, Seed, First, Answer>(
  // biome-ignore lint/suspicious/noExplicitAny: any client
  after: Call<any, Seed, First>,
  operation: string,
  client: ClientClass<Client>,
  ask: (client: Client, first: NonNullable<First>, seed: Seed, at: At) => Promise<Answer>,
  options?: CallOptions & { readonly noneOn?: readonly string[] },
): Call<Client, Seed, Answer> {
  const made = makeCall<Client, Seed, Answer>(
    'resource',
    operation,
    client,
    (c, seed, at, first) => ask(c, given(first as NonNullable<First> | null, 'what was asked for before'), seed, at),
    options,
  );
  return { ...made, after };
}

/** A call made once for each account and Region: a bulk answer that many resources share. */
export function shared<Client, Answer>(
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, at: At) => Promise<Answer>,
  options: CallOptions & { readonly noneOn: readonly [string, ...string[]] },
): Call<Client, unknown, Answer | null>;
export function shared<Client, Answer>(
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, at: At) => Promise<Answer>,
  options?: CallOptions,
): Call<Client, unknown, Answer>;
export function shared<Client, Answer>(
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, at: At) => Promise<Answer>,
  options?: CallOptions & { readonly noneOn?: readonly string[] },
): Call<Client, unknown, Answer> {
  return makeCall('region', operation, client, (c: Client, _seed: unknown, at: At) => ask(c, at), options);
}

/** A shared call that is asked with the answer of another; `null` where that is. Listings and facts that read it name both calls. */
export const sharedAfter = <Client, First, Answer>(
  // biome-ignore lint/suspicious/noExplicitAny: any client
  after: Call<any, unknown, First>,
  operation: string | readonly string[],
  client: ClientClass<Client>,
  ask: (client: Client, first: NonNullable<First>, at: At) => Promise<Answer>,
  options?: CallOptions,
): Call<Client, unknown, Answer | (null extends First ? null : never)> => ({
  ...makeCall(
    'region',
    operation,
    client,
    async (c: Client, _seed: unknown, at: At, first?: unknown) =>
      (first === null ? null : await ask(c, first as NonNullable<First>, at)) as
        | Answer
        | (null extends First ? null : never),
    options,
  ),
  after,
});

/** Makes a call when it is first awaited; one call is made once however many facts ask for it. */
export type Thunks<Calls extends readonly AnyCall[]> = {
  [I in keyof Calls]: Calls[I] extends Call<infer _C, infer _S, infer Answer> ? () => Promise<Answer> : never;
};

/** How a fact comes about: the calls it may need and the pure function from their answers to the model's value. */
export interface FactReader<Seed, Value> {
  readonly calls: readonly AnyCall[];
  // biome-ignore lint/suspicious/noExplicitAny: the engine passes thunks in the order of `calls`
  readonly read: (thunks: readonly (() => Promise<any>)[], seed: Seed, at: At) => Promise<Value> | Value;
}

/** A fact from the listing itself: no further call. */
export const listed = <Seed, Value>(project: (seed: Seed, at: At) => Value): FactReader<Seed, Value> => ({
  calls: [],
  read: (_thunks, seed, at) => project(seed, at),
});

/** A fact from one call's answer. Where AWS says there is none, the fact is `null`. */
export const from = <Seed, Answer, Value>(
  // biome-ignore lint/suspicious/noExplicitAny: any client
  source: Call<any, Seed, Answer>,
  project: (answer: NonNullable<Answer>, seed: Seed, at: At) => Value,
): FactReader<Seed, null extends Answer ? Value | null : Value> => ({
  calls: [source],
  read: async (thunks, seed, at) => {
    const answer = (await (thunks[0] as () => Promise<Answer>)()) as Answer;
    return (answer === null ? null : project(answer as NonNullable<Answer>, seed, at)) as null extends Answer
      ? Value | null
      : Value;
  },
});

/** A fact from several calls, each made only if its thunk is awaited. An answer is `null` where AWS says there is none. */
export const fromAll = <const Calls extends readonly AnyCall[], Seed, Value>(
  calls: Calls,
  read: (thunks: Thunks<Calls>, seed: Seed, at: At) => Promise<Value>,
): FactReader<Seed, Value> => ({ calls, read: read as FactReader<Seed, Value>['read'] });

/** The answer of a shared call, for listings that rest on one. */
// biome-ignore lint/suspicious/noExplicitAny: any client
export type AskShared = <A>(source: Call<any, unknown, A>) => Promise<A>;

/** How the resources of a type are found. */
export interface Listing<Client, Seed> {
  /** `service:Operation`s of the listing, the first naming it. */
  readonly operations: readonly string[];
  readonly actions: readonly string[];
  readonly client: ClientClass<Client>;
  /** Yields a seed for each resource: its name, or all that the listing says of it. */
  readonly seeds: (client: Client, at: At, shared: AskShared) => AsyncIterable<Seed>;
  /** Shared calls that `seeds` reads: a refusal of one is a gap. */
  readonly needs: readonly AnyCall[];
  /** Where a listing covers several Regions (buckets), the Region of a seed; `null` asks `locate`. Others are left out. */
  readonly region?: (seed: Seed) => string | null;
  /** Finds the Region of a seed whose listing does not say. Refused, no fact of the resource is known. */
  // biome-ignore lint/suspicious/noExplicitAny: any client
  readonly locate?: Call<any, Seed, string>;
}

/** Everything the engine needs to read a type. */
export interface LiveType<Facts extends FactSchemas = FactSchemas, Seed = unknown> {
  readonly model: Model<Facts>;
  /** `region`: listed in every scanned Region. `account`: once, in the partition's main Region; its resources are `global`. */
  readonly scope: 'region' | 'account';
  /** For types that only some Regions or partitions have: where to list. Given scope `account`, the one Region to ask in. */
  readonly listIn?: (at: At) => string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own main client
  readonly list: Listing<any, Seed>;
  readonly name: (seed: Seed) => string;
  readonly arn: (seed: Seed, at: At) => string;
  readonly facts: { readonly [Path in keyof Facts]: FactReader<Seed, FactValues<Facts>[Path]> };
}

// biome-ignore lint/suspicious/noExplicitAny: seeds differ from type to type
export type AnyLiveType = LiveType<any, any>;

/** Declares how AWS is asked for a type. A fact that is missing, or of another type than the model's, does not compile. */
export const defineLive = <Facts extends FactSchemas, Seed>(
  model: Model<Facts>,
  live: Omit<LiveType<Facts, Seed>, 'model'>,
): LiveType<Facts, Seed> => ({ model, ...live });

/** A listing that is a shared call, which others read too. */
export const listedBy = <Client, Seed>(source: Call<Client, unknown, readonly Seed[]>): Listing<Client, Seed> => ({
  operations: source.operations,
  actions: source.actions,
  client: source.client,
  async *seeds(_client: Client, _at: At, answerOf: AskShared): AsyncIterable<Seed> {
    yield* await answerOf(source);
  },
  needs: [source],
});

/**
 * How a type is found of which every Region has one, such as a setting: there is nothing to ask. The last part of its ARN is `id`, its name the
 * Region's unless that is `id` as well. `isIn` says which Regions have it, where not all do.
 */
export const oncePerRegion = <Client>(
  client: ClientClass<Client>,
  service: string,
  id: string,
  {
    named = 'region',
    isIn = () => true,
  }: { readonly named?: 'region' | 'id'; readonly isIn?: (region: string) => boolean } = {},
): Pick<LiveType<FactSchemas, string>, 'scope' | 'list' | 'name' | 'arn'> => ({
  scope: 'region',
  list: {
    operations: [],
    actions: [],
    client,
    async *seeds(_client: Client, { region }: At): AsyncIterable<string> {
      if (isIn(region)) yield named === 'id' ? id : region;
    },
    needs: [],
  },
  name: (seed) => seed,
  arn: (_seed, { partition, account, region }) => `arn:${partition}:${service}:${region}:${account}:${id}`,
});

/** Thrown by {@link given}: the answer lacks what AWS documents as always there. */
export class MissingInAnswer extends Error {
  readonly code = UnknownCode.missingInAnswer;
}

/** The value, or an unknown where AWS left out what it documents as always there. */
export const given = <T>(value: T | null | undefined, what = 'a field that AWS documents'): T => {
  if (value === null || value === undefined) throw new MissingInAnswer(`the answer lacks ${what}`);
  return value;
};

/** A moment as the model keeps it: RFC 3339, UTC, to the second. */
export const instant = (value: Date): string => value.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Tags as the SDK lists them (`Key`/`Value` or `TagKey`/`TagValue`), as a map sorted by key. */
export const tagMap = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Record<string, string> => {
  const sorted = (tags ?? []).map(({ Key, Value }) => [given(Key, 'a tag key'), Value ?? ''] as const);
  return Object.fromEntries(sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
};

/** A policy document from the JSON text that AWS returns, percent-encoded for IAM. Text that is no JSON object is unknown. */
export const policyDocument = (text: string | null | undefined): Readonly<Record<string, unknown>> => {
  const raw = given(text, 'the policy document');
  const parsed = parseObject(raw.trimStart().startsWith('{') ? raw : decodeURIComponent(raw));
  if (parsed === null) throw new MissingInAnswer('the policy document is not a JSON object');
  return parsed;
};

const parseObject = (text: string): Record<string, unknown> | null => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
};

import type { Resource } from '../model/resource.ts';
import { liveTypes } from '../resources/live.generated.ts';
import type { AnyLiveType } from '../resources/live.ts';
import { resourceKey } from '../snapshot/key.ts';
import { type HeaderContent, SnapshotWriter } from '../snapshot/write.ts';
import type { ClientSettings, Environment } from '../sources/live/clients.ts';
import type { CollectEvent } from '../sources/live/collect.ts';

/** What to read from a live account, and how. */
export interface LiveRequest {
  readonly profile: string | undefined;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
  /** The Regions to read; `undefined` for all that are enabled. */
  readonly regions: readonly string[] | undefined;
  /** The facts to read, by type; `null` for all. */
  readonly facts: ReadonlyMap<string, ReadonlySet<string>> | null;
  readonly env: Environment;
  readonly tool: HeaderContent['tool'];
  /** When the collection began. */
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: CollectEvent) => void;
  readonly onCall?: ClientSettings['onCall'];
  /** Milliseconds to wait for an answer; 30 s where it is left out. */
  readonly answerWithin?: number;
  /** Told once, when it is known whose account is read and where. */
  readonly onAccount?: (account: string, regions: readonly string[], skipped: HeaderContent['skippedRegions']) => void;
}

const callsInFlight = 50;
const callsInFlightPerService = 25;

/** How the types that are wanted are read; each loads its AWS client now. */
const loadLiveTypes = async (wanted: ReadonlyMap<string, unknown> | null): Promise<AnyLiveType[]> =>
  Promise.all(
    Object.entries(liveTypes)
      .filter(([type]) => wanted === null || wanted.has(type))
      .map(async ([, load]) => (await load()).default),
  );

/**
 * Reads a live account into a snapshot at `path`.
 * @returns the snapshot's header without what the writer adds.
 * @throws CredentialsError, ConnectionError, UsageError, OutputError
 */
export const collectLive = async (request: LiveRequest, path: string): Promise<HeaderContent> => {
  const { facts, env, tool, now, signal, onEvent, onCall, onAccount, answerWithin } = request;
  // The writer first: an output that cannot be written should not cost a scan.
  const writer = await SnapshotWriter.open(path);
  try {
    const [{ makeClients }, session, { collect }] = await Promise.all([
      import('../sources/live/clients.ts'),
      import('../sources/live/session.ts'),
      import('../sources/live/collect.ts'),
    ]);
    const clients = makeClients({
      credentials: session.makeCredentials(request),
      env,
      concurrency: callsInFlight,
      concurrencyPerService: callsInFlightPerService,
      signal,
      ...(onCall === undefined ? {} : { onCall }),
      ...(answerWithin === undefined ? {} : { answerWithin }),
    });
    try {
      const identity = await session.identify(clients, request);
      const { regions, skipped, refused } = await session.chooseRegions(clients, identity, request.regions, request);
      onAccount?.(identity.account, regions, skipped);
      const types = await loadLiveTypes(facts);
      const collectedAt = now.toISOString().replace(/\.\d{3}Z$/, 'Z');
      const gaps = await collect({
        types,
        facts,
        account: { ...identity, regions, everywhere: refused !== null },
        clients,
        collectedAt,
        signal,
        ...(onEvent === undefined ? {} : { onEvent }),
        onResource: (resource) => writer.add({ ...resource, key: resourceKey(resource.arn) } as Resource),
      });
      // Without the list of Regions, no regional type is known to be read everywhere.
      const elsewhere =
        refused === null
          ? []
          : types
              .filter(({ scope }) => scope === 'region')
              .map(({ model }) => ({ type: model.type as string, ...identity, region: '*', ...refused }));
      const header: HeaderContent = {
        tool,
        collectedAt,
        accounts: [{ ...identity, regions }],
        skippedRegions: skipped,
        gaps: [...gaps, ...elsewhere],
        types: types.map(({ model }) => model.type),
        interrupted: signal.aborted,
      };
      await writer.close(header);
      return header;
    } finally {
      clients.close();
    }
  } catch (error) {
    await writer.abort();
    throw error;
  }
};

/** The IAM actions that reading these facts needs, sorted. */
export const actionsFor = async (facts: ReadonlyMap<string, ReadonlySet<string>> | null): Promise<string[]> => {
  const { sessionActions } = await import('../sources/live/session.ts');
  const actions = new Set<string>(sessionActions);
  for (const type of await loadLiveTypes(facts)) {
    for (const action of type.list.actions) actions.add(action);
    for (const source of type.list.needs) for (const action of source.actions) actions.add(action);
    for (const action of type.list.locate?.actions ?? []) actions.add(action);
    const wanted = facts?.get(type.model.type);
    for (const [path, reader] of Object.entries(
      type.facts as Record<string, { calls: readonly { actions: readonly string[] }[] }>,
    )) {
      if (facts !== null && !wanted?.has(path)) continue;
      for (const source of reader.calls) for (const action of source.actions) actions.add(action);
    }
  }
  return [...actions].sort();
};

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { liveTypes } from '../../src/resources/live.generated.ts';
import type { AnyLiveType, At, ClientClass } from '../../src/resources/live.ts';
import { type Clients, serviceOf } from '../../src/sources/live/clients.ts';
import { collect } from '../../src/sources/live/collect.ts';
import { tagOperation } from '../../src/sources/live/refusal.ts';

/** How AWS refuses; status and headers where the answer has nothing else. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One answer of AWS, by a part of its input. */
interface Answer {
  readonly input?: Record<string, unknown>;
  readonly output?: unknown;
  readonly error?: Failure;
}

/** What AWS says of some resources of a type, and what they must become. */
export interface Recording {
  readonly type: string;
  readonly at: At;
  /** By `service:Operation`: one output, or several by input. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly resources: readonly Pick<Resource, 'arn' | 'name' | 'region' | 'facts' | 'unknown'>[];
}

const root = 'fixtures/resources';

/** Every recording, by the type's name. */
export const readRecordings = (): Recording[] => {
  const types = new Map(
    Object.keys(liveTypes).map((type) => [type.toLowerCase().split('::').slice(1).join('/'), type]),
  );
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('live.json'))
    .sort()
    .map((path) => {
      const folder = path.split('/').slice(0, -1).join('/');
      const type = types.get(folder);
      if (type === undefined) throw new Error(`${path} belongs to no resource type`);
      return { type, ...(JSON.parse(readFileSync(join(root, path), 'utf8')) as Omit<Recording, 'type'>) };
    });
};

/** What happens to the operation that a test refuses. */
export const denied = { name: 'AccessDenied', message: 'not authorized to perform this operation' };

/** Replays a recording through the engine, with some operations refused. */
export const replay = async (
  { type, at, answers, resources }: Recording,
  refused: ReadonlySet<string> = new Set(),
): Promise<{
  readonly resources: Omit<Resource, 'key'>[];
  readonly gaps: Gap[];
  readonly asked: ReadonlySet<string>;
}> => {
  const live = (await liveTypes[type]?.())?.default as AnyLiveType;
  const asked = new Set<string>();
  const collected: Omit<Resource, 'key'>[] = [];
  const listedRegion = live.listIn?.(at);
  const gaps = await collect({
    types: [live],
    facts: null,
    account: {
      account: at.account,
      partition: at.partition,
      regions:
        live.scope === 'region' ? [at.region] : [...new Set([at.region, ...resources.map(({ region }) => region)])],
      everywhere: listedRegion !== undefined,
    },
    clients: recordedClients(answers, refused, asked),
    collectedAt: '2026-01-31T12:00:00Z',
    signal: new AbortController().signal,
    onResource: (resource) => void collected.push(resource),
  });
  collected.sort((a, b) => (a.arn < b.arn ? -1 : 1));
  return { resources: collected, gaps, asked };
};

interface StubbedClient {
  send: (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => Promise<unknown>;
}

const recordedClients = (answers: Recording['answers'], refused: ReadonlySet<string>, asked: Set<string>): Clients => {
  const clients = new Map<string, unknown>();
  const credentials = { accessKeyId: 'recorded', secretAccessKey: 'recorded' };
  return {
    get<Client>(clientClass: ClientClass<Client>, region: string): Client {
      const key = `${clientClass.name} ${region}`;
      const known = clients.get(key);
      if (known !== undefined) return known as Client;
      // A real client, since paginators insist on one, whose calls go nowhere.
      const client = new clientClass({ region, credentials } as never) as unknown as StubbedClient;
      client.send = async (command) => {
        const operation = `${serviceOf(clientClass.name)}:${command.constructor.name.replace(/Command$/, '')}`;
        asked.add(operation);
        if (refused.has(operation)) throw failure(denied, operation);
        return answer(answers, operation, command.input);
      };
      clients.set(key, client);
      return client as Client;
    },
    close: () => undefined,
  };
};

const failure = ({ name, message, status = 400, headers = {} }: Failure, operation: string): Error => {
  const answered = { $metadata: { httpStatusCode: status }, $response: { headers } };
  const error = Object.assign(new Error(message), { name, ...answered });
  tagOperation(error, operation);
  return error;
};

const answer = (answers: Recording['answers'], operation: string, input: unknown): unknown => {
  if (!Object.hasOwn(answers, operation)) throw new Error(`the recording has no answer for ${operation}`);
  const recorded = answers[operation];
  if (!Array.isArray(recorded)) return revive(recorded);
  const found = (recorded as Answer[]).find((one) => contains(input, one.input ?? {}));
  if (found === undefined)
    throw new Error(`the recording has no answer for ${operation} with ${JSON.stringify(input)}`);
  if (found.error !== undefined) throw failure(found.error, operation);
  return revive(found.output ?? {});
};

const contains = (whole: unknown, part: unknown): boolean => {
  if (typeof part !== 'object' || part === null) return whole === part;
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) => contains((whole as Record<string, unknown>)[key], value));
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** JSON has no dates; the SDK's outputs do. */
const revive = (value: unknown): unknown => {
  if (typeof value === 'string') return instant.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
};

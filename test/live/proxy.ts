import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accounts } from './accounts.ts';
import type { Answerer, Asked, Beyond } from './answerer.ts';
import { Raw } from './answerer.ts';
import type { PolicyDocument } from './authorization.ts';
import { actionOf, isAllowed } from './authorization.ts';
import { concerns, Dice, TokenBucket } from './faults.ts';
import type { AwsRequest } from './operations.ts';
import { identify } from './operations.ts';
import type { WireAnswer } from './protocol.ts';
import { AwsError, accessDenied, failed, throttled, writeAnswer, writeError } from './protocol.ts';
import { repairs } from './repairs.ts';

// An HTTP endpoint in front of the emulator that knows which AWS operation every request is, and can refuse it, slow it, break it
// or answer it.

/** One call that went through. */
export interface Call {
  readonly operation: string;
  /** The IAM action that AWS asks for; `null` where it asks for none. */
  readonly action: string | null;
  /** Whether the emulator was asked: all of the answer is made up otherwise. */
  readonly isEmulated: boolean;
  readonly region: string;
  readonly account: string;
  readonly input: AwsRequest['input'];
  /** The HTTP status, or 0 when the connection was reset. */
  readonly status: number;
  /** When it came in, in milliseconds since the proxy started. */
  readonly time: number;
}

/** Where the proxy listens, what it did, and what it should do. All switches work at once, for calls that come in afterwards. */
export interface AwsProxy {
  readonly endpoint: string;
  readonly calls: readonly Call[];
  /** Requests that were no known operation. They are answered with an error, and {@link AwsProxy.stop} throws when there are any. */
  readonly unidentified: readonly string[];
  /** How many calls of each operation came in. */
  counts(): Readonly<Record<string, number>>;
  /** The greatest number of requests that were open at one moment: in all, and by `service/region`. */
  peaks(): { readonly all: number; readonly by: Readonly<Record<string, number>> };
  /** Answers an operation (or `ec2:*`) with AccessDenied, as its service spells it. */
  refuse(operation: string): void;
  /** Lets through only what the IAM policy allows, by AWS's own names of actions. `null` lets everything through. */
  authorize(policy: PolicyDocument | null): void;
  /** Answers this fraction (0 to 1) of all calls as throttled. */
  throttle(fraction: number): void;
  /** Destroys the connection of this fraction of all calls, before the emulator hears of them. */
  reset(fraction: number): void;
  /** Answers this fraction of all calls with a 500. */
  fail(fraction: number): void;
  /** Throttles an operation (or `ec2:*`) in each account and Region beyond `burst` calls and then `perSecond`. */
  bucketLimit(operation: string, burst: number, perSecond: number): void;
  /** Answers an operation in the emulator's place; `beyond.forward()` gives what would have been said. */
  answer(operation: string, answerer: Answerer): void;
  /** Waits this long before each answer. */
  latency(ms: number): void;
  /** Takes back every switch and forgets calls, counts and peaks; built-in repairs stay. */
  restore(): void;
  /**
   * Closes the endpoint.
   * @throws Error when requests came in that were no known operation
   */
  stop(): Promise<void>;
}

interface Options {
  /** The emulator's endpoint. */
  readonly target: string;
  /** The administrators of the accounts that the emulator holds. */
  readonly accounts: Accounts;
  /** Others whose credentials were made before the proxy could learn of them: the account by access key. */
  readonly callers?: Readonly<Record<string, string>>;
  /** Answerers that stay for good, above the built-in repairs; the last layer is asked first. */
  readonly layers?: readonly Readonly<Record<string, Answerer>>[];
  /** Another seed throws the dice of `throttle`, `reset` and `fail` otherwise. */
  readonly seed?: string;
}

interface Switches {
  readonly refused: Set<string>;
  readonly limits: { operation: string; bucket: TokenBucket }[];
  readonly answerers: Map<string, Answerer>;
  policy: PolicyDocument | null;
  throttle: number;
  reset: number;
  fail: number;
  latency: number;
}

const untouched = (): Switches => ({
  refused: new Set(),
  limits: [],
  answerers: new Map(),
  policy: null,
  throttle: 0,
  reset: 0,
  fail: 0,
  latency: 0,
});

const readAll = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Headers that belong to one connection and not to the message. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'date',
  'server',
  // Of the text before anybody changed it.
  'x-amz-crc32',
]);

const copyHeaders = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => !hopByHop.has(name) && value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );

/** Hands a request on as it is, the Host header too: its signature covers that, and moto checks signatures when it authorizes. */
const forward = (target: URL, request: AwsRequest): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = target;
    const headers = { ...copyHeaders(request.headers), 'content-length': String(request.body.length) };
    // No shared connections: moto closes each after its answer.
    const options = { hostname, port, method: request.method, path: request.url, headers, agent: false };
    const outgoing = send(options, (incoming) => {
      readAll(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 502, headers: copyHeaders(incoming.headers), body }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });

/** When it authorizes, moto refuses in the XML of IAM whatever the protocol, which the SDK's JSON clients cannot read. */
const mendRefusal = (request: AwsRequest, answer: WireAnswer): WireAnswer => {
  const json = request.protocol === 'json' || request.protocol === 'rest-json';
  const xml = answer.status === 403 && String(answer.body).trimStart().startsWith('<');
  return json && xml ? writeError(request, accessDenied(request)) : answer;
};

/** The accounts of access keys, as learned from the answers of STS and IAM that pass by. */
class Directory {
  readonly #byKey: Map<string, string>;

  constructor(accounts: Accounts, callers: Readonly<Record<string, string>>) {
    this.#byKey = new Map(Object.entries(callers));
    for (const [account, { accessKeyId }] of accounts) this.#byKey.set(accessKeyId, account);
  }

  /** moto takes a caller it does not know for one of its default account. */
  accountOf(accessKeyId: string): string {
    return this.#byKey.get(accessKeyId) ?? '123456789012';
  }

  learn(request: Asked, answer: WireAnswer): void {
    if (answer.status !== 200) return;
    const key = /<AccessKeyId>([^<]+)<\/AccessKeyId>/.exec(String(answer.body))?.[1];
    if (key === undefined) return;
    if (request.operation === 'iam:CreateAccessKey') this.#byKey.set(key, request.account);
    if (request.operation === 'sts:AssumeRole') {
      const account = String(request.input.RoleArn).split(':')[4];
      if (account) this.#byKey.set(key, account);
    }
  }
}

class Gauge {
  #open = 0;
  #peak = 0;

  get peak(): number {
    return this.#peak;
  }

  up(): void {
    this.#open += 1;
    this.#peak = Math.max(this.#peak, this.#open);
  }

  down(): void {
    this.#open -= 1;
  }
}

/** Starts a proxy on a free port of 127.0.0.1. */
export const startProxy = async (options: Options): Promise<AwsProxy> => {
  const target = new URL(options.target);
  const directory = new Directory(options.accounts, options.callers ?? {});
  const seed = options.seed ?? 'datawarden';
  const started = performance.now();
  let switches = untouched();
  let dice = new Dice(seed);
  let gauges = new Map<string, Gauge>();
  let calls: Call[] = [];
  const unidentified: string[] = [];

  const gauge = (name: string): Gauge => {
    const known = gauges.get(name) ?? new Gauge();
    gauges.set(name, known);
    return known;
  };

  const beyond = (request: Asked, further: () => Promise<WireAnswer>, onForward: () => void): Beyond => ({
    forward: further,
    direct: (region = request.region) => {
      onForward();
      const credentials = options.accounts.get(request.account);
      if (credentials === undefined) throw new Error(`the proxy has no administrator in account ${request.account}`);
      return { endpoint: options.target, region, credentials };
    },
  });

  const consult = async (
    answerer: Answerer | undefined,
    request: Asked,
    further: () => Promise<WireAnswer>,
    onForward: () => void,
  ): Promise<WireAnswer> => {
    if (answerer === undefined) return further();
    try {
      const said = await answerer(request, beyond(request, further, onForward));
      return said instanceof Raw ? said.answer : writeAnswer(request, said);
    } catch (error) {
      if (error instanceof AwsError) return writeError(request, error);
      throw error;
    }
  };

  /** The answer, or `null` for a connection that is reset. */
  const decide = async (request: Asked, onForward: () => void): Promise<WireAnswer | null> => {
    const { refused, limits, policy, answerers, ...fractions } = switches;
    const roll = dice.roll(request, request.account);
    if (roll('reset') < fractions.reset) return null;
    if (roll('fail') < fractions.fail) return writeError(request, failed(request));
    if (roll('throttle') < fractions.throttle) return writeError(request, throttled(request));
    const owner = `${request.account}/${request.region}`;
    const limited = limits.filter(({ operation }) => concerns(operation, request.operation));
    if (!limited.every(({ bucket }) => bucket.take(owner, performance.now()))) {
      return writeError(request, throttled(request));
    }
    const denied = [...refused].some((operation) => concerns(operation, request.operation));
    if (denied || (policy !== null && !isAllowed(policy, request))) return writeError(request, accessDenied(request));
    const layers = [repairs, ...(options.layers ?? []), Object.fromEntries(answerers)];
    let answer = async (): Promise<WireAnswer> => {
      onForward();
      return mendRefusal(request, await forward(target, request));
    };
    for (const layer of layers) {
      const further = answer;
      answer = () => consult(layer[request.operation], request, further, onForward);
    }
    return answer();
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const time = performance.now() - started;
    const body = await readAll(incoming);
    const { method = '', url = '', headers } = incoming;
    const request = identify({ method, url, headers, body });
    if (request === null) {
      unidentified.push(`${method} ${url} ${headers['x-amz-target'] ?? body.subarray(0, 200).toString('utf8')}`);
      outgoing.writeHead(501).end();
      return;
    }
    const asked: Asked = { ...request, account: directory.accountOf(request.accessKeyId) };
    const open = [gauge(''), gauge(`${asked.service}/${asked.region}`)];
    let isEmulated = false;
    const log = (status: number): void => {
      const { operation, region, account, input } = asked;
      calls.push({ operation, action: actionOf(asked), isEmulated, region, account, input, status, time });
    };
    for (const each of open) each.up();
    try {
      if (switches.latency > 0) await sleep(switches.latency);
      const answer = await decide(asked, () => {
        isEmulated = true;
      });
      if (answer === null) {
        log(0);
        incoming.socket.destroy();
        return;
      }
      directory.learn(asked, answer);
      log(answer.status);
      outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
      outgoing.end(asked.method === 'HEAD' ? undefined : answer.body);
    } finally {
      for (const each of open) each.down();
    }
  };

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      // A fault of the proxy itself, or an emulator that is gone: it must not look like an answer of AWS.
      unidentified.push(`${incoming.method} ${incoming.url}: ${error instanceof Error ? error.stack : String(error)}`);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.keepAliveTimeout = 30_000;

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    unidentified,
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    peaks: () => {
      const { '': all = 0, ...by } = Object.fromEntries([...gauges].map(([name, { peak }]) => [name, peak]));
      return { all, by };
    },
    refuse: (operation) => void switches.refused.add(operation),
    authorize: (policy) => {
      switches.policy = policy;
    },
    throttle: (fraction) => {
      switches.throttle = fraction;
    },
    reset: (fraction) => {
      switches.reset = fraction;
    },
    fail: (fraction) => {
      switches.fail = fraction;
    },
    bucketLimit: (operation, burst, perSecond) =>
      void switches.limits.push({ operation, bucket: new TokenBucket(burst, perSecond) }),
    answer: (operation, answerer) => void switches.answerers.set(operation, answerer),
    latency: (ms) => {
      switches.latency = ms;
    },
    restore: () => {
      switches = untouched();
      dice = new Dice(seed);
      gauges = new Map();
      calls = [];
    },
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      if (unidentified.length > 0) throw new Error(`requests that are no known operation:\n${unidentified.join('\n')}`);
    },
  };
};

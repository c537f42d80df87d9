import { setMaxListeners } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import pLimit, { type LimitFunction } from 'p-limit';
import type { ClientClass } from '../../resources/live.ts';
import { tagOperation } from './refusal.ts';
import { mostBroken, mostThrottled, PatientRetry } from './retry.ts';

/** Hands out one client per class and Region. */
export interface Clients {
  get<Client>(client: ClientClass<Client>, region: string): Client;
  /** Frees sockets. */
  close(): void;
}

/** Environment variables, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How the collection talks to AWS. */
export interface ClientSettings {
  readonly credentials: AwsCredentialIdentityProvider;
  readonly env: Environment;
  /** Calls in flight in all. */
  readonly concurrency: number;
  /** Calls in flight per service and Region. */
  readonly concurrencyPerService: number;
  /** Stops further calls, and lets go of those under way. */
  readonly signal: AbortSignal;
  /** Milliseconds to wait for an answer; 30 s where it is left out. */
  readonly answerWithin?: number;
  /** Told of each call when it is over. */
  readonly onCall?: (operation: string, region: string) => void;
}

/** Milliseconds until an attempt counts as unanswered. */
const connectWithin = 10_000;
const answerWithin = 30_000;

interface AnyClient {
  readonly config: { readonly serviceId?: string };
  readonly middlewareStack: {
    add(middleware: unknown, options: object): void;
    addRelativeTo(middleware: unknown, options: object): void;
  };
  destroy(): void;
}

type Next = (args: unknown) => Promise<unknown>;
interface Context {
  readonly commandName?: string;
}

/** Clients for a live account: connections reused, patient retries, a bound on calls in flight in all and per service and Region. */
export const makeClients = (settings: ClientSettings): Clients => {
  const clients = new Map<string, AnyClient>();
  // Each call under way listens: that is no leak.
  setMaxListeners(0, settings.signal);
  const inAll = pLimit(settings.concurrency);
  const agent = { keepAlive: true, maxSockets: settings.concurrency, scheduling: 'lifo' as const };
  const [httpAgent, httpsAgent] = [new HttpAgent(agent), new HttpsAgent(agent)];
  return {
    get<Client>(clientClass: ClientClass<Client>, region: string): Client {
      const key = `${clientClass.name} ${region}`;
      const existing = clients.get(key);
      if (existing !== undefined) return existing as Client;
      const config = {
        region,
        credentials: settings.credentials,
        retryStrategy: new PatientRetry(settings.signal),
        // Only named in a header of the request: what ends the attempts is the strategy.
        maxAttempts: mostThrottled + mostBroken + 1,
        requestHandler: new NodeHttpHandler({
          httpAgent,
          httpsAgent,
          connectionTimeout: connectWithin,
          requestTimeout: settings.answerWithin ?? answerWithin,
          // Otherwise the handler only warns, on our standard error, and waits on.
          throwOnRequestTimeout: true,
          // For an answer that begins and never ends.
          socketTimeout: settings.answerWithin ?? answerWithin,
        }),
        ...endpointConfig(clientClass.name, region, settings.env),
      };
      const client = new clientClass(config as never);
      watch(client as AnyClient, clientClass.name, region, inAll, settings);
      clients.set(key, client as AnyClient);
      return client;
    },
    close() {
      for (const client of clients.values()) client.destroy();
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
};

/** The collection was stopped while the call waited or was under way. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

const watch = (
  client: AnyClient,
  className: string,
  region: string,
  inAll: LimitFunction,
  { concurrencyPerService, signal, onCall }: ClientSettings,
): void => {
  const ofService = pLimit(concurrencyPerService);
  const service = serviceOf(className);
  const operationOf = ({ commandName }: Context): string =>
    `${service}:${(commandName ?? 'Unknown').replace(/Command$/, '')}`;
  // Outermost: names the operation on whatever fails, and lets go when the collection is stopped.
  client.middlewareStack.add(
    (next: Next, context: Context) => async (args: unknown) => {
      if (signal.aborted) throw new Interrupted();
      const operation = operationOf(context);
      try {
        return await orInterrupted(next(args), signal);
      } catch (error) {
        tagOperation(error, operation);
        throw error;
      } finally {
        onCall?.(operation, region);
      }
    },
    { step: 'initialize', name: 'datawardenOperation', priority: 'high' },
  );
  // Inside the retries, so that a call that waits for its next attempt holds no place.
  client.middlewareStack.addRelativeTo(
    (next: Next) => (args: unknown) =>
      ofService(() => inAll(() => (signal.aborted ? Promise.reject(new Interrupted()) : next(args)))),
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'datawardenLimit' },
  );
  client.middlewareStack.addRelativeTo(
    (next: Next) => async (args: unknown) => {
      const result = (await next(args)) as { readonly response: HttpResponse };
      await refuseWebPages(result.response);
      return result;
    },
    { relation: 'after', toMiddleware: 'deserializerMiddleware', name: 'datawardenAnswer' },
  );
};

/** Somebody between us and AWS answered in its place: a network's sign-in page, a proxy, a load balancer. */
class InvalidAnswer extends Error {
  /** What errors of AWS carry, and retries go by. */
  readonly $metadata: { readonly httpStatusCode: number };
  constructor(status: number) {
    super(`a web page came in place of AWS's answer (status ${status})`);
    this.name = 'InvalidAnswer';
    this.$metadata = { httpStatusCode: status };
  }
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

/** To the SDK's parsers a well-formed web page is an answer without any element: a listing without resources. */
const refuseWebPages = async (response: HttpResponse): Promise<void> => {
  if (!/^text\/html\b/i.test(response.headers['content-type'] ?? '')) return;
  // Emulators send answers of AWS under this type as well: what it is shows in the text.
  const chunks: Uint8Array[] = [];
  if (response.body instanceof Uint8Array) chunks.push(response.body);
  else for await (const chunk of response.body) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (/^\s*<(!doctype\s+html|html)\b/i.test(body.subarray(0, 1000).toString('utf8'))) {
    throw new InvalidAnswer(response.statusCode);
  }
  response.body = body;
};

/** The outcome, or an interruption as soon as there is one. Leaves no listener behind. */
const orInterrupted = <T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new Interrupted());
    signal.addEventListener('abort', stop, { once: true });
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });

/** `service` of `service:Operation`, from the client's class. */
export const serviceOf = (className: string): string => {
  // A bundler that gives a class another name would name its service wrongly in every report, and pass over the endpoints of S3.
  if (!className.endsWith('Client')) throw new Error(`${className} is not the name of a client`);
  const name = className.replace(/Client$/, '');
  return serviceIds[name] ?? name.toLowerCase();
};

const serviceIds: Readonly<Record<string, string>> = {
  S3Control: 's3-control',
  ApplicationAutoScaling: 'application-autoscaling',
  ConfigService: 'config-service',
  RedshiftServerless: 'redshift-serverless',
};

/** What a custom endpoint (an emulator, a proxy) needs beyond what the SDK does with `AWS_ENDPOINT_URL`. */
const endpointConfig = (className: string, region: string, env: Environment): object => {
  if (className !== 'S3Client' && className !== 'S3ControlClient') return {};
  const endpoint = customEndpoint(className === 'S3Client' ? 'S3' : 'S3_CONTROL', env);
  if (endpoint === null) return {};
  // Bucket names and account numbers before the host cannot work where the host is an address.
  if (className === 'S3Client') return { forcePathStyle: true, disableS3ExpressSessionAuth: true };
  const { hostname } = endpoint;
  if (hostname !== 'localhost' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0) return {};
  const authSchemes = [{ name: 'sigv4', signingName: 's3', signingRegion: region, disableDoubleEncoding: true }];
  return {
    disableHostPrefix: true,
    endpointProvider: () => ({ url: endpoint, headers: {}, properties: { authSchemes } }),
  };
};

/** The endpoint that the environment names for a service (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). */
const customEndpoint = (service: string, env: Environment): URL | null => {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return null;
  const url = env[`AWS_ENDPOINT_URL_${service}`] ?? env['AWS_ENDPOINT_URL'];
  return url === undefined || url === '' ? null : new URL(url);
};

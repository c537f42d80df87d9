import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

// A very small AWS: says what a test tells it to, one answer an operation.

/** What is answered: a status and a body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** In milliseconds. */
  readonly delay?: number;
}

/** A request that an endpoint was sent. */
export interface Request {
  readonly operation: string;
  /** The access key that signed it; null for one that nobody signed. */
  readonly accessKey: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint, and what it was asked. */
export interface Endpoint {
  readonly address: string;
  /** Where it is, with credentials to ask it. */
  readonly env: Readonly<Record<string, string>>;
  readonly asked: string[];
  readonly requests: Request[];
}

/** An error of a service that speaks XML. */
export const xmlError = (code: string, message: string, status = 403): Answer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

/** An answer in JSON. */
export const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });

const region = (name: string, optIn: string): string =>
  `<item><regionName>${name}</regionName><regionEndpoint>x</regionEndpoint><optInStatus>${optIn}</optInStatus></item>`;

/** An account with two Regions and one table in each. */
export const account: Readonly<Record<string, Answer>> = {
  GetCallerIdentity: {
    status: 200,
    body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/auditor</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  },
  DescribeRegions: {
    status: 200,
    body: `<DescribeRegionsResponse><regionInfo>${region('eu-central-1', 'opt-in-not-required')}${region('eu-west-1', 'opt-in-not-required')}${region('af-south-1', 'not-opted-in')}</regionInfo></DescribeRegionsResponse>`,
  },
  ListTables: json({ TableNames: ['features'] }),
  DescribeTable: json({ Table: { TableName: 'features', TableStatus: 'ACTIVE' } }),
  DescribeContinuousBackups: json({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  }),
};

/** The account, with one answer that takes so many milliseconds. */
export const slowed = (operation: string, delay: number): Readonly<Record<string, Answer>> => {
  const answer = account[operation];
  if (answer === undefined) throw new Error(`nothing answers ${operation}`);
  return { ...account, [operation]: { ...answer, delay } };
};

/** Starts an endpoint for the time of a test file. What it has no answer for it refuses. */
export const startEndpoint = async (answers: Readonly<Record<string, Answer>>): Promise<Endpoint> => {
  const asked: string[] = [];
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    const sent = await readRequest(request);
    const { operation } = sent;
    asked.push(operation);
    requests.push(sent);
    const { status, body, delay = 0 } = answers[operation] ?? xmlError('AccessDenied', `no answer for ${operation}`);
    setTimeout(
      () =>
        response
          .writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.0' })
          .end(body),
      delay,
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    asked,
    requests,
    env: {
      AWS_ENDPOINT_URL: address,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
  };
};

const readRequest = async (request: IncomingMessage): Promise<Request> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString();
  const { headers, method, url } = request;
  const target = headers['x-amz-target'];
  const operation =
    typeof target === 'string'
      ? (target.split('.').at(-1) ?? '')
      : (new URLSearchParams(body).get('Action') ?? `${method} ${url}`);
  const [, accessKey = null] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { operation, accessKey, headers, body };
};

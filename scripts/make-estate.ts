// Writes fixtures/snapshots/data-team.ndjson, the estate that README's first command evaluates: collected from the emulator, with what
// the emulator cannot answer, as an auditor's role sees it. `node scripts/run.mjs scripts/make-estate.ts [FILE]`
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type Resource, UnknownCode } from '../src/model/resource.ts';
import { collectLive } from '../src/pipeline/collect.ts';
import { openSnapshots } from '../src/pipeline/evaluate.ts';
import { mergeSnapshots } from '../src/snapshot/merge.ts';
import { SnapshotWriter } from '../src/snapshot/write.ts';
import { type Credentials, login } from '../test/live/accounts.ts';
import { type Answerer, type Asked, Raw } from '../test/live/answerer.ts';
import { startEmulator } from '../test/live/emulator.ts';
import { openSite, using } from '../test/live/estate/site.ts';
import { accounts, fillEstate, regions, sandbox } from '../test/live/estate.ts';
import { AwsError } from '../test/live/protocol.ts';
import { type AwsProxy, startProxy } from '../test/live/proxy.ts';

const target = process.argv[2] ?? 'fixtures/snapshots/data-team.ndjson';

/** When the estate is read. All ages follow from it, so that the file is the same whenever it is made. */
const clock = new Date('2026-11-23T06:00:00Z');
const day = 86_400_000;

/** The service's own words for a refusal. */
const denied = ({ account, operation, protocol }: Asked, why: string): AwsError => {
  const who = `arn:aws:sts::${account}:assumed-role/auditor/datawarden`;
  const message = `User: ${who} is not authorized to perform: ${operation.replace('s3-control', 's3')} ${why}`;
  if (protocol === 'ec2') return new AwsError('UnauthorizedOperation', `You are not authorized. ${message}`, 403);
  return protocol === 'json' || protocol === 'rest-json'
    ? new AwsError('AccessDeniedException', message, 403)
    : new AwsError('AccessDenied', message, 403);
};

const byOrganization = 'with an explicit deny in a service control policy';
const byBucket = 'with an explicit deny in a resource-based policy';
const byRole = 'because no identity-based policy allows the action';

/** What the auditor's role may not read. */
const refusals: readonly {
  readonly operations: readonly string[];
  readonly because: string;
  readonly when: (request: Asked) => boolean;
}[] = [
  {
    // The organization allows warehouses in one Region only.
    operations: ['redshift:DescribeClusters'],
    because: byOrganization,
    when: ({ account, region }) => account === sandbox && region === 'us-east-1',
  },
  {
    operations: ['accessanalyzer:ListAnalyzers'],
    because: byRole,
    when: ({ account, region }) => account === sandbox && region === 'eu-west-1',
  },
  {
    operations: ['ec2:DescribeSnapshotAttribute', 'dynamodb:GetResourcePolicy'],
    because: byRole,
    when: ({ account }) => account === sandbox,
  },
  {
    // A bucket whose policy shuts out all but the team.
    operations: [
      ...['s3:GetBucketPolicy', 's3:GetBucketPolicyStatus', 's3:GetBucketAcl', 's3:GetBucketLogging'],
      's3:GetBucketVersioning',
    ],
    because: byBucket,
    when: ({ input }) => input.Bucket === 'acme-sandbox-dumps',
  },
  { operations: ['kms:GetKeyPolicy', 'kms:ListGrants'], because: byRole, when: ({ region }) => region === 'us-east-1' },
];

const refuse = (proxy: AwsProxy): void => {
  for (const { operations, because, when } of refusals) {
    const answerer: Answerer = async (request, beyond) => {
      if (when(request)) throw denied(request, because);
      return new Raw(await beyond.forward());
    };
    for (const operation of operations) proxy.answer(operation, answerer);
  }
};

const signIn = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials, endpoint: string): void => {
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  process.env['AWS_SESSION_TOKEN'] = sessionToken;
  process.env['AWS_ENDPOINT_URL'] = endpoint;
};

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

const collectAccount = (path: string): ReturnType<typeof collectLive> =>
  collectLive(
    {
      profile: undefined,
      roleArn: undefined,
      externalId: undefined,
      regions,
      facts: null,
      env: process.env,
      tool: { name: 'datawarden', version },
      now: clock,
      signal: new AbortController().signal,
    },
    path,
  );

/** The days between which things of a type came into being, counted back from the clock. */
const ages: Readonly<Record<string, readonly [number, number]>> = {
  'AWS::EC2::Snapshot': [2, 9],
  'AWS::IAM::AccessKey': [21, 59],
  'AWS::KMS::Key': [700, 900],
  'AWS::Redshift::Cluster': [300, 600],
};
const anyAge = [90, 650] as const;

/** Whether a user was made after the credential report, which then cannot say when the password expires. */
const isNew = ({ unknown }: Resource): boolean =>
  unknown['credentials.passwordExpiresAt']?.code === UnknownCode.missingInAnswer;

/** When a resource came into being, in office hours: the same for the same ARN. */
const birthOf = (resource: Resource): Date => {
  const { arn, type } = resource;
  if (isNew(resource)) return new Date(clock.getTime() - 35 * 60_000);
  const digest = createHash('sha256').update(arn).digest();
  const [youngest, oldest] = ages[type] ?? anyAge;
  const days = youngest + (digest.readUInt16BE(0) % (oldest - youngest));
  const time = 7 * 3600 + (digest.readUInt16BE(2) % (10 * 3600));
  return new Date(Math.floor((clock.getTime() - days * day) / day) * day + time * 1000);
};

/** Facts of what happened lately and not when the resource came into being, with how long ago, in milliseconds. */
const recent: Readonly<Record<string, number>> = {
  lastUsed: 11 * 60_000,
  credentialReportAt: 2 * 3_600_000,
  'logging.auditLogs': 47 * 60_000,
};

/** Puts the moments at which the emulator made things, all of this minute, to believable ones. */
const settle = (resource: Resource, began: Date): Resource => {
  const birth = birthOf(resource);
  const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z?)/g;
  const place = (path: string) => (text: string, fraction: string | undefined, zone: string) => {
    const after = Date.parse(text.endsWith('Z') ? text : `${text}Z`) - began.getTime();
    const days = Math.floor(after / day);
    // Whole days after this run are periods that AWS counts from now; what was recorded lies in the past.
    if (days < 0 || days > 366 || after - days * day > 3_600_000) return text;
    const then =
      days > 0
        ? new Date(clock.getTime() + days * day)
        : path === 'recovery.earliestRestoreAt'
          ? new Date(Math.max(birth.getTime(), clock.getTime() - 35 * day))
          : path in recent
            ? new Date(clock.getTime() - (recent[path] as number))
            : birth;
    const iso = then.toISOString();
    return (fraction === undefined ? iso.slice(0, 19) : iso.slice(0, 23)) + zone;
  };
  const facts = Object.fromEntries(
    Object.entries(resource.facts).map(([path, value]) => [
      path,
      JSON.parse(JSON.stringify(value).replace(moments, place(path))) as unknown,
    ]),
  );
  return { ...resource, facts };
};

const began = new Date(Math.floor(Date.now() / 1000) * 1000);
const folder = mkdtempSync(join(tmpdir(), 'datawarden-estate-'));
const emulator = await startEmulator();
try {
  // Ids are then the same in every run, as long as things are made in the same order.
  await fetch(`${emulator.endpoint}/moto-api/seed?a=20261123`, { method: 'POST' });
  const administrators = await login(emulator.endpoint, accounts);
  const builder = await startProxy({ target: emulator.endpoint, accounts: administrators });
  const site = openSite(builder.endpoint, administrators);
  // moto makes the default network of a Region when it is first asked about it.
  for (const account of accounts) {
    for (const region of regions) {
      await using(new EC2Client(site.at(account, region)), (client) => client.send(new DescribeVpcsCommand({})));
    }
  }
  // The estate counts its ages from now.
  const now = Date.now;
  Date.now = () => clock.getTime();
  const { layers } = await fillEstate(builder.endpoint, administrators, { oneByOne: true }).finally(() => {
    Date.now = now;
  });
  await builder.stop();

  const proxy = await startProxy({ target: emulator.endpoint, accounts: administrators, layers });
  refuse(proxy);
  const paths = accounts.map((account) => join(folder, `${account}.ndjson`));
  const headers = [];
  for (const [index, account] of accounts.entries()) {
    signIn(administrators.get(account) as Credentials, proxy.endpoint);
    headers.push(await collectAccount(paths[index] as string));
  }
  await proxy.stop();

  const writer = await SnapshotWriter.open(target);
  for await (const batch of mergeSnapshots(await openSnapshots(paths)).batches()) {
    for (const { resource } of batch) await writer.add(settle(resource, began));
  }
  const [first] = headers;
  if (first === undefined) throw new Error('nothing was collected');
  await writer.close({
    tool: first.tool,
    collectedAt: first.collectedAt,
    accounts: headers.flatMap((header) => header.accounts),
    skippedRegions: headers.flatMap((header) => header.skippedRegions),
    gaps: headers.flatMap((header) => header.gaps),
    interrupted: false,
  });
} finally {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { globalRegion, type Resource } from '../../src/model/resource.ts';
import { liveTypes } from '../../src/resources/live.generated.ts';
import type { AnyCall, AnyLiveType } from '../../src/resources/live.ts';
import { SnapshotWriter } from '../../src/snapshot/write.ts';
import type { Answerer } from './answerer.ts';
import { amend, Raw } from './answerer.ts';
import { runCli } from './cli.ts';
import { requireEmulator } from './emulator.ts';
import { home, prod, regions, sandbox } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { collectHere, type Evaluated, evaluateHere } from './in-process.ts';
import { replay } from './replay.ts';
import type { Lines } from './reports.ts';
import { readFindings, readLines } from './reports.ts';
import { without } from './xml.ts';

// Every operation that any collector may ask for, refused, one at a time.

const { available } = await requireEmulator();

const types = await Promise.all(Object.values(liveTypes).map(async (load) => (await load()).default));

const readersOf = ({ facts }: AnyLiveType): [string, readonly AnyCall[]][] =>
  Object.entries(facts as Record<string, { readonly calls: readonly AnyCall[] }>).map(([path, { calls }]) => [
    path,
    calls,
  ]);

const operationsOf = (type: AnyLiveType): string[] => [
  ...type.list.operations,
  ...type.list.needs.flatMap(({ operations }) => operations),
  ...(type.list.locate?.operations ?? []),
  ...readersOf(type).flatMap(([, calls]) => calls.flatMap(({ operations }) => operations)),
];

const declared = [...new Set(types.flatMap(operationsOf))].sort();

const asksFor = (calls: readonly AnyCall[], operation: string): boolean =>
  calls.some(({ operations }) => operations.includes(operation));

/** Whether the type cannot be listed without the operation. */
const listsWith = ({ list }: AnyLiveType, operation: string): boolean =>
  list.operations.includes(operation) || asksFor(list.needs, operation);

interface Seen extends Lines, Evaluated {
  /** What the operation in question was asked with. */
  readonly inputs: readonly string[];
}

const denied = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;

/** Where a gap stands for a resource: listings of an account are global, also where what they list is in Regions. */
const placeOf = ({ scope }: AnyLiveType, { region }: Resource): string => (scope === 'account' ? globalRegion : region);

/**
 * Whether the fact rests on the operation alone and it was asked for: then nothing may stand in for the answer. Facts with several
 * calls may do without one, and some calls are made only for some resources.
 */
const mustFail = (
  calls: readonly AnyCall[],
  operation: string,
  { name, arn }: Resource,
  inputs: readonly string[],
): boolean => {
  const [only, ...others] = calls;
  if (only === undefined || others.length > 0 || only.operations[0] !== operation) return false;
  return only.per === 'region' || inputs.some((input) => input.includes(name) || input.includes(arn));
};

/** Exactly the facts that may need the operation are unknown, and resources are missing only where a gap says so. */
const expectFactsLost = (operation: string, codes: RegExp, before: Seen, after: Seen): void => {
  const code = expect.stringMatching(codes) as string;
  const found = new Map(after.resources.map((resource) => [resource.arn, resource]));
  const known = new Set(before.resources.map(({ arn }) => arn));
  expect(after.resources.filter(({ arn }) => !known.has(arn))).toEqual([]);
  let lost = after.header.gaps.length;
  for (const resource of before.resources) {
    const type = types.find(({ model }) => model.type === resource.type);
    if (type === undefined) throw new Error(`nothing reads ${resource.type}`);
    const seen = found.get(resource.arn);
    if (seen === undefined) {
      expect(listsWith(type, operation), `${resource.arn} is missing`).toBe(true);
      expect(after.header.gaps).toContainEqual(
        expect.objectContaining({ type: resource.type, region: placeOf(type, resource), operation, code }),
      );
      continue;
    }
    for (const [path, calls] of readersOf(type)) {
      if (path in resource.unknown) continue;
      const what = `${path} of ${resource.arn}`;
      if (asksFor(type.list.locate === undefined ? calls : [...calls, type.list.locate], operation)) {
        if (path in seen.unknown) expect(seen.unknown[path], what).toMatchObject({ operation, code });
        else expect({ [what]: seen.facts[path] }).toEqual({ [what]: resource.facts[path] });
        if (mustFail(calls, operation, resource, after.inputs)) expect(seen.unknown, what).toHaveProperty([path]);
        if (path in seen.unknown) lost += 1;
      } else expect({ [what]: seen.facts[path] }).toEqual({ [what]: resource.facts[path] });
    }
  }
  for (const gap of after.header.gaps) expect(gap).toMatchObject({ operation, code });
  expect(lost, 'facts and listings lost').toBeGreaterThan(0);
};

const keyOf = ({ policy, resource }: Finding): string =>
  `${policy.id} on ${resource.arn ?? `${resource.type} in ${resource.region}`}`;

/** Every verdict is what it was, or unknown; none has vanished without an unknown in its place. */
const expectVerdictsKept = (before: Seen, after: Seen): void => {
  const verdicts = new Map(before.findings.map((finding) => [keyOf(finding), finding.verdict]));
  for (const finding of after.findings) {
    if (finding.verdict === 'unknown') continue;
    expect({ [keyOf(finding)]: finding.verdict }).toEqual({ [keyOf(finding)]: verdicts.get(keyOf(finding)) });
  }
  const seen = new Set(after.findings.map(keyOf));
  for (const { policy, resource } of before.findings.filter((finding) => !seen.has(keyOf(finding)))) {
    const places = after.findings.filter((other) => other.resource.arn === null && other.policy.id === policy.id);
    expect(places.map((other) => other.resource.type)).toContain(resource.type);
  }
};

/** What was decided before and is not now is named in every report, with the operation. */
const expectReported = (operation: string, before: Seen, after: Seen): void => {
  const open = (seen: Seen): string[] => seen.findings.filter(({ verdict }) => verdict === 'unknown').map(keyOf);
  const known = new Set(open(before));
  const undecided = open(after).filter((key) => !known.has(key));
  if (undecided.length === 0) return;
  const { sarif, ...texts } = after.reports;
  for (const [format, text] of Object.entries(texts)) expect(text, format).toContain(operation);
  const [run] = (JSON.parse(sarif) as SarifLog).runs;
  const notifications = run?.invocations[0]?.toolExecutionNotifications ?? [];
  expect(notifications.map(({ message }) => message.text).join('\n')).toContain(operation);
};

interface SarifLog {
  readonly runs: readonly {
    readonly invocations: readonly {
      readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
    }[];
  }[];
}

/** What the estate lacks for every operation to be asked for. */
const lacking: Readonly<Record<string, Answerer>> = {
  // Where buckets are is asked only if their listing does not say so.
  's3:ListBuckets': amend((xml) => without(xml, 'BucketRegion')),
  // The configuration of an analyzer is asked for only if it has one.
  'accessanalyzer:ListAnalyzers': amend((json, { account, region }) => {
    const { analyzers } = JSON.parse(json) as { readonly analyzers: readonly object[] };
    const arn = `arn:aws:access-analyzer:${region}:${account}:analyzer/${unused.name}`;
    return JSON.stringify({ analyzers: [...analyzers, { ...unused, arn }] });
  }),
  'accessanalyzer:GetAnalyzer': ({ account, region }) => ({
    analyzer: {
      ...unused,
      arn: `arn:aws:access-analyzer:${region}:${account}:analyzer/${unused.name}`,
      configuration: { unusedAccess: { unusedAccessAge: 90 } },
    },
  }),
};

const unused = {
  name: 'unused-access',
  type: 'ACCOUNT_UNUSED_ACCESS',
  status: 'ACTIVE',
  createdAt: '2024-05-01T08:00:00Z',
  tags: {},
} as const;

const signInPage = '<html><head><title>Sign in</title></head><body><p>Please accept our terms.</p></body></html>\n';

describe.skipIf(!available)('a refused operation', () => {
  let estate: OpenEstate;
  let folder: string;
  let undisturbed: Seen;
  let asked: Readonly<Record<string, number>>;

  /** Reads the types that may ask for the operation; all others are as they were. */
  const scan = async (operation?: string): Promise<Seen> => {
    const file = join(folder, `${operation?.replace(':', '-') ?? 'undisturbed'}.ndjson`);
    const concerned = types.filter((type) => operation === undefined || operationsOf(type).includes(operation));
    const facts = new Map(concerned.map(({ model }) => [model.type as string, new Set(Object.keys(model.facts))]));
    const { header, resources } = await collectHere(file, estate.as(prod), { regions, facts });
    const others = operation === undefined ? [] : undisturbed.resources.filter(({ type }) => !facts.has(type));
    const writer = await SnapshotWriter.open(file);
    for (const resource of [...resources, ...others]) await writer.add(resource);
    // What was not read again stands in the snapshot as well.
    await writer.close(operation === undefined ? header : { ...header, types: undisturbed.header.types ?? [] });
    const inputs = estate.proxy.calls.filter((call) => call.operation === operation).map(({ input }) => input);
    const lines = { header, resources: [...resources, ...others] };
    return { ...lines, ...(await evaluateHere(file)), inputs: inputs.map((input) => JSON.stringify(input)) };
  };

  beforeAll(async () => {
    estate = await openEstate(replay(), lacking);
    folder = mkdtempSync(join(tmpdir(), 'datawarden-refusals-'));
    undisturbed = await scan();
    asked = estate.proxy.counts();
  }, 300_000);

  afterEach(() => estate.proxy.restore());

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await estate?.proxy.stop();
  });

  test('was asked for while nothing was refused', () =>
    expect(declared.filter((operation) => asked[operation] === undefined)).toEqual([]));

  test.each(declared)('%s leaves unknown what needs it, and nothing else', async (operation) => {
    estate.proxy.refuse(operation);
    const seen = await scan(operation);
    expectFactsLost(operation, denied, undisturbed, seen);
    expectVerdictsKept(undisturbed, seen);
    expectReported(operation, undisturbed, seen);
  });

  // Well-formed, it is an answer without any element to the SDK's parsers: a listing without resources.
  test.each(declared)('%s counts as refused where a web page comes in place of its answer', async (operation) => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    estate.proxy.answer(operation, () => new Raw({ status: 200, headers, body: signInPage }));
    const seen = await scan(operation);
    // A HEAD is answered without a body, so that what is missing is a header.
    const codes = operation === 's3:HeadBucket' ? /^MissingInAnswer$/ : /^InvalidAnswer$/;
    expectFactsLost(operation, codes, undisturbed, seen);
    expectVerdictsKept(undisturbed, seen);
  });

  describe('in the command', () => {
    const where = ['--regions', home];
    const outputs = [
      '--output',
      'table',
      ...['json', 'sarif', 'markdown'].flatMap((name) => ['--output', `${name}=${name}`]),
    ];

    /** Their refusals lose facts of one resource, all of a type's listing, and what nearly everything of IAM rests on. */
    test.each(['s3:GetBucketVersioning', 'kms:ListKeys', 'iam:GetAccountAuthorizationDetails'])(
      '%s makes the scan incomplete: exit 3 where that is asked for, and named in every report',
      async (operation) => {
        estate.proxy.refuse(operation);
        const run = (...args: string[]) =>
          runCli(['scan', ...where, ...outputs, '--snapshot', 'snapshot.ndjson', ...args], {
            cwd: folder,
            env: estate.as(sandbox),
          });
        const asks = await run('--fail-on', 'never', '--fail-on-unknown');
        expect(asks.code, asks.stderr).toBe(3);
        expect(asks.stderr).toMatch(/exit 3: \d+ verdicts are unknown \(--fail-on-unknown\)/);
        expect(asks.stdout).toContain(operation);
        for (const report of ['json', 'sarif', 'markdown'])
          expect(readFileSync(join(folder, report), 'utf8'), report).toContain(operation);
        const undecided = readFindings(join(folder, 'json')).filter(({ verdict }) => verdict === 'unknown');
        expect(undecided.flatMap(({ missing }) => missing.map((one) => one.operation))).toContain(operation);

        // Without the option the findings alone decide, as they do with it when there are findings.
        expect((await run('--fail-on', 'never')).code).toBe(0);
        expect((await run('--fail-on-unknown')).code).toBe(1);
      },
    );

    test('ec2:DescribeRegions leaves the configured Region, and a gap for all others', async () => {
      estate.proxy.refuse('ec2:DescribeRegions');
      const env = { ...estate.as(prod), AWS_REGION: 'eu-west-1' };
      const ran = await runCli(['collect', '--to', 'regions.ndjson', '--all-facts'], { cwd: folder, env });
      expect(ran.code, ran.stderr).toBe(0);
      const { header, resources } = readLines(join(folder, 'regions.ndjson'));
      expect(header.accounts).toEqual([{ account: prod, partition: 'aws', regions: ['eu-west-1'] }]);
      const regional = types.filter(({ scope }) => scope === 'region').map(({ model }) => model.type as string);
      expect(header.gaps.map(({ type, region, operation, code }) => ({ type, region, operation, code }))).toEqual(
        regional.sort().map((type) => ({
          type,
          region: '*',
          operation: 'ec2:DescribeRegions',
          code: 'UnauthorizedOperation',
        })),
      );
      expect(ran.stderr).toContain('not listed: AWS::EC2::Volume in all other Regions (ec2:DescribeRegions');
      // The listing of buckets is of the account: which Regions there are does not matter to it.
      const buckets = resources.filter(({ type }) => type === 'AWS::S3::Bucket');
      expect(new Set(buckets.map(({ region }) => region))).toContain(home);
    });

    test('sts:GetCallerIdentity ends the run with one sentence', async () => {
      estate.proxy.refuse('sts:GetCallerIdentity');
      const ran = await runCli(['scan'], { cwd: folder, env: estate.as(prod) });
      expect(ran).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^datawarden: AWS refuses the credentials \(AccessDenied\): [^\n]+\n$/),
      });
      expect(Object.keys(estate.proxy.counts())).toEqual(['sts:GetCallerIdentity']);
    });
  });
});

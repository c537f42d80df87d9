import { mkdtempSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { actionsFor } from '../../src/pipeline/collect.ts';
import { factsReadBy } from '../../src/pipeline/evaluate.ts';
import { shippedPolicies } from '../../src/pipeline/shipped.ts';
import { readSarifSchema, validateSarif } from '../oracle/sarif-multitool.ts';
import type { Ran } from './cli.ts';
import { runCli } from './cli.ts';
import { requireEmulator } from './emulator.ts';
import { accounts, home, prod, regions, sandbox } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import type { Call } from './proxy.ts';
import type { Finding } from './reports.ts';
import { lostFacts, readFindings, readLines, withoutTimes } from './reports.ts';
import { untold, writeTold } from './told.ts';

const { available } = await requireEmulator();

const where = ['--regions', regions.join(',')];
const reports = [
  '--output',
  'json=findings.json',
  '--output',
  'sarif=findings.sarif',
  '--output',
  'markdown=findings.md',
];

/**
 * What cannot be known of the estate though every call is answered: the report, which alone says when passwords expire, is older
 * than the user.
 */
const unknowable = [
  `credentials.passwordExpiresAt of arn:aws:iam::${prod}:user/joan: MissingInAnswer from iam:GetCredentialReport`,
];

const followsSchema = (() => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(readSarifSchema());
})();

describe.skipIf(!available)('the built command on the live estate', () => {
  let estate: OpenEstate;
  let root: string;
  let ran: Readonly<Record<string, Ran>>;
  let calls: readonly Call[];

  /** A folder for each run, so that files have the same names in all. */
  const folder = (...names: readonly string[]): string => join(root, ...names);

  /** Runs the command in a folder of its own as the administrator of an account. */
  const run = async (account: string, name: string, args: readonly string[]): Promise<Ran> => {
    const cwd = folder(name, account);
    await mkdir(cwd, { recursive: true });
    return runCli(args, { cwd, env: estate.as(account) });
  };

  const scan = (account: string, name: string): Promise<Ran> =>
    run(account, name, ['scan', ...where, ...reports, '--snapshot', 'snapshot.ndjson']);

  beforeAll(async () => {
    estate = await openEstate();
    root = mkdtempSync(join(tmpdir(), 'datawarden-live-'));
    const outcomes = await Promise.all(
      accounts.map(async (account) => [account, await scan(account, 'scan')] as const),
    );
    ran = Object.fromEntries(outcomes);
    calls = [...estate.proxy.calls];
  }, 300_000);

  afterEach(() => estate?.proxy.restore());

  afterAll(async () => {
    await estate?.proxy.stop();
    if (root) await rm(root, { recursive: true, force: true });
  });

  const allFindings = (): readonly Finding[] =>
    accounts.flatMap((account) => readFindings(folder('scan', account, 'findings.json')));

  /** What the policies that judge nothing by default find once they are told what to look for. */
  const toldFindings = async (): Promise<readonly Finding[]> => {
    writeTold(folder('told'));
    const policies = ['--policies', folder('told'), '--policy', '*-told', '--output', 'json=findings.json'];
    for (const account of accounts) {
      // What no policy reads before it is told is read now.
      const ended = await run(account, 'told', ['scan', ...where, ...policies]);
      expect(ended.stderr).toMatch(/^exit [01]: /m);
    }
    return accounts.flatMap((account) => readFindings(folder('told', account, 'findings.json')));
  };

  test('every resource is judged as the estate was built, at least sixty policies both ways', async () => {
    const { expected } = estate;
    const findings = [...allFindings(), ...(await toldFindings())];
    const verdicts = new Map(findings.map((one) => [`${untold(one.policy)} ${one.resource.arn}`, one.verdict]));
    const wrong = expected.flatMap(({ policy, ...sides }) =>
      (['pass', 'fail'] as const).flatMap((side) =>
        sides[side]
          .map((arn) => ({ policy, arn, expected: side, is: verdicts.get(`${policy} ${arn}`) }))
          .filter(({ is }) => is !== side),
      ),
    );
    expect(wrong).toEqual([]);
    const bothWays = expected.filter(({ pass, fail }) => pass.length > 0 && fail.length > 0);
    console.info(`${bothWays.length} of ${expected.length} policies are checked both ways`);
    expect(bothWays.length).toBeGreaterThanOrEqual(60);
  });

  test('every policy that comes with datawarden is expected of something, and finds something to judge', async () => {
    const { stdout } = await runCli(['policies', 'list', '--format', 'json']);
    const shipped = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    expect([...new Set(allFindings().map(({ policy }) => policy))].sort()).toEqual(shipped);
    expect(estate.expected.map(({ policy }) => policy)).toEqual(shipped);
  });

  test('the page on how policies are tested says which rest on operations that the emulator lacks', async () => {
    const operations = new Map<string, Set<string>>();
    const emulated = new Set(calls.filter(({ isEmulated }) => isEmulated).map(({ operation }) => operation));
    for (const { operation, action } of calls) {
      if (action === null || emulated.has(operation)) continue;
      operations.set(action, (operations.get(action) ?? new Set()).add(operation));
    }
    const recorded: Record<string, readonly string[]> = {};
    for (const origin of shippedPolicies()) {
      const read = (await actionsFor(factsReadBy(origin.rules()))).flatMap((action) => [
        ...(operations.get(action) ?? []),
      ]);
      if (read.length > 0) recorded[origin.policy.id] = read.sort();
    }
    await expect(`${JSON.stringify(recorded, null, 2)}\n`).toMatchFileSnapshot('recordings.json');
  });

  test.each(accounts)('account %s is read whole: nothing is undecided, lost or left out', (account) => {
    const snapshot = readLines(folder('scan', account, 'snapshot.ndjson'));
    expect(
      readFindings(folder('scan', account, 'findings.json')).filter(({ verdict }) => verdict === 'unknown'),
    ).toEqual([]);
    expect(lostFacts(snapshot)).toEqual([]);
    expect(snapshot.header).toMatchObject({ gaps: [], interrupted: false, resources: snapshot.resources.length });
    expect(snapshot.header.accounts).toEqual([{ account, partition: 'aws', regions: [...regions].sort() }]);
  });

  test.each(accounts)('the run in account %s ends with 1 for its findings and says what it read', (account) => {
    const { code, stdout, stderr } = ran[account] as Ran;
    expect(stdout).toBe('');
    expect(stderr).toContain(`account ${account}: reading ${[...regions].sort().join(', ')}\n`);
    expect(stderr).toMatch(/^read \d+ resources, \d+ facts, \d+ calls, [\d.]+ s$/m);
    expect(stderr).toMatch(/^exit 1: \d+ findings of severity low or worse \(--fail-on\)$/m);
    expect(code).toBe(1);
  });

  test('no call is made twice, but for the keys of a user who is newer than the credential report', () => {
    const counts = new Map<string, number>();
    for (const { account, region, operation, input } of calls) {
      const { Version: _version, ...asked } = input;
      const key = [account, region, operation, JSON.stringify(asked)].join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const twice = [...counts].filter(([, count]) => count > 1).map(([key]) => key);
    // Once among the keys of all users and once for what the report says of others.
    expect(twice).toEqual([expect.stringMatching(/^111122223333 us-east-1 iam:ListAccessKeys .*"UserName":"joan"/)]);
    expect(calls.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test.each([
    's3:ListBuckets',
    'iam:GenerateCredentialReport',
    'iam:GetCredentialReport',
    'sts:GetCallerIdentity',
    'ec2:DescribeRegions',
  ])('%s is asked once for a whole account', (operation) => {
    const places = calls.filter((call) => call.operation === operation).map(({ account, region }) => [account, region]);
    expect(places.sort()).toEqual(accounts.map((account) => [account, 'us-east-1']));
  });

  test('an account is asked for its identities once, and once for the policies of AWS that it uses', () => {
    const asked = calls.filter(({ operation }) => operation === 'iam:GetAccountAuthorizationDetails');
    const filters = asked.map(({ account, input }) => [account, JSON.stringify(input).includes('AWSManagedPolicy')]);
    expect(filters.sort()).toEqual(
      accounts.flatMap((account) => [
        [account, false],
        [account, true],
      ]),
    );
  });

  test.each([
    'ec2:DescribeVolumes',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeRouteTables',
    'backup:ListProtectedResources',
    'dynamodb:ListTables',
    'kms:ListKeys',
    'redshift:DescribeClusters',
    's3-control:ListAccessPoints',
  ])('%s is asked once for each account and Region', (operation) => {
    const places = calls
      .filter((call) => call.operation === operation)
      .map(({ account, region }) => `${account} ${region}`);
    expect(places.sort()).toEqual(
      accounts.flatMap((account) => regions.map((region) => `${account} ${region}`)).sort(),
    );
  });

  test('whether everybody may restore snapshots is asked for all at once, who else may of each', async () => {
    const ofSnapshots = ({ operation }: Call): boolean => /^ec2:DescribeSnapshot(?:s|Attribute)$/.test(operation);
    const asked = calls.filter((call) => ofSnapshots(call) && call.account === sandbox);
    const each = asked.filter(({ operation }) => operation === 'ec2:DescribeSnapshotAttribute');
    const snapshots = readLines(folder('scan', sandbox, 'snapshot.ndjson')).resources.filter(
      ({ type }) => type === 'AWS::EC2::Snapshot',
    );
    expect(each.map(({ input }) => input.SnapshotId).sort()).toEqual(snapshots.map(({ name }) => name).sort());
    estate.proxy.restore();
    await run(sandbox, 'snapshots', ['scan', ...where, '--policy', 'ebs-snapshot-public-restorable-check']);
    const alone = estate.proxy.calls.filter(ofSnapshots);
    expect(alone.map(({ operation }) => operation)).not.toContain('ec2:DescribeSnapshotAttribute');
    expect(alone.filter(({ input }) => Object.values(input).includes('all'))).not.toEqual([]);
  });

  test('buckets are asked in their own Region', () => {
    const regionOf = new Map(
      accounts
        .flatMap((account) => readLines(folder('scan', account, 'snapshot.ndjson')).resources)
        .filter(({ type }) => /::(Directory)?Bucket$/.test(type))
        .map(({ name, region }) => [name, region]),
    );
    expect(Object.fromEntries(regionOf)).toMatchObject({
      'acme-features': home,
      'acme-features-replica': 'eu-west-1',
      'acme-dashboards': 'us-east-1',
      'acme-features-hot--use1-az4--x-s3': 'us-east-1',
    });
    const buckets = calls.filter(({ operation, input }) => operation.startsWith('s3:') && 'Bucket' in input);
    // The names that services make of account and Region are asked for whether or not there is such a bucket.
    const [predicted, asked] = [true, false].map((is) =>
      buckets.filter(({ operation }) => (operation === 's3:HeadBucket') === is),
    ) as [Call[], Call[]];
    expect(predicted.length).toBeGreaterThan(0);
    expect(predicted.filter(({ region, input }) => !String(input.Bucket).includes(region))).toEqual([]);
    expect(new Set(asked.map(({ input }) => input.Bucket))).toEqual(new Set(regionOf.keys()));
    expect(asked.filter(({ region, input }) => region !== regionOf.get(String(input.Bucket)))).toEqual([]);
  });

  test.each(accounts)(
    'the SARIF of account %s passes the schema and the multitool without errors',
    async (account) => {
      const text = readFileSync(folder('scan', account, 'findings.sarif'), 'utf8');
      followsSchema(JSON.parse(text));
      expect(followsSchema.errors ?? []).toEqual([]);
      expect((await validateSarif(text)).filter(({ level }) => level === 'error')).toEqual([]);
    },
    60_000,
  );

  test('scanned again, it writes the same bytes, apart from the times', async () => {
    expect((await scan(prod, 'again')).code).toBe(1);
    for (const file of ['snapshot.ndjson', 'findings.json', 'findings.sarif', 'findings.md']) {
      expect(withoutTimes(folder('again', prod, file)), file).toBe(withoutTimes(folder('scan', prod, file)));
    }
  }, 60_000);

  test.each(accounts)(
    'collected and then evaluated, account %s has the same findings',
    async (account) => {
      const collected = await run(account, 'collected', ['collect', ...where, '--to', 'snapshot.ndjson']);
      expect(collected).toMatchObject({ code: 0, stdout: '' });
      estate.proxy.restore();
      const evaluated = await run(account, 'collected', ['evaluate', 'snapshot.ndjson', ...reports]);
      expect(evaluated.code).toBe(1);
      expect(estate.proxy.calls).toEqual([]);
      for (const file of ['snapshot.ndjson', 'findings.json', 'findings.sarif', 'findings.md']) {
        expect(withoutTimes(folder('collected', account, file)), file).toBe(
          withoutTimes(folder('scan', account, file)),
        );
      }
    },
    60_000,
  );

  /** A finding without what depends on how the snapshot lies on disk. */
  const elsewhere = ({ location: _location, ...finding }: Finding): object => finding;

  test('kept as a folder, the snapshot has the same findings', async () => {
    expect((await run(prod, 'folder', ['scan', ...where, ...reports, '--snapshot', 'estate'])).code).toBe(1);
    const scanned = readFindings(folder('folder', prod, 'findings.json'));
    await run(prod, 'folder', ['evaluate', 'estate', '--output', 'json=evaluated.json']);
    expect(readFindings(folder('folder', prod, 'evaluated.json'))).toEqual(scanned);
    expect(scanned.map(elsewhere)).toEqual(readFindings(folder('scan', prod, 'findings.json')).map(elsewhere));
    for (const { location } of scanned) expect(location.file).toMatch(/^estate\/.+\.json$/);
  }, 60_000);

  test('all facts are read when that is asked, and the findings are the same', async () => {
    const outcomes = accounts.map((account) =>
      run(account, 'all', ['scan', ...where, ...reports, '--all-facts', '--snapshot', 'snapshot.ndjson']),
    );
    expect((await Promise.all(outcomes)).map(({ code }) => code)).toEqual([1, 1]);
    const lost: string[] = [];
    for (const account of accounts) {
      const snapshot = readLines(folder('all', account, 'snapshot.ndjson'));
      expect(snapshot.header.gaps).toEqual([]);
      lost.push(...lostFacts(snapshot));
      expect(snapshot.resources.flatMap(({ unknown }) => Object.values(unknown)).map(({ code }) => code)).not.toContain(
        'NotCollected',
      );
      expect(readFindings(folder('all', account, 'findings.json')).map(elsewhere)).toEqual(
        readFindings(folder('scan', account, 'findings.json')).map(elsewhere),
      );
    }
    expect(lost).toEqual(unknowable);
  }, 60_000);

  test('for one policy, only the calls that it needs are made', async () => {
    await run(prod, 'one', ['scan', ...where, '--policy', 's3-bucket-versioning-enabled', '--output', 'json']);
    const made = estate.proxy.calls.map(({ operation, region, input }) =>
      'Bucket' in input ? `${operation} ${region} ${input.Bucket}` : `${operation} ${region}`,
    );
    const buckets = readLines(folder('scan', prod, 'snapshot.ndjson')).resources.filter(
      ({ type }) => type === 'AWS::S3::Bucket',
    );
    expect(made.sort()).toEqual(
      [
        'sts:GetCallerIdentity us-east-1',
        'ec2:DescribeRegions us-east-1',
        's3:ListBuckets us-east-1',
        ...buckets.map(({ name, region }) => `s3:GetBucketVersioning ${region} ${name}`),
      ].sort(),
    );
  });

  test('for a setting of each Region, one call is made in each', async () => {
    await run(sandbox, 'one', ['scan', ...where, '--policy', 'ec2-ebs-encryption-by-default', '--output', 'json']);
    expect(estate.proxy.counts()).toEqual({
      'sts:GetCallerIdentity': 1,
      'ec2:DescribeRegions': 1,
      'ec2:GetEbsEncryptionByDefault': regions.length,
    });
  });
});

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Ran } from './cli.ts';
import { runCli } from './cli.ts';
import { requireEmulator } from './emulator.ts';
import { home, prod } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { readLines } from './reports.ts';

const { available } = await requireEmulator();

/** Regions by what the account did about them. */
const optIns = {
  [home]: 'opt-in-not-required',
  'us-east-1': 'opt-in-not-required',
  'ap-east-1': 'opted-in',
  'me-south-1': 'not-opted-in',
} as const;

const policies = ['--policy', 's3-bucket-versioning-enabled,ebs-encrypted-volumes'];

describe.skipIf(!available)('the Regions of a scan', () => {
  let estate: OpenEstate;
  let cwd: string;

  beforeAll(async () => {
    estate = await openEstate();
    cwd = mkdtempSync(join(tmpdir(), 'datawarden-live-'));
  }, 300_000);

  afterEach(() => estate?.proxy.restore());

  afterAll(async () => {
    await estate?.proxy.stop();
    if (cwd) await rm(cwd, { recursive: true, force: true });
  });

  const scan = (...args: readonly string[]): Promise<Ran> => {
    estate.proxy.answer('ec2:DescribeRegions', ({ input }) => ({
      regionInfo: {
        item: Object.entries(optIns)
          .filter(([, optInStatus]) => input.AllRegions === 'true' || optInStatus !== 'not-opted-in')
          .map(([regionName, optInStatus]) => ({
            regionName,
            regionEndpoint: `ec2.${regionName}.amazonaws.com`,
            optInStatus,
          })),
      },
    }));
    const outputs = ['--output', 'json=findings.json', '--snapshot', 'snapshot.ndjson'];
    return runCli(['scan', ...policies, ...outputs, ...args], { cwd, env: estate.as(prod) });
  };

  const asked = (operation: string): readonly string[] =>
    estate.proxy.calls
      .filter((call) => call.operation === operation)
      .map(({ region }) => region)
      .sort();

  test('are all that the account has enabled, opted into or always on', async () => {
    const { stderr } = await scan();
    expect(asked('ec2:DescribeVolumes')).toEqual(['ap-east-1', home, 'us-east-1']);
    const { header } = readLines(join(cwd, 'snapshot.ndjson'));
    expect(header.accounts).toEqual([{ account: prod, partition: 'aws', regions: ['ap-east-1', home, 'us-east-1'] }]);
    expect(header.skippedRegions).toEqual([{ account: prod, region: 'me-south-1', reason: 'not-opted-in' }]);
    expect(stderr).toContain(`account ${prod}: reading ap-east-1, ${home}, us-east-1\n`);
    expect(stderr).toContain('left out (not enabled for the account): me-south-1\n');
    expect(estate.proxy.calls.filter(({ region }) => region === 'me-south-1')).toEqual([]);
  });

  test('are those that were asked for, and what lies elsewhere is said to be left out', async () => {
    const { stderr } = await scan('--regions', home);
    expect(asked('ec2:DescribeVolumes')).toEqual([home]);
    // Buckets of other Regions are listed together with these, and not read.
    expect(new Set(asked('s3:GetBucketVersioning'))).toEqual(new Set([home]));
    const { header, resources } = readLines(join(cwd, 'snapshot.ndjson'));
    expect(new Set(resources.map(({ region }) => region))).toEqual(new Set([home]));
    expect(header.skippedRegions).toEqual([
      { account: prod, region: 'ap-east-1', reason: 'not-requested' },
      { account: prod, region: 'me-south-1', reason: 'not-opted-in' },
      { account: prod, region: 'us-east-1', reason: 'not-requested' },
    ]);
    expect(stderr).toContain('left out (not in --regions): ap-east-1, us-east-1\n');
  });

  test.each([
    ['me-south-1', `the Region \`me-south-1\` is not enabled for account ${prod}`],
    ['eu-centrall-1', 'there is no Region `eu-centrall-1`; enabled are ap-east-1, eu-central-1, us-east-1'],
  ])('cannot be %s, which the account does not have', async (region, message) => {
    const { code, stderr } = await scan('--regions', `${home},${region}`);
    expect(stderr).toContain(`datawarden: ${message}`);
    expect(code).toBe(2);
    expect(estate.proxy.calls.map(({ operation }) => operation)).toEqual([
      'sts:GetCallerIdentity',
      'ec2:DescribeRegions',
    ]);
  });
});

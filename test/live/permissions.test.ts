import { mkdtempSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PolicyDocument } from './authorization.ts';
import type { Ran } from './cli.ts';
import { runCli } from './cli.ts';
import { requireEmulator, switchAuthorization } from './emulator.ts';
import { prod, regions } from './estate/site.ts';
import type { Scanner } from './fill-shared.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { replay } from './replay.ts';
import type { Lines } from './reports.ts';
import { lostFacts, readFindings, readLines, withoutTimes } from './reports.ts';

const { available } = await requireEmulator();

const where = ['--regions', regions.join(',')];
const outputs = ['--output', 'json=findings.json', '--output', 'sarif=findings.sarif', '--snapshot', 'snapshot.ndjson'];
const roles = ['datawarden', 'datawarden-s3', 'datawarden-everything'];

const without = (policy: PolicyDocument, dropped: string): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => action !== dropped),
  })),
});

const actionsOf = ({ Statement }: PolicyDocument): readonly string[] =>
  Statement.flatMap(({ Action }) => [Action].flat());

/** An account with no other Regions, so that all are read without naming them: then it matters who may list them. */
const describeRegions = {
  regionInfo: {
    item: regions.map((regionName) => ({
      regionName,
      regionEndpoint: `ec2.${regionName}.amazonaws.com`,
      optInStatus: 'opt-in-not-required',
    })),
  },
};

/** All that a snapshot says was not read. */
const lost = (snapshot: Lines): readonly string[] => [
  ...lostFacts(snapshot),
  ...snapshot.header.gaps.map(({ type, region, operation }) => `${type} in ${region}: ${operation}`),
];

describe.skipIf(!available)('the IAM policy that `permissions` prints', () => {
  /** Straight to the emulator, which authorizes. */
  let estate: OpenEstate;
  /** The same answers without asking twice, for the many scans that the proxy authorizes. */
  let remembered: OpenEstate;
  let root: string;

  const run = async (name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> => {
    const cwd = join(root, name);
    await mkdir(cwd, { recursive: true });
    return runCli(args, { cwd, env });
  };

  const scannerOf = (role: string): Scanner => {
    const scanner = estate.scanners[role];
    if (scanner === undefined) throw new Error(`no scanner ${role}`);
    return scanner;
  };

  beforeAll(async () => {
    estate = await openEstate();
    remembered = await openEstate(replay());
    root = mkdtempSync(join(tmpdir(), 'datawarden-live-'));
    for (const role of roles) {
      const { options } = scannerOf(role);
      await run(`${role}-administrator`, ['scan', ...where, ...options, ...outputs], remembered.as(prod));
    }
  }, 300_000);

  afterEach(() => remembered?.proxy.restore());

  afterAll(async () => {
    await estate?.proxy.stop();
    await remembered?.proxy.stop();
    if (root) await rm(root, { recursive: true, force: true });
  });

  describe('when moto and the proxy authorize', () => {
    beforeAll(() => switchAuthorization(estate.emulator, true));

    afterAll(() => switchAuthorization(estate.emulator, false));

    afterEach(() => estate.proxy.restore());

    test.each(roles)(
      'is enough: the role `%s` sees what the administrator sees',
      async (role) => {
        const { options, policy, credentials } = scannerOf(role);
        estate.proxy.authorize(policy);
        const { code } = await run(role, ['scan', ...where, ...options, ...outputs], estate.as(credentials));
        expect(code).toBe(1);
        expect(estate.proxy.calls.filter(({ status }) => status === 403)).toEqual([]);
        for (const file of ['snapshot.ndjson', 'findings.json', 'findings.sarif']) {
          const administrators = withoutTimes(join(root, `${role}-administrator`, file));
          expect(withoutTimes(join(root, role, file)), file).toBe(administrators);
        }
        const verdicts = readFindings(join(root, role, 'findings.json')).map(({ verdict }) => verdict);
        expect(verdicts).not.toContain('unknown');
        expect(readLines(join(root, role, 'snapshot.ndjson')).header.gaps).toEqual([]);
      },
      60_000,
    );

    test('is all that the role may do: the one for S3 reads no keys', async () => {
      const { credentials } = scannerOf('datawarden-s3');
      await run('beyond', ['scan', ...where, '--service', 'kms', ...outputs], estate.as(credentials));
      const { header } = readLines(join(root, 'beyond', 'snapshot.ndjson'));
      expect(header.gaps.map(({ operation, code }) => `${operation} ${code}`)).toEqual(
        regions.map(() => 'kms:ListKeys AccessDeniedException'),
      );
    }, 60_000);
  });

  test.each(roles)('names actions once, in order, and allows no changes: `%s`', (role) => {
    const { policy } = scannerOf(role);
    const actions = actionsOf(policy);
    expect(actions).toEqual([...new Set(actions)].sort());
    expect(actions.filter((action) => !/^[a-z0-9-]+:(?:Get|List|Describe|Generate)[A-Za-z]+$/.test(action))).toEqual(
      [],
    );
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'DatawardenRead', Effect: 'Allow', Action: actions, Resource: '*' }],
    });
  });

  test.each(roles)(
    'has no action too many: without any one of them something is unknown: `%s`',
    async (role) => {
      const { options, policy } = scannerOf(role);
      const known = new Set(lost(readLines(join(root, `${role}-administrator`, 'snapshot.ndjson'))));
      const needless: string[] = [];
      for (const action of actionsOf(policy)) {
        remembered.proxy.restore();
        remembered.proxy.answer('ec2:DescribeRegions', () => describeRegions);
        remembered.proxy.authorize(without(policy, action));
        await run(`${role}-less`, ['collect', ...options, '--to', 'snapshot.ndjson'], remembered.as(prod));
        const snapshot = readLines(join(root, `${role}-less`, 'snapshot.ndjson'));
        if (!lost(snapshot).some((fact) => !known.has(fact))) needless.push(action);
      }
      expect(needless).toEqual([]);
    },
    300_000,
  );
});

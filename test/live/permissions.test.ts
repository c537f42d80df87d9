import { mkdtempSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { amend } from './answerer.ts';
import type { PolicyDocument } from './authorization.ts';
import { actionOf } from './authorization.ts';
import type { Ran } from './cli.ts';
import { runCli } from './cli.ts';
import { requireEmulator, switchAuthorization } from './emulator.ts';
import { prod, regions } from './estate/site.ts';
import type { Scanner } from './fill-shared.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { replay } from './replay.ts';
import type { Lines } from './reports.ts';
import { readFindings, readLines, withoutTimes } from './reports.ts';
import { without } from './xml.ts';

const { available } = await requireEmulator();

const where = ['--regions', regions.join(',')];
const outputs = ['--output', 'json=findings.json', '--output', 'sarif=findings.sarif', '--snapshot', 'snapshot.ndjson'];
const roles = ['datawarden', 'datawarden-s3', 'datawarden-everything'];

const actionsOf = ({ Statement }: PolicyDocument): readonly string[] =>
  Statement.flatMap(({ Action }) => [Action].flat());

const allow = (actions: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

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

/** Other makers of S3 than AWS do not say in the list where a bucket is: then each is asked for. */
const withoutRegions = amend((xml) => without(xml, 'BucketRegion'));

/** Something that a snapshot says was not read. */
interface Loss {
  /** The IAM action of the operation that would have told. */
  readonly action: string | null;
  readonly code: string;
}

const losses = ({ header, resources }: Lines): readonly Loss[] => {
  const facts = resources.flatMap(({ name, unknown }) => Object.values(unknown).map((one) => ({ ...one, name })));
  return [...facts, ...header.gaps.map((gap) => ({ ...gap, name: '' }))]
    .filter(({ code }) => code !== 'NotCollected')
    .map(({ operation, code, name }) => ({
      action: actionOf({ operation, service: operation.split(':')[0] ?? '', input: { Bucket: name } }),
      code,
    }));
};

/** The text of a file without its times, and without when roles were last used, which they are meanwhile. */
const withoutUse = (file: string): string =>
  withoutTimes(file).replace(/"lastUsed":(?:null|\{"at":"[^"]*","region":(?:null|"[^"]*")\})/g, '"lastUsed":"…"');

const isRefusal = ({ code }: Loss): boolean => /^(AccessDenied|UnauthorizedOperation)/.test(code);

describe.skipIf(!available)('the IAM policy that `permissions` prints', () => {
  /** Straight to the emulator, which authorizes. */
  let estate: OpenEstate;
  /** The same answers without asking twice, for the many scans that only the proxy authorizes. */
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
          const administrators = withoutUse(join(root, `${role}-administrator`, file));
          expect(withoutUse(join(root, role, file)), file).toBe(administrators);
        }
        const verdicts = readFindings(join(root, role, 'findings.json')).map(({ verdict }) => verdict);
        expect(verdicts).not.toContain('unknown');
        expect(readLines(join(root, role, 'snapshot.ndjson')).header.gaps).toEqual([]);
      },
      60_000,
    );

    test('is all that the role may do: the one for S3 lists no tables', async () => {
      const { credentials } = scannerOf('datawarden-s3');
      await run('beyond', ['scan', ...where, '--policy', 'dynamodb-pitr-enabled', ...outputs], estate.as(credentials));
      const { header } = readLines(join(root, 'beyond', 'snapshot.ndjson'));
      expect(header.gaps.map(({ operation, code }) => `${operation} ${code}`)).toEqual(
        regions.map(() => 'dynamodb:ListTables AccessDeniedException'),
      );
    }, 60_000);
  });

  test.each(roles)('names actions once, in order, and none that changes anything: `%s`', (role) => {
    const { policy } = scannerOf(role);
    const actions = actionsOf(policy);
    expect(actions).toEqual([...new Set(actions)].sort());
    expect(
      actions.filter((action) => !/^[a-z0-9-]+:(?:Get|BatchGet|List|Describe|Generate)[A-Za-z]+$/.test(action)),
    ).toEqual([]);
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'DatawardenRead', Effect: 'Allow', Action: actions, Resource: '*' }],
    });
  });

  /** What a collection loses that is allowed only so much, with all Regions to find. */
  const collectWith = async (options: readonly string[], actions: readonly string[]): Promise<readonly Loss[]> => {
    remembered.proxy.restore();
    remembered.proxy.answer('ec2:DescribeRegions', () => describeRegions);
    remembered.proxy.answer('s3:ListBuckets', withoutRegions);
    remembered.proxy.authorize(allow(actions));
    const { code } = await run('less', ['collect', ...options, '--to', 'snapshot.ndjson'], remembered.as(prod));
    expect(code).toBe(0);
    return losses(readLines(join(root, 'less', 'snapshot.ndjson')));
  };

  test('has no action too many: without any one of them something is unknown', async () => {
    const options = ['--policy', 'kms-cmk-*,dynamodb-pitr-enabled'];
    const { stdout } = await runCli(['permissions', ...options]);
    const actions = actionsOf(JSON.parse(stdout) as PolicyDocument);
    expect(await collectWith(options, actions)).toEqual([]);
    for (const action of actions) {
      const lost = await collectWith(
        options,
        actions.filter((other) => other !== action),
      );
      expect(
        lost.filter(isRefusal).map((loss) => loss.action),
        action,
      ).toContain(action);
    }
  }, 120_000);

  // The same for every action in a few runs. One is needed when its refusal left something unknown, and it is then needed in the
  // whole policy too: all that led to its call was answered, and no call is made because another was refused. From run to run
  // those that were found to be needed are allowed, until none is refused.
  test.each(roles)(
    'has no action too many, of all that `%s` may do',
    async (role) => {
      const { options, policy } = scannerOf(role);
      const needed = new Set<string>();
      for (let found = -1; found < needed.size; ) {
        found = needed.size;
        const lost = await collectWith(options, [...needed]);
        for (const { action } of lost.filter(isRefusal)) if (action !== null) needed.add(action);
      }
      expect([...needed].sort()).toEqual(actionsOf(policy));
    },
    120_000,
  );
});

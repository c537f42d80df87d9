import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeSnapshotAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Raw } from './answerer.ts';
import { requireEmulator } from './emulator.ts';
import { home, prod, regions } from './estate/site.ts';
import type { OpenEstate } from './filled.ts';
import { openEstate } from './filled.ts';
import { collectHere, type Evaluated, evaluateHere } from './in-process.ts';
import { layersOf } from './layers.ts';
import { AwsError } from './protocol.ts';
import type { AwsProxy } from './proxy.ts';
import { startProxy } from './proxy.ts';
import { replay } from './replay.ts';
import type { Lines } from './reports.ts';

// A network and a service that do not behave.

const { available } = await requireEmulator();

interface Seen extends Lines, Evaluated {}

describe.skipIf(!available)('a collection', () => {
  const remembered = replay();
  let estate: OpenEstate;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    estate = await openEstate(remembered);
    folder = mkdtempSync(join(tmpdir(), 'datawarden-faults-'));
    file = join(folder, 'snapshot.ndjson');
  }, 300_000);

  afterEach(() => estate.proxy.restore());

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await estate?.proxy.stop();
  });

  const collect = (facts: Readonly<Record<string, readonly string[]>> | null, env = estate.as(prod)): Promise<Lines> =>
    collectHere(file, env, {
      regions: [home],
      facts: facts && new Map(Object.entries(facts).map(([type, paths]) => [type, new Set(paths)])),
    });

  const id = (index: number): string => `snap-${String(index).padStart(17, '0')}`;

  /** As many snapshots in every Region, each of which is asked about. */
  const answerSnapshots = (count: number): void => {
    const { proxy } = estate;
    const item = Array.from({ length: count }, (_, index) => ({
      snapshotId: id(index),
      ownerId: prod,
      volumeId: 'vol-00000000000000001',
      volumeSize: 1,
      startTime: new Date('2024-05-01T08:00:00Z'),
      status: 'completed',
      storageTier: 'standard',
      encrypted: false,
    }));
    proxy.answer('ec2:DescribeSnapshots', () => ({ snapshotSet: { item } }));
    proxy.answer('ec2:DescribeSnapshotAttribute', ({ input }) => ({
      snapshotId: String(input.SnapshotId),
      createVolumePermission: {},
    }));
  };

  describe('under throttling, broken connections and internal errors', () => {
    const scan = async (proxy: AwsProxy): Promise<Seen> => {
      const lines = await collect(null, { ...estate.as(prod), AWS_ENDPOINT_URL: proxy.endpoint });
      return { ...lines, ...(await evaluateHere(file)) };
    };
    const told = ({ resources, findings, header }: Seen): unknown => ({
      facts: resources.map(({ arn, facts, unknown }) => ({ arn, facts, unknown })),
      verdicts: findings.map(({ policy, resource, verdict }) => `${policy.id} ${resource.arn}: ${verdict}`).sort(),
      gaps: header.gaps,
    });

    test.each(['one', 'two', 'three'])(
      'finds what it finds undisturbed (seed %s)',
      async (seed) => {
        const undisturbed = told(await scan(estate.proxy));
        const proxy = await startProxy({
          target: estate.emulator,
          accounts: estate.administrators,
          layers: [...layersOf(estate), remembered],
          seed,
        });
        try {
          proxy.throttle(0.2);
          proxy.reset(0.05);
          proxy.fail(0.05);
          expect(told(await scan(proxy))).toEqual(undisturbed);
          const statuses = proxy.calls.map(({ status }) => status);
          expect(statuses.filter((status) => status === 0).length).toBeGreaterThan(0);
          expect(statuses.filter((status) => status >= 500).length).toBeGreaterThan(0);
        } finally {
          await proxy.stop();
        }
      },
      120_000,
    );
  });

  describe("under EC2's limit on calls", () => {
    // A smaller bucket than EC2's 100 (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html), for a shorter test.
    const [burst, perSecond, snapshots] = [20, 20, 200];

    const limit = (): void => {
      answerSnapshots(snapshots);
      estate.proxy.bucketLimit('ec2:DescribeSnapshotAttribute', burst, perSecond);
    };

    test('loses no fact', async () => {
      limit();
      const { resources } = await collect({ 'AWS::EC2::Snapshot': ['access.restorableBy'] });
      expect(resources.length).toBe(snapshots);
      expect(resources.filter(({ facts }) => !('access.restorableBy' in facts))).toEqual([]);
      const asked = estate.proxy.calls.filter(({ operation }) => operation === 'ec2:DescribeSnapshotAttribute');
      const throttled = asked.filter(({ status }) => status !== 200).length;
      expect(throttled).toBeGreaterThan(0);
      // All that are under way when the limit is first met are throttled together; from there on, few are.
      expect(throttled).toBeLessThan(snapshots);
    }, 60_000);

    test("would lose facts with the SDK's own retries", async () => {
      limit();
      const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = estate.as(prod);
      const client = new EC2Client({
        endpoint: estate.proxy.endpoint,
        region: home,
        credentials: { accessKeyId, secretAccessKey },
        maxAttempts: 12,
      });
      const outcomes = await Promise.allSettled(
        Array.from({ length: snapshots }, (_, index) =>
          client.send(
            new DescribeSnapshotAttributeCommand({ SnapshotId: id(index), Attribute: 'createVolumePermission' }),
          ),
        ),
      );
      client.destroy();
      expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    }, 60_000);
  });

  test('gives a call up that always fails, and goes on', async () => {
    estate.proxy.answer('kms:GetKeyRotationStatus', () => {
      throw new AwsError('KMSInternalException', 'try again', 500);
    });
    const { resources } = await collect({ 'AWS::KMS::Key': ['encryption.rotation'] });
    const unknown = resources.flatMap((resource) => Object.values(resource.unknown));
    expect(unknown).toContainEqual({
      operation: 'kms:GetKeyRotationStatus',
      code: 'KMSInternalException',
      message: 'try again',
    });
    const asked = estate.proxy.calls.filter(({ operation }) => operation === 'kms:GetKeyRotationStatus');
    const attempts = new Map<string, number>();
    for (const { input } of asked) attempts.set(JSON.stringify(input), (attempts.get(JSON.stringify(input)) ?? 0) + 1);
    expect(new Set(attempts.values())).toEqual(new Set([5]));
  }, 60_000);

  test('gives a call up that is accepted and never answered, and leaves what it would have said unknown', async () => {
    const waiting: (() => void)[] = [];
    estate.proxy.answer('kms:GetKeyRotationStatus', async (_, { forward }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return new Raw(await forward());
    });
    const facts = new Map([['AWS::KMS::Key', new Set(['encryption.rotation', 'enabled'])]]);
    try {
      const { resources } = await collectHere(file, estate.as(prod), { regions: [home], facts, answerWithin: 500 });
      const asked = resources.filter(({ unknown }) => unknown['encryption.rotation'] !== undefined);
      expect(asked.length).toBeGreaterThan(0);
      for (const { facts: known, unknown } of asked) {
        expect(known.enabled).toBeTypeOf('boolean');
        expect(unknown['encryption.rotation']).toMatchObject({
          operation: 'kms:GetKeyRotationStatus',
          code: 'ETIMEDOUT',
        });
      }
      expect(waiting.length).toBeGreaterThanOrEqual(asked.length);
      const { findings } = await evaluateHere(file);
      const onRotation = findings.filter(
        ({ policy, resource }) =>
          policy.id === 'kms-cmk-backing-key-rotation-enabled' && asked.some(({ arn }) => arn === resource.arn),
      );
      expect(onRotation.map(({ verdict }) => verdict)).not.toContain('pass');
      expect(onRotation.map(({ verdict }) => verdict)).toContain('unknown');
    } finally {
      for (const answer of waiting) answer();
    }
  }, 60_000);

  test.each([
    ['ec2:DescribeVolumes', 'text/xml', '<DescribeVolumesResponse><volumeSet><item><volumeId>vol-'],
    ['kms:ListKeys', 'application/x-amz-json-1.1', '{"Keys":[{"KeyId":"1'],
  ])('has a gap where the answer to %s breaks off', async (operation, type, body) => {
    estate.proxy.answer(operation, () => new Raw({ status: 200, headers: { 'content-type': type }, body }));
    const { header } = await collect(null);
    expect(header.gaps.map((gap) => `${gap.operation} ${gap.code}`)).toContain(`${operation} InvalidAnswer`);
  });

  test.each([
    ['s3:GetBucketVersioning', 'application/xml', '<VersioningConfiguration><Status>Ena'],
    ['dynamodb:DescribeTable', 'application/x-amz-json-1.0', '{"Table":{"TableName":"fea'],
  ])('leaves unknown what it reads from %s where the answer breaks off', async (operation, type, body) => {
    estate.proxy.answer(operation, () => new Raw({ status: 200, headers: { 'content-type': type }, body }));
    const { resources } = await collect(null);
    const lost = resources
      .flatMap(({ unknown }) => Object.values(unknown))
      .filter((one) => one.operation === operation);
    expect(new Set(lost.map(({ code }) => code))).toEqual(new Set(['InvalidAnswer']));
  });

  test('has at most 50 calls in flight, 25 in a service and Region, over connections that are used again', async () => {
    const sockets = { opened: 0 };
    const target = Number(new URL(estate.proxy.endpoint).port);
    const counter = createServer((incoming) => {
      sockets.opened += 1;
      const outgoing = connect(target, '127.0.0.1');
      incoming.pipe(outgoing).pipe(incoming);
      for (const end of [incoming, outgoing]) end.on('error', () => end.destroy());
    });
    await new Promise<void>((resolve) => counter.listen(0, '127.0.0.1', resolve));
    try {
      estate.proxy.latency(100);
      const env = estate.as(prod);
      const AWS_ENDPOINT_URL = `http://127.0.0.1:${(counter.address() as AddressInfo).port}`;
      answerSnapshots(100);
      const facts = new Map([['AWS::EC2::Snapshot', new Set(['access.restorableBy'])]]);
      await collectHere(file, { ...env, AWS_ENDPOINT_URL }, { regions, facts });
      const { all, by } = estate.proxy.peaks();
      expect(all).toBeLessThanOrEqual(50);
      expect(all).toBeGreaterThan(25);
      expect(Math.max(...Object.values(by))).toBeLessThanOrEqual(25);
      expect(Math.max(...Object.values(by))).toBeGreaterThan(10);
      expect(estate.proxy.calls.length).toBeGreaterThan(300);
      expect(sockets.opened).toBeLessThanOrEqual(50);
    } finally {
      await new Promise((resolve) => counter.close(resolve));
    }
  }, 60_000);
});

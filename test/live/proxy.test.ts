import { request } from 'node:http';
import { DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Accounts } from './accounts.ts';
import { assumeRole, login } from './accounts.ts';
import { Raw } from './answerer.ts';
import type { PolicyDocument } from './authorization.ts';
import { actionOf, forMoto } from './authorization.ts';
import type { Emulator } from './emulator.ts';
import { requireEmulator, startEmulator } from './emulator.ts';
import { openSite } from './estate/site.ts';
import type { Estate } from './estate.ts';
import { accounts, fillEstate, home, prod, sandbox } from './estate.ts';
import { oneWay } from './one-way.ts';
import { AwsError } from './protocol.ts';
import type { AwsProxy, Call } from './proxy.ts';
import { startProxy } from './proxy.ts';
import type { Answered, Read } from './reads.ts';
import { allReads, findIds } from './reads.ts';

const { available } = await requireEmulator();

/** What AWS says where nothing was configured: as good as an answer. */
const none = [
  'NoSuchWebsiteConfiguration',
  'NoSuchCORSConfiguration',
  'PolicyNotFoundException',
  'NoSuchMultiRegionAccessPointPolicy',
  'EffectivePolicyNotFoundException',
];

const codeOf = (error: unknown): string => (error as { name?: string }).name ?? String(error);

describe.skipIf(!available)('the proxy in front of the emulator', () => {
  let emulator: Emulator;
  let administrators: Accounts;
  let estate: Estate;
  let filling: readonly Call[];
  let proxy: AwsProxy;
  let reads: readonly Read[];
  let site: ReturnType<typeof openSite>;

  beforeAll(async () => {
    emulator = await startEmulator();
    administrators = await login(emulator.endpoint, accounts);
    const builder = await startProxy({ target: emulator.endpoint, accounts: administrators });
    estate = await fillEstate(builder.endpoint, administrators);
    filling = builder.calls;
    await builder.stop();
    proxy = await startProxy({ target: emulator.endpoint, accounts: administrators, layers: estate.layers });
    site = openSite(proxy.endpoint, administrators);
    reads = allReads(await findIds(site.at));
  }, 300_000);

  afterEach(() => proxy.restore());

  afterAll(async () => {
    await proxy?.stop();
    await emulator?.stop();
  });

  const find = (operation: string): Read => {
    const read = reads.find((candidate) => candidate.operation === operation);
    if (read === undefined) throw new Error(`no read ${operation}`);
    return read;
  };

  const ask = (operation: string): Promise<Answered> => find(operation).call(site.at);

  const failing = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'answered',
      (error: unknown) => codeOf(error),
    );

  test('every call that fills the estate is identified and answered', () => {
    expect(filling.filter(({ status }) => status >= 400)).toEqual([]);
    expect(new Set(filling.map(({ account }) => account))).toEqual(new Set(accounts));
  });

  test('every read operation is named as the SDK names it', async () => {
    for (const read of reads) {
      proxy.restore();
      const code = await failing(read.call(site.at));
      const [call, ...more] = proxy.calls;
      expect({ operation: call?.operation, account: call?.account, more }).toEqual({
        operation: read.operation,
        account: prod,
        more: [],
      });
      expect(['answered', ...none]).toContain(code);
    }
    expect(proxy.unidentified).toEqual([]);
  });

  test('a refused operation is refused in the words of its protocol, and no other is', async () => {
    for (const read of reads) {
      proxy.restore();
      proxy.refuse(read.operation);
      const code = await failing(read.call(site.at));
      expect(code, read.operation).toMatch(/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/);
      expect(proxy.counts(), read.operation).toEqual({ [read.operation]: 1 });
    }
    expect(await failing(ask('kms:ListKeys'))).toBe('answered');
  });

  test.each(['throttle', 'fail', 'reset'] as const)(
    'the SDK knows the fault of `%s` in every service and tries again',
    async (fault) => {
      const twice = (account: string, region: string) => ({ ...site.at(account, region), maxAttempts: 2 });
      const services = new Map(reads.map((read) => [read.operation.split(':')[0], read]));
      proxy[fault](1);
      const outcomes = await Promise.all([...services.values()].map((read) => failing(read.call(twice))));
      expect(outcomes).not.toContain('answered');
      expect(Object.values(proxy.counts())).toEqual([...services].map(() => 2));
    },
    60_000,
  );

  test('faults fall on the same calls in every run, in whatever order these come', async () => {
    const faulty = async (operations: readonly string[]): Promise<string[]> => {
      proxy.restore();
      proxy.fail(0.4);
      for (const operation of operations) await failing(ask(operation));
      return proxy.calls.map(({ operation, status }) => `${operation} ${status}`).sort();
    };
    const operations = [
      's3:GetBucketAcl',
      's3:GetBucketPolicy',
      'kms:ListKeys',
      'iam:ListUsers',
      'ec2:DescribeVolumes',
    ];
    const first = await faulty(operations);
    expect(first.join()).toMatch(/500/);
    expect(first.join()).toMatch(/200/);
    expect(await faulty(operations.toReversed())).toEqual(first);
  });

  test('a bucket of tokens lets a burst through and throttles the next call', async () => {
    proxy.bucketLimit('ec2:*', 2, 0.001);
    await ask('ec2:DescribeVolumes');
    await ask('ec2:DescribeSubnets');
    expect(await failing(ask('ec2:DescribeRegions'))).toBe('RequestLimitExceeded');
    expect(await failing(ask('kms:ListKeys'))).toBe('answered');
  });

  test('an answer is given in the place of the emulator and may use what that would have said', async () => {
    const body = '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-south-1</LocationConstraint>';
    proxy.answer('s3:GetBucketLocation', () => new Raw({ status: 200, headers: {}, body }));
    proxy.answer('kms:ListKeys', async (_request, { forward }) => {
      const { Keys } = JSON.parse(String((await forward()).body)) as { Keys: object[] };
      return { Keys: [], Truncated: Keys.length > 0 };
    });
    expect(await ask('kms:ListKeys')).toMatchObject({ Keys: [], Truncated: true });
    expect(await ask('s3:GetBucketLocation')).toMatchObject({ LocationConstraint: 'eu-south-1' });
    proxy.answer('iam:ListUsers', () => {
      throw new AwsError('ServiceUnavailable', 'come back later', 400);
    });
    expect(await failing(ask('iam:ListUsers'))).toBe('ServiceUnavailable');
  });

  const openS3 = (account = prod) => {
    const s3 = new S3Client({ ...site.at(account, home), forcePathStyle: true });
    return { s3, done: () => s3.destroy() };
  };

  test('the peak counts the requests that were open together', async () => {
    proxy.latency(300);
    await Promise.all(['kms:ListKeys', 'kms:ListAliases', 'iam:ListUsers'].map(ask));
    const { all, by } = proxy.peaks();
    expect(all).toBe(3);
    expect(by).toMatchObject({ [`kms/${home}`]: 2, [`iam/${home}`]: 1 });
  });

  test('a request that is no known operation is reported when the proxy stops', async () => {
    const other = await startProxy({ target: emulator.endpoint, accounts: administrators });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(`${other.endpoint}/who?knows`, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      outgoing.on('error', reject).end();
    });
    expect(status).toBe(501);
    await expect(other.stop()).rejects.toThrow('/who?knows');
  });

  test('buckets are listed with their Regions, page by page', async () => {
    const { s3, done } = openS3();
    const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 3 }));
    const { ContinuationToken } = first;
    const rest = await s3.send(new ListBucketsCommand({ ...(ContinuationToken ? { ContinuationToken } : {}) }));
    const regional = await s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }));
    done();
    expect(first.Buckets).toHaveLength(3);
    expect(
      [...(first.Buckets ?? []), ...(rest.Buckets ?? [])].map(({ Name, BucketRegion }) => [Name, BucketRegion]),
    ).toEqual([
      ['acme-access-logs', home],
      ['acme-analytics', home],
      ['acme-audit', home],
      ['acme-checkpoints', home],
      ['acme-dashboards', 'us-east-1'],
      ['acme-features', home],
      ['acme-features-replica', 'eu-west-1'],
      ['acme-labels', home],
      ['acme-model-artifacts', home],
      ['acme-shared', home],
      ['acme-training-logs', home],
      ['acme-warehouse-logs', home],
      [`sagemaker-${home}-${sandbox}`, home],
    ]);
    expect(regional.Buckets?.map(({ Name }) => Name)).toEqual(['acme-dashboards']);
  });

  test('only snapshots that everybody may restore are listed when that is asked', async () => {
    const ec2 = new EC2Client(site.at(sandbox, home));
    const own = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    const open = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], RestorableByUserIds: ['all'] }));
    const shut = new EC2Client(site.at(prod, home));
    const ours = await shut.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    const none = await shut.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], RestorableByUserIds: ['all'] }));
    const shared = await shut.send(
      new DescribeSnapshotsCommand({ OwnerIds: ['self'], RestorableByUserIds: [sandbox] }),
    );
    shut.destroy();
    const shareOf = async ({ SnapshotId }: { readonly SnapshotId?: string | undefined }): Promise<string[]> => {
      const asked = new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' });
      const { CreateVolumePermissions } = await ec2.send(asked);
      return (CreateVolumePermissions ?? []).map(({ Group }) => Group ?? '');
    };
    const shares = await Promise.all(
      (own.Snapshots ?? []).map(async (one) => [one.SnapshotId, await shareOf(one)] as const),
    );
    const toAll = shares.filter(([, groups]) => groups.includes('all')).map(([id]) => id);
    ec2.destroy();
    expect(toAll.length).toBeGreaterThan(0);
    expect(toAll.length).toBeLessThan(shares.length);
    expect(open.Snapshots?.map(({ SnapshotId }) => SnapshotId).toSorted()).toEqual(toAll.toSorted());
    expect(ours.Snapshots?.length).toBeGreaterThan(1);
    expect(none.Snapshots).toEqual([]);
    expect(shared.Snapshots?.map(({ Description }) => Description)).toEqual(['label-studio weekly']);
  });

  test('the credential report begins with the root user and shows the ages that were set', async () => {
    await ask('iam:GenerateCredentialReport');
    const { Content } = await ask('iam:GetCredentialReport');
    const [header = '', root = '', ...users] = Buffer.from(Content as Uint8Array)
      .toString()
      .trimEnd()
      .split('\n');
    const columns = header.split(',');
    expect(root.split(',')).toHaveLength(columns.length);
    expect(root).toMatch(/^<root_account>,arn:aws:iam::111122223333:root,/);
    const deployer = users.find((line) => line.startsWith('ci-deployer,'))?.split(',') ?? [];
    const rotated = Date.parse(deployer[columns.indexOf('access_key_1_last_rotated')] ?? '');
    expect((Date.now() - rotated) / 86_400_000).toBeCloseTo(20, 1);
    const { AccessKeyMetadata } = await ask('iam:ListAccessKeys');
    expect(AccessKeyMetadata).toMatchObject([{ CreateDate: new Date(rotated) }, {}].map((key) => roundTo(key)));
  });

  const roundTo = (key: { readonly CreateDate?: Date }): object =>
    key.CreateDate
      ? { CreateDate: expect.toSatisfy((date: Date) => Math.abs(+date - +(key.CreateDate as Date)) < 1000) }
      : {};

  test('certificates expire when they say', async () => {
    const { ServerCertificateMetadataList } = await ask('iam:ListServerCertificates');
    expect(ServerCertificateMetadataList).toMatchObject([
      { ServerCertificateName: 'dashboards', Expiration: new Date('2126-01-01T00:00:00Z') },
      { ServerCertificateName: 'old', Expiration: new Date('2021-01-01T00:00:00Z') },
    ]);
  });

  test('what the emulator forgets of the estate is there', async () => {
    expect(await ask('s3:GetBucketVersioning')).toMatchObject({ Status: 'Enabled', MFADelete: 'Enabled' });
    expect(await ask('s3:GetBucketNotificationConfiguration')).toMatchObject({ EventBridgeConfiguration: {} });
    expect(await ask('redshift:DescribeClusters')).toMatchObject({ Clusters: [{ MultiAZ: 'Enabled' }] });
    const { Parameters } = (await ask('redshift:DescribeClusterParameters')) as { Parameters: Answered[] };
    expect(Parameters.find(({ ParameterName }) => ParameterName === 'require_ssl')?.ParameterValue).toBe('true');
    expect(await ask('accessanalyzer:ListAnalyzers')).toMatchObject({
      analyzers: [{ type: 'ACCOUNT', status: 'ACTIVE' }],
    });
    expect(await ask('backup:ListProtectedResources')).toMatchObject({ Results: { length: 5 } });
    expect(await ask('s3:ListDirectoryBuckets')).toMatchObject({
      Buckets: [{ Name: 'acme-features-hot--use1-az4--x-s3' }],
    });
  });

  test('nearly every policy has a resource that passes and one that fails', () => {
    const oneSided = estate.expected.filter(({ pass, fail }) => pass.length === 0 || fail.length === 0);
    expect(oneSided.map(({ policy }) => policy)).toEqual(Object.keys(oneWay).sort());
    expect(estate.expected.length).toBeGreaterThanOrEqual(145);
  });

  describe('with a role that may only read', () => {
    const needed = (): readonly string[] =>
      reads
        .filter(({ operation }) => operation !== 'sts:AssumeRole')
        .map(({ operation }) => actionOf({ operation, service: operation.split(':')[0] ?? '', input: {} }))
        .filter((action) => action !== null);
    const policy = (actions: readonly string[]): PolicyDocument => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    });

    afterEach(() => emulator.authorize(false));

    /** The outcome of every read under a policy that moto enforces. */
    const outcomes = async (RoleName: string, document: PolicyDocument): Promise<Record<string, string>> => {
      const iam = new IAMClient(site.at(prod, 'us-east-1'));
      const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${prod}:root` }, Action: 'sts:AssumeRole' };
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      const PolicyDocument = JSON.stringify(forMoto(document));
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument }));
      iam.destroy();
      const scanner = await assumeRole(proxy.endpoint, `arn:aws:iam::${prod}:role/${RoleName}`);
      await emulator.authorize(true);
      const { at } = openSite(proxy.endpoint, new Map([[prod, scanner]]));
      const results: Record<string, string> = {};
      for (const read of reads) results[read.operation] = await failing(read.call(at));
      await emulator.authorize(false);
      return results;
    };

    test('moto authorizes every read with the actions that AWS documents, once its own names are added', async () => {
      const { 'sts:AssumeRole': assume, ...results } = await outcomes('scanner', policy(needed()));
      const refused = Object.entries(results).filter(([, code]) => code !== 'answered' && !none.includes(code));
      expect(refused).toEqual([]);
      expect(assume).toBe('AccessDenied');
    }, 120_000);

    test('moto refuses what the policy leaves out', async () => {
      const results = await outcomes('forgetful', policy(needed().filter((action) => action !== 'kms:ListAliases')));
      expect(results).toMatchObject({
        'kms:ListAliases': expect.stringMatching(/^AccessDenied/),
        'kms:ListKeys': 'answered',
      });
    }, 120_000);

    test('the proxy refuses by the names of AWS, where moto sees no difference', async () => {
      proxy.authorize(policy(needed().filter((action) => action !== 's3:GetEncryptionConfiguration')));
      expect(await failing(ask('s3:GetBucketEncryption'))).toBe('AccessDenied');
      expect(await failing(ask('s3:GetBucketReplication'))).toBe('answered');
      expect(await failing(ask('ec2:GetEbsDefaultKmsKeyId'))).toBe('answered');
    });
  });
});

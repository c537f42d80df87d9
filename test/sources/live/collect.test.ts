import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineModel, Nullable } from '../../../src/model/define.ts';
import type { Resource } from '../../../src/model/resource.ts';
import {
  type AnyLiveType,
  call,
  defineLive,
  from,
  fromAll,
  given,
  listed,
  mainRegion,
  shared,
} from '../../../src/resources/live.ts';
import type { Clients } from '../../../src/sources/live/clients.ts';
import { Interrupted } from '../../../src/sources/live/clients.ts';
import { type Collection, collect } from '../../../src/sources/live/collect.ts';
import { tagOperation } from '../../../src/sources/live/refusal.ts';

/** Stands for an SDK client: what it answers is the test's. */
class FakeClient {
  readonly region: string;
  readonly asked: string[];
  readonly answer: (operation: string, name: string, region: string) => unknown;
  constructor(region: string, asked: string[], answer: FakeClient['answer']) {
    this.region = region;
    this.asked = asked;
    this.answer = answer;
  }
  async ask(operation: string, name = ''): Promise<unknown> {
    this.asked.push(`${operation} ${this.region} ${name}`.trim());
    return this.answer(operation, name, this.region);
  }
}
type Seed = { readonly name: string; readonly region?: string | null };

const model = defineModel('AWS::Test::Table', 'A table.', {
  status: Type.String(),
  'recovery.pointInTime': Nullable(Type.Boolean()),
  'recovery.backupPlan': Type.Boolean(),
  'access.policyDocument': Nullable(Type.String()),
  both: Type.Integer(),
});

const describeTable = call(
  'test:DescribeTable',
  FakeClient as never,
  (client: FakeClient, { name }: Seed) =>
    client.ask('DescribeTable', name) as Promise<{ status?: string; size?: number }>,
);
const describeBackups = call(
  'test:DescribeBackups',
  FakeClient as never,
  (client: FakeClient, { name }: Seed) => client.ask('DescribeBackups', name) as Promise<{ on: boolean }>,
  { noneOn: ['BackupsNotFound'] },
);
const protectedTables = shared(
  'test:ListProtected',
  FakeClient as never,
  async (client: FakeClient) => new Set((await client.ask('ListProtected')) as string[]),
);
const getPolicy = call(
  'test:GetPolicy',
  FakeClient as never,
  (client: FakeClient, { name }: Seed) => client.ask('GetPolicy', name) as Promise<string>,
);

const type = defineLive(model, {
  scope: 'region',
  list: {
    operations: ['test:ListTables'],
    actions: ['test:ListTables'],
    client: FakeClient as never,
    needs: [],
    async *seeds(client: FakeClient) {
      for (const name of (await client.ask('ListTables')) as string[]) yield { name } satisfies Seed;
    },
  },
  name: ({ name }) => name,
  arn: ({ name }, { region, account }) => `arn:aws:test:${region}:${account}:table/${name}`,
  facts: {
    status: from(describeTable, ({ status }) => given(status, 'the status')),
    'recovery.pointInTime': from(describeBackups, ({ on }) => on),
    'recovery.backupPlan': from(protectedTables, (names, { name }: Seed) => names.has(name)),
    'access.policyDocument': from(getPolicy, (text) => text),
    both: fromAll([describeTable, describeBackups], async ([table, backups]) => {
      const { size } = await table();
      // The second is asked only where the first says so.
      return size === undefined ? 0 : (await backups()) === null ? size : -size;
    }),
  },
}) as AnyLiveType;

const refusal = (name: string, operation: string): Error => {
  const error = Object.assign(new Error(`no: ${name}`), { name, $metadata: {} });
  tagOperation(error, operation);
  return error;
};

const run = async (
  answer: FakeClient['answer'],
  options: Partial<Collection> = {},
): Promise<{ resources: Omit<Resource, 'key'>[]; gaps: Awaited<ReturnType<typeof collect>>; asked: string[] }> => {
  const asked: string[] = [];
  const clients = new Map<string, FakeClient>();
  const resources: Omit<Resource, 'key'>[] = [];
  const gaps = await collect({
    types: [type],
    facts: null,
    account: { account: '111122223333', partition: 'aws', regions: ['eu-central-1', 'us-east-1'], everywhere: false },
    clients: {
      get: (_class: unknown, region: string) => {
        const client = clients.get(region) ?? new FakeClient(region, asked, answer);
        clients.set(region, client);
        return client;
      },
      close: () => undefined,
    } as unknown as Clients,
    collectedAt: '2026-01-31T00:00:00Z',
    signal: new AbortController().signal,
    onResource: (resource) => void resources.push(resource),
    ...options,
  });
  return { resources: resources.sort((a, b) => (a.arn < b.arn ? -1 : 1)), gaps, asked: asked.sort() };
};

const wholeEstate: FakeClient['answer'] = (operation, name, region) => {
  switch (operation) {
    case 'ListTables':
      return region === 'us-east-1' ? [] : ['features', 'labels'];
    case 'DescribeTable':
      return name === 'features' ? { status: 'ACTIVE', size: 7 } : { status: 'ACTIVE' };
    case 'DescribeBackups':
      if (name === 'labels') throw refusal('BackupsNotFound', 'test:DescribeBackups');
      return { on: true };
    case 'ListProtected':
      return ['features'];
    default:
      return 'policy';
  }
};

describe('a collection', () => {
  it('reads every fact, each call once for each resource or Region that needs it', async () => {
    const { resources, gaps, asked } = await run(wholeEstate);
    expect(gaps).toEqual([]);
    expect(resources.map(({ name, facts }) => [name, facts])).toEqual([
      [
        'features',
        {
          status: 'ACTIVE',
          'recovery.pointInTime': true,
          'recovery.backupPlan': true,
          'access.policyDocument': 'policy',
          both: -7,
        },
      ],
      [
        'labels',
        {
          status: 'ACTIVE',
          'recovery.pointInTime': null,
          'recovery.backupPlan': false,
          'access.policyDocument': 'policy',
          both: 0,
        },
      ],
    ]);
    expect(asked).toEqual([
      'DescribeBackups eu-central-1 features',
      'DescribeBackups eu-central-1 labels',
      'DescribeTable eu-central-1 features',
      'DescribeTable eu-central-1 labels',
      'GetPolicy eu-central-1 features',
      'GetPolicy eu-central-1 labels',
      'ListProtected eu-central-1',
      'ListTables eu-central-1',
      'ListTables us-east-1',
    ]);
  });

  it('makes no call that the wanted facts do not need, and says of the rest that they were not collected', async () => {
    const facts = new Map([['AWS::Test::Table', new Set(['status'])]]);
    const { resources, asked } = await run(wholeEstate, { facts });
    expect(asked.filter((one) => !one.startsWith('ListTables'))).toEqual([
      'DescribeTable eu-central-1 features',
      'DescribeTable eu-central-1 labels',
    ]);
    expect(resources[0]?.facts).toEqual({ status: 'ACTIVE' });
    expect(new Set(Object.values(resources[0]?.unknown ?? {}).map(({ code }) => code))).toEqual(
      new Set(['NotCollected']),
    );
  });

  it('asks nothing of a type that nobody wants', async () => {
    const { resources, asked } = await run(wholeEstate, { facts: new Map() });
    expect([resources, asked]).toEqual([[], []]);
  });

  it('keeps a gap where the listing is refused, and reads on elsewhere', async () => {
    const { resources, gaps } = await run((operation, name, region) => {
      if (operation === 'ListTables' && region === 'us-east-1') throw refusal('AccessDenied', 'test:ListTables');
      return wholeEstate(operation, name, region);
    });
    expect(resources).toHaveLength(2);
    expect(gaps).toEqual([
      {
        type: 'AWS::Test::Table',
        partition: 'aws',
        account: '111122223333',
        region: 'us-east-1',
        operation: 'test:ListTables',
        code: 'AccessDenied',
        message: 'no: AccessDenied',
      },
    ]);
  });

  it('puts an answer that lacks what AWS documents down to the call that gave it', async () => {
    const { resources } = await run((operation, name, region) =>
      operation === 'DescribeTable' ? {} : wholeEstate(operation, name, region),
    );
    expect(resources[0]?.unknown).toEqual({
      status: { operation: 'test:DescribeTable', code: 'MissingInAnswer', message: 'the answer lacks the status' },
    });
  });

  it('drops what differs from run to run out of a refusal', async () => {
    const { resources } = await run((operation, name, region) => {
      if (operation !== 'GetPolicy') return wholeEstate(operation, name, region);
      const error = refusal('UnauthorizedOperation', 'test:GetPolicy');
      error.message = `You are not authorized.\n Encoded authorization failure message: ${'x'.repeat(900)} (RequestId: 12-34)`;
      throw error;
    });
    expect(resources[0]?.unknown['access.policyDocument']?.message).toBe('You are not authorized.');
  });

  it('ends with a bug of ours as it is, and never takes it for a refusal', async () => {
    await expect(
      run((operation, name, region) => {
        if (operation === 'GetPolicy') throw new TypeError('x is not a function');
        return wholeEstate(operation, name, region);
      }),
    ).rejects.toThrow(new TypeError('x is not a function'));
  });

  it('says of what an interruption left open that it was interrupted', async () => {
    const { resources, gaps } = await run((operation, name, region) => {
      if (operation === 'GetPolicy' || (operation === 'ListTables' && region === 'us-east-1')) throw new Interrupted();
      return wholeEstate(operation, name, region);
    });
    expect(resources[0]?.unknown['access.policyDocument']).toEqual({
      operation: '',
      code: 'Interrupted',
      message: 'the collection was stopped',
    });
    expect(gaps).toMatchObject([{ region: 'us-east-1', code: 'Interrupted' }]);
  });
});

const bucketModel = defineModel('AWS::Test::Bucket', 'A bucket.', { status: Type.String() });
const buckets = defineLive(bucketModel, {
  scope: 'account',
  list: {
    operations: ['test:ListBuckets'],
    actions: ['test:ListAllMyBuckets'],
    client: FakeClient as never,
    needs: [],
    async *seeds(client: FakeClient) {
      yield* (await client.ask('ListBuckets')) as Seed[];
    },
    region: (seed: Seed) => seed.region ?? null,
    locate: call(
      'test:GetBucketLocation',
      FakeClient as never,
      (client: FakeClient, { name }: Seed) => client.ask('GetBucketLocation', name) as Promise<string>,
    ),
  },
  name: ({ name }: Seed) => name,
  arn: ({ name }: Seed) => `arn:aws:s3:::${name}`,
  facts: { status: from(describeTable, ({ status }) => given(status)) },
}) as AnyLiveType;

const bucketAnswers =
  (located: () => string): FakeClient['answer'] =>
  (operation) =>
    operation === 'ListBuckets'
      ? [{ name: 'near', region: 'eu-central-1' }, { name: 'far', region: 'ap-south-1' }, { name: 'somewhere' }]
      : operation === 'GetBucketLocation'
        ? located()
        : { status: 'there' };

describe('a listing that covers several Regions', () => {
  it('asks each resource in its own Region, and leaves out those that are not scanned', async () => {
    const { resources, asked } = await run(
      bucketAnswers(() => 'us-east-1'),
      { types: [buckets] },
    );
    expect(resources.map(({ name, region }) => [name, region])).toEqual([
      ['near', 'eu-central-1'],
      ['somewhere', 'us-east-1'],
    ]);
    expect(asked).toEqual([
      'DescribeTable eu-central-1 near',
      'DescribeTable us-east-1 somewhere',
      'GetBucketLocation us-east-1 somewhere',
      'ListBuckets us-east-1',
    ]);
  });

  it('knows nothing of a resource whose Region was refused, and does not leave it out', async () => {
    const { resources } = await run(
      bucketAnswers(() => {
        throw refusal('AccessDenied', 'test:GetBucketLocation');
      }),
      { types: [buckets] },
    );
    expect(resources.find(({ name }) => name === 'somewhere')).toMatchObject({
      region: 'unknown',
      facts: {},
      unknown: { status: { operation: 'test:GetBucketLocation', code: 'AccessDenied' } },
    });
  });

  it('leaves none out where the Regions are not known', async () => {
    const account = { account: '111122223333', partition: 'aws', regions: ['eu-central-1'], everywhere: true };
    const { resources } = await run(
      bucketAnswers(() => 'sa-east-1'),
      { types: [buckets], account },
    );
    expect(resources.map(({ name }) => name)).toEqual(['far', 'near', 'somewhere']);
  });
});

it('keeps no more resources in the making than it can hold', async () => {
  let [open, most] = [0, 0];
  const many = {
    ...type,
    list: {
      ...type.list,
      seeds: async function* () {
        for (let i = 0; i < 1000; i++) yield { name: `t${i}` };
      },
    },
    facts: { ...type.facts, status: listed(() => 'x') },
  } as AnyLiveType;
  await run(wholeEstate, {
    types: [many],
    facts: new Map([['AWS::Test::Table', new Set(['status'])]]),
    onResource: async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
    },
  });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(150);
});

it.each([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])('asks account-wide services of %s in %s', (partition, region) => expect(mainRegion(partition)).toBe(region));

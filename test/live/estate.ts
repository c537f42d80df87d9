import type { Accounts } from './accounts.ts';
import { login } from './accounts.ts';
import type { Age } from './aging.ts';
import type { Answerer } from './answerer.ts';
import { fillAudit } from './estate/audit.ts';
import { fillBackups } from './estate/backups.ts';
import { fillBucketPolicies } from './estate/bucket-policies.ts';
import { fillConfig } from './estate/config.ts';
import { fillContacts } from './estate/contacts.ts';
import { fillDisks } from './estate/disks.ts';
import { fillDynamodb } from './estate/dynamodb.ts';
import { fillDynamodbSettings } from './estate/dynamodb-settings.ts';
import { fillEbs } from './estate/ebs.ts';
import { fillIam } from './estate/iam.ts';
import { fillIdentities } from './estate/identities.ts';
import { fillKeys } from './estate/keys.ts';
import { fillKms } from './estate/kms.ts';
import { fillLeastPrivilege } from './estate/least-privilege.ts';
import { expectMacie } from './estate/macie.ts';
import { fillPublic } from './estate/public.ts';
import { fillRedshift } from './estate/redshift.ts';
import { fillRoles } from './estate/roles.ts';
import { fillS3, mfaDelete, sendsEvents } from './estate/s3.ts';
import { fillS3Settings } from './estate/s3-settings.ts';
import { fillSharing } from './estate/sharing.ts';
import type { Expected } from './estate/site.ts';
import { accounts, given, home, openSite, prod, regions, sandbox, stranger } from './estate/site.ts';
import { fillWorkloads } from './estate/workloads.ts';
import { layersOf } from './layers.ts';
import type { RecordedFacts } from './recorded.ts';

// The estate of a data team: two accounts, three Regions, things that are right and things that are wrong.

export type { Expected } from './estate/site.ts';
export { accounts, home, prod, regions, sandbox } from './estate/site.ts';

/** An estate that stands. */
export interface Estate {
  /** Which resources pass and fail which policy. */
  readonly expected: readonly Expected[];
  /** For {@link startProxy}: what the emulator cannot hold, and the ages of users and keys. In layers, the last is asked first. */
  readonly layers: readonly Readonly<Record<string, Answerer>>[];
  readonly recorded: RecordedFacts;
  readonly ages: readonly Age[];
}

/** Directory buckets exist in some Regions only. */
const expressRegion = 'us-east-1';

const fillRecorded = (
  site: ReturnType<typeof openSite>,
): Pick<RecordedFacts, 'directoryBuckets' | 'analyzers' | 'blockedSharing'> => {
  const { expect } = site;
  const hot = { region: expressRegion, name: 'acme-features-hot--use1-az4--x-s3' };
  const cold = { region: expressRegion, name: 'acme-sandbox-hot--use1-az4--x-s3' };
  const arn = (account: string, { region, name }: typeof hot): string =>
    `arn:aws:s3express:${region}:${account}:bucket/${name}`;
  const hotKey = `arn:aws:kms:${expressRegion}:${prod}:key/8ad0fd86-4a0a-4d39-8e25-0a2f0f5b1d3a`;
  expect.pass('s3-directory-bucket-encryption-kms', arn(prod, hot));
  expect.fail('s3-directory-bucket-encryption-kms', arn(sandbox, cold));
  expect.pass('s3-directory-bucket-lifecycle', arn(prod, hot));
  expect.fail('s3-directory-bucket-lifecycle', arn(sandbox, cold));
  expect.pass('s3-directory-bucket-policy-external-access', arn(prod, hot));
  expect.fail('s3-directory-bucket-policy-external-access', arn(sandbox, cold));
  for (const region of regions) {
    const coverage = (account: string): string => `arn:aws:access-analyzer:${region}:${account}:regional-coverage`;
    expect.pass('iam-external-access-analyzer-enabled', coverage(prod));
    expect.fail('iam-external-access-analyzer-enabled', coverage(sandbox));
  }
  return {
    directoryBuckets: [
      { account: prod, ...hot, expiresAfter: 7, sessionsFor: null, key: hotKey },
      { account: sandbox, ...cold, expiresAfter: null, sessionsFor: stranger, key: null },
    ],
    analyzers: [
      ...regions.map((region) => ({ account: prod, region, name: 'external-access', status: 'ACTIVE' as const })),
      { account: prod, region: 'us-east-1', name: 'unused-access', status: 'ACTIVE', unusedAfter: 90 },
      { account: sandbox, region: home, name: 'forgotten', status: 'DISABLED' as const },
    ],
    blockedSharing: [{ account: sandbox, region: 'eu-west-1', state: 'block-all-sharing' }],
  };
};

/**
 * Fills an emulator with the estate. `endpoint` may be the emulator's or a proxy's in front of it. moto must not be authorizing:
 * nobody exists yet who could be allowed anything. `oneByOne` makes things in the same order each time, and so with the same ids
 * where moto's are seeded.
 */
export const fillEstate = async (
  endpoint: string,
  administrators?: Accounts,
  { oneByOne = false }: { readonly oneByOne?: boolean } = {},
): Promise<Estate> => {
  const site = openSite(endpoint, administrators ?? (await login(endpoint, accounts)));
  let before: Promise<unknown> = Promise.resolve();
  const start = <Value>(fill: () => Promise<Value>): Promise<Value> => {
    const filled = oneByOne ? before.then(fill) : fill();
    before = filled;
    return filled;
  };
  // Services know nothing of each other in the emulator, but for the key of the warehouse: side by side it takes half the time.
  const [redshift, { protectedVolumes }, { protectedTables, ...tables }, { ages, ...people }] = await Promise.all([
    start(async () => {
      const keys = await fillKms(site);
      await fillKeys(site, given(keys.features, 'the key of the features'), given(keys['old-dumps'], 'an old key'));
      return fillRedshift(site, given(keys.warehouse, 'the key of the warehouse'));
    }),
    start(() => fillEbs(site)),
    start(() => fillDynamodb(site)),
    start(async () => {
      const filled = await fillIam(site);
      return { ...filled, ages: [...filled.ages, ...(await fillRoles(site))] };
    }),
    start(async () => {
      await fillS3(site);
      await fillSharing(site);
    }),
  ]);
  await fillPublic(site);
  await fillS3Settings(site);
  await fillBucketPolicies(site);
  const globalTable = await fillDynamodbSettings(site);
  await fillLeastPrivilege(site);
  await fillIdentities(site);
  const workloads = await fillWorkloads(site);
  const disks = await fillDisks(site);
  const audit = await fillAudit(site);
  await fillConfig(site);
  expectMacie(site);
  await fillContacts(site);
  const recorded: RecordedFacts = {
    ...fillRecorded(site),
    ...people,
    backups: fillBackups(site, [...protectedVolumes, ...protectedTables]),
    mfaDelete,
    eventBridge: sendsEvents,
    ...tables,
    tables: globalTable,
    workloads,
    disks,
    audit,
    redshift,
  };
  return { expected: site.expect.list(), recorded, ages, layers: layersOf({ recorded, ages }) };
};

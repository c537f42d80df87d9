import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, SnapshotHeader, Unknown } from '../../src/model/resource.ts';
import { models } from '../../src/resources/models.generated.ts';
import { resourceKey } from '../../src/snapshot/key.ts';
import { SnapshotWriter } from '../../src/snapshot/write.ts';

// A small estate whose verdicts can be counted by hand: each resource states a few facts, and all others were not collected.

const account = '111122223333';
const collectedAt = '2026-11-23T06:40:30Z';
const notCollected: Unknown = { operation: '', code: 'NotCollected', message: 'no enabled policy reads it' };

/** A refusal, as a snapshot keeps it. */
const denied: Unknown = {
  operation: 'dynamodb:DescribeContinuousBackups',
  code: 'AccessDeniedException',
  message: 'not authorized to perform dynamodb:DescribeContinuousBackups',
};

/** A resource of a type of this build with these facts, these unknowns, and the rest not collected. */
export const resourceOf = (
  type: string,
  arn: string,
  facts: Readonly<Record<string, unknown>> = {},
  unknown: Readonly<Record<string, Unknown>> = {},
): Resource => {
  const model = models.find((one) => one.type === type);
  if (model === undefined) throw new Error(`there is no type ${type}`);
  const others = Object.keys(model.facts).filter((fact) => !Object.hasOwn(facts, fact));
  return {
    key: resourceKey(arn),
    arn,
    type,
    name: arn.split(/[:/]/).at(-1) as string,
    partition: 'aws',
    account,
    region: 'eu-central-1',
    source: 'live',
    collectedAt,
    facts,
    unknown: Object.fromEntries(others.map((fact) => [fact, unknown[fact] ?? notCollected])),
  };
};

/** A bucket on which versioning was enabled or never was. */
export const bucket = (name: string, status: 'enabled' | 'never', tags?: Readonly<Record<string, string>>): Resource =>
  resourceOf('AWS::S3::Bucket', `arn:aws:s3:::${name}`, {
    'recovery.versioning': { status, mfaDelete: false },
    ...(tags === undefined ? {} : { tags }),
  });

const table = (name: string, pointInTime: boolean | Unknown): Resource =>
  resourceOf(
    'AWS::DynamoDB::Table',
    `arn:aws:dynamodb:eu-central-1:${account}:table/${name}`,
    {
      status: 'ACTIVE',
      ...(typeof pointInTime === 'boolean'
        ? { 'recovery.pointInTime': { enabled: pointInTime, retentionDays: pointInTime ? 35 : null } }
        : {}),
    },
    typeof pointInTime === 'boolean' ? {} : { 'recovery.pointInTime': pointInTime },
  );

/** The policies that {@link smallEstate} has an answer for: one low failure, one unknown, two passes. */
export const decided = 's3-bucket-versioning-enabled,dynamodb-pitr-enabled';

/** Two buckets (one without versioning) and two tables (one refused to say). */
export const smallEstate = (): Resource[] => [
  table('clicks', denied),
  table('orders', true),
  bucket('features', 'enabled'),
  bucket('labels', 'never'),
];

/** A header for so many resources. */
export const headerOf = (resources: number): SnapshotHeader => ({
  format: 'datawarden-snapshot',
  version: 1,
  tool: { name: 'datawarden', version: '0.1.0' },
  collectedAt,
  accounts: [{ account, partition: 'aws', regions: ['eu-central-1'] }],
  skippedRegions: [],
  gaps: [],
  interrupted: false,
  resources,
});

/** The lines of a snapshot, in order. */
export const linesOf = (resources: readonly Resource[]): string[] => [
  JSON.stringify(headerOf(resources.length)),
  ...[...resources].sort((a, b) => (a.arn < b.arn ? -1 : 1)).map((resource) => JSON.stringify(resource)),
];

/** Writes a snapshot as the collector does, to a file or a folder. Returns the path. */
export const writeSnapshot = async (path: string, resources: readonly Resource[]): Promise<string> => {
  const writer = await SnapshotWriter.open(path);
  for (const resource of resources) await writer.add(resource);
  const { format: _format, version: _version, resources: _resources, ...content } = headerOf(0);
  await writer.close(content);
  return path;
};

/** Writes whatever text or bytes as a file. Returns the path. */
export const writeRaw = (folder: string, name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

import type { Resource, SnapshotHeader } from '../model/resource.ts';

/** The resource with its keys in the order of the format: the facts and the unknowns by path. */
export const inOrder = (resource: Resource): Resource => ({
  key: resource.key,
  arn: resource.arn,
  type: resource.type,
  name: resource.name,
  partition: resource.partition,
  account: resource.account,
  region: resource.region,
  source: resource.source,
  collectedAt: resource.collectedAt,
  facts: sorted(resource.facts, (value) => value),
  unknown: sorted(resource.unknown, ({ operation, code, message }) => ({ operation, code, message })),
});

/** The header with its keys in the order of the format, and its lists ordered, whatever order things were collected in. */
export const headerInOrder = (header: SnapshotHeader): SnapshotHeader => ({
  format: header.format,
  version: header.version,
  tool: { name: header.tool.name, version: header.tool.version },
  collectedAt: header.collectedAt,
  accounts: ordered(
    header.accounts.map(({ account, partition, regions }) => ({ account, partition, regions: [...regions].sort() })),
  ),
  skippedRegions: ordered(header.skippedRegions.map(({ account, region, reason }) => ({ account, region, reason }))),
  gaps: ordered(
    header.gaps.map(({ type, partition, account, region, operation, code, message }) => ({
      type,
      partition,
      account,
      region,
      operation,
      code,
      message,
    })),
  ),
  ...(header.types === undefined ? {} : { types: [...header.types].sort() }),
  interrupted: header.interrupted,
  resources: header.resources,
});

const sorted = <Value, Result>(
  byPath: Readonly<Record<string, Value>>,
  copy: (value: Value) => Result,
): Readonly<Record<string, Result>> =>
  Object.fromEntries(
    Object.keys(byPath)
      .sort()
      .map((path) => [path, copy(byPath[path] as Value)]),
  );

const ordered = <Item>(items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);

import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Gap, Resource, Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor, unknownBecause } from './derive.ts';
import { keyArn } from './key-state.ts';

/** A key as a fact names it, and in which Region where that is not the resource's own. */
interface Named {
  readonly key: string | null;
  readonly region?: string;
}

/** A fact in which a type names keys. */
interface Reference {
  readonly fact: string;
  readonly named: (value: unknown) => readonly Named[];
  /** Whether the key may be of another Region than the resource: with the log files' bucket, with the replica. */
  readonly elsewhere?: true;
}

/** A fact whose value, by its model, is of this form. */
const reference = <Value>(fact: string, named: (value: Value) => readonly Named[]): Reference => ({
  fact,
  named: (value) => named(value as Value),
});
const atRest = reference<Named | null>('encryption.atRest', (value) => (value === null ? [] : [value]));
const named = (fact: string): Reference => reference<string | null>(fact, (key) => [{ key }]);
const inOtherRegions = (one: Reference): Reference => ({ ...one, elsewhere: true });

/**
 * Where each type names the KMS keys of its data. What only starts other things (templates, jobs) is among them: without
 * the key they fail.
 */
export const keyReferences: Readonly<Record<string, readonly Reference[]>> = {
  'AWS::CloudTrail::EventDataStore': [atRest],
  'AWS::CloudTrail::OrganizationTrail': [inOtherRegions(named('encryption.key'))],
  'AWS::CloudTrail::Trail': [inOtherRegions(atRest)],
  'AWS::CodeBuild::Project': [named('encryption.key')],
  'AWS::Config::DeliveryChannel': [inOtherRegions(named('encryption.key'))],
  'AWS::DynamoDB::Table': [
    atRest,
    inOtherRegions(
      reference<{ readonly replicas: readonly Named[] } | null>(
        'recovery.globalTable',
        (value) => value?.replicas ?? [],
      ),
    ),
  ],
  'AWS::EC2::EBSEncryptionByDefault': [named('encryption.defaultKey')],
  'AWS::EC2::LaunchTemplate': [
    reference<readonly Named[]>('blockDevices', (devices) => devices.map(({ key }) => ({ key }))),
  ],
  'AWS::EC2::Snapshot': [atRest],
  'AWS::EC2::Volume': [atRest],
  'AWS::Lambda::Function': [named('encryption.environmentKey')],
  'AWS::Redshift::Cluster': [atRest],
  'AWS::Redshift::ClusterSnapshot': [atRest],
  'AWS::RedshiftServerless::Namespace': [atRest],
  'AWS::RedshiftServerless::Snapshot': [atRest],
  'AWS::S3::Bucket': [
    atRest,
    inOtherRegions(
      reference<readonly { readonly destinationKey: string | null }[]>('recovery.replication', (rules) =>
        rules.map(({ destinationKey }) => ({ key: destinationKey })),
      ),
    ),
  ],
  'AWS::S3Express::DirectoryBucket': [atRest],
  'AWS::SageMaker::NotebookInstance': [named('encryption.key')],
};

interface Use {
  count: number;
  readonly examples: string[];
}

interface KeyUses {
  /** By the ARN of the key, or of its alias, and by type. */
  readonly uses: Map<string, Map<string, Use>>;
  /** By Region, or for all of them: why there may be more. */
  readonly gaps: Map<string, Unknown>;
  /** Types that every snapshot has collected; undefined before any said so. */
  collected: ReadonlySet<string> | null | undefined;
}

const EVERYWHERE = '*';
/** As many examples are kept of a type: more would make the index grow with the estate. */
const EXAMPLES = 3;

const keyUses: Relation<KeyUses> = {
  name: 'key-uses',
  gathers: Object.entries(keyReferences).map(([type, references]) => ({
    type,
    facts: references.map(({ fact }) => fact),
  })),
  start: () => ({ uses: new Map(), gaps: new Map(), collected: undefined }),
  add: (index, resource) => {
    for (const reference of keyReferences[resource.type] ?? []) addReference(index, resource, reference);
  },
  addGap: ({ gaps }, { type, region, operation, code, message }: Gap) => {
    const elsewhere = keyReferences[type]?.some((one) => one.elsewhere === true) === true;
    addOnce(gaps, elsewhere || region === 'global' ? EVERYWHERE : region, { operation, code, message });
  },
  addTypes: (index, types) => {
    const { collected } = index;
    if (collected === null) return;
    index.collected =
      types === null || collected === undefined ? types : new Set([...types].filter((type) => collected.has(type)));
  },
};

const addReference = ({ uses, gaps }: KeyUses, resource: Resource, { fact, named, elsewhere }: Reference): void => {
  const value = resource.facts[fact];
  if (value === undefined) {
    addOnce(gaps, elsewhere === true ? EVERYWHERE : resource.region, reasonFor(resource, fact));
    return;
  }
  const keys = named(value).flatMap(({ key, region = resource.region }) =>
    key === null ? [] : [keyArn(key, { ...resource, region })],
  );
  for (const arn of new Set(keys)) {
    const byType = uses.get(arn) ?? new Map<string, Use>();
    uses.set(arn, byType);
    const use = byType.get(resource.type) ?? { count: 0, examples: [] };
    byType.set(resource.type, use);
    use.count += 1;
    if (use.examples.length < EXAMPLES && use.examples.at(-1) !== resource.arn) use.examples.push(resource.arn);
  }
};

const addOnce = (gaps: Map<string, Unknown>, region: string, because: Unknown): void => {
  if (!gaps.has(region)) gaps.set(region, because);
};

/** What encrypts with a key. Each Region that was scanned is looked at; those that were left out are not. */
export const keyUsedBy: DerivedFact = defineDerived({
  type: 'AWS::KMS::Key',
  path: 'usedBy',
  schema: Type.Array(
    Shape({
      type: Type.String(),
      count: Type.Integer({ minimum: 1, description: 'How many of them there are.' }),
      examples: Type.Array(Type.String(), { description: 'ARNs of the first few.' }),
    }),
    {
      description:
        'What of the snapshot names the key, or an alias of it, as the key of its data: buckets, volumes, snapshots, tables, clusters, ' +
        'trails and others; by type.',
    },
  ),
  reads: ['aliases'],
  relation: keyUses,
  derive: (key, { uses, gaps, collected }) => {
    const aliases = key.facts['aliases'] as readonly string[] | undefined;
    const names = [key.arn, ...(aliases ?? []).map((alias) => keyArn(alias, key))];
    const found = new Map<string, Use>();
    for (const name of names) {
      for (const [type, { count, examples }] of uses.get(name) ?? []) {
        const before = found.get(type);
        found.set(type, {
          count: count + (before?.count ?? 0),
          examples: [...(before?.examples ?? []), ...examples].sort().slice(0, EXAMPLES),
        });
      }
    }
    if (found.size > 0) {
      return [...found].map(([type, use]) => ({ type, ...use })).sort((a, b) => (a.type < b.type ? -1 : 1));
    }
    if (aliases === undefined) return unknownBecause(key, 'aliases');
    const because = gaps.get(key.region) ?? gaps.get(EVERYWHERE);
    if (because !== undefined) return new Underivable(because);
    const missing = Object.keys(keyReferences).find((type) => collected?.has(type) !== true);
    return missing === undefined ? [] : notInSnapshot(`what of the type ${missing} uses the key`);
  },
});

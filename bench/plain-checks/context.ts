import type { Place, Resource } from '../../src/model/resource.ts';

/** A rule of a security group. */
export interface IngressRule {
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly cidrs: readonly string[];
  readonly cidrs6: readonly string[];
  readonly prefixLists: readonly string[];
}

/** What checks ask of other resources. Values that could not be read are left out. */
export interface Context {
  /** By account and Region. */
  readonly encryptionByDefault: Map<string, boolean>;
  /** By account and Region. */
  readonly snapshotSharing: Map<string, string>;
  /** By ARN. */
  readonly keyManagers: Map<string, string>;
  /** By id. */
  readonly ingress: Map<string, readonly IngressRule[]>;
  /** By id. */
  readonly prefixLists: Map<string, readonly string[]>;
  /** By ARN. */
  readonly bucketRegions: Map<string, string>;
  /** By account and name. */
  readonly logTargets: Set<string>;
  /** Accounts with a bucket whose logging is not known. */
  readonly unknownLogging: Set<string>;
  /** The moment ages are measured from, in milliseconds. */
  now: number;
}

/** A context that knows nothing. */
export const newContext = (): Context => ({
  encryptionByDefault: new Map(),
  snapshotSharing: new Map(),
  keyManagers: new Map(),
  ingress: new Map(),
  prefixLists: new Map(),
  bucketRegions: new Map(),
  logTargets: new Set(),
  unknownLogging: new Set(),
  now: 0,
});

/** A place as the maps have it. */
export const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

const put = <Value>(map: Map<string, Value>, key: string, value: unknown): void => {
  if (value !== undefined) map.set(key, value as Value);
};

const gatherers: Readonly<Record<string, (context: Context, resource: Resource) => void>> = {
  'AWS::EC2::EBSEncryptionByDefault': (context, resource) =>
    put(context.encryptionByDefault, placeOf(resource), resource.facts['encryption.byDefault']),
  'AWS::EC2::SnapshotBlockPublicAccess': (context, resource) =>
    put(context.snapshotSharing, placeOf(resource), resource.facts['state']),
  'AWS::KMS::Key': (context, resource) => put(context.keyManagers, resource.arn, resource.facts['manager']),
  'AWS::EC2::SecurityGroup': (context, resource) =>
    put(context.ingress, resource.name, resource.facts['network.ingress']),
  'AWS::EC2::PrefixList': (context, resource) =>
    put(context.prefixLists, resource.name, resource.facts['network.entries']),
  'AWS::S3::Bucket': (context, { arn, account, region, facts }) => {
    if (region !== 'unknown') context.bucketRegions.set(arn, region);
    const logs = facts['logging.accessLogs'] as { readonly targetBucket: string } | null | undefined;
    if (logs === undefined) context.unknownLogging.add(account);
    else if (logs !== null) context.logTargets.add(`${account} ${logs.targetBucket}`);
  },
};

/** The types that others refer to. */
export const gatheredTypes = Object.keys(gatherers);

/** Keeps what others ask of a resource. */
export const gather = (context: Context, resource: Resource): void => gatherers[resource.type]?.(context, resource);

import { coversInternet, isRange } from '../../src/analysis/address-space.ts';
import { check, decide } from './check.ts';
import type { Context, IngressRule } from './context.ts';

interface Cluster {
  readonly status?: string;
  readonly nodeType?: string;
  readonly masterUsername?: string;
  readonly databaseName?: string | null;
  readonly parameterGroups?: readonly {
    readonly applyStatus: string;
    readonly parameters: Readonly<Record<string, string>>;
  }[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly 'encryption.atRest'?: { readonly enabled: boolean; readonly key: string | null };
  readonly 'encryption.pending'?: string | null;
  readonly 'logging.auditLogs'?: {
    readonly destination: string;
    readonly exports: readonly string[];
    readonly lastDeliveryFailed: boolean;
  } | null;
  readonly 'maintenance.versionUpgrade'?: boolean;
  readonly 'network.endpoint'?: { readonly port: number } | null;
  readonly 'network.enhancedVpcRouting'?: boolean;
  readonly 'network.publiclyAccessible'?: boolean;
  readonly 'network.securityGroups'?: readonly { readonly id: string; readonly status: string }[];
  readonly 'recovery.automatedRetentionDays'?: number;
  readonly 'recovery.multiAz'?: boolean;
}

const type = 'AWS::Redshift::Cluster';

/** Whether a rule lets TCP through to the port. */
const admits = ({ protocol, fromPort, toPort }: IngressRule, port: number): boolean =>
  protocol === 'all' || (protocol === 'tcp' && (fromPort ?? 0) <= port && port <= (toPort ?? 65_535));

/** Whether the groups together let the whole Internet reach the port. */
const isOpen = (groups: readonly string[], port: number, { ingress, prefixLists }: Context): boolean | undefined => {
  let isSure = true;
  const ranges: string[] = [];
  for (const group of groups) {
    const rules = ingress.get(group);
    if (rules === undefined) isSure = false;
    for (const rule of rules ?? []) {
      if (!admits(rule, port)) continue;
      ranges.push(...rule.cidrs, ...rule.cidrs6);
      for (const list of rule.prefixLists) {
        const entries = prefixLists.get(list);
        if (entries === undefined) isSure = false;
        else ranges.push(...entries);
      }
    }
  }
  const readable = ranges.filter(isRange);
  if (coversInternet(readable)) return true;
  return isSure && readable.length === ranges.length ? false : undefined;
};

/** `AWS` or `CUSTOMER`, for a key named by ARN, alias or id. */
const managerOf = (
  key: string,
  { account, region, partition }: { readonly account: string; readonly region: string; readonly partition: string },
  { keyManagers }: Context,
): string | undefined => {
  const [, , , keyRegion = region, keyAccount = account, id = key] = key.startsWith('arn:') ? key.split(':') : [];
  if (id.startsWith('alias/')) return id.startsWith('alias/aws/') ? 'AWS' : 'CUSTOMER';
  if (keyAccount !== account) return 'CUSTOMER';
  const path = id.startsWith('key/') ? id : `key/${id}`;
  return keyManagers.get(`arn:${partition}:kms:${keyRegion}:${keyAccount}:${path}`);
};

/** The policies of `policies/redshift`. */
export const redshift = [
  check('redshift-audit-logging-enabled', type, ({ 'logging.auditLogs': logs }: Cluster) => {
    if (logs === undefined) return 'unknown';
    if (logs === null || logs.lastDeliveryFailed) return 'fail';
    return decide(
      logs.destination === 's3' || (logs.exports.includes('connectionlog') && logs.exports.includes('userlog')),
    );
  }),

  check('redshift-backup-enabled', type, ({ 'recovery.automatedRetentionDays': kept }: Cluster) =>
    decide(kept === undefined ? undefined : kept >= 7),
  ),

  check('redshift-cluster-encrypted', type, (cluster: Cluster) => {
    const atRest = cluster['encryption.atRest'];
    const pending = cluster['encryption.pending'];
    if (atRest === undefined || pending === undefined) return 'unknown';
    return pending === null || cluster.status === 'available' ? decide(atRest.enabled) : 'unknown';
  }),

  check('redshift-cluster-kms-enabled', type, ({ 'encryption.atRest': atRest }: Cluster, resource, context) => {
    if (atRest === undefined) return 'unknown';
    if (!atRest.enabled || atRest.key === null) return 'fail';
    const manager = managerOf(atRest.key, resource, context);
    return decide(manager === undefined ? undefined : manager === 'CUSTOMER');
  }),

  check('redshift-cluster-maintenancesettings-check', type, (cluster: Cluster) =>
    decide(cluster['maintenance.versionUpgrade']),
  ),

  check('redshift-cluster-multi-az-enabled', type, ({ nodeType, 'recovery.multiAz': multiAz }: Cluster) => {
    if (nodeType === undefined) return 'unknown';
    return nodeType.startsWith('ra3.') ? decide(multiAz) : 'not-applicable';
  }),

  check('redshift-cluster-public-access-check', type, ({ 'network.publiclyAccessible': isPublic }: Cluster) =>
    decide(isPublic === undefined ? undefined : !isPublic),
  ),

  check('redshift-default-admin-check', type, ({ masterUsername }: Cluster) =>
    decide(masterUsername === undefined ? undefined : masterUsername !== 'awsuser'),
  ),

  check('redshift-default-db-name-check', type, ({ databaseName }: Cluster) =>
    decide(databaseName === undefined ? undefined : databaseName !== 'dev'),
  ),

  check('redshift-enhanced-vpc-routing-enabled', type, (cluster: Cluster) =>
    decide(cluster['network.enhancedVpcRouting']),
  ),

  check('redshift-require-tls-ssl', type, ({ parameterGroups, parameters }: Cluster) => {
    if (parameterGroups === undefined || parameters === undefined) return 'unknown';
    if (parameterGroups.some((group) => (group.parameters['require_ssl'] ?? group.applyStatus) !== 'in-sync')) {
      return 'unknown';
    }
    const value = parameters['require_ssl'];
    return decide(value === undefined ? undefined : value.toLowerCase() === 'true');
  }),

  check('redshift-unrestricted-port-access', type, (cluster: Cluster, _resource, context) => {
    const groups = cluster['network.securityGroups'];
    const endpoint = cluster['network.endpoint'];
    if (groups === undefined) return 'unknown';
    const active = groups.filter(({ status }) => status === 'active').map(({ id }) => id);
    if (active.length === 0) return 'pass';
    if (endpoint === undefined) return 'unknown';
    const open = isOpen(active, endpoint?.port ?? 5439, context);
    return decide(open === undefined ? undefined : !open);
  }),
];

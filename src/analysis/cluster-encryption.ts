import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';

const clusterType = 'AWS::Redshift::Cluster';

/**
 * Whether what the cluster stores is encrypted. While Redshift moves the data from or to encryption, AWS does not say how far it
 * is: https://docs.aws.amazon.com/redshift/latest/mgmt/changing-cluster-encryption.html
 */
export const clusterDataEncryption: DerivedFact = defineDerived({
  type: clusterType,
  path: 'encryption.allData',
  schema: Type.Boolean({ description: 'Whether all data is encrypted at rest; unknown while Redshift migrates it.' }),
  reads: ['encryption.atRest', 'encryption.pending', 'status'],
  relation: null,
  derive: (cluster) => {
    const atRest = cluster.facts['encryption.atRest'] as { readonly enabled: boolean } | undefined;
    const pending = cluster.facts['encryption.pending'] as string | null | undefined;
    if (atRest === undefined) return unknownBecause(cluster, 'encryption.atRest');
    if (pending === undefined) return unknownBecause(cluster, 'encryption.pending');
    if (pending === null) return atRest.enabled;
    const status = cluster.facts['status'] as string | undefined;
    if (status === undefined) return unknownBecause(cluster, 'status');
    if (status === 'available') return atRest.enabled;
    return underWay(`the cluster is being migrated to encryption \`${pending}\` and its status is \`${status}\``);
  },
});

interface ParameterGroup {
  readonly applyStatus: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Whether a parameter is `true` for the cluster as it runs. A value that waits for a reboot is not in effect, and AWS does not report the
 * value that is: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-parameter-groups.html
 */
const isInEffect = (cluster: Resource, name: string): boolean | Underivable => {
  const groups = cluster.facts['parameterGroups'] as readonly ParameterGroup[] | undefined;
  const parameters = cluster.facts['parameters'] as Readonly<Record<string, string>> | undefined;
  if (groups === undefined) return unknownBecause(cluster, 'parameterGroups');
  if (parameters === undefined) return unknownBecause(cluster, 'parameters');
  for (const { applyStatus, parameters: applied } of groups) {
    const status = Object.hasOwn(applied, name) ? applied[name] : applyStatus;
    if (status !== 'in-sync') return underWay(`\`${name}\` is \`${status}\`: the value in effect is not reported`);
  }
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value !== undefined) return value.toLowerCase() === 'true';
  return new Underivable({
    operation: 'redshift:DescribeClusterParameters',
    code: UnknownCode.missingInAnswer,
    message: `the parameter group names no \`${name}\``,
  });
};

/** Whether the cluster refuses connections without TLS: https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html */
export const clusterTransitEncryption: DerivedFact = defineDerived({
  type: clusterType,
  path: 'encryption.inTransit',
  schema: Shape(
    { enforced: Type.Boolean({ description: 'Whether connections without TLS are refused.' }) },
    { description: 'Encryption in transit, by the parameter require_ssl that is in effect.' },
  ),
  reads: ['parameterGroups', 'parameters'],
  relation: null,
  derive: (cluster) => {
    const enforced = isInEffect(cluster, 'require_ssl');
    return enforced instanceof Underivable ? enforced : { enforced };
  },
});

/** Whether the cluster writes a user activity log at all: https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html */
export const clusterUserActivity: DerivedFact = defineDerived({
  type: clusterType,
  path: 'logging.userActivity',
  schema: Type.Boolean({
    description:
      'Whether statements are logged, by the parameter enable_user_activity_logging that is in effect. Where to is in `logging.auditLogs`.',
  }),
  reads: ['parameterGroups', 'parameters'],
  relation: null,
  derive: (cluster) => isInEffect(cluster, 'enable_user_activity_logging'),
});

const underWay = (message: string): Underivable =>
  new Underivable({ operation: 'redshift:DescribeClusters', code: UnknownCode.inProgress, message });

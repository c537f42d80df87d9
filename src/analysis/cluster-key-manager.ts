import { Known, Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import { keyManagers, managerOf } from './key-manager.ts';

const who = (description: string) => Nullable(Known(['AWS', 'CUSTOMER']), { description });

const clusterType = 'AWS::Redshift::Cluster';

/** Who manages the KMS key of a cluster. */
export const clusterKeyManager: DerivedFact = defineDerived({
  type: clusterType,
  path: 'encryption.keyManager',
  schema: who('Who manages the KMS key: AWS (`alias/aws/redshift`) or the customer; null where there is no KMS key.'),
  reads: ['encryption.atRest'],
  relation: keyManagers,
  derive: (cluster, index) => {
    const atRest = cluster.facts['encryption.atRest'] as { readonly key: string | null } | undefined;
    if (atRest === undefined) return unknownBecause(cluster, 'encryption.atRest');
    return atRest.key === null ? null : managerOf(index, atRest.key, cluster);
  },
});

/** Who manages the KMS key of the secret with a cluster's admin password. */
export const clusterPasswordKeyManager: DerivedFact = defineDerived({
  type: clusterType,
  path: 'masterPasswordKeyManager',
  schema: who(
    'Who manages the KMS key of the secret with the admin password: AWS (`alias/aws/secretsmanager`) or the customer; null where Secrets ' +
      'Manager does not keep it.',
  ),
  reads: ['masterPasswordManaged', 'masterPasswordKey'],
  relation: keyManagers,
  derive: (cluster, index) => {
    const isManaged = cluster.facts['masterPasswordManaged'] as boolean | undefined;
    const key = cluster.facts['masterPasswordKey'] as string | null | undefined;
    if (isManaged === undefined) return unknownBecause(cluster, 'masterPasswordManaged');
    if (!isManaged) return null;
    if (key === undefined) return unknownBecause(cluster, 'masterPasswordKey');
    return key === null ? 'AWS' : managerOf(index, key, cluster);
  },
});

/** Who manages the KMS key of snapshots that are copied into a Region. */
export const copyGrantKeyManager: DerivedFact = defineDerived({
  type: 'AWS::Redshift::SnapshotCopyGrant',
  path: 'encryption.keyManager',
  schema: Known(['AWS', 'CUSTOMER'], {
    description: 'Who manages the KMS key: AWS (`alias/aws/redshift`, also where none is named) or the customer.',
  }),
  reads: ['key'],
  relation: keyManagers,
  derive: (grant, index) => {
    const key = grant.facts['key'] as string | null | undefined;
    if (key === undefined) return unknownBecause(grant, 'key');
    return key === null ? 'AWS' : managerOf(index, key, grant);
  },
});

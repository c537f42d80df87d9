import { Known, Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';
import { keyManagers, managerOf } from './key-manager.ts';

/** Who manages the KMS key of a cluster. */
export const clusterKeyManager: DerivedFact = defineDerived({
  type: 'AWS::Redshift::Cluster',
  path: 'encryption.keyManager',
  schema: Nullable(Known(['AWS', 'CUSTOMER']), {
    description: 'Who manages the KMS key: AWS (`alias/aws/redshift`) or the customer; null where there is no KMS key.',
  }),
  reads: ['encryption.atRest'],
  relation: keyManagers,
  derive: (cluster, index) => {
    const atRest = cluster.facts['encryption.atRest'] as { readonly key: string | null } | undefined;
    if (atRest === undefined) return unknownBecause(cluster, 'encryption.atRest');
    return atRest.key === null ? null : managerOf(index, atRest.key, cluster);
  },
});

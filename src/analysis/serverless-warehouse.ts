import { Type } from 'typebox';
import { Known, Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { serverlessSnapshotSurface } from './access/trust/granted-actions.ts';
import { unknownBecause } from './derive.ts';
import { keyManagers, managerOf } from './key-manager.ts';
import { firewalls, openGroups } from './open-security-groups.ts';
import { resourcePolicy } from './resource-policy.ts';
import { outsideEntries } from './trusted-outside.ts';

// What of Amazon Redshift Serverless rests on other resources, or on a policy.

const workgroupType = 'AWS::RedshiftServerless::Workgroup';

/** Who manages the KMS key of a namespace. */
export const namespaceKeyManager: DerivedFact = defineDerived({
  type: 'AWS::RedshiftServerless::Namespace',
  path: 'encryption.keyManager',
  schema: Nullable(Known(['AWS', 'CUSTOMER']), {
    description: 'Who manages the KMS key: AWS or the customer; null for a key that AWS owns.',
  }),
  reads: ['encryption.atRest'],
  relation: keyManagers,
  derive: (namespace, index) => {
    const atRest = namespace.facts['encryption.atRest'] as { readonly key: string | null } | undefined;
    if (atRest === undefined) return unknownBecause(namespace, 'encryption.atRest');
    return atRest.key === null ? null : managerOf(index, atRest.key, namespace);
  },
});

/** Security groups that let the whole Internet reach a workgroup's port. */
export const workgroupOpenGroups: DerivedFact = defineDerived({
  type: workgroupType,
  path: 'network.openSecurityGroups',
  schema: Type.Array(Type.String(), {
    description:
      "Security groups that open the workgroup's port to every IPv4 or every IPv6 address, prefix lists expanded. Where one is named, others " +
      'may be among those that could not be read.',
  }),
  reads: ['network.port', 'network.securityGroups'],
  relation: firewalls,
  derive: (workgroup, index) => {
    const port = workgroup.facts['network.port'] as number | undefined;
    const groups = workgroup.facts['network.securityGroups'] as readonly string[] | undefined;
    if (groups === undefined) return unknownBecause(workgroup, 'network.securityGroups');
    if (port === undefined) return unknownBecause(workgroup, 'network.port');
    const open = openGroups(index, groups, port, workgroup);
    return 'because' in open ? new Underivable(open.because) : open;
  },
});

const path = 'access.outside';
const schema = Type.Array(
  Shape({
    id: Type.String({
      description: 'An account, organization or whoever else a policy lets in (* for everybody), or a VPC (* for any).',
    }),
    organization: Nullable(Type.String(), { description: 'The organization that the grant is confined to.' }),
    by: OneOf(['policy', 'restore-access', 'network'], {
      description: 'The resource policy, the list of accounts that may restore, or a way through the network.',
    }),
  }),
  { description: 'Who outside the account is let in.' },
);

const restorableBy = 'access.restorableBy';

/** Who outside may restore a snapshot. */
export const serverlessSnapshotOutside: DerivedFact = defineDerived({
  type: 'AWS::RedshiftServerless::Snapshot',
  path,
  schema,
  reads: [resourcePolicy, restorableBy],
  relation: null,
  derive: (snapshot) => {
    const entries = outsideEntries(snapshot, serverlessSnapshotSurface);
    if (entries instanceof Underivable) return entries;
    const accounts = snapshot.facts[restorableBy] as readonly string[] | undefined;
    if (accounts === undefined) return unknownBecause(snapshot, restorableBy);
    const byPolicy = entries.map(({ id, organization }) => ({ id, organization, by: 'policy' as const }));
    // The accounts that the policy names are on the list too.
    const others = accounts.filter((id) => id !== snapshot.account && byPolicy.every((entry) => entry.id !== id));
    return [...byPolicy, ...others.map((id) => ({ id, organization: null, by: 'restore-access' as const }))];
  },
});

/** From which networks outside a workgroup is reached. AWS tells the VPCs and not whose they are. */
export const workgroupOutside: DerivedFact = defineDerived({
  type: workgroupType,
  path,
  schema,
  reads: ['network.crossAccountVpcs'],
  relation: null,
  derive: (workgroup) => {
    const vpcs = workgroup.facts['network.crossAccountVpcs'] as readonly string[] | undefined;
    if (vpcs === undefined) return unknownBecause(workgroup, 'network.crossAccountVpcs');
    return vpcs.map((id) => ({ id, organization: null, by: 'network' as const }));
  },
});

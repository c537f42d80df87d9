import { Type } from 'typebox';
import { defineModel, Nullable, Opaque, Shape, Timestamp } from '../../../model/define.ts';
import { type PolicyDocumentValue, Tags } from '../../../model/facets.ts';
import { AttachedPolicies, InlinePolicies, Path, PermissionsBoundary, ServiceAccess, UniqueId } from '../facets.ts';

/** An IAM role. */
export const role = defineModel('AWS::IAM::Role', 'An IAM role.', {
  path: Path,
  uniqueId: UniqueId,
  createdAt: Timestamp(),
  description: Nullable(Type.String()),
  'access.policyDocument': Nullable(Opaque<PolicyDocumentValue>(), {
    description:
      'The trust policy, which says who may assume the role: the policy of the role as a resource. Never null.',
  }),
  attachedPolicies: AttachedPolicies,
  inlinePolicies: InlinePolicies,
  permissionsBoundary: PermissionsBoundary,
  instanceProfiles: Type.Array(Type.String(), {
    description: 'ARNs of the instance profiles that hold the role, sorted.',
  }),
  isServiceLinked: Type.Boolean({ description: 'An AWS service owns the role and alone may change it.' }),
  lastUsed: Nullable(Shape({ at: Timestamp(), region: Nullable(Type.String()) }), {
    description: 'Null: not in the last 400 days, for which AWS tracks it.',
  }),
  serviceAccess: ServiceAccess,
  maxSessionSeconds: Type.Integer({ description: 'How long a session may last: 3600 to 43200.' }),
  tags: Tags,
});

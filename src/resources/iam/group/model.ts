import { Type } from 'typebox';
import { defineModel, Timestamp } from '../../../model/define.ts';
import { AttachedPolicies, InlinePolicies, Path, UniqueId } from '../facets.ts';

/** An IAM group. */
export const group = defineModel('AWS::IAM::Group', 'An IAM group: users who share the policies of the group.', {
  path: Path,
  uniqueId: UniqueId,
  createdAt: Timestamp(),
  members: Type.Array(Type.String(), { description: 'Names of the users in the group, sorted.' }),
  attachedPolicies: AttachedPolicies,
  inlinePolicies: InlinePolicies,
});

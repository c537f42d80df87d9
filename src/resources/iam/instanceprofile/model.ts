import { defineModel, Timestamp } from '../../../model/define.ts';
import { ExecutionRole } from '../../../model/facets.ts';
import { Path, UniqueId } from '../facets.ts';

/** An instance profile. */
export const instanceProfile = defineModel(
  'AWS::IAM::InstanceProfile',
  'An instance profile: what hands a role to EC2 instances.',
  {
    path: Path,
    uniqueId: UniqueId,
    createdAt: Timestamp(),
    executionRole: ExecutionRole,
  },
);

import { Type } from 'typebox';
import { defineModel, Nullable, Opaque, Timestamp } from '../../../model/define.ts';
import { type PolicyDocumentValue, Tags } from '../../../model/facets.ts';
import { Path, UniqueId } from '../facets.ts';

/** A customer managed policy. */
export const managedPolicy = defineModel(
  'AWS::IAM::ManagedPolicy',
  "A customer managed IAM policy. AWS's own that the account uses are of the type AWS::IAM::AWSManagedPolicy.",
  {
    path: Path,
    uniqueId: UniqueId,
    createdAt: Timestamp(),
    updatedAt: Timestamp({ description: 'When its newest version was made.' }),
    description: Nullable(Type.String()),
    document: Opaque<PolicyDocumentValue>({ description: 'The default version, which is the one in force.' }),
    defaultVersion: Type.String({ description: 'Id of the version in force: v3.' }),
    versions: Type.Integer({ minimum: 1, description: 'How many versions are kept.' }),
    attachedTo: Type.Array(Type.String(), {
      description: 'ARNs of the users, groups and roles it is attached to, sorted.',
    }),
    boundaryOf: Type.Array(Type.String(), {
      description: 'ARNs of the users and roles whose permissions boundary it is, sorted.',
    }),
    tags: Tags,
  },
);

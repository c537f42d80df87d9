import { Type } from 'typebox';
import { defineModel, Opaque, Timestamp } from '../../../model/define.ts';
import type { PolicyDocumentValue } from '../../../model/facets.ts';
import { Path } from '../facets.ts';

/** A managed policy of AWS that the account uses. */
export const awsManagedPolicy = defineModel(
  'AWS::IAM::AWSManagedPolicy',
  'A managed policy of AWS that a user, group or role of the account has attached, or as its boundary. Each account that uses it has ' +
    'it once, by an ARN of ours that holds the account: `arn:aws:iam::111122223333:aws-policy/AdministratorAccess`.',
  {
    policyArn: Type.String({
      description:
        'The ARN that AWS gives it and `attachedPolicies` names: arn:aws:iam::aws:policy/AdministratorAccess.',
    }),
    path: Path,
    updatedAt: Timestamp({ description: 'When AWS made its newest version.' }),
    document: Opaque<PolicyDocumentValue>({ description: 'The default version, which is the one in force.' }),
    defaultVersion: Type.String({ description: 'Id of the version in force: v3.' }),
    attachedTo: Type.Array(Type.String(), {
      description: 'ARNs of the users, groups and roles it is attached to, sorted.',
    }),
    boundaryOf: Type.Array(Type.String(), {
      description: 'ARNs of the users and roles whose permissions boundary it is, sorted.',
    }),
  },
);

import { Type } from 'typebox';
import { Nullable, Shape, Timestamp } from '../../model/define.ts';

// Facts that several IAM types have, in one shape and by one name.

/** Fact `path`. */
export const Path = Type.String({ description: "IAM path: '/' where none was given." });

/** Fact `uniqueId`. */
export const UniqueId = Type.String({
  description:
    'The id that AWS never gives out again (AIDA…, AGPA…, AROA…, ANPA…, ASCA…): policies hold it once their principal is deleted.',
});

/** Fact `attachedPolicies`. */
export const AttachedPolicies = Type.Array(Type.String(), {
  description: 'ARNs of the managed policies attached, customer and AWS managed alike, sorted.',
});

/** Fact `inlinePolicies`; the documents are resources of type AWS::IAM::Policy. */
export const InlinePolicies = Type.Array(Type.String(), { description: 'Names of the inline policies, sorted.' });

/** Fact `permissionsBoundary`. */
export const PermissionsBoundary = Nullable(Type.String(), {
  description: 'ARN of the managed policy that bounds what other policies may grant; null without one.',
});

/** An active access key, as the credential report has it. */
export const ActiveAccessKey = Shape({
  slot: Type.Integer({
    minimum: 1,
    description: 'Which of the keys: 1 or 2, more only where AWS has raised the quota.',
  }),
  rotatedAt: Timestamp({ description: 'When it was created or last changed.' }),
  lastUsedAt: Nullable(Timestamp(), {
    description:
      'When it last signed a request, to 15 minutes; null: never, or not since AWS began to track it on 22 April 2015.',
  }),
  lastUsedRegion: Nullable(Type.String(), { description: 'Null also for services that have no Regions.' }),
  lastUsedService: Nullable(Type.String(), { description: 'The service, as in IAM actions: s3, ec2.' }),
});

/** Fact `serviceAccess`. */
export const ServiceAccess = Nullable(
  Type.Array(
    Shape({
      service: Type.String({ description: 'As in IAM actions: s3, ec2.' }),
      lastUsedAt: Nullable(Timestamp(), {
        description: 'When it was last tried, also in vain; null: not in the 400 days for which AWS tracks it.',
      }),
    }),
  ),
  {
    description:
      'The services that its policies let it use, and when it last did, by name: a report that AWS makes on request, for each. Null for ' +
      'users without password and active access keys, and for service-linked roles.',
  },
);

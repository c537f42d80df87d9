import { Type } from 'typebox';
import { defineModel, Known, Nullable } from '../../../model/define.ts';
import { PolicyDocument, PolicyStatus, PublicAccessBlock } from '../../../model/facets.ts';

/** An access point of a general purpose bucket. */
export const accessPoint = defineModel(
  'AWS::S3::AccessPoint',
  'An S3 access point of a general purpose bucket: another name for it, with a policy of its own.',
  {
    bucket: Type.String({ description: "The bucket's name." }),
    bucketAccount: Nullable(Type.String(), {
      description: 'The account that owns the bucket; null where AWS does not say.',
    }),
    alias: Nullable(Type.String(), {
      description: 'The name that stands in for a bucket name; null when it has none.',
    }),
    'access.policyDocument': PolicyDocument,
    'access.policyStatus': PolicyStatus,
    'access.publicAccessBlock': PublicAccessBlock,
    'network.origin': Known(['Internet', 'VPC'], { description: 'VPC: only requests from one VPC are accepted.' }),
    'network.vpc': Nullable(Type.String(), { description: 'The id of that VPC; null with origin Internet.' }),
  },
);

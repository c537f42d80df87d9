import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';
import { PolicyDocument, PolicyStatus, PublicAccessBlock } from '../../../model/facets.ts';

/** A Multi-Region Access Point. */
export const multiRegionAccessPoint = defineModel(
  'AWS::S3::MultiRegionAccessPoint',
  'An S3 Multi-Region Access Point: one global name for buckets in several Regions. It exists in the partition `aws` only.',
  {
    alias: Type.String({ description: 'The name that requests and the ARN use: `mfzwi23gnjvgw.mrap`.' }),
    status: Known([
      'READY',
      'INCONSISTENT_ACROSS_REGIONS',
      'CREATING',
      'PARTIALLY_CREATED',
      'PARTIALLY_DELETED',
      'DELETING',
    ]),
    buckets: Type.Array(
      Shape({
        bucket: Type.String({ description: "The bucket's name." }),
        account: Nullable(Type.String(), {
          description: 'The account that owns the bucket; null where AWS does not say.',
        }),
        region: Nullable(Type.String(), { description: 'Null where AWS does not say.' }),
      }),
      { description: 'The buckets that requests are routed to.' },
    ),
    'access.policyDocument': PolicyDocument,
    'access.proposedPolicyDocument': PolicyDocument,
    'access.policyStatus': PolicyStatus,
    'access.publicAccessBlock': PublicAccessBlock,
  },
);

import {
  GetMultiRegionAccessPointPolicyCommand,
  GetMultiRegionAccessPointPolicyStatusCommand,
  type MultiRegionAccessPointReport,
  paginateListMultiRegionAccessPoints,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { call, defineLive, from, given, listed, policyDocument } from '../../live.ts';
import { readPolicyStatus } from '../read-policy-status.ts';
import { readPublicAccessBlock } from '../read-public-access-block.ts';
import { multiRegionAccessPoint } from './model.ts';

const policy = call(
  's3-control:GetMultiRegionAccessPointPolicy',
  S3ControlClient,
  (client: S3ControlClient, { Name }: MultiRegionAccessPointReport, { account }) =>
    client.send(new GetMultiRegionAccessPointPolicyCommand({ AccountId: account, Name })),
  { actions: ['s3:GetMultiRegionAccessPointPolicy'], noneOn: ['NoSuchMultiRegionAccessPointPolicy'] },
);

const policyStatus = call(
  's3-control:GetMultiRegionAccessPointPolicyStatus',
  S3ControlClient,
  (client: S3ControlClient, { Name }: MultiRegionAccessPointReport, { account }) =>
    client.send(new GetMultiRegionAccessPointPolicyStatusCommand({ AccountId: account, Name })),
  { actions: ['s3:GetMultiRegionAccessPointPolicyStatus'], noneOn: ['NoSuchMultiRegionAccessPointPolicy'] },
);

const aliased = ({ Alias }: MultiRegionAccessPointReport): string => given(Alias, 'the alias');

export default defineLive(multiRegionAccessPoint, {
  scope: 'account',
  // AWS answers for all Regions in us-west-2:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
  listIn: ({ partition }) => (partition === 'aws' ? 'us-west-2' : null),
  list: {
    operations: ['s3-control:ListMultiRegionAccessPoints'],
    actions: ['s3:ListMultiRegionAccessPoints'],
    client: S3ControlClient,
    async *seeds(client: S3ControlClient, { account }): AsyncIterable<MultiRegionAccessPointReport> {
      const pages = paginateListMultiRegionAccessPoints({ client, pageSize: 1000 }, { AccountId: account });
      for await (const { AccessPoints } of pages) yield* AccessPoints ?? [];
    },
    needs: [],
  },
  name: ({ Name }: MultiRegionAccessPointReport) => given(Name, 'the name of a Multi-Region Access Point'),
  arn: (seed, { partition, account }) => `arn:${partition}:s3::${account}:accesspoint/${aliased(seed)}`,

  facts: {
    alias: listed(aliased),
    status: listed(({ Status }: MultiRegionAccessPointReport) => given(Status, 'the status')),
    buckets: listed(({ Regions }: MultiRegionAccessPointReport) =>
      given(Regions, 'the Regions').map(({ Bucket, BucketAccountId, Region }) => ({
        bucket: given(Bucket, 'the bucket of a Region'),
        account: BucketAccountId ?? null,
        region: Region ?? null,
      })),
    ),
    'access.policyDocument': from(policy, ({ Policy }) =>
      Policy?.Established?.Policy === undefined ? null : policyDocument(Policy.Established.Policy),
    ),
    'access.proposedPolicyDocument': from(policy, ({ Policy }) =>
      Policy?.Proposed?.Policy === undefined ? null : policyDocument(Policy.Proposed.Policy),
    ),
    'access.policyStatus': from(policyStatus, ({ Established }) => readPolicyStatus(Established)),
    'access.publicAccessBlock': listed(({ PublicAccessBlock }: MultiRegionAccessPointReport) =>
      readPublicAccessBlock(PublicAccessBlock),
    ),
  },
});

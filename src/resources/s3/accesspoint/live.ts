import {
  type AccessPoint,
  GetAccessPointCommand,
  GetAccessPointPolicyCommand,
  GetAccessPointPolicyStatusCommand,
  paginateListAccessPoints,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { call, defineLive, from, given, listed, policyDocument } from '../../live.ts';
import { readPolicyStatus } from '../read-policy-status.ts';
import { readPublicAccessBlock } from '../read-public-access-block.ts';
import { accessPoint } from './model.ts';

const describe = call(
  's3-control:GetAccessPoint',
  S3ControlClient,
  (client: S3ControlClient, { Name }: AccessPoint, { account }) =>
    client.send(new GetAccessPointCommand({ AccountId: account, Name })),
  { actions: ['s3:GetAccessPoint'] },
);

const policy = call(
  's3-control:GetAccessPointPolicy',
  S3ControlClient,
  (client: S3ControlClient, { Name }: AccessPoint, { account }) =>
    client.send(new GetAccessPointPolicyCommand({ AccountId: account, Name })),
  { actions: ['s3:GetAccessPointPolicy'], noneOn: ['NoSuchAccessPointPolicy'] },
);

const policyStatus = call(
  's3-control:GetAccessPointPolicyStatus',
  S3ControlClient,
  (client: S3ControlClient, { Name }: AccessPoint, { account }) =>
    client.send(new GetAccessPointPolicyStatusCommand({ AccountId: account, Name })),
  { actions: ['s3:GetAccessPointPolicyStatus'], noneOn: ['NoSuchAccessPointPolicy'] },
);

const named = ({ Name }: AccessPoint): string => given(Name, 'the name of an access point');

export default defineLive(accessPoint, {
  scope: 'region',
  list: {
    operations: ['s3-control:ListAccessPoints'],
    actions: ['s3:ListAccessPoints'],
    client: S3ControlClient,
    async *seeds(client: S3ControlClient, { account }): AsyncIterable<AccessPoint> {
      const pages = paginateListAccessPoints({ client, pageSize: 1000 }, { AccountId: account });
      for await (const { AccessPointList } of pages) yield* AccessPointList ?? [];
    },
    needs: [],
  },
  name: named,
  arn: (seed, { partition, region, account }) => `arn:${partition}:s3:${region}:${account}:accesspoint/${named(seed)}`,

  facts: {
    bucket: listed(({ Bucket }: AccessPoint) => given(Bucket, 'the bucket')),
    bucketAccount: listed(({ BucketAccountId }: AccessPoint) => BucketAccountId ?? null),
    alias: listed(({ Alias }: AccessPoint) => Alias ?? null),
    'access.policyDocument': from(policy, ({ Policy }) => policyDocument(Policy)),
    'access.policyStatus': from(policyStatus, ({ PolicyStatus }) => readPolicyStatus(PolicyStatus)),
    'access.publicAccessBlock': from(describe, ({ PublicAccessBlockConfiguration }) =>
      readPublicAccessBlock(PublicAccessBlockConfiguration),
    ),
    'network.origin': listed(({ NetworkOrigin }: AccessPoint) => given(NetworkOrigin, 'the network origin')),
    'network.vpc': listed(({ VpcConfiguration }: AccessPoint) => VpcConfiguration?.VpcId ?? null),
  },
});

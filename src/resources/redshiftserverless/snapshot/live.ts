import {
  GetResourcePolicyCommand,
  paginateListSnapshots,
  RedshiftServerlessClient,
  type Snapshot,
} from '@aws-sdk/client-redshift-serverless';
import { call, defineLive, from, given, instant, listed, policyDocument } from '../../live.ts';
import { encryptionAtRest } from '../encryption-at-rest.ts';
import { snapshot } from './model.ts';

const snapshotArn = ({ snapshotArn: arn }: Snapshot): string => given(arn, 'the ARN of the snapshot');

/** https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetResourcePolicy.html */
const resourcePolicy = call(
  'redshift-serverless:GetResourcePolicy',
  RedshiftServerlessClient,
  async (client: RedshiftServerlessClient, seed: Snapshot) =>
    given(
      (await client.send(new GetResourcePolicyCommand({ resourceArn: snapshotArn(seed) }))).resourcePolicy,
      'the resource policy',
    ),
  { noneOn: ['ResourceNotFoundException'] },
);

export default defineLive(snapshot, {
  scope: 'region',
  list: {
    operations: ['redshift-serverless:ListSnapshots'],
    actions: ['redshift-serverless:ListSnapshots'],
    client: RedshiftServerlessClient,
    needs: [],
    async *seeds(client: RedshiftServerlessClient): AsyncIterable<Snapshot> {
      for await (const { snapshots } of paginateListSnapshots({ client, pageSize: 100 }, {})) {
        yield* given(snapshots, 'the snapshots');
      }
    },
  },
  name: ({ snapshotName }) => given(snapshotName, 'the name of the snapshot'),
  arn: snapshotArn,

  facts: {
    namespace: listed(({ namespaceName }: Snapshot) => given(namespaceName, 'the namespace of the snapshot')),
    createdAt: listed(({ snapshotCreateTime }: Snapshot) => instant(given(snapshotCreateTime, 'when it was made'))),
    status: listed(({ status }: Snapshot) => given(status, 'the status of the snapshot')),
    'access.policyDocument': from(resourcePolicy, ({ policy }) => policyDocument(policy)),
    // AWS leaves the lists out where the snapshot is shared with nobody.
    'access.restorableBy': listed(({ accountsWithRestoreAccess, accountsWithProvisionedRestoreAccess }: Snapshot) =>
      [...new Set([...(accountsWithRestoreAccess ?? []), ...(accountsWithProvisionedRestoreAccess ?? [])])].sort(),
    ),
    'encryption.atRest': listed(({ kmsKeyId }: Snapshot) =>
      encryptionAtRest(given(kmsKeyId, 'the key of the snapshot')),
    ),
    'recovery.retentionDays': listed(({ snapshotRetentionPeriod }: Snapshot) => {
      const days = given(snapshotRetentionPeriod, 'how long the snapshot is kept');
      return days === -1 ? null : days;
    }),
  },
});

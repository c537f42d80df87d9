import { EC2Client, GetSnapshotBlockPublicAccessStateCommand } from '@aws-sdk/client-ec2';
import { defineLive, from, given, shared } from '../../live.ts';
import { snapshotBlockPublicAccess } from './model.ts';

const settingName = 'snapshot-block-public-access';

const setting = shared('ec2:GetSnapshotBlockPublicAccessState', EC2Client, (client) =>
  client.send(new GetSnapshotBlockPublicAccessStateCommand({})),
);

export default defineLive(snapshotBlockPublicAccess, {
  scope: 'region',
  list: {
    // Every Region has the setting: there is nothing to ask.
    operations: [],
    actions: [],
    client: EC2Client,
    needs: [],
    async *seeds() {
      yield settingName;
    },
  },
  name: (seed) => seed,
  arn: (seed, { partition, region, account }) => `arn:${partition}:ec2:${region}:${account}:${seed}`,

  facts: {
    state: from(setting, ({ State }) => given(State, 'the state of block public access')),
    managedBy: from(setting, ({ ManagedBy }) => given(ManagedBy, 'who manages the state')),
  },
});

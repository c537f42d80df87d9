import { EC2Client, GetSnapshotBlockPublicAccessStateCommand } from '@aws-sdk/client-ec2';
import { defineLive, from, given, oncePerRegion, shared } from '../../live.ts';
import { snapshotBlockPublicAccess } from './model.ts';

const setting = shared('ec2:GetSnapshotBlockPublicAccessState', EC2Client, (client) =>
  client.send(new GetSnapshotBlockPublicAccessStateCommand({})),
);

export default defineLive(snapshotBlockPublicAccess, {
  ...oncePerRegion(EC2Client, 'ec2', 'snapshot-block-public-access', { named: 'id' }),
  facts: {
    state: from(setting, ({ State }) => given(State, 'the state of block public access')),
    managedBy: from(setting, ({ ManagedBy }) => given(ManagedBy, 'who manages the state')),
  },
});

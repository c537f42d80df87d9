import { EC2Client, GetImageBlockPublicAccessStateCommand } from '@aws-sdk/client-ec2';
import { defineLive, from, given, shared } from '../../live.ts';
import { imageBlockPublicAccess } from './model.ts';

const settingName = 'image-block-public-access';

const setting = shared('ec2:GetImageBlockPublicAccessState', EC2Client, (client) =>
  client.send(new GetImageBlockPublicAccessStateCommand({})),
);

export default defineLive(imageBlockPublicAccess, {
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
    state: from(setting, ({ ImageBlockPublicAccessState }) =>
      given(ImageBlockPublicAccessState, 'the state of block public access'),
    ),
    managedBy: from(setting, ({ ManagedBy }) => given(ManagedBy, 'who manages the state')),
  },
});

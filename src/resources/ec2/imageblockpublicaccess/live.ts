import { EC2Client, GetImageBlockPublicAccessStateCommand } from '@aws-sdk/client-ec2';
import { defineLive, from, given, oncePerRegion, shared } from '../../live.ts';
import { imageBlockPublicAccess } from './model.ts';

const setting = shared('ec2:GetImageBlockPublicAccessState', EC2Client, (client) =>
  client.send(new GetImageBlockPublicAccessStateCommand({})),
);

export default defineLive(imageBlockPublicAccess, {
  ...oncePerRegion(EC2Client, 'ec2', 'image-block-public-access', { named: 'id' }),
  facts: {
    state: from(setting, ({ ImageBlockPublicAccessState }) =>
      given(ImageBlockPublicAccessState, 'the state of block public access'),
    ),
    managedBy: from(setting, ({ ManagedBy }) => given(ManagedBy, 'who manages the state')),
  },
});

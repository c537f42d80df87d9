import { IAMClient, type InstanceProfile } from '@aws-sdk/client-iam';
import { type AskShared, type At, defineLive, given, instant, listed } from '../../live.ts';
import { instanceProfiles, roleIn } from '../instance-profiles.ts';
import { instanceProfile } from './model.ts';

export default defineLive(instanceProfile, {
  scope: 'account',
  list: {
    operations: instanceProfiles.operations,
    actions: instanceProfiles.actions,
    client: IAMClient,
    async *seeds(_client: IAMClient, _at: At, answerOf: AskShared): AsyncIterable<InstanceProfile> {
      yield* (await answerOf(instanceProfiles)).values();
    },
    needs: [instanceProfiles],
  },
  name: ({ InstanceProfileName }) => given(InstanceProfileName, 'the name of an instance profile'),
  arn: ({ Arn }) => given(Arn, 'the ARN of an instance profile'),

  facts: {
    path: listed(({ Path }: InstanceProfile) => given(Path, 'the path of an instance profile')),
    uniqueId: listed(({ InstanceProfileId }: InstanceProfile) =>
      given(InstanceProfileId, 'the id of an instance profile'),
    ),
    createdAt: listed(({ CreateDate }: InstanceProfile) =>
      instant(given(CreateDate, 'when an instance profile was created')),
    ),
    executionRole: listed(roleIn),
  },
});

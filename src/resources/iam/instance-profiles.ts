import { IAMClient, type InstanceProfile, paginateListInstanceProfiles } from '@aws-sdk/client-iam';
import { given, mainRegion, shared } from '../live.ts';

/** All instance profiles, by ARN: also asked for from Regions, whose instances name their profile only. */
export const instanceProfiles = shared(
  'iam:ListInstanceProfiles',
  IAMClient,
  async (client): Promise<ReadonlyMap<string, InstanceProfile>> => {
    const found = new Map<string, InstanceProfile>();
    for await (const { InstanceProfiles } of paginateListInstanceProfiles({ client, pageSize: 1000 }, {})) {
      for (const one of given(InstanceProfiles, 'the instance profiles')) {
        found.set(given(one.Arn, 'the ARN of an instance profile'), one);
      }
    }
    return found;
  },
  { region: ({ partition }) => mainRegion(partition) },
);

/** The ARN of the role in an instance profile, which holds one at most. */
export const roleIn = ({ Roles }: InstanceProfile): string | null => {
  const [role] = given(Roles, 'the roles of an instance profile');
  return role === undefined ? null : given(role.Arn, 'the ARN of a role');
};

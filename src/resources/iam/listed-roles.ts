import { IAMClient, paginateListRoles, type Role } from '@aws-sdk/client-iam';
import { given, mainRegion, shared } from '../live.ts';

/** The roles of an account; names are unique in it. */
interface ListedRoles {
  readonly byArn: ReadonlyMap<string, Role>;
  readonly byName: ReadonlyMap<string, Role>;
}

/** All roles of the account, asked once for every type that needs them. */
export const listedRoles = shared(
  'iam:ListRoles',
  IAMClient,
  async (client): Promise<ListedRoles> => {
    const byArn = new Map<string, Role>();
    const byName = new Map<string, Role>();
    for await (const { Roles } of paginateListRoles({ client, pageSize: 1000 }, {})) {
      for (const role of given(Roles, 'the roles')) {
        byArn.set(given(role.Arn, 'the ARN of a role'), role);
        byName.set(given(role.RoleName, 'the name of a role'), role);
      }
    }
    return { byArn, byName };
  },
  { region: ({ partition }) => mainRegion(partition) },
);

import { GlueClient, type Job, paginateGetJobs } from '@aws-sdk/client-glue';
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { defineLive, fromAll, given, instant, listed, mainRegion, shared } from '../../live.ts';
import { job } from './model.ts';

const jobName = ({ Name }: Job): string => given(Name, 'the name of a job');

/** The ARNs of all roles, by name: a job may name its role without the path that is in the ARN. */
const roleArns = shared(
  'iam:ListRoles',
  IAMClient,
  async (client): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>();
    for await (const { Roles } of paginateListRoles({ client, pageSize: 1000 }, {})) {
      for (const { RoleName, Arn } of given(Roles, 'the roles')) {
        found.set(given(RoleName, 'the name of a role'), given(Arn, 'the ARN of a role'));
      }
    }
    return found;
  },
  { region: ({ partition }) => mainRegion(partition) },
);

export default defineLive(job, {
  scope: 'region',
  list: {
    operations: ['glue:GetJobs'],
    actions: ['glue:GetJobs'],
    client: GlueClient,
    needs: [],
    async *seeds(client: GlueClient): AsyncIterable<Job> {
      for await (const { Jobs } of paginateGetJobs({ client, pageSize: 200 }, {})) yield* Jobs ?? [];
    },
  },
  name: jobName,
  arn: (seed, { partition, region, account }) => `arn:${partition}:glue:${region}:${account}:job/${jobName(seed)}`,

  facts: {
    command: listed(({ Command }: Job) => Command?.Name ?? null),
    script: listed(({ Command }: Job) => Command?.ScriptLocation || null),
    createdAt: listed(({ CreatedOn }: Job) => instant(given(CreatedOn, 'when a job was created'))),
    executionRole: fromAll([roleArns], async ([arns], { Role }: Job) => {
      const role = given(Role, 'the role of a job');
      return role.startsWith('arn:') ? role : given((await arns()).get(role), 'the role of a job among the roles');
    }),
    securityConfiguration: listed(({ SecurityConfiguration }: Job) => SecurityConfiguration || null),
    argumentNames: listed(({ DefaultArguments }: Job) => Object.keys(DefaultArguments ?? {}).sort()),
  },
});

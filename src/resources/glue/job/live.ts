import { GlueClient, type Job, paginateGetJobs } from '@aws-sdk/client-glue';
import { listedRoles } from '../../iam/listed-roles.ts';
import { defineLive, fromAll, given, instant, listed } from '../../live.ts';
import { job } from './model.ts';

const jobName = ({ Name }: Job): string => given(Name, 'the name of a job');

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
    // A job may name its role without the path that is in the ARN.
    executionRole: fromAll([listedRoles], async ([roles], { Role }: Job) => {
      const name = given(Role, 'the role of a job');
      if (name.startsWith('arn:')) return name;
      return given((await roles()).byName.get(name)?.Arn, 'the role of a job among the roles');
    }),
    securityConfiguration: listed(({ SecurityConfiguration }: Job) => SecurityConfiguration || null),
    argumentNames: listed(({ DefaultArguments }: Job) => Object.keys(DefaultArguments ?? {}).sort()),
  },
});

import { type JobSummary, Macie2Client, paginateListClassificationJobs } from '@aws-sdk/client-macie2';
import { type AskShared, type At, defineLive, given, listed, shared } from '../../live.ts';
import { askMacie } from '../ask-macie.ts';
import { classificationJob } from './model.ts';

const allJobs = async (client: Macie2Client): Promise<readonly JobSummary[]> => {
  const found: JobSummary[] = [];
  for await (const page of paginateListClassificationJobs({ client }, {})) found.push(...given(page.items, 'the jobs'));
  return found;
};

const jobs = shared('macie2:ListClassificationJobs', Macie2Client, (client, { region }) =>
  askMacie(region, () => allJobs(client)),
);

export default defineLive(classificationJob, {
  scope: 'region',
  list: {
    operations: jobs.operations,
    actions: jobs.actions,
    client: Macie2Client,
    async *seeds(_client: Macie2Client, _at: At, answerOf: AskShared): AsyncIterable<JobSummary> {
      yield* (await answerOf(jobs)) ?? [];
    },
    needs: [jobs],
  },
  name: ({ name }) => given(name, 'the name of a job'),
  arn: ({ jobId }, { partition, account, region }) =>
    `arn:${partition}:macie2:${region}:${account}:classification-job/${given(jobId, 'the id of a job')}`,

  facts: {
    status: listed(({ jobStatus }: JobSummary) => given(jobStatus, 'the status of a job')),
    schedule: listed(({ jobType }: JobSummary) => given(jobType, 'the type of a job')),
    lastRunError: listed(({ lastRunErrorStatus }: JobSummary) =>
      given(lastRunErrorStatus?.code, 'how the last run of a job went'),
    ),
  },
});

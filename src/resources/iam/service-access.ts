import { setTimeout as sleep } from 'node:timers/promises';
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsResponse,
  IAMClient,
  type ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import { call, given, instant, MissingInAnswer } from '../live.ts';

/** Waits before each question whether the report is ready, in milliseconds: two minutes in all. */
const waits = [0, 500, 1000, 1500, 2000, ...Array.from({ length: 23 }, () => 5000)];

/**
 * The services that the policies of a user or role let it use, and when it last did: a report that AWS makes on request, which takes some
 * seconds for each. Attempts that were denied count as well.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
 */
export const serviceAccess = call(
  ['iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'],
  IAMClient,
  async (client: IAMClient, { Arn }: { readonly Arn: string }) => {
    const started = await client.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'SERVICE_LEVEL' }),
    );
    const JobId = given(started.JobId, 'the id of the report on service access');
    const services: ServiceLastAccessed[] = [];
    let page = await finished(client, JobId);
    services.push(...given(page.ServicesLastAccessed, 'the services'));
    while (page.IsTruncated === true) {
      const Marker = given(page.Marker, 'where the services go on');
      page = await client.send(new GetServiceLastAccessedDetailsCommand({ JobId, Marker }));
      services.push(...given(page.ServicesLastAccessed, 'the services'));
    }
    return services
      .map(({ ServiceNamespace, LastAuthenticated }) => ({
        service: given(ServiceNamespace, 'the name of a service'),
        lastUsedAt: LastAuthenticated === undefined ? null : instant(LastAuthenticated),
      }))
      .sort((a, b) => (a.service < b.service ? -1 : 1));
  },
);

const finished = async (client: IAMClient, JobId: string): Promise<GetServiceLastAccessedDetailsResponse> => {
  for (const wait of waits) {
    if (wait > 0) await sleep(wait);
    const answer = await client.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    if (answer.JobStatus === 'COMPLETED') return answer;
    if (answer.JobStatus === 'FAILED')
      throw new MissingInAnswer(`AWS could not make the report on service access: ${answer.Error?.Message ?? ''}`);
  }
  throw new MissingInAnswer('the report on service access was not ready after two minutes');
};

import {
  type ConfigParameter,
  paginateListUsageLimits,
  paginateListWorkgroups,
  RedshiftServerlessClient,
  type UsageLimit,
  type Workgroup,
} from '@aws-sdk/client-redshift-serverless';
import { defineLive, from, given, instant, listed, shared } from '../../live.ts';
import { workgroup } from './model.ts';

const workgroupArn = ({ workgroupArn: arn }: Workgroup): string => given(arn, 'the ARN of the workgroup');

const usageLimits = shared(
  'redshift-serverless:ListUsageLimits',
  RedshiftServerlessClient,
  async (client): Promise<readonly UsageLimit[]> => {
    const found: UsageLimit[] = [];
    for await (const page of paginateListUsageLimits({ client, pageSize: 100 }, {})) {
      found.push(...given(page.usageLimits, 'the usage limits'));
    }
    return found;
  },
);

const usageLimit = ({ usageType, amount, period, breachAction }: UsageLimit) => ({
  type: given(usageType, 'what a usage limit is for'),
  amount: given(amount, 'the amount of a usage limit'),
  period: given(period, 'the period of a usage limit'),
  breachAction: breachAction ?? null,
});

const order = (a: ReturnType<typeof usageLimit>, b: typeof a): number =>
  `${a.type} ${a.period}` < `${b.type} ${b.period}` ? -1 : 1;

/** Queries are limited by rules that have a key and no value where they are not set. */
const parameterMap = (parameters: readonly ConfigParameter[]): Record<string, string> => {
  const set = parameters.flatMap(({ parameterKey, parameterValue }) =>
    parameterValue === undefined ? [] : [[given(parameterKey, 'the key of a parameter'), parameterValue] as const],
  );
  return Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
};

export default defineLive(workgroup, {
  scope: 'region',
  list: {
    operations: ['redshift-serverless:ListWorkgroups'],
    actions: ['redshift-serverless:ListWorkgroups'],
    client: RedshiftServerlessClient,
    needs: [],
    async *seeds(client: RedshiftServerlessClient): AsyncIterable<Workgroup> {
      for await (const { workgroups } of paginateListWorkgroups({ client, pageSize: 100 }, {})) {
        yield* given(workgroups, 'the workgroups');
      }
    },
  },
  name: ({ workgroupName }) => given(workgroupName, 'the name of the workgroup'),
  arn: workgroupArn,

  facts: {
    status: listed(({ status }: Workgroup) => given(status, 'the status of the workgroup')),
    createdAt: listed(({ creationDate }: Workgroup) => instant(given(creationDate, 'when the workgroup was made'))),
    namespace: listed(({ namespaceName }: Workgroup) => given(namespaceName, 'the namespace of the workgroup')),
    baseCapacity: listed(({ baseCapacity }: Workgroup) => baseCapacity ?? null),
    maxCapacity: listed(({ maxCapacity }: Workgroup) => maxCapacity ?? null),
    usageLimits: from(usageLimits, (all, seed: Workgroup) =>
      all
        .filter(({ resourceArn }) => resourceArn === workgroupArn(seed))
        .map(usageLimit)
        .sort(order),
    ),
    parameters: listed(({ configParameters }: Workgroup) => parameterMap(given(configParameters, 'the parameters'))),
    'network.publiclyAccessible': listed(({ publiclyAccessible }: Workgroup) =>
      given(publiclyAccessible, 'whether the workgroup is publicly accessible'),
    ),
    'network.enhancedVpcRouting': listed(({ enhancedVpcRouting }: Workgroup) =>
      given(enhancedVpcRouting, 'whether traffic stays in the VPC'),
    ),
    'network.port': listed(({ port, endpoint }: Workgroup) =>
      given(port ?? endpoint?.port, 'the port of the workgroup'),
    ),
    'network.securityGroups': listed(({ securityGroupIds }: Workgroup) =>
      [...given(securityGroupIds, 'the security groups')].sort(),
    ),
    'network.subnets': listed(({ subnetIds }: Workgroup) => [...given(subnetIds, 'the subnets')].sort()),
    'network.crossAccountVpcs': listed(({ crossAccountVpcs }: Workgroup) => [...(crossAccountVpcs ?? [])].sort()),
  },
});

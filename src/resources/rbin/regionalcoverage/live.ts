import { GetRuleCommand, paginateListRules, RbinClient } from '@aws-sdk/client-rbin';
import { defineLive, fromAll, given, oncePerRegion, shared, sharedAfter } from '../../live.ts';
import { regionalCoverage } from './model.ts';

/** Rules are listed by what they keep, and the listing leaves out most of what they say. */
const ids = shared('rbin:ListRules', RbinClient, async (client) => {
  const found: string[] = [];
  for (const ResourceType of ['EBS_SNAPSHOT', 'EC2_IMAGE'] as const) {
    for await (const { Rules } of paginateListRules({ client, pageSize: 1000 }, { ResourceType })) {
      for (const { Identifier } of given(Rules, 'the retention rules'))
        found.push(given(Identifier, 'the id of a rule'));
    }
  }
  return found.sort();
});

const rules = sharedAfter(ids, 'rbin:GetRule', RbinClient, (client: RbinClient, found) =>
  Promise.all(found.map((Identifier) => client.send(new GetRuleCommand({ Identifier })))),
);

export default defineLive(regionalCoverage, {
  ...oncePerRegion(RbinClient, 'rbin', 'regional-coverage'),
  facts: {
    rules: fromAll([ids, rules], async ([, askRules]) =>
      (await askRules()).map(({ Identifier, ResourceType, RetentionPeriod, Status, ResourceTags, LockState }) => ({
        id: given(Identifier, 'the id of a rule'),
        resourceType: given(ResourceType, 'what a rule keeps'),
        // Days are the only unit: https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_RetentionPeriod.html
        retentionDays: given(RetentionPeriod?.RetentionPeriodValue, 'for how long a rule keeps it'),
        status: given(Status, 'the status of a rule'),
        byTag: (ResourceTags ?? []).length > 0,
        lock: LockState ?? null,
      })),
    ),
  },
});

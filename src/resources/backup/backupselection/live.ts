import {
  BackupClient,
  type ConditionParameter,
  DescribeRegionSettingsCommand,
  GetBackupSelectionCommand,
  paginateListBackupPlans,
  paginateListBackupSelections,
} from '@aws-sdk/client-backup';
import { call, defineLive, from, given, listed, shared } from '../../live.ts';
import { backupSelection } from './model.ts';

interface SelectionSeed {
  readonly planId: string;
  readonly planName: string | null;
  readonly id: string;
  readonly name: string;
}

const selection = call('backup:GetBackupSelection', BackupClient, async (client: BackupClient, seed: SelectionSeed) => {
  const command = new GetBackupSelectionCommand({ BackupPlanId: seed.planId, SelectionId: seed.id });
  return given((await client.send(command)).BackupSelection, 'the selection');
});

/** Whether the Region is opted in to each kind of resource. */
const settings = shared('backup:DescribeRegionSettings', BackupClient, (client) =>
  client.send(new DescribeRegionSettingsCommand({})),
);

const prefix = 'aws:ResourceTag/';

/** AWS Backup takes the key of a tag by itself or with the prefix of condition keys. */
const tagKey = (key: string): string => (key.startsWith(prefix) ? key.slice(prefix.length) : key);

const tagValues = (conditions: readonly ConditionParameter[] | undefined) =>
  (conditions ?? []).map(({ ConditionKey, ConditionValue }) => ({
    key: tagKey(given(ConditionKey, 'the key of a condition')),
    value: given(ConditionValue, 'the value of a condition'),
  }));

export default defineLive(backupSelection, {
  scope: 'region',
  list: {
    operations: ['backup:ListBackupPlans', 'backup:ListBackupSelections'],
    actions: ['backup:ListBackupPlans', 'backup:ListBackupSelections'],
    client: BackupClient,
    needs: [],
    async *seeds(client: BackupClient): AsyncIterable<SelectionSeed> {
      for await (const { BackupPlansList } of paginateListBackupPlans({ client, pageSize: 1000 }, {})) {
        for (const { BackupPlanId, BackupPlanName } of given(BackupPlansList, 'the backup plans')) {
          const planId = given(BackupPlanId, 'the id of a backup plan');
          const pages = paginateListBackupSelections({ client, pageSize: 1000 }, { BackupPlanId: planId });
          for await (const { BackupSelectionsList } of pages) {
            for (const { SelectionId, SelectionName } of given(BackupSelectionsList, 'the selections of a plan')) {
              const id = given(SelectionId, 'the id of a selection');
              yield { planId, planName: BackupPlanName ?? null, id, name: SelectionName ?? id };
            }
          }
        }
      }
    },
  },
  name: ({ name }) => name,
  arn: ({ planId, id }, { partition, region, account }) =>
    `arn:${partition}:backup:${region}:${account}:backup-plan:${planId}:selection/${id}`,

  facts: {
    plan: listed(({ planName }: SelectionSeed) => planName),
    resources: from(selection, ({ Resources }) => [...(Resources ?? [])]),
    excluded: from(selection, ({ NotResources }) => [...(NotResources ?? [])]),
    tagged: from(selection, ({ ListOfTags }) => tagValues(ListOfTags)),
    conditions: from(selection, ({ Conditions }) => ({
      equals: tagValues(Conditions?.StringEquals),
      notEquals: tagValues(Conditions?.StringNotEquals),
      like: tagValues(Conditions?.StringLike),
      notLike: tagValues(Conditions?.StringNotLike),
    })),
    optedIn: from(settings, ({ ResourceTypeOptInPreference }) =>
      Object.entries(given(ResourceTypeOptInPreference, 'what the Region is opted in to'))
        .filter(([, on]) => on)
        .map(([kind]) => kind)
        .sort(),
    ),
  },
});

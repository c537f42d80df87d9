import {
  type ConfigRule,
  type ConfigRuleEvaluationStatus,
  ConfigServiceClient,
  DescribeRemediationConfigurationsCommand,
  paginateDescribeConfigRuleEvaluationStatus,
  paginateDescribeConfigRules,
  type RemediationConfiguration,
} from '@aws-sdk/client-config-service';
import { defineLive, from, given, instant, listed, listedBy, shared, sharedAfter } from '../../live.ts';
import { configRule } from './model.ts';

const nameOf = ({ ConfigRuleName }: ConfigRule): string => given(ConfigRuleName, 'the name of a rule');

const rules = shared(
  'config-service:DescribeConfigRules',
  ConfigServiceClient,
  async (client): Promise<readonly ConfigRule[]> => {
    const found: ConfigRule[] = [];
    for await (const page of paginateDescribeConfigRules({ client }, {}))
      found.push(...given(page.ConfigRules, 'the rules'));
    return found;
  },
  { actions: ['config:DescribeConfigRules'] },
);

const statuses = shared(
  'config-service:DescribeConfigRuleEvaluationStatus',
  ConfigServiceClient,
  async (client): Promise<ReadonlyMap<string, ConfigRuleEvaluationStatus>> => {
    const found = new Map<string, ConfigRuleEvaluationStatus>();
    for await (const page of paginateDescribeConfigRuleEvaluationStatus({ client, pageSize: 50 }, {})) {
      for (const one of given(page.ConfigRulesEvaluationStatus, 'the status of the rules')) {
        found.set(given(one.ConfigRuleName, 'the name of a rule'), one);
      }
    }
    return found;
  },
  { actions: ['config:DescribeConfigRuleEvaluationStatus'] },
);

/** AWS takes the names of up to 25 rules: https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeRemediationConfigurations.html */
const rulesAtOnce = 25;

const remediations = sharedAfter(
  rules,
  'config-service:DescribeRemediationConfigurations',
  ConfigServiceClient,
  async (client, all): Promise<ReadonlyMap<string, RemediationConfiguration>> => {
    const found = new Map<string, RemediationConfiguration>();
    for (let start = 0; start < all.length; start += rulesAtOnce) {
      const ConfigRuleNames = all.slice(start, start + rulesAtOnce).map(nameOf);
      const answer = await client.send(new DescribeRemediationConfigurationsCommand({ ConfigRuleNames }));
      for (const one of given(answer.RemediationConfigurations, 'the remediations')) {
        found.set(given(one.ConfigRuleName, 'the name of a rule'), one);
      }
    }
    return found;
  },
  { actions: ['config:DescribeRemediationConfigurations'] },
);

/** The code of an error stays when it is over: the times tell. An error without a time is not known to be over. */
const isFailing = (status: ConfigRuleEvaluationStatus): boolean => {
  const failures = [status.LastFailedInvocationTime, status.LastFailedEvaluationTime].filter((at) => at !== undefined);
  if (failures.length === 0) return Boolean(status.LastErrorCode);
  const succeeded = status.LastSuccessfulEvaluationTime?.getTime() ?? Number.NEGATIVE_INFINITY;
  return failures.some((at) => at.getTime() > succeeded);
};

const moment = (at: Date | undefined): string | null => (at === undefined ? null : instant(at));

export default defineLive(configRule, {
  scope: 'region',
  list: listedBy(rules),
  name: nameOf,
  arn: ({ ConfigRuleArn }) => given(ConfigRuleArn, 'the ARN of a rule'),

  facts: {
    state: listed(({ ConfigRuleState }: ConfigRule) => given(ConfigRuleState, 'the state of a rule')),
    definition: listed(({ Source }: ConfigRule) => ({
      owner: given(Source?.Owner, 'the owner of a rule'),
      identifier: Source?.SourceIdentifier || null,
    })),
    createdBy: listed(({ CreatedBy }: ConfigRule) => CreatedBy || null),
    // Rules of one's own say it of each of their triggers.
    maximumFrequency: listed(
      ({ MaximumExecutionFrequency, Source }: ConfigRule) =>
        MaximumExecutionFrequency ??
        Source?.SourceDetails?.find((one) => one.MaximumExecutionFrequency)?.MaximumExecutionFrequency ??
        null,
    ),
    // A rule without modes is of the time when there was one: it judges what exists.
    // https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
    isProactiveOnly: listed(({ EvaluationModes }: ConfigRule) => {
      const modes = (EvaluationModes ?? []).map(({ Mode }) => Mode);
      return modes.length > 0 && modes.every((mode) => mode === 'PROACTIVE');
    }),
    evaluation: from(statuses, (found, seed: ConfigRule) => {
      const one = given(found.get(nameOf(seed)), 'the status of the rule');
      return {
        error: one.LastErrorCode || null,
        succeededAt: moment(one.LastSuccessfulEvaluationTime),
        isFailing: isFailing(one),
        activatedAt: moment(one.FirstActivatedTime),
      };
    }),
    remediation: from(remediations, (found, seed: ConfigRule) => {
      const one = found.get(nameOf(seed));
      if (one === undefined) return null;
      return { target: given(one.TargetId, 'the target of a remediation'), automatic: one.Automatic ?? false };
    }),
  },
});

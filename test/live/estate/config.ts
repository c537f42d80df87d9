import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  PutAggregationAuthorizationCommand,
  PutConfigRuleCommand,
  PutConfigurationAggregatorCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  PutRetentionConfigurationCommand,
  type RecordingGroup,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import type { Answerer } from '../answerer.ts';
import { amend } from '../answerer.ts';
import { type AuditFacts, auditBucket, openBucket } from './audit.ts';
import type { Site } from './site.ts';
import { given, home, prod, regions, sandbox, stranger, using } from './site.ts';

// AWS Config in both accounts: everything of every Region in the one; some of one Region, at times, in the other.

const serviceRole = (account: string): string =>
  `arn:aws:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;

const rule = (name: string) => ({
  ConfigRuleName: name,
  Source: { Owner: 'AWS' as const, SourceIdentifier: 'S3_BUCKET_VERSIONING_ENABLED' },
});

const ownRule = 'buckets-versioned';
const brokenRule = 'buckets-versioned-maybe';

/** The ARN that datawarden gives what AWS gives none. */
const channel = (account: string, region: string): string =>
  `arn:aws:config:${region}:${account}:delivery-channel/default`;

const recorder = (account: string, region: string): string =>
  `arn:aws:config:${region}:${account}:configuration-recorder/default/${account.slice(0, 4)}${region.replaceAll('-', '')}`;

const record = async (
  client: ConfigServiceClient,
  roleARN: string,
  recordingGroup: RecordingGroup,
  DeliveryChannel: { readonly s3BucketName: string; readonly snsTopicARN?: string },
): Promise<void> => {
  const ConfigurationRecorder = { name: 'default', roleARN, recordingGroup };
  await client.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder }));
  await client.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: 'default', ...DeliveryChannel } }));
};

const ruleArn = async (client: ConfigServiceClient, name: string): Promise<string> => {
  const ConfigRule = rule(name);
  await client.send(new PutConfigRuleCommand({ ConfigRule }));
  const { ConfigRules } = await client.send(new DescribeConfigRulesCommand({ ConfigRuleNames: [name] }));
  return given(ConfigRules?.[0]?.ConfigRuleArn, 'the ARN of a rule');
};

const fillProd = async (site: Site): Promise<void> => {
  const { expect } = site;
  for (const region of regions) {
    await using(new ConfigServiceClient(site.at(prod, region)), async (client) => {
      const group = { allSupported: true, includeGlobalResourceTypes: region === home };
      await record(client, serviceRole(prod), group, { s3BucketName: auditBucket });
      await client.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
    });
    expect.pass('config-recorder-enabled', `arn:aws:config:${region}:${prod}:regional-coverage`);
    for (const policy of [
      ...['config-recorder-records-all-resources', 'config-recorder-service-linked-role'],
      ...['config-retention-period', 'config-recording-frequency-data-types'],
    ]) {
      expect.pass(policy, recorder(prod, region));
    }
    expect.pass('config-recorder-cross-account-delivery', channel(prod, region));
  }
  expect.pass('config-delivery-not-failing', channel(prod, home));
  expect.fail('config-delivery-not-failing', channel(prod, 'eu-west-1'));
  await using(new ConfigServiceClient(site.at(prod, home)), async (client) => {
    expect.pass('config-rules-healthy', await ruleArn(client, ownRule));
    const source = { RoleArn: `arn:aws:iam::${prod}:role/aggregate`, AllAwsRegions: true };
    await client.send(
      new PutConfigurationAggregatorCommand({
        ConfigurationAggregatorName: 'organization',
        OrganizationAggregationSource: source,
      }),
    );
    const authorization = { AuthorizedAccountId: sandbox, AuthorizedAwsRegion: home };
    const { AggregationAuthorization } = await client.send(new PutAggregationAuthorizationCommand(authorization));
    const arn = given(AggregationAuthorization?.AggregationAuthorizationArn, 'the ARN of an authorization');
    expect.pass('config-aggregation-authorization-trusted', arn);
  });
  // The sandbox is a member that need gather nothing: the failing way takes an organization of its own.
  expect.pass('config-aggregator-all-regions', `arn:aws:config::${prod}:account`);
};

const fillSandbox = async (site: Site): Promise<void> => {
  const { expect } = site;
  await using(new ConfigServiceClient(site.at(sandbox, home)), async (client) => {
    await record(
      client,
      `arn:aws:iam::${sandbox}:role/config`,
      {
        allSupported: false,
        includeGlobalResourceTypes: false,
        resourceTypes: ['AWS::S3::Bucket', 'AWS::EC2::Volume'],
      },
      { s3BucketName: openBucket, snsTopicARN: `arn:aws:sns:${home}:${stranger}:config` },
    );
    await client.send(new PutRetentionConfigurationCommand({ RetentionPeriodInDays: 30 }));
    expect.fail('config-rules-healthy', await ruleArn(client, brokenRule));
    const authorization = { AuthorizedAccountId: stranger, AuthorizedAwsRegion: home };
    const { AggregationAuthorization } = await client.send(new PutAggregationAuthorizationCommand(authorization));
    const arn = given(AggregationAuthorization?.AggregationAuthorizationArn, 'the ARN of an authorization');
    expect.fail('config-aggregation-authorization-trusted', arn);
  });
  for (const region of regions) {
    expect.fail('config-recorder-enabled', `arn:aws:config:${region}:${sandbox}:regional-coverage`);
  }
  for (const policy of [
    ...['config-recorder-records-all-resources', 'config-recorder-service-linked-role', 'config-retention-period'],
    'config-recording-frequency-data-types',
  ]) {
    expect.fail(policy, recorder(sandbox, home));
  }
  expect.fail('config-recorder-cross-account-delivery', channel(sandbox, home));
};

/** AWS Config, after the buckets that it delivers to. */
export const fillConfig = async (site: Site): Promise<void> => {
  await fillProd(site);
  await fillSandbox(site);
};

interface Described {
  readonly ConfigurationRecorders: readonly object[];
}

/** Answers of AWS Config that the emulator cannot give, in the shape that AWS documents. */
export const configAnswers = ({ filledAt }: AuditFacts): Readonly<Record<string, Answerer>> => {
  const ago = (minutes: number): Date => new Date(filledAt.getTime() - minutes * 60_000);
  return {
    // https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html: moto has neither ARNs nor recording modes.
    'config-service:DescribeConfigurationRecorders': amend((json, { account, region }) => {
      const { ConfigurationRecorders } = JSON.parse(json) as Described;
      const recordingMode = {
        recordingFrequency: account === prod ? 'CONTINUOUS' : 'DAILY',
        recordingModeOverrides: [],
      };
      const all = ConfigurationRecorders.map((one) => ({ ...one, arn: recorder(account, region), recordingMode }));
      return JSON.stringify({ ConfigurationRecorders: all });
    }),
    // https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeDeliveryChannelStatus.html
    'config-service:DescribeDeliveryChannelStatus': ({ account, region }) => {
      if (account !== prod && region !== home) return { DeliveryChannelsStatus: [] };
      const success = { lastStatus: 'SUCCESS', lastAttemptTime: ago(50), lastSuccessfulTime: ago(50) };
      const failure = { lastStatus: 'FAILURE', lastErrorCode: 'AccessDenied', lastAttemptTime: ago(50) };
      const configHistoryDeliveryInfo = region === 'eu-west-1' ? failure : success;
      const configStreamDeliveryInfo = { lastStatus: 'NOT_APPLICABLE', lastStatusChangeTime: ago(50) };
      return { DeliveryChannelsStatus: [{ name: 'default', configHistoryDeliveryInfo, configStreamDeliveryInfo }] };
    },
    // https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigRuleEvaluationStatus.html
    'config-service:DescribeConfigRuleEvaluationStatus': ({ account, region }) => {
      if (region !== home) return { ConfigRulesEvaluationStatus: [] };
      const healthy = { ConfigRuleName: ownRule, LastSuccessfulEvaluationTime: ago(30), FirstEvaluationStarted: true };
      const broken = {
        ConfigRuleName: brokenRule,
        LastErrorCode: 'AccessDenied',
        LastFailedEvaluationTime: ago(30),
        FirstEvaluationStarted: false,
      };
      return { ConfigRulesEvaluationStatus: [account === prod ? healthy : broken] };
    },
    // https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeRemediationConfigurations.html
    'config-service:DescribeRemediationConfigurations': () => ({ RemediationConfigurations: [] }),
  };
};

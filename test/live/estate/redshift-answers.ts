import type { Answerer, Asked } from '../answerer.ts';
import { amend } from '../answerer.ts';
import type { Tree } from '../protocol.ts';
import { mapElements, textOf, without, withText } from '../xml.ts';
import { noServerless, type ServerlessFacts, serverlessAnswers } from './serverless.ts';
import { home, prod } from './site.ts';

// What the emulator cannot answer about warehouses, in the shape that AWS documents.

interface Place {
  readonly account: string;
  readonly region: string;
}

/** What the emulator cannot hold of clusters, and what it has no notion of. */
export interface RedshiftFacts {
  /** Clusters in two availability zones. */
  readonly multiAz: readonly string[];
  /** Clusters whose admin password Secrets Manager keeps. */
  readonly managedPasswords: readonly string[];
  /** Parameter groups in which TLS is required, and statements are logged. */
  readonly strictGroups: readonly string[];
  /** By snapshot: its key, who may restore it, and for how many days it is kept (null for ever). */
  readonly snapshots: Readonly<
    Record<
      string,
      { readonly key: string | null; readonly restorableBy: readonly string[]; readonly keptFor: number | null }
    >
  >;
  /** Snapshot schedules by cluster. */
  readonly schedules: Readonly<Record<string, { readonly id: string; readonly definitions: readonly string[] }>>;
  readonly dataShares: readonly (Place & {
    readonly name: string;
    readonly consumers: readonly string[];
    readonly toPublic: boolean;
  })[];
  readonly endpointAuthorizations: readonly (Place & {
    readonly cluster: string;
    readonly grantee: string;
    /** Null for every VPC. */
    readonly vpcs: readonly string[] | null;
  })[];
  readonly eventSubscriptions: readonly (Place & { readonly name: string; readonly tags: readonly string[] })[];
  readonly serverless: ServerlessFacts;
}

/** No warehouse has anything that the emulator cannot hold. */
export const noWarehouses: RedshiftFacts = {
  multiAz: [],
  managedPasswords: [],
  strictGroups: [],
  snapshots: {},
  schedules: {},
  dataShares: [],
  endpointAuthorizations: [],
  eventSubscriptions: [],
  serverless: noServerless,
};

/** The namespace whose data is shared: any, of the account. */
const namespace = '7b5c8a1e-2f4d-4c6b-9e3a-1d2f3a4b5c6d';

/** The ARN of a datashare. */
export const dataShareArn = ({ account, region, name }: Place & { readonly name: string }): string =>
  `arn:aws:redshift:${region}:${account}:datashare:${namespace}/${name}`;

const isAt =
  (request: Asked) =>
  ({ account, region }: Place): boolean =>
    account === request.account && region === request.region;

const since = new Date('2025-05-01T08:00:00Z');

const shares = ({
  dataShares,
  endpointAuthorizations,
  eventSubscriptions,
}: RedshiftFacts): Record<string, Answerer> => ({
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeDataSharesForProducer.html
  'redshift:DescribeDataSharesForProducer': (request): Tree => ({
    DataShares: {
      member: dataShares.filter(isAt(request)).map((share) => ({
        DataShareArn: dataShareArn(share),
        ProducerArn: `arn:aws:redshift:${share.region}:${share.account}:namespace:${namespace}`,
        AllowPubliclyAccessibleConsumers: share.toPublic,
        DataShareAssociations: {
          member: share.consumers.map((ConsumerIdentifier) => ({
            ConsumerIdentifier,
            Status: 'ACTIVE',
            CreatedDate: since,
            StatusChangeDate: since,
          })),
        },
      })),
    },
  }),
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeEndpointAuthorization.html
  'redshift:DescribeEndpointAuthorization': (request): Tree => ({
    EndpointAuthorizationList: {
      member: endpointAuthorizations.filter(isAt(request)).map(({ account, cluster, grantee, vpcs }) => ({
        Grantor: account,
        Grantee: grantee,
        ClusterIdentifier: cluster,
        AuthorizeTime: since,
        ClusterStatus: 'available',
        Status: 'Authorized',
        AllowedAllVPCs: vpcs === null,
        AllowedVPCs: { VpcIdentifier: [...(vpcs ?? [])] },
        EndpointCount: 0,
      })),
    },
  }),
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeEventSubscriptions.html
  'redshift:DescribeEventSubscriptions': (request): Tree => ({
    EventSubscriptionsList: {
      EventSubscription: eventSubscriptions.filter(isAt(request)).map(({ account, region, name, tags }) => ({
        CustomerAwsId: account,
        CustSubscriptionId: name,
        SnsTopicArn: `arn:aws:sns:${region}:${account}:warehouse`,
        Status: 'active',
        SubscriptionCreationTime: since,
        SourceType: 'cluster',
        EventCategoriesList: { EventCategory: ['Monitoring', 'Security'] },
        Severity: 'ERROR',
        Enabled: true,
        Tags: { Tag: tags.map((Key) => ({ Key, Value: 'data' })) },
      })),
    },
  }),
});

/** Answers about clusters, their snapshots and groups, and with whom they are shared. */
export const redshiftAnswers = (facts: RedshiftFacts): Readonly<Record<string, Answerer>> => ({
  ...shares(facts),
  ...clusters(facts),
  ...serverlessAnswers(facts.serverless),
});

const strict = new Set(['require_ssl', 'enable_user_activity_logging']);

const clusters = ({
  multiAz,
  managedPasswords,
  strictGroups,
  snapshots,
  schedules,
}: RedshiftFacts): Record<string, Answerer> => ({
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html: moto knows none of these fields.
  'redshift:DescribeClusters': amend((xml) =>
    mapElements(xml, 'Cluster', (cluster) => {
      const id = textOf(cluster, 'ClusterIdentifier') ?? '';
      const secret = `arn:aws:secretsmanager:${home}:${prod}:secret:redshift!${id}-admin-a1B2c3`;
      const kept = managedPasswords.includes(id) ? withText(cluster, 'MasterPasswordSecretArn', secret) : cluster;
      const zones = withText(kept, 'MultiAZ', multiAz.includes(id) ? 'Enabled' : 'Disabled');
      const schedule = schedules[id];
      if (schedule === undefined) return zones;
      return withText(withText(zones, 'SnapshotScheduleIdentifier', schedule.id), 'SnapshotScheduleState', 'ACTIVE');
    }),
  ),
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_Snapshot.html: moto shares none, and forgets keys and retention.
  'redshift:DescribeClusterSnapshots': amend((xml, { account }) =>
    mapElements(xml, 'Snapshot', (snapshot) => {
      const {
        key = null,
        restorableBy = [],
        keptFor = null,
      } = snapshots[textOf(snapshot, 'SnapshotIdentifier') ?? ''] ?? {};
      const kept = withText(
        withText(snapshot, 'ManualSnapshotRetentionPeriod', String(keptFor ?? -1)),
        'OwnerAccount',
        account,
      );
      const keyed = key === null ? kept : withText(kept, 'KmsKeyId', key);
      const accounts = restorableBy.map(
        (id) => `<AccountWithRestoreAccess><AccountId>${id}</AccountId></AccountWithRestoreAccess>`,
      );
      if (accounts.length === 0) return keyed;
      return `${keyed}<AccountsWithRestoreAccess>${accounts.join('')}</AccountsWithRestoreAccess>`;
    }),
  ),
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeSnapshotSchedules.html
  'redshift:DescribeSnapshotSchedules': ({ account, region }) => {
    // All recorded clusters are of one account and Region: the estate's warehouse.
    const listed = account === prod && region === home ? Object.entries(schedules) : [];
    const SnapshotSchedule = listed.map(([cluster, { id, definitions }]) => ({
      ScheduleIdentifier: id,
      ScheduleDefinitions: { ScheduleDefinition: [...definitions] },
      AssociatedClusterCount: 1,
      AssociatedClusters: {
        ClusterAssociatedToSchedule: [{ ClusterIdentifier: cluster, ScheduleAssociationState: 'ACTIVE' }],
      },
    }));
    return { SnapshotSchedules: { SnapshotSchedule } };
  },
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusterParameters.html: moto's are always the defaults.
  'redshift:DescribeClusterParameters': amend((xml, { input }) =>
    strictGroups.includes(String(input.ParameterGroupName))
      ? mapElements(xml, 'Parameter', (parameter) =>
          strict.has(textOf(parameter, 'ParameterName') ?? '')
            ? withText(withText(parameter, 'ParameterValue', 'true'), 'Source', 'user')
            : parameter,
        )
      : xml,
  ),
  // https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeLoggingStatus.html: moto reports a failed delivery for
  // every cluster, at the moment when it was made, and empty text for what is not there.
  'redshift:DescribeLoggingStatus': amend((xml) => {
    const names = ['LastFailureTime', 'LastFailureMessage'];
    if (textOf(xml, 'LoggingEnabled') === 'true') return names.reduce(without, xml);
    return [...names, 'LastSuccessfulDeliveryTime', 'BucketName', 'S3KeyPrefix', 'LogDestinationType'].reduce(
      without,
      xml,
    );
  }),
});

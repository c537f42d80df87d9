import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Answerer, Asked, Beyond } from '../answerer.ts';
import { AwsError } from '../protocol.ts';
import type { Site } from './site.ts';
import { home, prod, regions, sandbox, using } from './site.ts';

// What Amazon Macie says of the estate, of which the emulator knows next to nothing: well set up in one account, in the other paused in
// one Region, not enabled in another, and left as it was in the third.

const demo = 'acme-sandbox-demo';
/** In the sandbox; the others are made by the trial of what policies advise. */
const sensitive: ReadonlySet<string> = new Set([demo, 'fix-passports', 'fix-perimeter']);
const arn = (account: string, region: string, rest: string): string => `arn:aws:macie2:${region}:${account}:${rest}`;

/** What is expected of the policies on Macie, and on buckets by what Macie says. After the buckets. */
export const expectMacie = ({ expect }: Site): void => {
  const [lost, missing] = ['us-east-1', 'eu-west-1'] as const;
  const session = (account: string, region: string): string => arn(account, region, 'session');
  expect.pass('macie-status-check', ...regions.map((region) => session(prod, region)), session(sandbox, home));
  expect.fail('macie-status-check', session(sandbox, lost), session(sandbox, missing));
  for (const policy of [
    'macie-auto-sensitive-data-discovery-check',
    'macie-discovery-results-exported',
    'macie-findings-published',
  ]) {
    expect.pass(policy, session(prod, home));
    expect.fail(policy, session(sandbox, home));
  }
  for (const [policy, kind] of [
    ['macie-classification-jobs-healthy', 'classification-job'],
    ['macie-suppression-rules-reviewed', 'findings-filter'],
    ['macie-allow-list-not-wide', 'allow-list'],
  ] as const) {
    expect.pass(policy, arn(prod, home, `${kind}/${ids[prod]}`));
    expect.fail(policy, arn(sandbox, home, `${kind}/${ids[sandbox]}`));
  }
  const [features, open] = ['arn:aws:s3:::acme-features', `arn:aws:s3:::${demo}`] as const;
  for (const policy of [
    's3-bucket-protected-by-macie',
    's3-bucket-macie-coverage-gap',
    's3-bucket-legacy-unencrypted-objects',
    's3-bucket-sensitive-data-exposure',
  ]) {
    expect.pass(policy, features);
    expect.fail(policy, open);
  }
};

/** Of the one job, filter and list that each account has. */
const ids: Readonly<Record<string, string>> = {
  [prod]: '5a1f6f0c2b7d4c1e9f3a8b6d7e0c1a2b',
  [sandbox]: '0d9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a',
};

const isEnabled = ({ account, region }: Asked): boolean => account === prod || region !== 'eu-west-1';

/** Answers where Macie is enabled, and as Macie does where it is not. */
const whereEnabled =
  (answerer: Answerer): Answerer =>
  (request, beyond) => {
    if (!isEnabled(request)) throw new AwsError('AccessDeniedException', 'Macie is not enabled.', 401);
    return answerer(request, beyond);
  };

/** Jobs, filters and lists are at home only. */
const atHome = <Item>({ region }: Asked, item: Item): readonly Item[] => (region === home ? [item] : []);

const bucketNames = (beyond: Beyond): Promise<readonly string[]> =>
  using(new S3Client({ ...beyond.direct(), forcePathStyle: true }), async (client) =>
    ((await client.send(new ListBucketsCommand({}))).Buckets ?? []).flatMap(({ Name }) => Name ?? []),
  );

const isWell = ({ account }: Asked): boolean => account === prod;

const idOf = ({ account }: Asked): string => ids[account] ?? '';

/** https://docs.aws.amazon.com/macie/latest/APIReference/operations.html */
const answers = (now: Date): Readonly<Record<string, Answerer>> => ({
  'macie2:GetMacieSession': (request) => ({
    status: isWell(request) || request.region === home ? 'ENABLED' : 'PAUSED',
    findingPublishingFrequency: isWell(request) ? 'FIFTEEN_MINUTES' : 'SIX_HOURS',
    createdAt: '2025-02-01T09:00:00.000Z',
    updatedAt: '2025-02-01T09:00:00.000Z',
  }),
  'macie2:GetAdministratorAccount': () => ({}),
  'macie2:GetAutomatedDiscoveryConfiguration': (request) => ({ status: isWell(request) ? 'ENABLED' : 'DISABLED' }),
  'macie2:GetClassificationExportConfiguration': (request) => {
    if (!isWell(request)) return { configuration: {} };
    const kmsKeyArn = `arn:aws:kms:${request.region}:${prod}:key/3c1e5b0f-8f0a-4c1d-9a56-0b1d2e3f4a5b`;
    return { configuration: { s3Destination: { bucketName: 'acme-training-logs', keyPrefix: 'macie/', kmsKeyArn } } };
  },
  'macie2:GetFindingsPublicationConfiguration': (request) => ({
    securityHubConfiguration: { publishClassificationFindings: isWell(request), publishPolicyFindings: true },
  }),
  'macie2:ListClassificationJobs': (request) => ({
    items: atHome(request, {
      jobId: idOf(request),
      name: isWell(request) ? 'weekly' : 'try-it-out',
      jobStatus: isWell(request) ? 'IDLE' : 'USER_PAUSED',
      jobType: 'SCHEDULED',
      createdAt: '2025-02-01T09:00:00.000Z',
      lastRunErrorStatus: { code: 'NONE' },
    }),
  }),
  'macie2:ListFindingsFilters': (request) => ({
    findingsFilterListItems: atHome(request, {
      arn: arn(request.account, home, `findings-filter/${idOf(request)}`),
      id: idOf(request),
      name: isWell(request) ? 'test-cards' : 'too-many-findings',
      action: 'ARCHIVE',
    }),
  }),
  'macie2:GetFindingsFilter': (request) => {
    const bucket = { 'resourcesAffected.s3Bucket.name': { eq: [isWell(request) ? 'acme-labels' : demo] } };
    const type = { type: { eq: ['SensitiveData:S3Object/Financial'] } };
    return { action: 'ARCHIVE', findingCriteria: { criterion: isWell(request) ? { ...bucket, ...type } : bucket } };
  },
  'macie2:ListAllowLists': (request) => ({
    allowLists: atHome(request, {
      arn: arn(request.account, home, `allow-list/${idOf(request)}`),
      id: idOf(request),
      name: isWell(request) ? 'test-cards' : 'silence',
    }),
  }),
  'macie2:GetAllowList': (request) => ({
    criteria: { regex: isWell(request) ? '4111 ?1111 ?1111 ?1111' : '\\S+' },
    status: { code: 'OK' },
  }),
  // Buckets of all Regions are listed in each: they are looked up by name.
  'macie2:DescribeBuckets': async (request, beyond) => ({
    buckets: (await bucketNames(beyond)).map((bucketName) => ({
      ...{ accountId: request.account, bucketName, objectCount: 40, classifiableObjectCount: 38 },
      jobDetails: { isDefinedInJob: 'FALSE', isMonitoredByJob: 'FALSE' },
      ...(isWell(request)
        ? {
            automatedDiscoveryMonitoringStatus: 'MONITORED',
            lastAutomatedDiscoveryTime: new Date(now.getTime() - 26 * 3_600_000).toISOString(),
            sensitivityScore: bucketName === 'acme-labels' ? 82 : 1,
          }
        : {
            automatedDiscoveryMonitoringStatus: 'NOT_MONITORED',
            sensitivityScore: sensitive.has(bucketName) ? 87 : 1,
          }),
      objectCountByEncryptionType: {
        ...{ customerManaged: 0, kmsManaged: 0, s3Managed: bucketName === demo ? 37 : 40 },
        ...{ unencrypted: bucketName === demo ? 3 : 0, unknown: 0 },
      },
    })),
  }),
  'macie2:ListFindings': ({ region }) => ({ findingIds: region === home ? ['f1'] : [] }),
  'macie2:GetFindings': (request) => ({
    findings: [
      {
        id: 'f1',
        type: 'SensitiveData:S3Object/Personal',
        category: 'CLASSIFICATION',
        archived: false,
        // One of a bucket that is there no more says nothing of those that are.
        resourcesAffected: { s3Bucket: { name: isWell(request) ? 'acme-deleted' : demo } },
      },
    ],
  }),
});

/** Answers of Macie. */
export const macieAnswers = (now: Date): Readonly<Record<string, Answerer>> =>
  Object.fromEntries(Object.entries(answers(now)).map(([operation, answerer]) => [operation, whereEnabled(answerer)]));

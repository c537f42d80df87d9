import {
  type BucketMetadata,
  GetFindingsCommand,
  Macie2Client,
  paginateDescribeBuckets,
  paginateListFindings,
} from '@aws-sdk/client-macie2';
import { given, instant, shared } from '../live.ts';
import { askMacie } from './ask-macie.ts';

const describe = async (client: Macie2Client, account: string): Promise<ReadonlyMap<string, BucketMetadata>> => {
  const found = new Map<string, BucketMetadata>();
  // An administrator is also told of the buckets of its members.
  const criteria = { accountId: { eq: [account] } };
  for await (const page of paginateDescribeBuckets({ client }, { criteria })) {
    for (const one of given(page.buckets, 'the buckets')) found.set(given(one.bucketName, 'the name of a bucket'), one);
  }
  return found;
};

/**
 * What Macie says of each bucket of the account in a Region, by name; `null` where it is not enabled.
 * https://docs.aws.amazon.com/macie/latest/APIReference/datasources-s3.html
 */
export const describedBuckets = shared('macie2:DescribeBuckets', Macie2Client, (client, { account, region }) =>
  askMacie(region, () => describe(client, account)),
);

/** What Macie says of a bucket, as the model keeps it. A bucket that Macie does not list yet is unknown. */
export const saidOfBucket = (buckets: ReadonlyMap<string, BucketMetadata>, name: string) => {
  const said = given(buckets.get(name), 'the bucket');
  return {
    error: said.errorCode ?? null,
    inJob: said.jobDetails?.isDefinedInJob ?? 'UNKNOWN',
    monitoredByJob: said.jobDetails?.isMonitoredByJob ?? 'UNKNOWN',
    automatedDiscovery: said.automatedDiscoveryMonitoringStatus ?? null,
    lastAutomatedDiscovery: said.lastAutomatedDiscoveryTime ? instant(said.lastAutomatedDiscoveryTime) : null,
    score: said.sensitivityScore ?? null,
    objects: said.objectCount ?? null,
    classifiableObjects: said.classifiableObjectCount ?? null,
    unencryptedObjects: said.objectCountByEncryptionType?.unencrypted ?? null,
    objectsOfUnknownEncryption: said.objectCountByEncryptionType?.unknown ?? null,
  };
};

/** Of how many findings Macie gives the details at once. */
const atOnce = 50;

const countFindings = async (client: Macie2Client, account: string): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  const criterion = { accountId: { eq: [account] }, category: { eq: ['CLASSIFICATION'] }, archived: { eq: ['false'] } };
  // The list is of ids alone: the bucket is in the details.
  for await (const page of paginateListFindings({ client, pageSize: atOnce }, { findingCriteria: { criterion } })) {
    const findingIds = given(page.findingIds, 'the findings');
    if (findingIds.length === 0) continue;
    const { findings } = await client.send(new GetFindingsCommand({ findingIds }));
    for (const { resourcesAffected } of given(findings, 'the details of findings')) {
      const name = given(resourcesAffected?.s3Bucket?.name, 'the bucket of a finding');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
};

/**
 * How many sensitive data findings that nobody archived there are of each bucket of the account in a Region, of jobs and automated
 * discovery; `null` where Macie is not enabled. Macie keeps a finding for 90 days.
 * https://docs.aws.amazon.com/macie/latest/APIReference/findings.html
 */
export const openFindings = shared(
  ['macie2:ListFindings', 'macie2:GetFindings'],
  Macie2Client,
  (client, { account, region }) => askMacie(region, () => countFindings(client, account)),
);

import { paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import { given, mainRegion, shared } from '../live.ts';

/** A bucket of the account, as the list of all says it. */
export interface BucketSeed {
  readonly name: string;
  /** `null` where S3 does not say it. */
  readonly region: string | null;
}

/** All buckets of the account. */
export const allBuckets = shared(
  's3:ListBuckets',
  S3Client,
  async (client): Promise<readonly BucketSeed[]> => {
    const found: BucketSeed[] = [];
    // With a page size asked for, S3 also says each bucket's Region.
    for await (const page of paginateListBuckets({ client, pageSize: 10_000 }, {})) {
      for (const { Name, BucketRegion } of page.Buckets ?? []) {
        found.push({ name: given(Name, 'the name of a bucket'), region: BucketRegion ?? null });
      }
    }
    return found;
  },
  { actions: ['s3:ListAllMyBuckets'], region: ({ partition }) => mainRegion(partition) },
);

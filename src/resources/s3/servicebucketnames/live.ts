import { HeadBucketCommand, S3Client, type S3ServiceException } from '@aws-sdk/client-s3';
import { type At, call, defineLive, fromAll, given, oncePerRegion } from '../../live.ts';
import { allBuckets } from '../buckets.ts';
import { serviceBucketNames } from './model.ts';

/**
 * The names that are made of account and Region alone, and who makes them. Each stands in the documentation of its service: AWS Glue
 * Studio, Amazon Athena, the AWS CDK's bootstrapping, AWS Elastic Beanstalk, EMR Studio, the SageMaker SDK, AWS CodeStar.
 */
const predictable = ({ account, region }: At): readonly { readonly name: string; readonly usedBy: string }[] => [
  { name: `aws-athena-query-results-${account}-${region}`, usedBy: 'Amazon Athena' },
  { name: `aws-codestar-${region}-${account}`, usedBy: 'AWS CodeStar' },
  { name: `aws-emr-studio-${account}-${region}`, usedBy: 'Amazon EMR Studio' },
  { name: `aws-glue-assets-${account}-${region}`, usedBy: 'AWS Glue Studio' },
  { name: `cdk-hnb659fds-assets-${account}-${region}`, usedBy: 'AWS CDK' },
  { name: `elasticbeanstalk-${region}-${account}`, usedBy: 'AWS Elastic Beanstalk' },
  { name: `sagemaker-${region}-${account}`, usedBy: 'Amazon SageMaker AI' },
];

/** What an answer without a body says: its status, and whether it names the Region of a bucket. */
const sayingOf = (error: unknown): { readonly status: unknown; readonly namesRegion: boolean } => {
  const { $metadata: metadata, $response: response } = error as S3ServiceException;
  return {
    status: metadata?.httpStatusCode,
    namesRegion: typeof response?.headers['x-amz-bucket-region'] === 'string',
  };
};

/**
 * Whether somebody holds the name. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html answers 404 where nobody does. Of a
 * bucket that is there S3 names the Region, also when it says 403, because its owner lets nobody in, or 301, because that is another
 * Region; a 403 without a Region is a refusal of the question. What is held is asked for no further.
 */
const isHeld = async (client: S3Client, name: string): Promise<boolean> => {
  try {
    const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: name }));
    given(BucketRegion, 'the Region of a bucket');
    return true;
  } catch (error) {
    const { status, namesRegion } = sayingOf(error);
    if (status === 404) return false;
    if (namesRegion) return true;
    throw error;
  }
};

/** Who holds the names that are not the account's own. */
const strangers = call(
  's3:HeadBucket',
  S3Client,
  async (client: S3Client, _region: string, at): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    for (const { name } of predictable(at)) if (await isHeld(client, name)) found.add(name);
    return found;
  },
  { actions: ['s3:ListBucket'] },
);

export default defineLive(serviceBucketNames, {
  ...oncePerRegion(S3Client, 's3', 'service-bucket-names'),
  facts: {
    names: fromAll([allBuckets, strangers], async ([own, asked], _region: string, at) => {
      const [mine, existing] = [new Set((await own()).map(({ name }) => name)), await asked()];
      return predictable(at).map(({ name, usedBy }) => ({
        name,
        usedBy,
        heldBy: mine.has(name) ? 'account' : existing.has(name) ? 'others' : 'nobody',
      }));
    }),
  },
});

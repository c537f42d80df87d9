import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

/** The tags that somebody gave a bucket. */
export const bucketOwnTags: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'ownTagKeys',
  schema: Type.Array(Type.String(), {
    description: 'Keys of the tags but those that AWS makes, which begin with `aws:`; sorted.',
  }),
  reads: ['tags'],
  relation: null,
  derive: (bucket) => {
    const tags = bucket.facts['tags'] as Readonly<Record<string, string>> | undefined;
    // The prefix is reserved in either case: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
    const isOwn = (key: string): boolean => !key.toLowerCase().startsWith('aws:');
    return tags === undefined ? unknownBecause(bucket, 'tags') : Object.keys(tags).filter(isOwn).sort();
  },
});

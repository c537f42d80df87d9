import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

interface Rule {
  readonly enabled: boolean;
  readonly filter: {
    readonly prefix: string;
    readonly tags: readonly unknown[];
    readonly sizeGreaterThan: number | null;
    readonly sizeLessThan: number | null;
  };
  readonly abortIncompleteUploadDays: number | null;
}

/**
 * When multipart uploads that nobody completes are thrown away. Only rules for the whole bucket count: an upload has neither tags nor a
 * size yet, and S3 takes no rule that aborts by them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
 */
const incompleteUploads = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'lifecycle.abortsUploadsAfterDays',
    schema: Nullable(Type.Integer(), {
      description: 'After how many days every incomplete multipart upload is aborted; null when some stay for ever.',
    }),
    reads: ['lifecycle.rules'],
    relation: null,
    derive: (bucket) => {
      const rules = bucket.facts['lifecycle.rules'] as readonly Rule[] | undefined;
      if (rules === undefined) return unknownBecause(bucket, 'lifecycle.rules');
      const days = rules
        .filter(({ enabled, filter }) => enabled && isEverything(filter))
        .map(({ abortIncompleteUploadDays }) => abortIncompleteUploadDays)
        .filter((one) => one !== null);
      return days.length === 0 ? null : Math.min(...days);
    },
  });

const isEverything = ({ prefix, tags, sizeGreaterThan, sizeLessThan }: Rule['filter']): boolean =>
  prefix === '' && tags.length === 0 && sizeGreaterThan === null && sizeLessThan === null;

/** Of a general purpose bucket. */
export const bucketIncompleteUploads: DerivedFact = incompleteUploads('AWS::S3::Bucket');
/** Of a directory bucket. */
export const directoryBucketIncompleteUploads: DerivedFact = incompleteUploads('AWS::S3Express::DirectoryBucket');

import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineAsked, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';

// What Macie says of a bucket, as questions with three answers.
// https://docs.aws.amazon.com/macie/latest/APIReference/datasources-s3.html

const type = 'AWS::S3::Bucket';
/** The fact that holds what Macie says. */
export const macie = 'sensitivity.macie';

/** What Macie says of a bucket. */
interface Said {
  readonly error: string | null;
  readonly inJob: string;
  readonly monitoredByJob: string;
  readonly automatedDiscovery: string | null;
  readonly lastAutomatedDiscovery: string | null;
  readonly score: number | null;
  readonly objects: number | null;
  readonly classifiableObjects: number | null;
  readonly unencryptedObjects: number | null;
  readonly objectsOfUnknownEncryption: number | null;
}

/** What Macie says of a bucket; null where it is not enabled, undefined where that was not read. */
export const saidOf = (bucket: Resource) => bucket.facts[macie] as Said | null | undefined;

/** Why Macie does not answer a question about a bucket. */
export const notSaid = (message: string): Underivable =>
  new Underivable({ operation: 'macie2:DescribeBuckets', code: UnknownCode.missingInAnswer, message });

/** What follows from what Macie says; null where it is not enabled. */
const asked = <Answer>(bucket: Resource, ask: (said: Said) => Answer | Underivable): Answer | Underivable | null => {
  const said = saidOf(bucket);
  if (said === undefined) return unknownBecause(bucket, macie);
  return said === null ? null : ask(said);
};

/** Whether Macie looks for sensitive data in a bucket. */
export const lookedInto: DerivedFact = defineDerived({
  type,
  path: 'sensitivity.isLookedFor',
  schema: Nullable(Type.Boolean(), {
    description: 'Whether automated discovery or a job of Macie covers the bucket; null where Macie is not enabled.',
  }),
  reads: [macie],
  relation: null,
  derive: (bucket) =>
    asked<boolean>(bucket, ({ error, inJob, monitoredByJob, automatedDiscovery }) => {
      if (error !== null) return false;
      const jobs = [inJob, monitoredByJob];
      if (automatedDiscovery === 'MONITORED' || jobs.includes('TRUE')) return true;
      return jobs.includes('UNKNOWN') ? notSaid('Macie does not know whether a job covers the bucket') : false;
    }),
});

/** How many objects of a bucket are not encrypted. */
export const unencryptedObjects: DerivedFact = defineDerived({
  type,
  path: 'sensitivity.unencryptedObjects',
  schema: Nullable(Type.Integer(), {
    description: 'Objects that are not encrypted, by the count of Macie; null where Macie is not enabled.',
  }),
  reads: [macie],
  relation: null,
  derive: (bucket) =>
    asked<number>(bucket, ({ unencryptedObjects: count, objectsOfUnknownEncryption }) => {
      if (count === null) return notSaid('Macie does not count the objects of the bucket');
      // Of objects whose metadata Macie cannot read it does not know: they may be in the clear.
      if (count === 0 && objectsOfUnknownEncryption !== 0) return notSaid('Macie cannot tell of some objects');
      return count;
    }),
});

/** What keeps Macie from seeing what a bucket holds. */
export const coverageGaps: DerivedFact = defineAsked({
  type,
  path: 'sensitivity.coverageGaps',
  schema: Nullable(
    Type.Array(
      Type.String({
        description:
          'ACCESS_DENIED, BUCKET_COUNT_EXCEEDS_QUOTA: as Macie says; CLASSIFICATION_ERROR: of no object could it read anything, as where it ' +
          'may not use the KMS key; UNSUPPORTED_OBJECTS: too many are of a storage class or format that it does not read; EXCLUDED: neither ' +
          'automated discovery nor a job covers the bucket; NOT_ANALYZED_LATELY: automated discovery has not looked into it for long.',
      }),
    ),
    { description: 'What keeps Macie from seeing what the bucket holds; null where Macie is not enabled.' },
  ),
  reads: [macie],
  relation: null,
  asks: { share: 'integer', recent: 'days', excluded: 'strings' },
  derive: (bucket, _index, { share, recent, excluded }) =>
    asked<string[]>(bucket, (said) => {
      if (said.error !== null) return [said.error];
      if (said.objects === 0) return [];
      const found: string[] = [];
      if (said.score === -1) found.push('CLASSIFICATION_ERROR');
      const { objects, classifiableObjects: classifiable, lastAutomatedDiscovery: last } = said;
      const counted = objects !== null && classifiable !== null;
      if (counted && classifiable * 100 < objects * share) found.push('UNSUPPORTED_OBJECTS');
      const jobs = [said.inJob, said.monitoredByJob];
      const covered =
        said.automatedDiscovery === 'MONITORED' || jobs.includes('TRUE') || excluded.includes(bucket.name);
      if (said.automatedDiscovery === 'MONITORED') {
        const age = last === null ? Number.POSITIVE_INFINITY : Date.parse(bucket.collectedAt) - Date.parse(last);
        if (age > recent) found.push('NOT_ANALYZED_LATELY');
      } else if (!covered && !jobs.includes('UNKNOWN')) found.push('EXCLUDED');
      if (found.length > 0) return found;
      if (!counted) return notSaid('Macie does not count the objects of the bucket');
      return covered ? [] : notSaid('Macie does not know whether a job covers the bucket');
    }),
});

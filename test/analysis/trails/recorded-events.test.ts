import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allObjectEvents,
  itemEvents,
  managementEvents,
  objectEvents,
  recordedBy,
  type Selectors,
} from '../../../src/analysis/trails/recorded-events.ts';
import { advanced, basic, field, management, objects, together } from './selectors.ts';

const all = { reads: 'all', writes: 'all' };
const none = { reads: 'none', writes: 'none' };
const some = { reads: 'some', writes: 'some' };
const writesOnly = { reads: 'none', writes: 'all' };

const ofBucket = (selectors: Selectors) => recordedBy(selectors, objectEvents('arn:aws:s3:::features'));
const dataOf = (...values: readonly string[]) =>
  basic({ managementEvents: false, dataResources: [{ type: 'AWS::S3::Object', values }] });

describe('management events', () => {
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
  it('are all recorded by a selector that says nothing else, of either kind', () => {
    expect(recordedBy(basic(), managementEvents())).toEqual(all);
    expect(recordedBy(management(), managementEvents())).toEqual(all);
  });

  it('are not recorded without a selector for them', () => {
    expect(recordedBy({ basic: [], advanced: [] }, managementEvents())).toEqual(none);
    expect(recordedBy(dataOf('arn:aws:s3'), managementEvents())).toEqual(none);
    expect(recordedBy(objects(), managementEvents())).toEqual(none);
  });

  it('that only read are left out by a selector of writes', () => {
    expect(recordedBy(basic({ readWrite: 'WriteOnly' }), managementEvents())).toEqual(writesOnly);
    expect(recordedBy(management(field('readOnly', { equals: ['false'] })), managementEvents())).toEqual(writesOnly);
  });

  it('are recorded whole by one selector of reads and one of writes', () => {
    const [reads, writes] = ['true', 'false'].map((value) => management(field('readOnly', { equals: [value] })));
    expect(recordedBy(together(reads as Selectors, writes as Selectors), managementEvents())).toEqual(all);
  });

  it('are not all recorded where a service is left out, and those of the other services are', () => {
    for (const selectors of [
      basic({ excludedSources: ['kms.amazonaws.com'] }),
      management(field('eventSource', { notEquals: ['kms.amazonaws.com'] })),
    ]) {
      expect(recordedBy(selectors, managementEvents())).toEqual(some);
      expect(recordedBy(selectors, managementEvents('kms.amazonaws.com'))).toEqual(none);
      expect(recordedBy(selectors, managementEvents('bedrock.amazonaws.com'))).toEqual(all);
    }
  });

  it('are judged by the fields of a selector and not by its name', () => {
    const named = { name: 'Management events selector', fields: objects().advanced[0]?.fields ?? [] };
    expect(recordedBy({ basic: [], advanced: [named] }, managementEvents())).toEqual(none);
  });

  it('are not all recorded where any other field narrows the selector', () =>
    expect(recordedBy(management(field('userIdentity.arn', { notEndsWith: ['/etl'] })), managementEvents())).toEqual(
      some,
    ));
});

describe('events on the objects of a bucket', () => {
  // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html
  it.each(['arn:aws:s3', 'arn:aws:s3:::', 'arn:aws:s3:::features/'])('are recorded by the value `%s`', (value) =>
    expect(ofBucket(dataOf(value))).toEqual(all),
  );

  it.each([
    ['a longer name', 'arn:aws:s3:::features-old/'],
    ['the beginning of the name', 'arn:aws:s3:::feat'],
    ['the name without a slash, which CloudTrail does not take', 'arn:aws:s3:::features'],
    ['another partition', 'arn:aws-cn:s3'],
  ])('are not recorded by %s', (_what, value) => expect(ofBucket(dataOf(value))).toEqual(none));

  it('are recorded in part by a prefix', () => expect(ofBucket(dataOf('arn:aws:s3:::features/raw/'))).toEqual(some));

  it('are not recorded by a selector of tables', () =>
    expect(ofBucket(basic({ dataResources: [{ type: 'AWS::DynamoDB::Table', values: ['arn:aws:s3'] }] }))).toEqual(
      none,
    ));

  it('are recorded by a selector of all objects, or of those that begin like the bucket', () => {
    expect(ofBucket(objects())).toEqual(all);
    expect(ofBucket(objects(field('resources.ARN', { startsWith: ['arn:aws:s3:::features/'] })))).toEqual(all);
    const others = ['arn:aws:s3:::labels/', 'arn:aws:s3:::features-old/'];
    expect(ofBucket(objects(field('resources.ARN', { startsWith: others })))).toEqual(none);
  });

  it('are recorded unless the bucket is one of those that are left out', () => {
    const without = (...values: string[]) => ofBucket(objects(field('resources.ARN', { notStartsWith: values })));
    expect(without('arn:aws:s3:::logs/')).toEqual(all);
    expect(without('arn:aws:s3:::logs/', 'arn:aws:s3:::features/')).toEqual(none);
    expect(without('arn:aws:s3:::features/tmp/')).toEqual(some);
  });

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
  it('are recorded where one of several values picks them and none leaves them out', () => {
    const both = { startsWith: ['arn:aws:s3:::features/', 'arn:aws:s3:::labels/'], notEndsWith: ['.tmp'] };
    expect(ofBucket(objects(field('resources.ARN', both)))).toEqual(some);
    expect(ofBucket(objects(field('eventSource', { equals: ['s3.amazonaws.com'] })))).toEqual(all);
    expect(ofBucket(objects(field('eventName', { notEquals: ['HeadObject'] })))).toEqual(some);
  });

  it('of all buckets are recorded by a selector that names none, and not by one that names one or leaves one out', () => {
    const ofAll = (selectors: Selectors) => recordedBy(selectors, allObjectEvents('aws'));
    expect(ofAll(objects())).toEqual(all);
    expect(ofAll(dataOf('arn:aws:s3:::'))).toEqual(all);
    expect(ofAll(dataOf('arn:aws:s3:::features/'))).toEqual(some);
    expect(ofAll(objects(field('resources.ARN', { notStartsWith: ['arn:aws:s3:::logs/'] })))).toEqual(some);
    expect(recordedBy(dataOf('arn:aws-cn:s3'), allObjectEvents('aws-cn'))).toEqual(all);
  });
});

describe('events on the items of a table', () => {
  const arn = 'arn:aws:dynamodb:eu-central-1:111122223333:table/features';
  const tables = (...values: readonly string[]) =>
    recordedBy(basic({ dataResources: [{ type: 'AWS::DynamoDB::Table', values }] }), itemEvents(arn));

  it('are recorded by all tables or by its ARN, and not by the beginning of it', () => {
    expect(tables('arn:aws:dynamodb')).toEqual(all);
    expect(tables(arn)).toEqual(all);
    expect(tables(arn.slice(0, -1))).toEqual(none);
    expect(tables(`${arn}-old`)).toEqual(none);
  });

  it('are recorded by a selector of tables that does not leave it out', () => {
    const selector = (...fields: ReturnType<typeof field>[]) =>
      recordedBy(
        advanced(
          field('eventCategory', { equals: ['Data'] }),
          field('resources.type', { equals: ['AWS::DynamoDB::Table'] }),
          ...fields,
        ),
        itemEvents(arn),
      );
    expect(selector()).toEqual(all);
    expect(selector(field('resources.ARN', { notEquals: [arn] }))).toEqual(none);
    expect(selector(field('resources.ARN', { notEquals: [`${arn}-old`] }))).toEqual(all);
    expect(selector(field('eventName', { notEquals: ['GetRecords'] }))).toEqual(some);
  });
});

// A small world of events, and what AWS says of each selector, event by event: all and none must hold for every one of them.
interface Event {
  readonly eventCategory: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly readOnly: string;
  readonly 'resources.type': string;
  readonly 'resources.ARN': string;
}

const arns = ['b', 'bb', 'c'].flatMap((bucket) => ['', 'x', 'xy'].map((key) => `arn:aws:s3:::${bucket}/${key}`));
const events: readonly Event[] = arns.flatMap((arn) =>
  ['true', 'false'].flatMap((readOnly) =>
    ['GetObject', 'PutObject'].map((eventName) => ({
      eventCategory: 'Data',
      eventSource: 's3.amazonaws.com',
      eventName,
      readOnly,
      'resources.type': 'AWS::S3::Object',
      'resources.ARN': arn,
    })),
  ),
);

const picks = ({ basic: older, advanced: newer }: Selectors, event: Event): boolean =>
  newer.some(({ fields }) =>
    fields.every((one) => {
      const value = event[one.field as keyof Event];
      const wanted = [
        ...one.equals.map((text) => value === text),
        ...one.startsWith.map((text) => value.startsWith(text)),
        ...one.endsWith.map((text) => value.endsWith(text)),
      ];
      const unwanted = [
        ...one.notEquals.map((text) => value === text),
        ...one.notStartsWith.map((text) => value.startsWith(text)),
        ...one.notEndsWith.map((text) => value.endsWith(text)),
      ];
      return (wanted.length === 0 || wanted.includes(true)) && !unwanted.includes(true);
    }),
  ) ||
  older.some(
    ({ readWrite, dataResources }) =>
      (readWrite === 'All' || (readWrite === 'ReadOnly') === (event.readOnly === 'true')) &&
      dataResources.some(
        ({ type, values }) =>
          type === event['resources.type'] && values.some((value) => event['resources.ARN'].startsWith(value)),
      ),
  );

describe('what selectors record of a bucket', () => {
  const texts = fc.subarray(['arn:aws:s3:::b/', 'arn:aws:s3:::bb/', 'arn:aws:s3:::b/x', 'arn:aws:s3:::', 'x', 'y'], {
    maxLength: 2,
  });
  const arnField = fc
    .record({
      equals: texts,
      startsWith: texts,
      endsWith: texts,
      notEquals: texts,
      notStartsWith: texts,
      notEndsWith: texts,
    })
    .map((values) => field('resources.ARN', values));
  const otherField = fc.constantFrom(
    field('readOnly', { equals: ['true'] }),
    field('readOnly', { equals: ['false'] }),
    field('eventName', { equals: ['GetObject'] }),
    field('eventSource', { notEquals: ['s3.amazonaws.com'] }),
    field('eventSource', { equals: ['s3.amazonaws.com', 'kms.amazonaws.com'] }),
  );
  const selector = fc.oneof(
    fc.array(fc.oneof(arnField, otherField), { maxLength: 3 }).map((fields) => objects(...fields)),
    fc
      .record({
        readWrite: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
        values: fc.subarray(['arn:aws:s3', 'arn:aws:s3:::', 'arn:aws:s3:::b/', 'arn:aws:s3:::bb/', 'arn:aws:s3:::b/x']),
      })
      .map(({ readWrite, values }) => basic({ readWrite, dataResources: [{ type: 'AWS::S3::Object', values }] })),
  );

  it('is all only where every event is picked, and none only where no event is', () =>
    fc.assert(
      fc.property(fc.array(selector, { maxLength: 3 }), (selectors) => {
        const whole = together(...selectors);
        const recorded = recordedBy(whole, objectEvents('arn:aws:s3:::b'));
        for (const [kind, readOnly] of [
          ['reads', 'true'],
          ['writes', 'false'],
        ] as const) {
          const picked = events
            .filter((event) => event['resources.ARN'].startsWith('arn:aws:s3:::b/') && event.readOnly === readOnly)
            .map((event) => picks(whole, event));
          if (recorded[kind] === 'all') expect(picked).not.toContain(false);
          if (recorded[kind] === 'none') expect(picked).not.toContain(true);
        }
      }),
      { numRuns: 2000 },
    ));
});

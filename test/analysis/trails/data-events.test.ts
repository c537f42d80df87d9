import { describe, expect, it } from 'vitest';
import {
  bucketReadsRecorder,
  bucketWritesRecorder,
  tableReadsRecorder,
} from '../../../src/analysis/trails/data-events.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource } from '../resources.ts';
import { advanced, field, objects } from './selectors.ts';

const owner = '999900001111';
const organization = (account: string, id: unknown): Resource =>
  resource('AWS::Organizations::Organization', `arn:aws:organizations::${account}:organization`, { id }, { account });

const account = resource('AWS::CloudTrail::Account', `arn:aws:cloudtrail::${own}:account`, { visibleTrails: [] });
const trailArn = `arn:aws:cloudtrail:eu-central-1:${own}:trail/audit`;
const trail = (changes: Readonly<Record<string, unknown>> = {}): Resource =>
  resource('AWS::CloudTrail::Trail', trailArn, {
    isMultiRegion: false,
    isLogging: true,
    eventSelectors: objects(),
    ...changes,
  });

const store = (
  changes: Readonly<Record<string, unknown>> = {},
  place: { account?: string; region?: string } = {},
): Resource =>
  resource(
    'AWS::CloudTrail::EventDataStore',
    `arn:aws:cloudtrail:${place.region ?? 'eu-central-1'}:${place.account ?? own}:eventdatastore/0a`,
    { status: 'ENABLED', isMultiRegion: false, isOrganization: false, eventSelectors: objects().advanced, ...changes },
    place,
  );

const bucket = (region = 'eu-central-1'): Resource =>
  resource('AWS::S3::Bucket', 'arn:aws:s3:::features', {}, { region });
const table = resource('AWS::DynamoDB::Table', `arn:aws:dynamodb:eu-central-1:${own}:table/features`, {});

describe('who records what is done with the objects of a bucket', () => {
  const reads = (others: readonly Resource[], of = bucket(), gaps: ReturnType<typeof gap>[] = []) =>
    derived(bucketReadsRecorder, of, [account, ...others], gaps);

  it('is a trail of its Region, or of all, that is logging', () => {
    expect(reads([trail()])).toBe(trailArn);
    expect(reads([trail()], bucket('eu-west-1'))).toBeNull();
    expect(reads([trail({ isMultiRegion: true })], bucket('eu-west-1'))).toBe(trailArn);
    expect(reads([trail({ isLogging: false })])).toBeNull();
    expect(reads([])).toBeNull();
  });

  it('is asked for reads and writes apart', () => {
    const writes = trail({ eventSelectors: objects(field('readOnly', { equals: ['false'] })) });
    expect(reads([writes])).toBeNull();
    expect(derived(bucketWritesRecorder, bucket(), [account, writes])).toBe(trailArn);
  });

  it('may be an event data store that takes events in', () => {
    expect(reads([store()])).toMatch(/eventdatastore/);
    expect(reads([store({ status: 'STOPPED_INGESTION' })])).toBeNull();
    expect(reads([store({}, { region: 'us-east-1' })])).toBeNull();
    expect(reads([store({ isMultiRegion: true }, { region: 'us-east-1' })])).toMatch(/eventdatastore/);
    expect(reads([store({}, { account: member })])).toBeNull();
  });

  it('may be the event data store of the organization, where the snapshot says that it is theirs', () => {
    const ofOwner = store({ isOrganization: true }, { account: owner });
    expect(reads([ofOwner, organization(own, 'o-1'), organization(owner, 'o-1')])).toMatch(/eventdatastore/);
    expect(reads([ofOwner, organization(own, 'o-2'), organization(owner, 'o-1')])).toBeNull();
    expect(reads([ofOwner, organization(own, null), organization(owner, null)])).toBeNull();
    expect(reads([ofOwner])).toMatchObject({ code: 'NotInSnapshot' });
    expect(reads([ofOwner, organization(own, refusal), organization(owner, 'o-1')])).toEqual(refusal);
  });

  it('is unknown where a trail or store could be the one, unless another is', () => {
    expect(reads([trail({ eventSelectors: refusal })])).toEqual(refusal);
    expect(reads([store({ eventSelectors: refusal })])).toEqual(refusal);
    expect(reads([trail({ isLogging: refusal }), store()])).toMatch(/eventdatastore/);
    expect(reads([], bucket(), [gap('AWS::CloudTrail::EventDataStore')])).toMatchObject({ code: 'AccessDenied' });
    expect(derived(bucketReadsRecorder, bucket(), [])).toMatchObject({ code: 'NotInSnapshot' });
  });
});

describe('who records what is done with the items of a table', () => {
  it('is a trail whose selectors do not leave it out', () => {
    const tables = (...more: ReturnType<typeof field>[]) =>
      advanced(
        field('eventCategory', { equals: ['Data'] }),
        field('resources.type', { equals: ['AWS::DynamoDB::Table'] }),
        ...more,
      );
    const of = (eventSelectors: unknown) => derived(tableReadsRecorder, table, [account, trail({ eventSelectors })]);
    expect(of(tables())).toBe(trailArn);
    expect(of(tables(field('resources.ARN', { notEquals: [table.arn] })))).toBeNull();
    expect(of(objects())).toBeNull();
  });
});

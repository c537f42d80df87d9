import { describe, expect, it } from 'vitest';
import {
  bedrockTrail,
  completeTrail,
  globalEventTrails,
  insightsTrail,
  loggingTrail,
  objectEventsTrail,
  objectReadsTrail,
  objectWritesTrail,
  securityTrail,
} from '../../../src/analysis/trails/account-recording.ts';
import { recordedBuckets } from '../../../src/analysis/trails/recorded-buckets.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource } from '../resources.ts';
import { basic, field, management, objects, together } from './selectors.ts';

const owner = '999900001111';
const arnOf = (name: string, account = own, region = 'eu-central-1'): string =>
  `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;

const good = {
  isMultiRegion: true,
  includesGlobalServices: true,
  isLogging: true,
  eventSelectors: together(management(), objects()),
  insights: ['ApiCallRateInsight'],
  logFileValidation: true,
};
const encrypted = { enabled: true, algorithm: 'aws:kms', key: 'arn:aws:kms:eu-central-1:111122223333:key/0a' };

const trail = (name: string, changes: Readonly<Record<string, unknown>> = {}, region = 'eu-central-1'): Resource =>
  resource(
    'AWS::CloudTrail::Trail',
    arnOf(name, own, region),
    { ...good, 'encryption.atRest': encrypted, ...changes },
    { region },
  );

/** The trail of the organization, as the account sees it. */
const shared = (changes: Readonly<Record<string, unknown>> = {}): Resource =>
  resource('AWS::CloudTrail::OrganizationTrail', `arn:aws:cloudtrail:us-east-1:${own}:organization-trail/shared`, {
    ...good,
    trailArn: arnOf('shared', owner, 'us-east-1'),
    'encryption.key': encrypted.key,
    ...changes,
  });

const accountWith = (visible: unknown = []): Resource =>
  resource(
    'AWS::CloudTrail::Account',
    `arn:aws:cloudtrail::${own}:account`,
    { visibleTrails: visible },
    { region: 'global' },
  );

const visible = (...arns: readonly string[]) => arns.map((arn) => ({ arn, homeRegion: arn.split(':')[3] ?? '' }));

describe('the trail that records an account', () => {
  const logging = (others: readonly Resource[], seen: unknown = [], gaps = [] as ReturnType<typeof gap>[]) =>
    derived(loggingTrail, accountWith(seen), others, gaps);

  it('is one that is logging, and none that is not', () => {
    expect(logging([trail('old', { isLogging: false }), trail('audit')])).toBe(arnOf('audit'));
    expect(logging([trail('old', { isLogging: false })])).toBeNull();
    expect(logging([])).toBeNull();
  });

  it('may be that of the organization, under its own ARN', () =>
    expect(logging([shared()])).toBe(arnOf('shared', owner, 'us-east-1')));

  it('is not one of another account', () =>
    expect(
      logging([resource('AWS::CloudTrail::Trail', arnOf('theirs', member), good, { account: member })]),
    ).toBeNull());

  it('is unknown where a trail cannot be asked, unless another is certain', () => {
    expect(logging([trail('audit', { isLogging: refusal })])).toEqual(refusal);
    expect(logging([trail('audit', { isLogging: refusal }), trail('other')])).toBe(arnOf('other'));
  });

  it('is known of the organization where the snapshot holds what its owner says', () => {
    const seen = shared({ isLogging: refusal });
    const ownersOwn = resource('AWS::CloudTrail::Trail', arnOf('shared', owner, 'us-east-1'), good, { account: owner });
    expect(logging([seen])).toEqual(refusal);
    expect(logging([seen, ownersOwn])).toBe(arnOf('shared', owner, 'us-east-1'));
  });

  it('is unknown where trails could not be listed, and where one that is seen was not read', () => {
    expect(logging([], [], [gap('AWS::CloudTrail::Trail')])).toMatchObject({ code: 'AccessDenied' });
    expect(logging([], [], [gap('AWS::CloudTrail::OrganizationTrail')])).toMatchObject({ code: 'AccessDenied' });
    expect(logging([], [], [gap('AWS::CloudTrail::Trail', { account: member })])).toBeNull();
    expect(logging([], visible(arnOf('audit', own, 'us-west-2')))).toMatchObject({ code: 'NotInSnapshot' });
    expect(logging([], refusal)).toEqual(refusal);
    expect(logging([trail('audit')], visible(arnOf('audit', own, 'us-west-2')))).toBe(arnOf('audit'));
  });
});

describe('the trail of all management events', () => {
  const complete = (...others: readonly Resource[]) => derived(completeTrail, accountWith(), others);

  it.each([
    ['one Region', { isMultiRegion: false }],
    ['writes alone', { eventSelectors: basic({ readWrite: 'WriteOnly' }) }],
    ['all services but one', { eventSelectors: basic({ excludedSources: ['rdsdata.amazonaws.com'] }) }],
    ['data events alone', { eventSelectors: objects() }],
    ['nothing at present', { isLogging: false }],
  ])('is none of %s', (_what, changes) => expect(complete(trail('audit', changes))).toBeNull());

  it('is one that says nothing else', () =>
    expect(complete(trail('audit', { eventSelectors: basic() }))).toBe(arnOf('audit')));

  it('is certain to be none where what is known is enough to say so', () =>
    expect(complete(trail('audit', { isMultiRegion: false, eventSelectors: refusal }))).toBeNull());
});

describe('the trail that follows all advice', () => {
  const secure = (...others: readonly Resource[]) => derived(securityTrail, accountWith(), others);

  it.each([
    ['global services', { includesGlobalServices: false }],
    ['validation', { logFileValidation: false }],
    ['a key', { 'encryption.atRest': { enabled: true, algorithm: 'AES256', key: null } }],
  ])('does not lack %s', (_what, changes) => {
    expect(secure(trail('audit'))).toBe(arnOf('audit'));
    expect(secure(trail('audit', changes))).toBeNull();
  });

  it('is not made of two that each lack something', () =>
    expect(secure(trail('a', { logFileValidation: false }), trail('b', { isMultiRegion: false }))).toBeNull());

  it('may be that of the organization, whose key the member sees', () => {
    expect(secure(shared())).toBe(arnOf('shared', owner, 'us-east-1'));
    expect(secure(shared({ 'encryption.key': null }))).toBeNull();
  });
});

describe('the trail of events on objects', () => {
  const with_ = (eventSelectors: unknown, isMultiRegion = true) => trail('audit', { eventSelectors, isMultiRegion });

  it('records reads, writes or both', () => {
    const reads = with_(objects(field('readOnly', { equals: ['true'] })));
    expect(derived(objectReadsTrail, accountWith(), [reads])).toBe(arnOf('audit'));
    expect(derived(objectWritesTrail, accountWith(), [reads])).toBeNull();
    expect(derived(objectEventsTrail, accountWith(), [reads])).toBe(arnOf('audit'));
  });

  it('of all reads and writes is one of all Regions, of anything may be of one', () => {
    const regional = with_(objects(), false);
    expect(derived(objectWritesTrail, accountWith(), [regional])).toBeNull();
    expect(derived(objectEventsTrail, accountWith(), [regional])).toBe(arnOf('audit'));
  });

  it('of some buckets does for these buckets alone, where it records their Region', () => {
    const bucket = (name: string, region: string) =>
      resource('AWS::S3::Bucket', `arn:aws:s3:::${name}`, {}, { region });
    const buckets = [
      bucket('features', 'eu-central-1'),
      bucket('labels', 'eu-west-1'),
      bucket('other', 'eu-central-1'),
    ];
    const values = ['arn:aws:s3:::features/', 'arn:aws:s3:::labels/'];
    const some = basic({ dataResources: [{ type: 'AWS::S3::Object', values }] });
    expect(derived(recordedBuckets, accountWith(), [with_(some), ...buckets])).toEqual(['features', 'labels']);
    expect(derived(recordedBuckets, accountWith(), [with_(some, false), ...buckets])).toEqual(['features']);
    const allBut = objects(field('resources.ARN', { notStartsWith: ['arn:aws:s3:::other/'] }));
    expect(derived(recordedBuckets, accountWith(), [with_(allBut), ...buckets])).toEqual(['features', 'labels']);
    expect(derived(recordedBuckets, accountWith(), [with_(refusal), ...buckets])).toEqual(refusal);
    expect(derived(recordedBuckets, accountWith(), [])).toEqual([]);
  });
});

describe('other trails', () => {
  it('with insights is one that is logging and has any', () => {
    expect(derived(insightsTrail, accountWith(), [trail('audit')])).toBe(arnOf('audit'));
    expect(derived(insightsTrail, accountWith(), [trail('audit', { insights: [] })])).toBeNull();
    expect(derived(insightsTrail, accountWith(), [trail('audit', { isLogging: false })])).toBeNull();
  });

  // https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
  it('of calls of models needs reads, and minds no other service that is left out', () => {
    const of = (eventSelectors: unknown) => derived(bedrockTrail, accountWith(), [trail('audit', { eventSelectors })]);
    expect(of(basic({ excludedSources: ['kms.amazonaws.com'] }))).toBe(arnOf('audit'));
    expect(of(basic({ readWrite: 'WriteOnly' }))).toBeNull();
    expect(of(objects())).toBeNull();
  });

  describe('that record global services', () => {
    const twice = (...others: readonly Resource[]) => derived(globalEventTrails, accountWith(), others);

    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
    it('are those of all Regions, and those of the main Region that ask for it', () => {
      expect(twice(trail('a'), trail('b', { isMultiRegion: false }))).toEqual([arnOf('a')]);
      const main = trail('b', { isMultiRegion: false }, 'us-east-1');
      expect(twice(trail('a'), main)).toEqual([arnOf('a'), arnOf('b', own, 'us-east-1')]);
      const without = trail('b', { isMultiRegion: false, includesGlobalServices: false }, 'us-east-1');
      expect(twice(trail('a'), without)).toEqual([arnOf('a')]);
    });

    it('count the organization, and no trail of data events alone', () => {
      expect(twice(trail('a'), shared())).toEqual([arnOf('a'), arnOf('shared', owner, 'us-east-1')]);
      expect(twice(trail('a'), shared({ eventSelectors: objects() }))).toEqual([arnOf('a')]);
    });

    it('are unknown where one more would be too many, and certain where two are', () => {
      expect(twice(trail('a'), shared({ isLogging: refusal }))).toEqual(refusal);
      expect(twice(trail('a'), trail('b'), shared({ isLogging: refusal }))).toEqual([arnOf('a'), arnOf('b')]);
    });
  });
});

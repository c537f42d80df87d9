import { describe, expect, it } from 'vitest';
import { bucketReceivedLogs } from '../../src/analysis/received-logs.ts';
import type { Resource } from '../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource } from './resources.ts';

const rule = (prefix: string, expirationDays: number | null, changes: object = {}) => ({
  enabled: true,
  filter: { prefix, tags: [], sizeGreaterThan: null, sizeLessThan: null },
  expires: true,
  expirationDays,
  ...changes,
});
const bucket = (name: string, facts: Readonly<Record<string, unknown>>, account = own, region = 'eu-central-1') =>
  resource(
    'AWS::S3::Bucket',
    `arn:aws:s3:::${name}`,
    { 'logging.accessLogs': null, 'lifecycle.rules': [], ...facts },
    {
      account,
      region,
    },
  );
const audit = (...rules: readonly object[]) => bucket('audit', { 'lifecycle.rules': rules });

const trail = (prefix: unknown = null, account = own): Resource =>
  resource(
    'AWS::CloudTrail::Trail',
    `arn:aws:cloudtrail:eu-central-1:${account}:trail/audit`,
    { 'destination.bucket': 'audit', 'destination.prefix': prefix },
    { account },
  );
const channel = resource(
  'AWS::Config::DeliveryChannel',
  `arn:aws:config:eu-central-1:${own}:delivery-channel/default`,
  {
    'destination.bucket': 'audit',
    'destination.prefix': 'config',
  },
);
const source = (name: string, targetPrefix: string) =>
  bucket(name, { 'logging.accessLogs': { targetBucket: 'audit', targetPrefix } });
const cluster = (logs: unknown, region = 'eu-central-1') =>
  resource(
    'AWS::Redshift::Cluster',
    `arn:aws:redshift:${region}:${own}:cluster:warehouse`,
    { 'logging.auditLogs': logs },
    { region },
  );

const received = (of: Resource, others: readonly Resource[], gaps: ReturnType<typeof gap>[] = []) =>
  derived(bucketReceivedLogs, of, others, gaps);

describe('the logs that a bucket receives', () => {
  it('are those of trails, AWS Config, buckets and clusters that name it', () => {
    const others = [
      trail('trails'),
      channel,
      source('features', 'features/'),
      cluster({ bucket: 'audit', prefix: 'warehouse/' }),
      cluster({ bucket: null, prefix: null }, 'eu-west-1'),
    ];
    expect(received(audit(), others)).toEqual([
      { kind: 'cloudtrail', prefix: 'trails/AWSLogs/', expiresAfterDays: null },
      { kind: 'config', prefix: 'config/AWSLogs/', expiresAfterDays: null },
      { kind: 'access-logs', prefix: 'features/', expiresAfterDays: null },
      { kind: 'redshift', prefix: 'warehouse/', expiresAfterDays: null },
    ]);
    expect(received(bucket('features', {}), [trail()])).toEqual([]);
  });

  it('may come from another account', () =>
    expect(received(audit(), [trail(null, member)])).toMatchObject([{ kind: 'cloudtrail' }]));

  it('are shown by that of a kind which expires first', () =>
    expect(received(audit(rule('b/', 30)), [source('a', 'a/'), source('b', 'b/'), source('c', 'c/')])).toEqual([
      { kind: 'access-logs', prefix: 'b/', expiresAfterDays: 30 },
    ]));

  it('are unknown where something of the account could deliver there, of the Region where it stays within that', () => {
    expect(received(audit(), [trail(refusal)])).toEqual(refusal);
    expect(received(audit(), [bucket('features', { 'logging.accessLogs': refusal })])).toEqual(refusal);
    const elsewhere = bucket('features', { 'logging.accessLogs': refusal }, own, 'eu-west-1');
    expect(received(audit(), [elsewhere, trail(refusal, member)])).toEqual([]);
    expect(received(audit(), [], [gap('AWS::Redshift::Cluster')])).toMatchObject({ code: 'AccessDenied' });
    expect(received(audit(), [], [gap('AWS::Redshift::Cluster', { region: 'us-east-1' })])).toEqual([]);
    expect(received(audit(), [], [gap('AWS::CloudTrail::Trail', { region: 'us-east-1' })])).toMatchObject({
      code: 'AccessDenied',
    });
    expect(received(audit(), [], [gap('AWS::S3::Bucket', { region: 'global' })])).toMatchObject({
      code: 'AccessDenied',
    });
  });

  it('need the rules only where there are any', () => {
    const unread = bucket('audit', { 'lifecycle.rules': refusal });
    expect(received(unread, [])).toEqual([]);
    expect(received(unread, [trail()])).toEqual(refusal);
  });
});

describe('the day on which logs expire', () => {
  const days = (...rules: readonly object[]) =>
    (received(audit(...rules), [trail()]) as { readonly expiresAfterDays: number | null }[])[0]?.expiresAfterDays;

  it('is that of the strictest rule that touches any of them', () => {
    expect(days(rule('', 400), rule('AWSLogs/', 90))).toBe(90);
    expect(days(rule('AWSLogs/111122223333/CloudTrail-Digest/', 7))).toBe(7);
    expect(days(rule('AWS', 30))).toBe(30);
  });

  it.each([
    ['of another prefix', rule('tmp/', 1)],
    ['that is off', rule('', 1, { enabled: false })],
    ['that only moves them', rule('', null, { expires: false })],
    [
      'for tagged objects',
      rule('', 1, {
        filter: { prefix: '', tags: [{ key: 'tmp', value: 'yes' }], sizeGreaterThan: null, sizeLessThan: null },
      }),
    ],
  ])('is not that of a rule %s', (_which, one) => expect(days(one)).toBeNull());

  it('is at once where a rule names a date', () => expect(days(rule('', null))).toBe(0));
});

import { describe, expect, it } from 'vitest';
import { channelRecorder, deliveryFailures, lastDelivery } from '../../../src/analysis/config/delivery.ts';
import { globalTypesIn } from '../../../src/analysis/config/global-types.ts';
import { authorizedStrangers, topicStrangers } from '../../../src/analysis/config/strangers.ts';
import { derived, gap, member, own, refusal, resource, stranger } from '../resources.ts';

describe('the Region in which IAM is recorded', () => {
  const recorder = (region: string, changes: object = {}, account = own) =>
    resource(
      'AWS::Config::ConfigurationRecorder',
      `arn:aws:config:${region}:${account}:configuration-recorder/default/0a`,
      { isRecording: true, 'recording.scope': { strategy: 'all', types: [], globalTypes: false }, ...changes },
      { account, region },
    );
  const global = { 'recording.scope': { strategy: 'all', types: [], globalTypes: true } };
  const here = recorder('eu-central-1');
  const where = (others: readonly ReturnType<typeof recorder>[], gaps: ReturnType<typeof gap>[] = []) =>
    derived(globalTypesIn, here, others, gaps);

  it('is one whose recorder records global types, and is recording', () => {
    expect(where([])).toBeNull();
    expect(where([recorder('us-east-1', global)])).toBe('us-east-1');
    expect(where([recorder('us-east-1', { ...global, isRecording: false })])).toBeNull();
    expect(where([recorder('us-east-1', global, member)])).toBeNull();
  });

  it('is unknown where another Region could be the one, unless one is', () => {
    const asleep = recorder('us-east-1', { ...global, isRecording: refusal });
    expect(where([asleep])).toEqual(refusal);
    expect(where([asleep, recorder('us-west-2', global)])).toBe('us-west-2');
    expect(where([recorder('us-east-1', { isRecording: refusal })])).toBeNull();
    expect(where([], [gap('AWS::Config::ConfigurationRecorder')])).toMatchObject({ code: 'AccessDenied' });
  });
});

describe('what of delivering goes wrong', () => {
  const fine = { status: 'success', error: null, succeededAt: '2026-01-31T06:00:00Z' };
  const channel = (changes: object = {}) =>
    resource('AWS::Config::DeliveryChannel', `arn:aws:config:eu-central-1:${own}:delivery-channel/default`, {
      'delivery.history': fine,
      'delivery.snapshots': { status: null, error: null, succeededAt: null },
      'delivery.stream': { status: 'not-applicable', error: null, changedAt: null },
      ...changes,
    });
  const coverage = (recorder: unknown) =>
    resource('AWS::Config::RegionalCoverage', `arn:aws:config:eu-central-1:${own}:regional-coverage`, { recorder });
  const recorder = { name: 'default', role: 'r', recording: true, lastStatus: 'success', startedAt: null };
  const failure = { status: 'failure', error: 'AccessDenied', succeededAt: null };

  it('is each delivery whose latest attempt failed, and recording itself', () => {
    expect(derived(deliveryFailures, channel(), [coverage(recorder)])).toEqual([]);
    expect(derived(deliveryFailures, channel(), [coverage(null)])).toEqual([]);
    expect(
      derived(deliveryFailures, channel({ 'delivery.history': failure }), [
        coverage({ ...recorder, lastStatus: 'failure' }),
      ]),
    ).toEqual(['history', 'recorder']);
  });

  it('is certain where one fails, and unknown where one could', () => {
    expect(derived(deliveryFailures, channel({ 'delivery.history': failure }))).toEqual(['history']);
    expect(derived(deliveryFailures, channel())).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(deliveryFailures, channel({ 'delivery.stream': refusal }), [coverage(recorder)])).toEqual(refusal);
  });

  it('is told from the later of history and snapshots when something last arrived', () => {
    const later = { status: 'success', error: null, succeededAt: '2026-01-31T09:00:00Z' };
    expect(derived(lastDelivery, channel())).toBe('2026-01-31T06:00:00Z');
    expect(derived(lastDelivery, channel({ 'delivery.snapshots': later }))).toBe('2026-01-31T09:00:00Z');
    expect(derived(lastDelivery, channel({ 'delivery.history': failure }))).toBeNull();
    expect(derived(lastDelivery, channel({ 'delivery.snapshots': refusal }))).toEqual(refusal);
  });

  it('goes by the recorder of the Region', () => {
    expect(derived(channelRecorder, channel(), [coverage(recorder)])).toEqual({ recording: true, startedAt: null });
    expect(derived(channelRecorder, channel(), [coverage(null)])).toBeNull();
    expect(derived(channelRecorder, channel(), [coverage(refusal)])).toEqual(refusal);
  });
});

describe('strangers', () => {
  const organization = resource('AWS::Organizations::Organization', `arn:aws:organizations::${own}:organization`, {
    id: 'o-1',
  });
  const memberOf = resource('AWS::Organizations::Account', `arn:aws:organizations::${own}:account/o-1/${member}`, {
    accountId: member,
    organization: 'o-1',
  });
  const ofTopic = (topic: string | null) =>
    derived(
      topicStrangers,
      resource('AWS::Config::DeliveryChannel', 'arn:aws:config:c', { 'destination.topic': topic }),
      [organization, memberOf],
    );

  it('own no topic of the account, of its organization, or of nobody', () => {
    expect(ofTopic(null)).toEqual([]);
    expect(ofTopic(`arn:aws:sns:eu-central-1:${own}:audit`)).toEqual([]);
    expect(ofTopic(`arn:aws:sns:eu-central-1:${member}:audit`)).toEqual([]);
    expect(ofTopic(`arn:aws:sns:eu-central-1:${stranger}:audit`)).toEqual([stranger]);
  });

  it('may gather where they are authorized, unless it is not known who belongs to the organization', () => {
    const authorization = resource('AWS::Config::AggregationAuthorization', 'arn:aws:config:a', {
      authorizedAccount: stranger,
    });
    expect(derived(authorizedStrangers, authorization, [organization, memberOf])).toEqual([stranger]);
    const gaps = [gap('AWS::Organizations::Account', { region: 'global' })];
    expect(derived(authorizedStrangers, authorization, [organization], gaps)).toMatchObject({ code: 'AccessDenied' });
  });
});

import { Type } from 'typebox';
import { Nullable, OneOf, Shape, Timestamp } from '../../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../../model/derived.ts';
import type { Resource } from '../../model/resource.ts';
import { unknownBecause } from '../derive.ts';
import { type RegionalSettings, regionalSetting, settingOf } from '../regional-setting.ts';

const channelType = 'AWS::Config::DeliveryChannel';
const deliveries = ['history', 'snapshots', 'stream'] as const;

/** The recorder of a Region, as {@link regionalSetting} holds it. */
interface Recorder {
  readonly recording: boolean;
  readonly lastStatus: string | null;
  readonly startedAt: string | null;
}

const recorders = regionalSetting('AWS::Config::RegionalCoverage', 'recorder');

const recorderOf = (settings: RegionalSettings, channel: Resource): Recorder | null | Underivable =>
  settingOf(settings, channel, 'the recorder') as Recorder | null | Underivable;

/** What records what a channel delivers. */
export const channelRecorder: DerivedFact = defineDerived({
  type: channelType,
  path: 'recorder',
  schema: Nullable(Shape({ recording: Type.Boolean(), startedAt: Nullable(Timestamp()) }), {
    description: 'The recorder that the account manages in the Region; null without one.',
  }),
  reads: [],
  relation: recorders,
  derive: (channel, settings) => {
    const recorder = recorderOf(settings, channel);
    if (recorder === null || recorder instanceof Underivable) return recorder;
    return { recording: recorder.recording, startedAt: recorder.startedAt };
  },
});

/** What of recording and delivering goes wrong. */
export const deliveryFailures: DerivedFact = defineDerived({
  type: channelType,
  path: 'delivery.failing',
  schema: Type.Array(OneOf(['history', 'snapshots', 'stream', 'recorder']), {
    description: 'Of the deliveries, and of recording itself, those whose latest attempt failed.',
  }),
  reads: deliveries.map((one) => `delivery.${one}`),
  relation: recorders,
  derive: (channel, settings) => {
    const failing: ((typeof deliveries)[number] | 'recorder')[] = [];
    let unknown: Underivable | null = null;
    for (const one of deliveries) {
      const delivery = channel.facts[`delivery.${one}`] as { readonly status: string | null } | undefined;
      if (delivery === undefined) unknown ??= unknownBecause(channel, `delivery.${one}`);
      else if (delivery.status === 'failure') failing.push(one);
    }
    const recorder = recorderOf(settings, channel);
    if (recorder instanceof Underivable) unknown ??= recorder;
    else if (recorder?.lastStatus === 'failure') failing.push('recorder');
    // One that fails is enough to say so.
    return failing.length > 0 ? failing : (unknown ?? failing);
  },
});

/** When something last reached the bucket. */
export const lastDelivery: DerivedFact = defineDerived({
  type: channelType,
  path: 'delivery.lastSuccessAt',
  schema: Nullable(Timestamp(), {
    description: 'When history or a snapshot was last delivered to the bucket; null where neither ever was.',
  }),
  reads: ['delivery.history', 'delivery.snapshots'],
  relation: null,
  derive: (channel) => {
    const times: string[] = [];
    for (const fact of ['delivery.history', 'delivery.snapshots']) {
      const delivery = channel.facts[fact] as { readonly succeededAt: string | null } | undefined;
      if (delivery === undefined) return unknownBecause(channel, fact);
      if (delivery.succeededAt !== null) times.push(delivery.succeededAt);
    }
    return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
  },
});

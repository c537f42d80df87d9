import { Type } from 'typebox';
import { Nullable } from '../../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../../model/derived.ts';
import type { Unknown } from '../../model/resource.ts';
import { reasonFor } from '../derive.ts';

const recorderType = 'AWS::Config::ConfigurationRecorder';

/** Where the recorders of each account record global types of resources. */
interface GlobalRecorders {
  /** By account. */
  readonly regions: Map<string, string>;
  /** By account: why there may be more. */
  readonly incomplete: Map<string, Unknown>;
}

const globalRecorders: Relation<GlobalRecorders> = {
  name: 'global-type-recorders',
  gathers: [{ type: recorderType, facts: ['isRecording', 'recording.scope'] }],
  start: () => ({ regions: new Map(), incomplete: new Map() }),
  add: ({ regions, incomplete }, recorder) => {
    const isRecording = recorder.facts['isRecording'] as boolean | undefined;
    const scope = recorder.facts['recording.scope'] as { readonly globalTypes: boolean } | undefined;
    if (isRecording === false || scope?.globalTypes === false) return;
    const unknown = isRecording === undefined ? 'isRecording' : scope === undefined ? 'recording.scope' : null;
    if (unknown === null) regions.set(recorder.account, regions.get(recorder.account) ?? recorder.region);
    else incomplete.set(recorder.account, reasonFor(recorder, unknown));
  },
  addGap: ({ incomplete }, { account, operation, code, message }) => {
    incomplete.set(account, { operation, code, message });
  },
};

/**
 * Where IAM is recorded, for which one Region of the account is enough:
 * https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html#select-resources-global
 */
export const globalTypesIn: DerivedFact = defineDerived({
  type: recorderType,
  path: 'recording.globalTypesIn',
  schema: Nullable(Type.String(), {
    description:
      'A Region of the account whose recorder is recording IAM users, groups, roles and customer managed policies; null where none is.',
  }),
  reads: [],
  relation: globalRecorders,
  derive: ({ account }, { regions, incomplete }) => {
    const region = regions.get(account);
    if (region !== undefined) return region;
    const because = incomplete.get(account);
    return because === undefined ? null : new Underivable(because);
  },
});

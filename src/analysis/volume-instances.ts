import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Place, Unknown } from '../model/resource.ts';
import { notInSnapshot, reasonFor, unknownBecause } from './derive.ts';

/** Whether each instance is built on the Nitro System, by account, Region and id. */
interface Instances {
  readonly nitro: Map<string, boolean | Unknown>;
  readonly gaps: Map<string, Unknown>;
}

const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

const instances: Relation<Instances> = {
  name: 'nitro-instances',
  gathers: [{ type: 'AWS::EC2::Instance', facts: ['typeTraits'] }],
  start: () => ({ nitro: new Map(), gaps: new Map() }),
  add: ({ nitro }, instance) => {
    const traits = instance.facts['typeTraits'] as { readonly nitro: boolean } | undefined;
    nitro.set(`${placeOf(instance)} ${instance.name}`, traits?.nitro ?? reasonFor(instance, 'typeTraits'));
  },
  addGap: ({ gaps }, { operation, code, message, ...place }) => {
    gaps.set(placeOf(place), { operation, code, message });
  },
};

/**
 * Whether the instances of a volume support io2 Block Express, which those of the Nitro System do:
 * https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html#io2-block-express
 */
export const volumeOnNitro: DerivedFact = defineDerived({
  type: 'AWS::EC2::Volume',
  path: 'attachedToNitroOnly',
  schema: Nullable(Type.Boolean(), {
    description:
      'Whether all instances that it is attached to are built on the Nitro System; null while it is attached to none.',
  }),
  reads: ['attachments'],
  relation: instances,
  derive: (volume, { nitro, gaps }) => {
    const attachments = volume.facts['attachments'] as readonly { readonly instance: string | null }[] | undefined;
    if (attachments === undefined) return unknownBecause(volume, 'attachments');
    const ids = attachments.flatMap(({ instance }) => instance ?? []);
    const answers = ids.map((id) => ({
      id,
      answer: nitro.get(`${placeOf(volume)} ${id}`) ?? gaps.get(placeOf(volume)),
    }));
    if (answers.some(({ answer }) => answer === false)) return false;
    for (const { id, answer } of answers) {
      if (answer === undefined) return notInSnapshot(`the instance ${id}`);
      if (answer !== true) return new Underivable(answer as Unknown);
    }
    return ids.length === 0 ? null : true;
  },
});

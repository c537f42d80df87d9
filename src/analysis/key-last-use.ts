import { Type } from 'typebox';
import { type DerivedFact, defineAsked, Underivable } from '../model/derived.ts';
import { UnknownCode } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';

const lastUse = 'lastUse';

interface LastUse {
  readonly at: string | null;
  readonly trackedSince: string;
}

/**
 * Whether a key was used of late. Of what was before AWS began to record it nothing is known, and of an older key then only that:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
export const keyUsedLately: DerivedFact = defineAsked({
  type: 'AWS::KMS::Key',
  path: 'usedLately',
  schema: Type.Boolean({
    description:
      'Whether the last cryptographic operation is no longer ago than the parameter `idleAfter`; unknown where AWS has not kept a record ' +
      'for as long. Of AWS managed keys, which have no record, false.',
  }),
  reads: [lastUse, 'createdAt'],
  relation: null,
  asks: { idleAfter: 'days' },
  derive: (key, _index, { idleAfter }) => {
    const use = key.facts[lastUse] as LastUse | null | undefined;
    if (use === undefined) return unknownBecause(key, lastUse);
    if (use === null) return false;
    const since = Date.parse(key.collectedAt) - idleAfter;
    if (use.at !== null) return Date.parse(use.at) >= since;
    if (Date.parse(use.trackedSince) <= since) return false;
    const createdAt = key.facts['createdAt'] as string | undefined;
    if (createdAt === undefined) return unknownBecause(key, 'createdAt');
    if (Date.parse(createdAt) >= Date.parse(use.trackedSince)) return false;
    return new Underivable({
      operation: 'kms:GetKeyLastUsage',
      code: UnknownCode.missingInAnswer,
      message: `the use of the key is recorded since ${use.trackedSince} only`,
    });
  },
});

import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

const day = 86_400_000;

/** How far back a table can be restored. */
export const restorableDays: DerivedFact = defineDerived({
  type: 'AWS::DynamoDB::Table',
  path: 'recovery.restorableDays',
  schema: Nullable(Type.Integer(), {
    description:
      'Days that point-in-time recovery keeps, less those before it was switched on: of a table that had it from its first day, all that ' +
      'it is set to. Null where it is off.',
  }),
  reads: ['recovery.pointInTime', 'recovery.earliestRestoreAt', 'createdAt'],
  relation: null,
  derive: (table) => {
    const recovery = table.facts['recovery.pointInTime'] as
      | { readonly enabled: boolean; readonly retentionDays: number | null }
      | undefined;
    if (recovery === undefined) return unknownBecause(table, 'recovery.pointInTime');
    if (!recovery.enabled) return null;
    const earliest = table.facts['recovery.earliestRestoreAt'] as string | null | undefined;
    if (earliest === undefined) return unknownBecause(table, 'recovery.earliestRestoreAt');
    const createdAt = table.facts['createdAt'] as string | undefined;
    if (createdAt === undefined) return unknownBecause(table, 'createdAt');
    const kept = recovery.retentionDays ?? 0;
    // Just after it was switched on AWS names no moment yet.
    if (earliest === null) return 0;
    if (Date.parse(earliest) - Date.parse(createdAt) < day) return kept;
    return Math.min(kept, Math.round((Date.parse(table.collectedAt) - Date.parse(earliest)) / day));
  },
});

import { type Static, Type } from 'typebox';
import { Known, Nullable, Shape, Timestamp } from '../../model/define.ts';

const Transition = Shape({
  storageClass: Known(['GLACIER', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'DEEP_ARCHIVE', 'GLACIER_IR']),
  days: Nullable(Type.Integer(), { description: 'Null when the rule names a date.' }),
});

/** One lifecycle rule of a general purpose or directory bucket. */
export const LifecycleRule = Shape({
  id: Nullable(Type.String()),
  enabled: Type.Boolean(),
  filter: Shape(
    {
      prefix: Type.String({ description: 'What the keys begin with; empty for every key.' }),
      tags: Type.Array(Shape({ key: Type.String(), value: Type.String() })),
      sizeGreaterThan: Nullable(Type.Integer(), { description: 'Bytes; objects of exactly this size are left out.' }),
      sizeLessThan: Nullable(Type.Integer(), { description: 'Bytes; objects of exactly this size are left out.' }),
    },
    { description: 'Which objects the rule is about; every part must match.' },
  ),
  expires: Type.Boolean({ description: 'Current versions expire, after days or on a date.' }),
  expirationDays: Nullable(Type.Integer()),
  expirationDate: Nullable(Timestamp()),
  deletesExpiredMarkers: Type.Boolean({ description: 'Delete markers without older versions are removed.' }),
  noncurrentExpirationDays: Nullable(Type.Integer()),
  newerNoncurrentVersions: Nullable(Type.Integer(), {
    description: 'How many noncurrent versions are kept whatever their age; null when every one may expire.',
  }),
  abortIncompleteUploadDays: Nullable(Type.Integer()),
  transitions: Type.Array(Transition, { description: 'Of current versions.' }),
  noncurrentTransitions: Type.Array(Transition),
});
export type LifecycleRuleValue = Static<typeof LifecycleRule>;

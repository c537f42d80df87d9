import { given, instant } from '../live.ts';
import type { LifecycleRuleValue } from './lifecycle-rule.ts';

interface TagCondition {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

interface Conditions {
  readonly Prefix?: string | undefined;
  readonly ObjectSizeGreaterThan?: number | undefined;
  readonly ObjectSizeLessThan?: number | undefined;
}

/** A rule as the SDK gives it. `Prefix` beside `Filter` is how rules were written before 2016; S3 still returns it. */
interface Rule {
  readonly ID?: string | undefined;
  readonly Status?: string | undefined;
  readonly Prefix?: string | undefined;
  readonly Filter?:
    | (Conditions & {
        readonly Tag?: TagCondition | undefined;
        readonly And?: (Conditions & { readonly Tags?: readonly TagCondition[] | undefined }) | undefined;
      })
    | undefined;
  readonly Expiration?:
    | {
        readonly Days?: number | undefined;
        readonly Date?: Date | undefined;
        readonly ExpiredObjectDeleteMarker?: boolean | undefined;
      }
    | undefined;
  readonly NoncurrentVersionExpiration?:
    | { readonly NoncurrentDays?: number | undefined; readonly NewerNoncurrentVersions?: number | undefined }
    | undefined;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number | undefined } | undefined;
  readonly Transitions?:
    | readonly { readonly Days?: number | undefined; readonly StorageClass?: string | undefined }[]
    | undefined;
  readonly NoncurrentVersionTransitions?:
    | readonly { readonly NoncurrentDays?: number | undefined; readonly StorageClass?: string | undefined }[]
    | undefined;
}

/** The rules of a lifecycle configuration, in its order; none without a configuration. */
export const readLifecycleRules = (rules: readonly Rule[] | undefined): LifecycleRuleValue[] =>
  (rules ?? []).map(lifecycleRule);

const lifecycleRule = (rule: Rule): LifecycleRuleValue => {
  const { Filter: filter, Expiration: expiration, NoncurrentVersionExpiration: noncurrent } = rule;
  const tags = filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  return {
    id: rule.ID ?? null,
    enabled: given(rule.Status, 'the status of a lifecycle rule') === 'Enabled',
    filter: {
      prefix: filter?.And?.Prefix ?? filter?.Prefix ?? rule.Prefix ?? '',
      tags: tags.map(({ Key, Value }) => ({ key: given(Key, 'the tag of a lifecycle filter'), value: Value ?? '' })),
      sizeGreaterThan: filter?.And?.ObjectSizeGreaterThan ?? filter?.ObjectSizeGreaterThan ?? null,
      sizeLessThan: filter?.And?.ObjectSizeLessThan ?? filter?.ObjectSizeLessThan ?? null,
    },
    expires: expiration?.Days !== undefined || expiration?.Date !== undefined,
    expirationDays: expiration?.Days ?? null,
    expirationDate: expiration?.Date === undefined ? null : instant(expiration.Date),
    deletesExpiredMarkers: expiration?.ExpiredObjectDeleteMarker ?? false,
    noncurrentExpirationDays: noncurrent?.NoncurrentDays ?? null,
    newerNoncurrentVersions: noncurrent?.NewerNoncurrentVersions ?? null,
    abortIncompleteUploadDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? null,
    transitions: (rule.Transitions ?? []).map(({ Days, StorageClass }) => ({
      storageClass: given(StorageClass, 'the storage class of a transition'),
      days: Days ?? null,
    })),
    noncurrentTransitions: (rule.NoncurrentVersionTransitions ?? []).map(({ NoncurrentDays, StorageClass }) => ({
      storageClass: given(StorageClass, 'the storage class of a transition'),
      days: NoncurrentDays ?? null,
    })),
  };
};

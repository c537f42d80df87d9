import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { given } from '../live.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html */
export const readAdvancedSelectors = (selectors: readonly AdvancedEventSelector[] | undefined) =>
  (selectors ?? []).map(({ Name, FieldSelectors }) => ({
    name: Name || null,
    fields: given(FieldSelectors, 'the fields of a selector').map((one) => ({
      field: given(one.Field, 'the field of a selector'),
      equals: [...(one.Equals ?? [])],
      startsWith: [...(one.StartsWith ?? [])],
      endsWith: [...(one.EndsWith ?? [])],
      notEquals: [...(one.NotEquals ?? [])],
      notStartsWith: [...(one.NotStartsWith ?? [])],
      notEndsWith: [...(one.NotEndsWith ?? [])],
    })),
  }));

/**
 * What a selector leaves out has the default that AWS documents:
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 */
export const readBasicSelectors = (selectors: readonly EventSelector[] | undefined) =>
  (selectors ?? []).map((one) => ({
    readWrite: one.ReadWriteType ?? 'All',
    managementEvents: one.IncludeManagementEvents ?? true,
    excludedSources: [...(one.ExcludeManagementEventSources ?? [])],
    dataResources: (one.DataResources ?? []).map(({ Type, Values }) => ({
      type: given(Type, 'the type of a data resource'),
      values: [...(Values ?? [])],
    })),
  }));

import type { AdvancedSelector, Selectors } from '../../../src/analysis/trails/recorded-events.ts';

// Selectors of trails, as the model has them.

type Field = AdvancedSelector['fields'][number];

/** One field of a selector. */
export const field = (name: string, values: Partial<Omit<Field, 'field'>>): Field => ({
  field: name,
  equals: [],
  startsWith: [],
  endsWith: [],
  notEquals: [],
  notStartsWith: [],
  notEndsWith: [],
  ...values,
});

/** A selector by fields. */
export const advanced = (...fields: readonly Field[]): Selectors => ({ basic: [], advanced: [{ fields }] });

/** A selector of management events. */
export const management = (...fields: readonly Field[]): Selectors =>
  advanced(field('eventCategory', { equals: ['Management'] }), ...fields);

/** A selector of events on objects. */
export const objects = (...fields: readonly Field[]): Selectors =>
  advanced(
    field('eventCategory', { equals: ['Data'] }),
    field('resources.type', { equals: ['AWS::S3::Object'] }),
    ...fields,
  );

/** A selector of the older kind. */
export const basic = (changes: Partial<Selectors['basic'][number]> = {}): Selectors => ({
  basic: [{ readWrite: 'All', managementEvents: true, excludedSources: [], dataResources: [], ...changes }],
  advanced: [],
});

/** Several as one trail has them. */
export const together = (...all: readonly Selectors[]): Selectors => ({
  basic: all.flatMap((one) => one.basic),
  advanced: all.flatMap((one) => one.advanced),
});

import { nearest } from '../model/nearest.ts';
import type { Parameter, ParameterValue, Policy } from '../model/policy.ts';

const millisecondsPerDay = 86_400_000;

/** The values expressions see: days become milliseconds. */
export const parameterValues = (
  policy: Policy,
  overrides: Readonly<Record<string, ParameterValue>>,
  fail: (message: string, path: readonly string[]) => never,
): Record<string, unknown> => {
  for (const name of Object.keys(overrides)) {
    if (Object.hasOwn(policy.parameters, name)) continue;
    const close = nearest(name, Object.keys(policy.parameters));
    fail(`policy \`${policy.id}\` has no parameter \`${name}\`${close ? `: did you mean \`${close}\`?` : ''}`, [
      'parameters',
    ]);
  }
  return Object.fromEntries(
    Object.entries(policy.parameters).map(([name, parameter]) => {
      const overridden = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
      const value = overridden ?? parameter.default;
      if (!matchesType(parameter, value)) {
        fail(`parameter \`${name}\` of \`${policy.id}\` must be of type ${parameter.type}`, ['parameters', name]);
      }
      return [name, parameter.type === 'days' ? (value as number) * millisecondsPerDay : value];
    }),
  );
};

const matchesType = ({ type }: Parameter, value: ParameterValue): boolean => {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'days':
      return typeof value === 'number' && Number.isFinite(value) && value >= 0;
    case 'string':
      return typeof value === 'string';
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    default:
      return type satisfies never;
  }
};

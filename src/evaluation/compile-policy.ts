import { PolicyError } from '../errors.ts';
import type { FactSchemas } from '../model/define.ts';
import { nearest } from '../model/nearest.ts';
import type { Parameter, ParameterValue, Policy } from '../model/policy.ts';
import { type Compiled, compileExpression, ExpressionError } from './cel/compile.ts';
import { makeScope, type Scope } from './cel/scope.ts';
import { describeType } from './cel/types.ts';
import { compileTemplate, type Quoting, type Template } from './template.ts';

/** The facts that policies can read, collected and derived, by resource type. */
export type TypeCatalogue = ReadonlyMap<string, FactSchemas>;

/** A policy on one of its resource types, ready to run. */
export interface Rule {
  readonly policy: Policy;
  readonly type: string;
  readonly when: Compiled | null;
  readonly require: Compiled;
  /** Every fact that the verdict may read. */
  readonly facts: ReadonlySet<string>;
  /** Those, and the facts that the message and the remediation show: what is worth collecting. */
  readonly shows: ReadonlySet<string>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: Template;
  readonly remediation: Readonly<Partial<Record<keyof Policy['remediation'], Template>>>;
}

type Locate = (
  path: readonly (string | number)[],
  offset?: number,
) => { readonly line: number; readonly column: number };

/** Where a policy comes from, for errors. Shipped policies were checked when they were built and have no file. */
export interface PolicyOrigin {
  readonly policy: Policy;
  readonly file: string;
  readonly locate: Locate;
}

/** The origin of a policy that has no file at hand. */
export const unlocated = (policy: Policy): PolicyOrigin => ({
  policy,
  file: `policy ${policy.id}`,
  locate: () => ({ line: 1, column: 1 }),
});

/** What a name must not break out of, in each form of remediation. */
const quotingOf: Readonly<Record<keyof Policy['remediation'], Quoting>> = {
  text: 'plain',
  cli: 'shell',
  terraform: 'hcl',
  cloudformation: 'json',
};

const millisecondsPerDay = 86_400_000;

/**
 * Type-checks a policy against each of its resource types and compiles it.
 * @param overrides values for its parameters.
 * @throws PolicyError with file, line and column: an unknown type or field, a comparison of unlike types, a value that may be null.
 */
export const compilePolicy = (
  { policy, file, locate }: PolicyOrigin,
  catalogue: TypeCatalogue,
  overrides: Readonly<Record<string, ParameterValue>> = {},
): Rule[] => {
  const fail = (message: string, path: readonly (string | number)[], offset?: number): never => {
    throw new PolicyError(message, { position: { file, ...locate(path, offset) } });
  };
  const located = <T>(path: readonly (string | number)[], make: () => T): T => {
    try {
      return make();
    } catch (error) {
      if (error instanceof ExpressionError) return fail(error.message, path, error.offset);
      throw error;
    }
  };
  const expression = (
    key: 'when' | 'require',
    source: string,
    scope: Scope,
    guards?: ReadonlySet<string>,
  ): Compiled => {
    const compiled = located([key], () => compileExpression(source, scope, guards));
    if (compiled.type.kind !== 'bool' || compiled.type.nullable) {
      fail(`\`${key}\` must be true or false, and is ${describeType(compiled.type)}`, [key]);
    }
    return compiled;
  };
  const params = parameterValues(policy, overrides, fail);
  return policy.resources.map((type, index) => {
    const facts = catalogue.get(type);
    const path = policy.resources.length === 1 ? ['resource'] : ['resource', index];
    if (facts === undefined) {
      const close = nearest(type, [...catalogue.keys()]);
      return fail(`unknown resource type \`${type}\`${close ? `: did you mean \`${close}\`?` : ''}`, path);
    }
    const scope = makeScope(type, facts, policy.parameters);
    const when = policy.when === null ? null : expression('when', policy.when, scope);
    const require = expression('require', policy.require, scope, when?.whenTrue);
    if (!Object.hasOwn(facts, policy.at)) {
      const close = nearest(policy.at, Object.keys(facts));
      fail(`\`${policy.at}\` is not a fact of ${type}${close ? `: did you mean \`${close}\`?` : ''}`, ['at']);
    }
    const message = located(['message'], () => compileTemplate(policy.message, scope, 'plain'));
    const remediation = Object.fromEntries(
      Object.entries(policy.remediation).map(([key, text]): [string, Template] => {
        const quoting = quotingOf[key as keyof Policy['remediation']];
        return [key, located(['remediation', key], () => compileTemplate(text, scope, quoting))];
      }),
    );
    const read = new Set([...(when?.facts ?? []), ...require.facts]);
    const shown = [message, ...Object.values(remediation)].flatMap((template) => [...template.facts]);
    const shows = new Set([...read, ...shown]);
    return { policy, type, when, require, facts: read, shows, params, message, remediation };
  });
};

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

import { PolicyError } from '../errors.ts';
import type { FactSchemas } from '../model/define.ts';
import type { Asks } from '../model/derived.ts';
import { nearest } from '../model/nearest.ts';
import type { ParameterValue, Policy } from '../model/policy.ts';
import { type Compiled, compileExpression, ExpressionError } from './cel/compile.ts';
import { makeScope, type Scope } from './cel/scope.ts';
import { describeType } from './cel/types.ts';
import { type CompiledTemplate, compileTemplate } from './compile-template.ts';
import { parameterValues } from './parameters.ts';
import type { PolicySource, Rule } from './rule.ts';
import type { Quoting } from './template.ts';

/** The facts that policies can read, collected and derived, by resource type. */
export type TypeCatalogue = ReadonlyMap<string, FactSchemas>;

/** A rule that was compiled from the policy's text. */
export interface CompiledRule extends Rule {
  readonly when: Compiled | null;
  readonly require: Compiled;
  readonly message: CompiledTemplate;
  readonly remediation: Readonly<Partial<Record<keyof Policy['remediation'], CompiledTemplate>>>;
}

/** What a name must not break out of, in each form of remediation. */
const quotingOf: Readonly<Record<keyof Policy['remediation'], Quoting>> = {
  text: 'plain',
  cli: 'shell',
  terraform: 'hcl',
  cloudformation: 'json',
};

/**
 * Type-checks a policy against each of its resource types and compiles it.
 * @param overrides values for its parameters.
 * @throws PolicyError with file, line and column: an unknown type or field, a comparison of unlike types, a value that may be null.
 */
export const compilePolicy = (
  { policy, file, locate }: PolicySource,
  catalogue: TypeCatalogue,
  overrides: Readonly<Record<string, ParameterValue>> = {},
): CompiledRule[] => {
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
      Object.entries(policy.remediation).map(([key, text]): [string, CompiledTemplate] => {
        const quoting = quotingOf[key as keyof Policy['remediation']];
        return [key, located(['remediation', key], () => compileTemplate(text, scope, quoting))];
      }),
    );
    const read = new Set([...(when?.facts ?? []), ...require.facts]);
    const shown = [message, ...Object.values(remediation)].flatMap((template) => [...template.facts]);
    const shows = new Set([...read, ...shown]);
    for (const fact of shows) {
      for (const [name, kind] of Object.entries(askedBy(facts[fact]))) {
        if (policy.parameters[name]?.type === kind) continue;
        fail(`\`resource.${fact}\` asks for a parameter \`${name}\` of type ${kind}`, ['parameters', name]);
      }
    }
    const worthReading = when !== null && isIdle(when, params) ? new Set<string>() : shows;
    return {
      policy,
      type,
      matches: false,
      when,
      require,
      facts: read,
      shows: worthReading,
      params,
      message,
      remediation,
    };
  });
};

/** Whether a condition is false for its parameters alone, whatever the resource. */
const isIdle = (when: Compiled, params: Rule['params']): boolean => {
  let looked = false;
  // What it has beside its facts are all texts.
  const resource = new Proxy(
    {},
    {
      get: () => {
        looked = true;
        return '';
      },
    },
  );
  return when.run({ facts: {}, resource, params, now: 0 }) === false && !looked;
};

/** The parameters that a derived fact depends on, by name. */
const askedBy = (schema: (FactSchemas[string] & { readonly 'x-asks'?: Asks }) | undefined): Asks =>
  schema?.['x-asks'] ?? {};

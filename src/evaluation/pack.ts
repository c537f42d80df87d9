import type { Framework } from '../model/framework.ts';
import type { Policy } from '../model/policy.ts';
import { asFunction, makeExpression, type Program } from './cel/expression.ts';
import { compileLoaded, isPlain } from './cel/patterns.ts';
import type { CompiledRule } from './compile-policy.ts';
import { parameterValues } from './parameters.ts';
import { type PolicyOrigin, type Rule, unlocated } from './rule.ts';
import { makeTemplate, type TemplateProgram } from './template.ts';

// Shipped policies as two texts that are made when the package is built. The first is a CommonJS module: what is needed of every policy to
// choose and plan, and for each a function that gives its code, so that the compiled code of those that are used is kept between starts like
// that of any module. The second has lines with what only some reports show; they are cut out and parsed for policies that somebody asks it of.

type RemediationKey = keyof Policy['remediation'];

/** What is needed of every policy. */
interface Head extends Pick<Policy, 'id' | 'aliases' | 'severity' | 'category' | 'resources'> {
  /** For each of its types, the facts that it shows. */
  readonly shows: readonly (readonly string[])[];
  /** Whether it needs the engine of patterns. */
  readonly matches: boolean;
}

interface RuleCode {
  readonly when: Program | null;
  readonly require: Program;
  readonly facts: readonly string[];
  readonly message: TemplateProgram;
}

/** What is needed to judge, and to say what is wrong. */
interface PolicyCode extends Pick<Policy, 'title' | 'when' | 'require' | 'at' | 'message' | 'parameters'> {
  readonly rules: readonly RuleCode[];
}

/** The module of shipped policies. */
export interface ShippedCode {
  /** The heads, as JSON. */
  readonly heads: string;
  readonly policies: readonly (() => PolicyCode)[];
}

/** What some reports show, and the examples. */
interface Prose extends Pick<Policy, 'why' | 'remediation' | 'references' | 'examples'> {
  readonly templates: readonly Readonly<Partial<Record<RemediationKey, TemplateProgram>>>[];
}

/** The two texts of policies that were compiled, in the order of their ids. */
export const packPolicies = (
  policies: readonly (readonly CompiledRule[])[],
): { readonly code: string; readonly prose: string } => {
  const heads: Head[] = [];
  const codes: string[] = [];
  const lines: string[] = [];
  for (const rules of policies) {
    const [first] = rules;
    if (first === undefined) throw new Error('a policy has no resource type');
    const { id, aliases, severity, category, resources, ...rest } = first.policy;
    const { title, when, require, at, message, parameters, why, remediation, references, examples } = rest;
    const programs = rules.map((rule) => ({
      when: rule.when?.program() ?? null,
      require: rule.require.program(),
      facts: [...rule.facts],
      message: rule.message.program(),
    }));
    codes.push(`()=>(${toJavaScript({ title, when, require, at, message, parameters, rules: programs })})`);
    const templates = rules.map((rule) =>
      Object.fromEntries(Object.entries(rule.remediation).map(([key, template]) => [key, template.program()])),
    );
    const prose: Prose = { why, remediation, references, examples, templates };
    const shows = rules.map((rule) => [...rule.shows]);
    const matches = programs
      .flatMap((rule) => [rule.when ?? [], rule.require].flat())
      .some(({ constants }) => constants.some((constant) => 'matches' in constant && !isPlain(constant.matches)));
    heads.push({ id, aliases, severity, category, resources, shows, matches });
    lines.push(JSON.stringify(prose));
  }
  return {
    code: `exports.heads=${JSON.stringify(JSON.stringify(heads))};\nexports.policies=[\n${codes.map((code) => `${code},\n`).join('')}];\n`,
    prose: lines.map((line) => `${line}\n`).join(''),
  };
};

/** A value as a JavaScript expression in which the bodies of programs are functions. */
const toJavaScript = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(toJavaScript).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isProgram = 'run' in value && 'constants' in value;
  const members = Object.entries(value).flatMap(([key, inner]) => {
    if (inner === undefined) return [];
    const isBody = isProgram && (key === 'run' || key === 'trace') && typeof inner === 'string';
    const text = isBody ? asFunction(inner) : toJavaScript(inner);
    // A plain `__proto__` would set what the object inherits from.
    return [`[${JSON.stringify(key)}]:${text}`];
  });
  return `{${members.join(',')}}`;
};

/** The policies of the two texts; the second is read where somebody asks for what is in it. */
export const unpackPolicies = ({ heads, policies }: ShippedCode, readProse: () => string): PolicyOrigin[] => {
  const lines = once(() => readProse().split('\n'));
  return (JSON.parse(heads) as Head[]).map((head, index) => {
    const code = once(() => {
      const make = policies[index];
      if (make === undefined) throw new Error(`${head.id} has no code`);
      return make();
    });
    const prose = once(() => JSON.parse(lines()[index] ?? '') as Prose);
    const policy = policyOf(head, code, prose);
    return {
      ...unlocated(policy),
      rules: once(() => head.resources.map((_, at) => ruleOf(policy, head, at, code, prose))),
    };
  });
};

/** The text of frameworks: one file that only those who ask for frameworks read. */
export const packFrameworks = (frameworks: readonly Framework[]): string =>
  frameworks.map((framework) => `${JSON.stringify(framework)}\n`).join('');

/** The frameworks of a text. */
export const unpackFrameworks = (text: string): Framework[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Framework);

/** A policy that looks like any other: its parts can be read, listed and copied. */
const policyOf = (
  { id, aliases, severity, category, resources }: Head,
  code: () => PolicyCode,
  prose: () => Prose,
): Policy => ({
  ...{ id, aliases, severity, category, resources },
  get title() {
    return code().title;
  },
  get when() {
    return code().when;
  },
  get require() {
    return code().require;
  },
  get at() {
    return code().at;
  },
  get message() {
    return code().message;
  },
  get why() {
    return prose().why;
  },
  get remediation() {
    return prose().remediation;
  },
  get parameters() {
    return code().parameters;
  },
  get references() {
    return prose().references;
  },
  get examples() {
    return prose().examples;
  },
});

const ruleOf = (policy: Policy, head: Head, at: number, code: () => PolicyCode, prose: () => Prose): Rule => {
  const [type, shows] = [head.resources[at], head.shows[at]];
  if (type === undefined || shows === undefined) throw new Error(`${policy.id} has no type ${at}`);
  const judging = once(() => {
    const rule = code().rules[at];
    if (rule === undefined) throw new Error(`${policy.id} has no rule ${at}`);
    const { when, require, facts, message } = rule;
    return {
      when: when === null ? null : makeExpression(() => when, compileLoaded),
      require: makeExpression(() => require, compileLoaded),
      facts: new Set(facts),
      params: parameterValues(policy, {}, refuse),
      message: makeTemplate(message, compileLoaded),
    };
  });
  const remediation = once(() => {
    const templates = Object.entries(prose().templates[at] ?? {});
    return Object.fromEntries(templates.map(([key, template]) => [key, makeTemplate(template, compileLoaded)]));
  });
  return {
    ...{ policy, type, matches: head.matches },
    shows: new Set(shows),
    get when() {
      return judging().when;
    },
    get require() {
      return judging().require;
    },
    get facts() {
      return judging().facts;
    },
    get params() {
      return judging().params;
    },
    get message() {
      return judging().message;
    },
    get remediation() {
      return remediation();
    },
  };
};

const refuse = (message: string): never => {
  throw new Error(message);
};

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

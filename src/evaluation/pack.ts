import type { Framework } from '../model/framework.ts';
import type { Policy } from '../model/policy.ts';
import { makeExpression, type Program } from './cel/expression.ts';
import { compileLoaded, isPlain } from './cel/patterns.ts';
import type { CompiledRule } from './compile-policy.ts';
import { parameterValues } from './parameters.ts';
import { type PolicyOrigin, type Rule, unlocated } from './rule.ts';
import { makeTemplate, type TemplateProgram } from './template.ts';

// Shipped policies as one text that is made when the package is built: a line that says what is needed of every policy to choose and
// plan, then a line of code and a line of prose for each. Those are cut out and parsed only for the policies that somebody asks them of,
// so that a start takes no longer for policies that are not used.

type RemediationKey = keyof Policy['remediation'];

/** What stands on the first line. */
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

/** What is needed to judge. */
interface Code extends Pick<Policy, 'title' | 'when' | 'require' | 'at' | 'message' | 'parameters'> {
  readonly rules: readonly RuleCode[];
}

/** What some reports show, and the examples. */
interface Prose extends Pick<Policy, 'why' | 'remediation' | 'references' | 'examples'> {
  readonly templates: readonly Readonly<Partial<Record<RemediationKey, TemplateProgram>>>[];
}

/** The text of policies that were compiled, by id. */
export const packPolicies = (policies: readonly (readonly CompiledRule[])[]): string => {
  const heads: Head[] = [];
  const lines: string[] = [];
  for (const rules of policies) {
    const [first] = rules;
    if (first === undefined) throw new Error('a policy has no resource type');
    const { id, aliases, severity, category, resources, ...rest } = first.policy;
    const { title, when, require, at, message, parameters, why, remediation, references, examples } = rest;
    const code: Code = {
      ...{ title, when, require, at, message, parameters },
      rules: rules.map((rule) => ({
        when: rule.when?.program() ?? null,
        require: rule.require.program(),
        facts: [...rule.facts],
        message: rule.message.program(),
      })),
    };
    const templates = rules.map((rule) =>
      Object.fromEntries(Object.entries(rule.remediation).map(([key, template]) => [key, template.program()])),
    );
    const prose: Prose = { why, remediation, references, examples, templates };
    const shows = rules.map((rule) => [...rule.shows]);
    const programs = code.rules.flatMap((rule) => [rule.when ?? [], rule.require].flat());
    const matches = programs.some(({ constants }) =>
      constants.some((constant) => 'matches' in constant && !isPlain(constant.matches)),
    );
    heads.push({ id, aliases, severity, category, resources, shows, matches });
    lines.push(JSON.stringify(code), JSON.stringify(prose));
  }
  return [JSON.stringify(heads), ...lines].map((line) => `${line}\n`).join('');
};

/** The policies of a text. */
export const unpackPolicies = (text: string): PolicyOrigin[] => {
  const [heads = '[]', ...lines] = text.split('\n');
  return (JSON.parse(heads) as Head[]).map((head, index) => {
    const code = once(() => JSON.parse(lines[2 * index] ?? '') as Code);
    const prose = once(() => JSON.parse(lines[2 * index + 1] ?? '') as Prose);
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
  code: () => Code,
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

const ruleOf = (policy: Policy, head: Head, at: number, code: () => Code, prose: () => Prose): Rule => {
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

import type { Verdict } from '../model/finding.ts';
import type { Example } from '../model/policy.ts';
import type { Input } from './cel/expression.ts';
import { judge } from './evaluate.ts';
import { parameterValues } from './parameters.ts';
import type { Rule } from './rule.ts';

/** What is wrong with an example. */
export interface ExampleProblem {
  readonly section: Verdict;
  /** Place in its section, from 0. */
  readonly index: number;
  readonly name: string | undefined;
  readonly message: string;
}

const sections = ['pass', 'fail', 'unknown', 'not-applicable'] as const;
const defaultNow = '2026-01-01T00:00:00Z';

/**
 * Runs the examples of a rule. Each must give its section's verdict; and the verdict must rest on every fact that it states: with
 * any one left out, it is undecided. Checks that with nothing known nothing is decided, too.
 */
export const checkExamples = (rule: Rule): ExampleProblem[] => {
  const problems: ExampleProblem[] = [];
  for (const section of sections) {
    for (const [index, example] of rule.policy.examples[section].entries()) {
      const report = (message: string): void => {
        problems.push({ section, index, name: example.name, message });
      };
      const type = example.resource?.['type'];
      if (type !== undefined && type !== rule.type) continue;
      const verdict = judge(rule, exampleInput(rule, example, example.facts));
      if (verdict !== section) report(`gives ${verdict}`);
      if (section === 'unknown') continue;
      for (const fact of Object.keys(example.facts)) {
        const { [fact]: _left, ...rest } = example.facts;
        const without = judge(rule, exampleInput(rule, example, rest));
        if (without !== 'unknown')
          report(`is decided (${without}) without \`${fact}\`: leave it out, or make the policy read it`);
      }
    }
  }
  const [first] = rule.policy.examples.fail;
  const nothing = judge(rule, exampleInput(rule, first ?? { facts: {} }, {}));
  if (nothing !== 'unknown') {
    problems.push({ section: 'unknown', index: -1, name: undefined, message: `gives ${nothing} with nothing known` });
  }
  return problems;
};

/** What an example is judged on. */
export const exampleInput = (rule: Rule, example: Example, facts: Readonly<Record<string, unknown>>): Input => ({
  facts,
  resource: {
    name: 'example',
    arn: 'arn:aws:example:eu-central-1:111122223333:example',
    partition: 'aws',
    account: '111122223333',
    region: 'eu-central-1',
    type: rule.type,
    source: 'example',
    collectedAt: example.now ?? defaultNow,
    ...example.resource,
  },
  params: parameterValues(rule.policy, example.parameters ?? {}, (message) => {
    throw new Error(message);
  }),
  now: Date.parse(example.now ?? defaultNow),
});

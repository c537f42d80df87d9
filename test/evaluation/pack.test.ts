import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesBelow } from '../../scripts/sources.ts';
import type { Input } from '../../src/evaluation/cel/expression.ts';
import { compileLoaded, loadPatterns } from '../../src/evaluation/cel/patterns.ts';
import { compilePolicy } from '../../src/evaluation/compile-policy.ts';
import { checkExamples } from '../../src/evaluation/examples.ts';
import { packPolicies, type ShippedCode, unpackPolicies } from '../../src/evaluation/pack.ts';
import { parsePolicy } from '../../src/evaluation/policy-file.ts';
import type { Rule } from '../../src/evaluation/rule.ts';
import { unlocated } from '../../src/evaluation/rule.ts';
import type { Policy } from '../../src/model/policy.ts';
import { catalogue } from '../../src/pipeline/catalogue.ts';

const policies = filesBelow('policies')
  .filter((path) => path.endsWith('.yaml') && !path.includes('/frameworks/'))
  .map((file) => parsePolicy(readFileSync(file, 'utf8'), file).policy);

const compile = (policy: Policy) => compilePolicy(unlocated(policy), catalogue());

/** A policy with a pattern, a message and a fix that read facts, and every other part changed. */
const base = policies.find(({ id }) => id === 'dynamodb-pitr-enabled') as Policy;
const patterned: Policy = {
  ...base,
  id: 'dynamodb-own-name',
  require: "resource.status in ['ACTIVE', 'UPDATING'] && resource.name.matches('^[a-z]+$')",
  message: '{name} is {resource.status} since {resource.createdAt}.',
  remediation: { cli: 'aws dynamodb delete-table --table-name {name}', text: 'Rename {name}.' },
};

const input = (name: string): Input => ({
  facts: { status: 'ACTIVE', createdAt: '2026-01-02T03:04:05Z' },
  resource: { name },
  params: {},
  now: 0,
});

/** What a rule says of an input, in all that it can be asked. */
const answers = ({ require, when, message, remediation }: Rule, given: Input) => {
  const read: string[] = [];
  return {
    applies: when?.run(given),
    holds: require.run(given),
    traced: require.trace(given, (fact) => read.push(fact)),
    read,
    message: message.fill(given),
    remediation: Object.entries(remediation).map(([key, template]) => [key, template.fill(given)]),
  };
};

describe('policies that were packed', () => {
  beforeAll(loadPatterns);

  const { code, prose } = packPolicies([...policies, patterned].map(compile));
  const shipped: Record<string, unknown> = {};
  new Function('exports', code)(shipped);
  const unpacked = unpackPolicies(shipped as unknown as ShippedCode, () => prose);

  it.each([...policies, patterned])('are read as they were written: $id', (policy) => {
    const found = unpacked.find((origin) => origin.policy.id === policy.id);
    expect({ ...found?.policy }).toEqual(policy);
    const rules = found?.rules() ?? [];
    expect(rules.map(({ type }) => type)).toEqual(policy.resources);
    for (const [index, rule] of compile(policy).entries()) {
      const { facts, shows, params } = rules[index] as Rule;
      expect({ facts, shows, params }).toEqual({ facts: rule.facts, shows: rule.shows, params: rule.params });
    }
  });

  it('give the verdicts that their examples say', () => {
    for (const { policy, rules } of unpacked) {
      if (policy.id === patterned.id) continue;
      for (const rule of rules()) expect(checkExamples(rule)).toEqual([]);
    }
  });

  it('judge, trace and explain as the compiled ones do', () => {
    const [rule] = unpacked.find(({ policy }) => policy.id === patterned.id)?.rules() ?? [];
    const [compiled] = compile(patterned);
    if (rule === undefined || compiled === undefined) throw new Error('no rule');
    expect(rule.matches).toBe(true);
    for (const name of ['features', "it's 7"])
      expect(answers(rule, input(name))).toEqual(answers(compiled, input(name)));
    expect(answers(rule, input('features'))).toMatchObject({
      holds: true,
      read: ['status'],
      message: 'features is ACTIVE since 2026-01-02T03:04:05.000Z.',
    });
    expect(rule.require.run(input('it is 7'))).toBe(false);
  });
});

it('a pattern that is compiled before the engine is loaded is a bug, not a verdict', async () => {
  const { compileLoaded: fresh } = await import('../../src/evaluation/cel/patterns.ts?fresh' as string);
  expect(() => fresh('a')).toThrow('before the engine is loaded');
  expect(compileLoaded('^a')('banana')).toBe(false);
});

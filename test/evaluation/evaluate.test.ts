import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { PolicyEvaluationError } from '../../src/errors.ts';
import { compilePolicy } from '../../src/evaluation/compile-policy.ts';
import { Evaluation, judge, type SensitivityOf } from '../../src/evaluation/evaluate.ts';
import { type Rule, unlocated } from '../../src/evaluation/rule.ts';
import { Nullable, Shape, StringMap, Timestamp } from '../../src/model/define.ts';
import type { Finding, Sensitivity, Verdict } from '../../src/model/finding.ts';
import { verdicts } from '../../src/model/finding.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Gap, Resource, Unknown } from '../../src/model/resource.ts';

const catalogue = new Map([
  [
    'AWS::Test::Table',
    {
      status: Type.String(),
      createdAt: Timestamp(),
      size: Type.Integer(),
      'recovery.pointInTime': Nullable(Shape({ enabled: Type.Boolean(), days: Nullable(Type.Integer()) })),
      names: Type.Array(Type.String()),
      tags: StringMap(),
      isLarger: { ...Type.Boolean(), 'x-asks': { than: 'integer' } },
    },
  ],
]);

const policy = (changes: Partial<Policy>): Policy => ({
  id: 'test-policy',
  aliases: [],
  title: 'Tables should have backups',
  resources: ['AWS::Test::Table'],
  severity: 'high',
  category: 'recovery',
  when: null,
  require: 'resource.recovery.pointInTime != null && resource.recovery.pointInTime.enabled',
  at: 'recovery.pointInTime',
  message: 'Backups of {name} in {region} keep {resource.recovery.pointInTime.days} days; it is {resource.status}.',
  why: 'x',
  remediation: {},
  parameters: {},
  references: [],
  examples: { pass: [], fail: [], unknown: [], 'not-applicable': [] },
  ...changes,
});

const ruleOf = (changes: Partial<Policy>): Rule => {
  const [rule] = compilePolicy(unlocated(policy(changes)), catalogue);
  if (rule === undefined) throw new Error('no rule');
  return rule;
};

const denied: Unknown = { operation: 'test:Describe', code: 'AccessDenied', message: 'not you' };
const table = (facts: Record<string, unknown>, unknown: Record<string, Unknown> = {}, name = 'features'): Resource => ({
  key: '',
  arn: `arn:aws:test:eu-central-1:111122223333:table/${name}`,
  type: 'AWS::Test::Table',
  name,
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
  source: 'live',
  collectedAt: '2026-01-31T00:00:00Z',
  facts,
  unknown,
});

const now = Date.parse('2026-01-31T00:00:00Z');
const evaluate = (
  rules: Rule[],
  resources: Resource[],
  wants: readonly Verdict[] = verdicts,
): { findings: Finding[]; evaluation: Evaluation } => {
  const findings: Finding[] = [];
  const evaluation = new Evaluation(rules, new Set(wants), (finding) => void findings.push(finding));
  for (const [index, resource] of resources.entries())
    evaluation.add({ resource, file: 'estate.ndjson', line: index + 2 }, now);
  return { findings, evaluation };
};

describe('a finding', () => {
  it('says what is wrong with this resource, with the facts that were read', () => {
    const [finding] = evaluate(
      [ruleOf({})],
      [table({ status: 'ACTIVE', size: 1, 'recovery.pointInTime': { enabled: false, days: null } })],
    ).findings;
    expect(finding).toMatchObject({
      verdict: 'fail',
      severity: 'high',
      message: 'Backups of features in eu-central-1 keep none days; it is ACTIVE.',
      evidence: [{ fact: 'recovery.pointInTime', value: { enabled: false, days: null } }],
      missing: [],
      location: { file: 'estate.ndjson', line: 2 },
    });
  });

  it('names in its message what is null or unknown as that', () => {
    const [finding] = evaluate([ruleOf({})], [table({ 'recovery.pointInTime': null }, { status: denied })]).findings;
    expect(finding?.message).toBe('Backups of features in eu-central-1 keep none days; it is unknown.');
  });

  it('names the fact that was missing, and why, where it could not be decided', () => {
    const [finding] = evaluate([ruleOf({})], [table({}, { 'recovery.pointInTime': denied })]).findings;
    expect(finding).toMatchObject({
      verdict: 'unknown',
      message: 'could not be decided without `recovery.pointInTime` (test:Describe: AccessDenied)',
      evidence: [],
      missing: [{ fact: 'recovery.pointInTime', ...denied }],
    });
  });

  it('has as evidence only what was read on the way to the verdict', () => {
    const rule = ruleOf({ require: `resource.size > 3 || resource.status == 'ACTIVE'` });
    const { findings } = evaluate([rule], [table({ size: 4, status: 'ACTIVE' }), table({ size: 3, status: 'ACTIVE' })]);
    expect(findings.map(({ evidence }) => evidence.map(({ fact }) => fact))).toEqual([['size'], ['size', 'status']]);
  });

  it('has a fingerprint of the policy and the resource, not of the place or the facts', () => {
    const rule = ruleOf({});
    const other = ruleOf({ id: 'test-other' });
    const bare = table({ 'recovery.pointInTime': null });
    const of = (rules: Rule[], resource: Resource): string | undefined =>
      evaluate(rules, [table({}), resource]).findings.at(-1)?.fingerprint;
    expect(of([rule], bare)).toBe(of([rule], table({ 'recovery.pointInTime': { enabled: true, days: 1 } })));
    expect(of([rule], bare)).not.toBe(of([other], bare));
    expect(of([rule], bare)).not.toBe(of([rule], table({}, {}, 'labels')));
  });

  it('has a remediation that is safe to paste into a shell or HCL, whatever the name', () => {
    const rule = ruleOf({
      remediation: {
        cli: `aws x --name {name} --json '{"a": true}'`,
        terraform: 'name = "{name}"',
        text: 'Mend {name}.',
      },
    });
    const { findings } = evaluate([rule], [table({ 'recovery.pointInTime': null }, {}, `a'; rm -rf ~ #"\${x}`)]);
    expect(findings[0]?.remediation).toEqual({
      cli: `aws x --name 'a'\\''; rm -rf ~ #"\${x}' --json '{"a": true}'`,
      terraform: 'name = "a\'; rm -rf ~ #\\"$${x}"',
      text: `Mend a'; rm -rf ~ #"\${x}.`,
    });
  });

  it('points at the line of the fact where the file has one', () => {
    const found: Finding[] = [];
    const evaluation = new Evaluation([ruleOf({})], new Set(['fail']), (finding) => void found.push(finding));
    evaluation.add(
      {
        resource: table({ 'recovery.pointInTime': null }),
        file: 'f.json',
        line: 1,
        lineOf: (fact) => (fact === 'recovery.pointInTime' ? 14 : 1),
      },
      now,
    );
    expect(found[0]?.location).toEqual({ file: 'f.json', line: 14 });
  });
});

describe('a verdict', () => {
  const rule = ruleOf({
    when: `resource.status == 'ACTIVE'`,
    require: 'now - resource.createdAt <= params.maxAge',
    at: 'createdAt',
    message: 'x',
    parameters: { maxAge: { type: 'days', default: 90, description: 'x' } },
  });
  it.each<[Record<string, unknown>, Verdict]>([
    [{ status: 'DELETING' }, 'not-applicable'],
    [{ status: 'ACTIVE', createdAt: '2025-11-02T00:00:00Z' }, 'pass'],
    [{ status: 'ACTIVE', createdAt: '2025-11-01T23:59:59Z' }, 'fail'],
    [{ status: 'ACTIVE' }, 'unknown'],
    [{ createdAt: '2025-11-02T00:00:00Z' }, 'unknown'],
    [{}, 'unknown'],
  ])('of %j is %s', (facts, verdict) =>
    expect(judge(rule, { facts, resource: table(facts), params: rule.params, now })).toBe(verdict),
  );

  it('is counted for each policy and resource, whoever wants to hear of it', () => {
    const { findings, evaluation } = evaluate(
      [rule, ruleOf({})],
      [table({}), table({ status: 'DELETING', 'recovery.pointInTime': null })],
      ['fail'],
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(['fail']);
    expect(evaluation.tally).toEqual({
      resources: 2,
      sensitivity: { sensitive: 0, unknown: 0 },
      verdicts: { fail: 1, unknown: 2, pass: 0, 'not-applicable': 1 },
      failed: { informational: 0, low: 0, medium: 0, high: 1, critical: 0 },
      policies: new Map([['test-policy', { fail: 1, unknown: 2, pass: 0, 'not-applicable': 1 }]]),
    });
  });

  it('that is neither true, false nor unknown is a broken policy, never a pass', () => {
    const broken: Rule = { ...rule, when: null, require: { ...rule.require, run: () => 'yes' } };
    expect(() => judge(broken, { facts: {}, resource: {}, params: {}, now })).toThrow(PolicyEvaluationError);
  });
});

it('leaves every policy on a type undecided where its resources could not be listed', () => {
  const gap: Gap = {
    ...denied,
    type: 'AWS::Test::Table',
    partition: 'aws',
    account: '111122223333',
    region: 'us-east-1',
  };
  const { findings, evaluation } = evaluate([ruleOf({}), ruleOf({ id: 'test-other' })], []);
  evaluation.addGap(gap, { file: 'estate.ndjson', line: 1 });
  evaluation.addGap({ ...gap, type: 'AWS::Test::Nothing' }, { file: 'estate.ndjson', line: 1 });
  expect(
    findings.map(({ policy: { id }, verdict, resource, message }) => ({
      id,
      verdict,
      arn: resource.arn,
      region: resource.region,
      message,
    })),
  ).toEqual(
    ['test-other', 'test-policy'].map((id) => ({
      id,
      verdict: 'unknown',
      arn: null,
      region: 'us-east-1',
      message: 'no AWS::Test::Table could be listed (test:Describe: AccessDenied): whether any fails is not known',
    })),
  );
});

describe('a parameter', () => {
  const parameters = { names: { type: 'strings', default: ['a'], description: 'x' } } as const;
  const changed = policy({
    require: 'resource.names.all(n, n in params.names)',
    at: 'names',
    message: 'x',
    parameters,
  });
  it('can be set', () => {
    const [rule] = compilePolicy(unlocated(changed), catalogue, { names: ['a', 'b'] });
    expect(rule && judge(rule, { facts: { names: ['b'] }, resource: {}, params: rule.params, now })).toBe('pass');
  });
  it('that does not exist, or has another type, is refused', () => {
    expect(() => compilePolicy(unlocated(changed), catalogue, { name: ['a'] })).toThrow(
      'policy `test-policy` has no parameter `name`: did you mean `names`?',
    );
    expect(() => compilePolicy(unlocated(changed), catalogue, { names: 7 })).toThrow(
      'parameter `names` of `test-policy` must be of type strings',
    );
  });
});

describe('what is sensitive', () => {
  const asked: string[] = [];
  const said = (verdict: Sensitivity['verdict']): Sensitivity => ({
    verdict,
    sources: verdict === 'sensitive' ? ['Macie score 87'] : [],
    because: verdict === 'unknown' ? denied : null,
  });
  const hold = (severity: Policy['severity'], verdict: Sensitivity['verdict'], type = 'AWS::Test::Table') => {
    asked.length = 0;
    const findings: Finding[] = [];
    const rules = [ruleOf({ severity }), ruleOf({ id: 'test-size', severity: 'low', require: 'resource.size > 3' })];
    const sensitivityOf: SensitivityOf = (of) =>
      of === type
        ? ({ name }) => {
            asked.push(name);
            return said(verdict);
          }
        : null;
    const evaluation = new Evaluation(
      rules,
      new Set(verdicts),
      (one) => void findings.push(one),
      undefined,
      sensitivityOf,
    );
    for (const [name, facts] of [
      ['bad', { size: 1, 'recovery.pointInTime': null }],
      ['good', { size: 4, 'recovery.pointInTime': { enabled: true, days: 1 } }],
      ['lost', {}],
    ] as const)
      evaluation.add({ resource: table(facts, {}, name), file: 'a.ndjson', line: 1 }, now);
    return { findings, tally: evaluation.tally };
  };

  it.each([
    ['informational', 'low'],
    ['low', 'medium'],
    ['medium', 'high'],
    ['high', 'critical'],
    ['critical', 'critical'],
  ] as const)('makes a finding of severity %s one of severity %s, and keeps the policy’s own', (own, raised) => {
    const { findings, tally } = hold(own, 'sensitive');
    const [finding] = findings;
    expect(finding).toMatchObject({ verdict: 'fail', severity: raised, sensitivity: said('sensitive') });
    expect(finding?.policy.severity).toBe(own);
    const counts = { informational: 0, low: 0, medium: 1, high: 0, critical: 0 };
    counts[raised]++;
    expect(tally.failed).toEqual(counts);
    expect(tally.sensitivity).toEqual({ sensitive: 2, unknown: 0 });
  });

  it.each(['not-sensitive', 'unknown'] as const)('leaves a finding as it is where the answer is %s', (verdict) => {
    const { findings, tally } = hold('high', verdict);
    expect(findings[0]).toMatchObject({ verdict: 'fail', severity: 'high', sensitivity: said(verdict) });
    expect(tally.failed).toMatchObject({ low: 1, high: 1 });
    expect(tally.sensitivity).toEqual({ sensitive: 0, unknown: verdict === 'unknown' ? 2 : 0 });
  });

  it('is asked once, of what fails alone, and of no type of which nobody says it', () => {
    const { findings } = hold('high', 'sensitive');
    expect(asked).toEqual(['bad']);
    const others = findings.filter(({ verdict }) => verdict !== 'fail');
    expect(others.map(({ verdict, sensitivity }) => [verdict, sensitivity])).toEqual([
      ['pass', null],
      ['pass', null],
      ['unknown', null],
      ['unknown', null],
    ]);
    expect(hold('high', 'sensitive', 'AWS::Other::Type').findings[0]).toMatchObject({
      severity: 'high',
      sensitivity: null,
    });
    expect(asked).toEqual([]);
  });

  it('is in the counts also where nobody wants the findings', () => {
    const evaluation = new Evaluation(
      [ruleOf({})],
      new Set(),
      () => {},
      undefined,
      () => () => said('sensitive'),
    );
    evaluation.add({ resource: table({ 'recovery.pointInTime': null }), file: 'a.ndjson', line: 1 }, now);
    expect(evaluation.tally.failed).toMatchObject({ high: 0, critical: 1 });
  });
});

describe('a fact that asks for parameters', () => {
  const than = { type: 'integer', default: 3, description: 'x' } as const;
  const asking = (parameters: Policy['parameters']): Rule => ruleOf({ require: 'resource.isLarger', parameters });

  it('needs them in the policy that reads it', () => {
    expect(() => asking({})).toThrow('`resource.isLarger` asks for a parameter `than` of type integer');
    expect(() => asking({ than: { ...than, type: 'string', default: '' } })).toThrow('of type integer');
    expect(asking({ than }).facts).toEqual(new Set(['isLarger']));
  });

  it('is what its rule sees, in the verdict, the evidence and the reason', () => {
    const findings: Finding[] = [];
    const larger = asking({ than });
    const plain = ruleOf({ id: 'plain', require: 'resource.size > 1' });
    const seenBy = (rule: Rule) =>
      rule === larger
        ? (resource: Resource): Resource =>
            resource.name === 'lost'
              ? { ...resource, unknown: { isLarger: denied } }
              : { ...resource, facts: { ...resource.facts, isLarger: false } }
        : null;
    const evaluation = new Evaluation([larger, plain], new Set(verdicts), (one) => void findings.push(one), seenBy);
    for (const name of ['runs', 'lost']) {
      evaluation.add({ resource: table({ size: 7 }, {}, name), file: 'a.ndjson', line: 1 }, now);
    }
    const shown = findings.map(({ policy: { id }, verdict, evidence, missing }) => ({
      id,
      verdict,
      evidence,
      missing,
    }));
    expect(shown).toMatchObject([
      { id: 'plain', verdict: 'pass', evidence: [{ fact: 'size', value: 7 }] },
      { id: 'test-policy', verdict: 'fail', evidence: [{ fact: 'isLarger', value: false }] },
      { id: 'plain', verdict: 'pass' },
      { id: 'test-policy', verdict: 'unknown', missing: [{ fact: 'isLarger', code: 'AccessDenied' }] },
    ]);
  });
});

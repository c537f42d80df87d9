import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeFramework } from '../../src/evaluation/requirement-status.ts';
import type { Counts } from '../../src/model/finding.ts';
import type { Framework, RequirementStatus } from '../../src/model/framework.ts';

const frameworkOf = (policies: readonly (readonly string[])[]): Framework => ({
  id: 'own',
  title: 'Our own',
  version: '1',
  source: 'https://example.com/',
  requirements: policies.map((named, index) => ({ id: `R-${index}`, title: 'something', page: null, policies: named })),
});

const counts = (rest: Partial<Counts> = {}): Counts => ({
  fail: 0,
  unknown: 0,
  pass: 0,
  'not-applicable': 0,
  ...rest,
});

const statusOf = (...verdicts: readonly (Partial<Counts> | undefined)[]): RequirementStatus | undefined => {
  const policies = verdicts.map((_, index) => `policy-${index}`);
  const given = new Map(verdicts.map((one, index) => [policies[index], one === undefined ? undefined : counts(one)]));
  return judgeFramework(
    frameworkOf([policies]),
    (policy) => given.get(policy),
    () => true,
  ).requirements[0]?.status;
};

describe('a requirement', () => {
  it.each([
    ['is not met where one of many fails', [{ pass: 900, fail: 1, unknown: 3 }, { pass: 1 }], 'not-met'],
    ['is not met where one fails and another was not run', [undefined, { fail: 1 }], 'not-met'],
    ['is unknown where one is undecided and all others pass', [{ pass: 900 }, { unknown: 1 }], 'unknown'],
    ['is unknown where a policy was not run', [{ pass: 900 }, undefined], 'unknown'],
    ['is unknown where none was run', [undefined, undefined], 'unknown'],
    ['is met where something passes and the rest concerns nothing', [{ pass: 1 }, {}, { 'not-applicable': 4 }], 'met'],
    ['has nothing to check where no resource is concerned', [{}, { 'not-applicable': 4 }], 'nothing-to-check'],
    ['is not covered where it has no policies', [], 'not-covered'],
  ] as const)('%s', (_, verdicts, expected) => expect(statusOf(...verdicts)).toBe(expected));

  it('is unknown where not all that a policy judges was collected, and not met where something fails all the same', () => {
    const status = (given: Partial<Counts>): RequirementStatus | undefined =>
      judgeFramework(
        frameworkOf([['one']]),
        () => counts(given),
        () => false,
      ).requirements[0]?.status;
    expect(status({ pass: 3 })).toBe('unknown');
    expect(status({})).toBe('unknown');
    expect(status({ pass: 3, fail: 1 })).toBe('not-met');
  });

  it('shows the verdicts of its policies together, and which were not run', () => {
    const given = new Map([
      ['one', counts({ fail: 1, pass: 2 })],
      ['two', counts({ pass: 3, 'not-applicable': 5 })],
    ]);
    const { requirements } = judgeFramework(
      frameworkOf([['one', 'two', 'three']]),
      (policy) => given.get(policy),
      () => true,
    );
    expect(requirements).toMatchObject([
      { status: 'not-met', verdicts: { fail: 1, unknown: 0, pass: 5, 'not-applicable': 5 }, notRun: ['three'] },
    ]);
  });
});

describe('whatever the verdicts', () => {
  const names = ['a', 'b', 'c', 'd'];
  // Mostly nothing that fails or is unknown: what is met is rare enough as it is. A policy that has no counts was not run.
  const [some, few] = [fc.constantFrom(0, 3), fc.constantFrom(0, 0, 0, 0, 2)];
  const counted = fc.record({ fail: few, unknown: few, pass: some, 'not-applicable': some });
  const given: fc.Arbitrary<Readonly<Record<string, Counts>>> = fc.record(
    { a: counted, b: counted, c: counted, d: counted },
    { requiredKeys: [] },
  );
  const requirement = fc.subarray(names);
  const run = (verdicts: Readonly<Record<string, Counts>>, policies: readonly string[]) => {
    const [result] = judgeFramework(
      frameworkOf([policies]),
      (policy) => verdicts[policy],
      () => true,
    ).requirements;
    if (result === undefined) throw new Error('a requirement got lost');
    return result;
  };

  it('a requirement is met only where every policy was run, one passes, and nothing fails or is unknown', () =>
    fc.assert(
      fc.property(given, requirement, (verdicts, policies) => {
        const all = policies.map((policy) => verdicts[policy]);
        const met =
          all.some((one) => one !== undefined && one.pass > 0) &&
          all.every((one) => one !== undefined && one.fail === 0 && one.unknown === 0);
        expect(run(verdicts, policies).status === 'met').toBe(met);
      }),
      { numRuns: 1_000 },
    ));

  it('it is not met just where something fails', () =>
    fc.assert(
      fc.property(given, requirement, (verdicts, policies) => {
        const fails = policies.some((policy) => (verdicts[policy]?.fail ?? 0) > 0);
        expect(run(verdicts, policies).status === 'not-met').toBe(fails);
      }),
      { numRuns: 1_000 },
    ));

  it('a further policy never turns what is not met or unknown into met', () =>
    fc.assert(
      fc.property(given, requirement, fc.constantFrom(...names), (verdicts, policies, further) => {
        const [before, after] = [run(verdicts, policies), run(verdicts, [...new Set([...policies, further])])];
        if (before.status === 'not-met') expect(after.status).toBe('not-met');
        if (before.status === 'unknown') expect(['unknown', 'not-met']).toContain(after.status);
      }),
      { numRuns: 1_000 },
    ));

  it('the order of its policies does not matter', () =>
    fc.assert(
      fc.property(given, requirement, (verdicts, policies) => {
        const { status, verdicts: total } = run(verdicts, [...policies].reverse());
        expect({ status, total }).toEqual({
          status: run(verdicts, policies).status,
          total: run(verdicts, policies).verdicts,
        });
      }),
      { numRuns: 1_000 },
    ));
});

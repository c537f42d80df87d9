import { getConformanceSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { describe, expect, it } from 'vitest';
import { PolicyEvaluationError } from '../../../src/errors.ts';
import { compileExpression, ExpressionError } from '../../../src/evaluation/cel/compile.ts';
import { makeScope } from '../../../src/evaluation/cel/scope.ts';

// CEL's own conformance tests (https://github.com/google/cel-spec/tree/master/tests/simple). The policy language is a subset, so an
// expression may be refused; what is accepted must give the specification's value.

type Suite = ReturnType<typeof getConformanceSuite>;
type Test = Suite['tests'][number];

const testsOf = (suite: Suite, path: readonly string[] = []): [string, Test][] => [
  ...suite.tests.map((test): [string, Test] => [[...path, test.name].join('/'), test]),
  ...suite.suites.flatMap((inner) => testsOf(inner, [...path, inner.name])),
];

const scope = makeScope('AWS::Test::Thing', {}, {});
const input = { facts: {}, resource: {}, params: {}, now: 0 };

/** The value as JavaScript has it; `undefined` for kinds that the policy language has none of. */
const plain = (kind: { readonly case: string | undefined; readonly value?: unknown }): unknown => {
  switch (kind.case) {
    case 'boolValue':
    case 'stringValue':
    case 'doubleValue':
      return kind.value;
    case 'int64Value':
      return Number(kind.value);
    case 'nullValue':
      return null;
    default:
      return undefined;
  }
};

const compile = (expression: string): ReturnType<typeof compileExpression> | null => {
  try {
    return compileExpression(expression, scope);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
};

// Times are milliseconds here, and AWS's lie between the years 1 and 9999: their ranges are not checked.
const tests = testsOf(getConformanceSuite()).filter(
  ([name, { original }]) =>
    !/(timestamp|duration)_range|^type_deductions/.test(name) &&
    Object.keys(original.bindings).length === 0 &&
    original.container === '' &&
    !original.disableMacros,
);

describe('the conformance tests of CEL', () => {
  it('give the value that they say wherever the policy language accepts the expression', () => {
    let [agreed, refused] = [0, 0];
    for (const [name, { original }] of tests) {
      const { expr, resultMatcher } = original;
      const compiled = compile(expr);
      if (compiled === null) {
        refused++;
        continue;
      }
      if (resultMatcher.case === 'evalError') {
        // Within the subset only whole numbers can fail at run time, by growing too large.
        expect(() => compiled.run(input), `${name}: ${expr}`).toThrow(PolicyEvaluationError);
        agreed++;
        continue;
      }
      const value = compiled.run(input);
      const expected = resultMatcher.case === 'value' ? plain(resultMatcher.value.kind) : true;
      if (expected === undefined) {
        refused++;
        continue;
      }
      expect({ name, expr, value }).toEqual({ name, expr, value: expected });
      agreed++;
    }
    console.log(`CEL conformance: ${agreed} agree, ${refused} are outside of the policy language, of ${tests.length}`);
    expect(agreed).toBeGreaterThan(250);
  });
});

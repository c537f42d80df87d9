import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PolicyDocument, parseDocument } from '../../../src/analysis/access/document.ts';
import { type Attachment, ineffectiveConditions } from '../../../src/analysis/access/ineffective/find.ts';
import { documentOf } from './exact/arbitrary.ts';
import { ACCOUNT } from './policies.ts';

/** The document with each key of a condition asked for beside it, as the remediation says. */
const guarded = ({ source }: PolicyDocument): PolicyDocument => {
  const { Statement, ...rest } = source as { readonly Statement: readonly { Condition?: Record<string, object> }[] };
  return parseDocument({
    ...rest,
    Statement: Statement.map(({ Condition = {}, ...statement }) => {
      const keys = Object.entries(Condition).flatMap(([operator, block]) =>
        operator === 'Null' ? [] : Object.keys(block),
      );
      const present = Object.fromEntries(keys.map((key) => [key, 'false']));
      return { ...statement, Condition: { ...Condition, Null: { ...Condition['Null'], ...present } } };
    }),
  });
};

it('nothing rests on a missing key once every key is asked for with Null', () => {
  let mended = 0;
  const missing = (document: PolicyDocument, kind: Attachment['kind']): number =>
    ineffectiveConditions(document, { kind, account: ACCOUNT, partition: 'aws', holders: 'any' }).found.filter(
      ({ problem }) => problem === 'for-all-values' || problem === 'if-exists',
    ).length;
  fc.assert(
    fc.property(
      fc
        .constantFrom('identity' as const, 'resource' as const)
        .chain((kind) => fc.tuple(fc.constant(kind), documentOf(kind === 'resource'))),
      ([kind, document]) => {
        const before = missing(document, kind);
        expect(missing(guarded(document), kind)).toBe(0);
        mended += before;
      },
    ),
    { numRuns: 600 },
  );
  expect(mended).toBeGreaterThan(30);
});

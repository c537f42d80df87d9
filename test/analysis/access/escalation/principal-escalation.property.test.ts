import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Method } from '../../../../src/analysis/access/escalation/method.ts';
import { METHODS } from '../../../../src/analysis/access/escalation/methods.ts';
import { allow, BOB, deny, documentOf, ROLE } from '../policies.ts';
import { ALICE, ask, found } from './found.ts';

// Some at a time: every method asks in the same way, and there are many.
const some = fc.integer({ min: 0, max: 4 }).map((turn) => METHODS.filter((_, index) => index % 5 === turn));
const actionsOf = ({ steps }: Method) => steps.map((step) => step.action);
const action = fc.constantFrom(...new Set(METHODS.flatMap(actionsOf)));
const patterns = fc.oneof(
  fc.constantFrom(...METHODS).map(actionsOf),
  fc.array(fc.oneof(action, fc.constantFrom('iam:Create*', 'iam:*User*', 'lambda:*', 'ec2:?tartInstances', '*')), {
    minLength: 1,
    maxLength: 6,
  }),
);
const resource = fc.constantFrom(
  '*',
  `arn:aws:iam::*:user/\${aws:username}`,
  'arn:aws:iam::111122223333:role/*',
  'arn:aws:iam::111122223333:user/*',
  'arn:aws:lambda:*:111122223333:function:features-*',
  'arn:aws:s3:::features/*',
  ALICE,
);
const condition = fc.constantFrom(
  undefined,
  undefined,
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'ec2.amazonaws.com'] } },
  { StringNotLike: { 'iam:PassedToService': 'glue*' } },
);
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    patterns,
    negated: fc.constantFrom(false, false, false, true),
    Resource: resource,
    Condition: condition,
  })
  .map(({ patterns: list, negated, ...rest }) => ({
    ...rest,
    ...(negated && rest.Effect === 'Allow' ? { NotAction: list } : { Action: list }),
  }));
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });
// A caller that is named: whom documents without a holder may belong to depends on what they say.
const principal = fc.constantFrom(BOB, ALICE, ROLE);
const foundFor = (who: string, methods: readonly Method[], ...list: readonly object[]) =>
  found({ identity: list.map((one) => documentOf(one)) }, { principal: who }, methods);
const runs = { numRuns: 40 };

describe('the methods of a principal', () => {
  it('are not fewer with one more Allow', () =>
    fc.assert(
      fc.property(principal, some, statements, action, resource, (who, methods, list, Action, Resource) => {
        const before = foundFor(who, methods, ...list);
        expect(foundFor(who, methods, ...list, allow({ Action, Resource }))).toEqual(
          expect.arrayContaining([...before]),
        );
      }),
      runs,
    ));

  it('that need an action are gone with an unconditional Deny of it, and no other', () =>
    fc.assert(
      fc.property(principal, some, statements, action, (who, methods, list, Action) => {
        const before = foundFor(who, methods, ...list);
        const isOf = (id: string) =>
          METHODS.some((one) => one.id === id && one.steps.some((step) => covers(Action, step.action)));
        expect(foundFor(who, methods, ...list, deny({ Action }))).toEqual(before.filter((id) => !isOf(id)));
      }),
      runs,
    ));

  it('are the same whatever the case of the actions and the order of the documents', () =>
    fc.assert(
      fc.property(principal, some, statements, (who, methods, list) => {
        const turned = JSON.parse(
          JSON.stringify(list).replace(/"(?:Not)?Action":\[[^\]]*\]/g, (text) =>
            text.replace(/:(\[.*)$/, (rest) => rest.toUpperCase()),
          ),
        );
        expect(foundFor(who, methods, ...turned.reverse())).toEqual(foundFor(who, methods, ...list));
      }),
      runs,
    ));

  it('are the same for each document by itself as for all of them, or more for all', () =>
    fc.assert(
      fc.property(
        principal,
        some,
        fc.array(
          statement.map((one) => ({ ...one, Effect: 'Allow' })),
          { maxLength: 3 },
        ),
        (who, methods, list) => {
          const all = foundFor(who, methods, ...list);
          for (const one of list) expect(all).toEqual(expect.arrayContaining([...foundFor(who, methods, one)]));
        },
      ),
      runs,
    ));

  it('never stay undecided where every statement is understood', () =>
    fc.assert(
      fc.property(some, statements, (methods, list) => {
        const undecided = ask({ identity: [documentOf(...list)] }, {}, methods).filter(
          ({ truth }) => truth === 'unknown',
        );
        expect(undecided.map(({ method, reason }) => `${method.id}: ${reason}`)).toEqual([]);
      }),
      runs,
    ));
});

/** Whether a pattern that ends in `*`, or an action, has an action in common with another. */
function covers(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const starts = (wide: string, text: string) => wide.endsWith('*') && text.startsWith(wide.slice(0, -1));
  return a === b || starts(a, b) || starts(b, a);
}

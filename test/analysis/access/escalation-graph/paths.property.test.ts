import fc from 'fast-check';
import { expect, it } from 'vitest';
import { authorize } from '../../../../src/analysis/access/authorize.ts';
import { EscalationGraph } from '../../../../src/analysis/access/escalation-graph/graph.ts';
import { findAllPaths, findPath } from '../../../../src/analysis/access/escalation-graph/paths.ts';
import { ask } from '../../../../src/analysis/access/estate/ask.ts';
import type { Estate } from '../../../../src/analysis/access/estate/estate.ts';
import { allow, document, estateOf, home, role, roleArn, trustOf, user, userArn } from '../estate/estate-of.ts';

// Small accounts of six principals that trust, pass and change one another at random.

const roles = ['a', 'b', 'c', 'd'];
const users = ['u', 'v'];
const arns = [...roles.map((name) => roleArn(name)), ...users.map((name) => userArn(name))];

const target = fc.constantFrom('*', `arn:aws:iam::${home}:role/*`, `arn:aws:iam::${home}:user/*`, ...arns);
const assuming = fc.tuple(fc.constant('sts:AssumeRole'), target);
const method = fc.tuple(
  fc.constantFrom(
    'iam:CreateAccessKey',
    'iam:UpdateAssumeRolePolicy',
    'iam:PutRolePolicy',
    'iam:PassRole',
    'ec2:RunInstances',
  ),
  target,
);

const statement = (action: fc.Arbitrary<[string, string]>) =>
  fc
    .tuple(action, fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'), fc.boolean())
    .map(([[Action, Resource], Effect, conditional]) => ({
      ...{ Effect, Action, Resource: Action === 'ec2:RunInstances' ? '*' : Resource },
      ...(conditional ? { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } } : {}),
    }));

const trust = fc.oneof(
  fc.constant({ Service: 'ec2.amazonaws.com' }),
  fc.constant({ AWS: `arn:aws:iam::${home}:root` }),
  fc.constantFrom(...arns).map((AWS) => ({ AWS })),
);

const account = (action: fc.Arbitrary<[string, string]>) =>
  fc
    .tuple(
      fc.array(fc.array(statement(action), { maxLength: 2 }), { minLength: 6, maxLength: 6 }),
      fc.array(trust, { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 5 }),
    )
    .map(([statements, trusts, admin]) => {
      const facts = (index: number) => ({
        inline: { own: document(...(index === admin ? [allow('*')] : (statements[index] ?? []))) },
      });
      return estateOf([
        ...roles.map((name, index) => role(name, { ...facts(index), trust: trustOf(trusts[index]) })),
        ...users.map((name, index) => user(name, facts(index + 4))),
      ]);
    });

it('both searches find the same principals, and every call on them is one that AWS allows', () => {
  let longest = 0;
  fc.assert(
    fc.property(account(fc.oneof(assuming, method)), (estate) => {
      const graph = new EscalationGraph(estate);
      for (const { identity, truth, steps } of findAllPaths(new EscalationGraph(estate))) {
        const one = findPath(graph, identity);
        expect({ arn: identity.arn, truth: one.truth }).toEqual({ arn: identity.arn, truth });
        // Backwards a way round by a role that is changed on the way is looked for last.
        expect(one.steps.length).toBeLessThanOrEqual(steps.length);
        longest = Math.max(longest, steps.length);
        for (const path of [steps, one.steps]) {
          const been = [identity.arn];
          for (const step of path) {
            // A role that one may change and has come to is changed by somebody on the way.
            expect(been).toContain(step.from);
            been.push(step.to);
            for (const { principal, action, resource, context } of step.calls) {
              const withoutPolicy = /[*?]/.test(resource);
              const { witness } = ask(estate, principal, action, resource, { context, withoutPolicy });
              expect(witness).not.toBeNull();
              if (witness === null) continue;
              const { policies } = estate.apply(principal, action, resource);
              const applied = withoutPolicy ? { ...policies, resource: null } : policies;
              expect(authorize(witness, applied).decision).toBe('allow');
            }
          }
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(longest).toBeGreaterThan(2);
});

/** Who can become administrator by assuming roles alone, with every pair asked. */
function assumingAlone(estate: Estate): ReadonlySet<string> {
  const identities = [...estate.identities.all()];
  const graph = new EscalationGraph(estate);
  const reached = new Set(identities.filter((one) => graph.isAdministrator(one) === 'yes').map(({ arn }) => arn));
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const { arn } of identities) {
      const next = identities.some(
        (role) =>
          role.kind === 'role' &&
          role.arn !== arn &&
          reached.has(role.arn) &&
          ask(estate, arn, 'sts:AssumeRole', role.arn).truth === 'yes',
      );
      if (next) reached.add(arn);
    }
  }
  return reached;
}

it('what the patterns of policies rule out nobody reaches: every pair asked gives the same answer', () =>
  fc.assert(
    fc.property(account(assuming), (estate) => {
      const expected = assumingAlone(estate);
      for (const { identity, truth } of findAllPaths(new EscalationGraph(estate))) {
        expect({ arn: identity.arn, truth }).toEqual({
          arn: identity.arn,
          truth: expected.has(identity.arn) ? 'yes' : 'no',
        });
      }
    }),
    { numRuns: 150 },
  ));

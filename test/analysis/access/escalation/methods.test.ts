import { describe, expect, it } from 'vitest';
import { findAction } from '../../../../src/analysis/access/actions.ts';
import { METHODS } from '../../../../src/analysis/access/escalation/methods.ts';
import { shapesOf } from '../../../../src/analysis/access/escalation/shapes.ts';

const setOf = (actions: readonly string[]) => [...new Set(actions)].sort().join(' ');
const actions = [...new Set(METHODS.flatMap(({ steps }) => steps.map(({ action }) => action)))].filter(
  (action) => !action.includes('*'),
);

describe('the methods', () => {
  it('are told apart by their ids and by what they need', () => {
    expect(METHODS).toHaveLength(114);
    expect(new Set(METHODS.map(({ id }) => id)).size).toBe(METHODS.length);
    expect(new Set(METHODS.map(({ steps }) => setOf(steps.map(({ action }) => action)))).size).toBe(METHODS.length);
  });

  it('pass a role exactly where they name the services that take it', () => {
    for (const { id, steps, passedTo } of METHODS) {
      const passes = steps.some(({ action, on }) => action === 'iam:PassRole' && on === 'passed-role');
      expect(passes, id).toBe(passedTo.length > 0);
    }
  });

  it.each(actions)('spell %s as AWS does, and ask for it on resources exactly where AWS does', (name) => {
    const action = findAction(name);
    expect(action?.name).toBe(name);
    const shapes = shapesOf(name, 'aws', '111122223333');
    expect(shapes.flat().some((shape) => shape !== '*')).toBe(action?.onResources);
    for (const shape of shapes.flat()) expect(shape).toMatch(/^(?:\*|arn:aws:[a-z0-9-]+:\*?:(?:\*|111122223333|):.+)$/);
  });
});

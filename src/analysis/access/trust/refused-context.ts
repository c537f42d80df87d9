import { compileCondition, testCondition } from '../condition.ts';
import type { Context } from '../context.ts';
import type { Condition, PolicyDocument } from '../document.ts';
import { type Refusal, refused } from './refused.ts';

/**
 * Whether the Deny statements of a bucket's policy together refuse all requests in which these condition keys (in lower case) have these
 * values, none for a key that is absent; any other key may have any value.
 */
export const refusedIn = (
  document: PolicyDocument,
  context: Context,
  asked: Omit<Refusal, 'holds'>,
): 'refused' | 'open' | 'unknown' =>
  refused(document, {
    ...asked,
    holds: (condition: Condition) =>
      context.has(condition.key.toLowerCase()) &&
      testCondition(compileCondition(condition, document.version), context) === 'yes',
  });

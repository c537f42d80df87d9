import { Type } from 'typebox';
import { Nullable } from '../model/define.ts';
import { Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { type PolicyDocument, parseDocument, type Statement } from './access/document.ts';
import { unknownBecause } from './derive.ts';
import { notUnderstood } from './identity-policy.ts';

const parsed = new WeakMap<object, PolicyDocument>();

/** The fact that holds a resource's own policy: what `reads` of a fact derived from it names. */
export const resourcePolicy = 'access.policyDocument';

/** A document without statements: what a resource without a policy comes to. */
const none = parseDocument({ Version: '2012-10-17', Statement: [] });

/** The policy of a resource, or another that stands in `fact`, parsed once; an empty one where the resource has none. */
export const readResourcePolicy = (resource: Resource, fact: string = resourcePolicy): PolicyDocument | Underivable => {
  const document = resource.facts[fact];
  if (document === undefined) return unknownBecause(resource, fact);
  if (document === null) return none;
  if (typeof document !== 'object') return parseDocument(document);
  const known = parsed.get(document);
  if (known !== undefined) return known;
  const fresh = parseDocument(document);
  parsed.set(document, fresh);
  return fresh;
};

/** The largest policy that AWS stores, of 32 KB, holds some hundreds of the shortest statements. */
const MAX_STATEMENTS = 1000;

/**
 * What the Allow statements of a resource's policy give, less what its Deny statements take: a list that is certain only where
 * every statement is understood that could add to it, or take something away that is on it.
 */
export const listGrants = <Item>(
  resource: Resource,
  list: (document: PolicyDocument) => readonly Item[],
  fact: string = resourcePolicy,
): readonly Item[] | Underivable => {
  const document = readResourcePolicy(resource, fact);
  if (document instanceof Underivable) return document;
  const doubtful = (effect: 'Allow' | 'Deny'): boolean =>
    !document.understood || document.statements.some((one) => !one.understood && one.effect !== effect);
  if (document.statements.length > MAX_STATEMENTS) {
    const message = `a policy of ${document.statements.length} statements is larger than any that AWS stores`;
    return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
  }
  if (doubtful('Deny')) return notUnderstood(document);
  const items = list(document);
  return items.length > 0 && doubtful('Allow') ? notUnderstood(document) : items;
};

/** How facts derived from a policy say where in it something stands. */
export const place = {
  statement: Type.Integer({ minimum: 0, description: 'Its place in the policy, from 0.' }),
  sid: Nullable(Type.String()),
};

/** A statement as {@link place} says it. */
export const placeOf = ({ index, sid }: Statement): { statement: number; sid: string | null } => ({
  statement: index,
  sid,
});

/** The keys of its conditions, as written. */
export const conditionKeys = ({ conditions }: Statement): string[] => [...new Set(conditions.map(({ key }) => key))];

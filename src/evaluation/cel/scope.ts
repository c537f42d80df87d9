import type { FactSchemas } from '../../model/define.ts';
import type { Parameter } from '../../model/policy.ts';
import { type CelType, listOf, plain, text, typeOfSchema } from './types.ts';

/** Names below `resource`: a fact, a part of the envelope, or a facet that holds more of them. */
export type ScopeNode =
  | { readonly kind: 'fact'; readonly path: string; readonly type: CelType }
  | { readonly kind: 'envelope'; readonly field: string; readonly type: CelType }
  | { readonly kind: 'facet'; readonly members: Map<string, ScopeNode> };

/** What an expression on one resource type can read. */
export interface Scope {
  readonly resourceType: string;
  readonly resource: Map<string, ScopeNode>;
  readonly params: Readonly<Record<string, CelType>>;
}

const envelope: Readonly<Record<string, CelType>> = {
  arn: text,
  name: text,
  type: text,
  partition: text,
  account: text,
  region: text,
  source: text,
  collectedAt: plain('timestamp'),
};

const parameterType: Readonly<Record<Parameter['type'], CelType>> = {
  boolean: plain('bool'),
  integer: plain('int'),
  string: text,
  strings: listOf(text),
  days: plain('duration'),
};

/**
 * The names that expressions on a type may use.
 * @throws Error where a fact's path is also a facet's, or an envelope field's: a bug of the model.
 */
export const makeScope = (
  resourceType: string,
  facts: FactSchemas,
  parameters: Readonly<Record<string, Parameter>>,
): Scope => {
  const params = Object.fromEntries(Object.entries(parameters).map(([name, { type }]) => [name, parameterType[type]]));
  let resource = namesByFacts.get(facts);
  if (resource === undefined) {
    resource = resourceNames(resourceType, facts);
    namesByFacts.set(facts, resource);
  }
  return { resourceType, resource, params };
};

/** Many policies are compiled on one type. */
const namesByFacts = new WeakMap<FactSchemas, Map<string, ScopeNode>>();

const resourceNames = (resourceType: string, facts: FactSchemas): Map<string, ScopeNode> => {
  const resource = new Map<string, ScopeNode>();
  for (const [field, type] of Object.entries(envelope)) resource.set(field, { kind: 'envelope', field, type });
  for (const [path, schema] of Object.entries(facts)) {
    const segments = path.split('.');
    const last = segments.pop() as string;
    let members = resource;
    for (const segment of segments) {
      const node = members.get(segment) ?? { kind: 'facet' as const, members: new Map<string, ScopeNode>() };
      if (node.kind !== 'facet') throw new Error(`${resourceType}: ${path} lies below the ${node.kind} ${segment}`);
      members.set(segment, node);
      members = node.members;
    }
    if (members.has(last)) throw new Error(`${resourceType}: the name ${path} is taken`);
    members.set(last, { kind: 'fact', path, type: typeOfSchema(schema) });
  }
  return resource;
};

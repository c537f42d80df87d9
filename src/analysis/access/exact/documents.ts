import type { AccessPolicies } from '../authorize.ts';
import type { PolicyDocument } from '../document.ts';

/** All documents of a question that are known. */
export function documentsIn(policies: AccessPolicies): readonly PolicyDocument[] {
  const { identity, resource, boundary, session, scp, rcp, endpoint } = policies;
  const single = [resource, session].map((document) => (document === null ? null : [document]));
  const levels = [scp, rcp].flatMap((list) => (list === null || list === 'unknown' ? [] : list));
  return [identity, boundary, endpoint, ...single, ...levels.map(({ policies: list }) => list)].flatMap((list) =>
    list === null || list === 'unknown' ? [] : list.filter((document) => document !== 'unknown'),
  );
}

/** What it costs to read the documents into a formula, in steps of a budget: values with variables are read anew each time. */
export const costOf = (documents: readonly PolicyDocument[]): number =>
  documents.reduce((sum, document) => sum + document.statements.length / 4 + 4 * countVariables(document), 0);

const counts = new WeakMap<PolicyDocument, number>();

function countVariables(document: PolicyDocument): number {
  const known = counts.get(document);
  if (known !== undefined) return known;
  let count = 0;
  for (const { resources, notResources, conditions } of document.statements) {
    for (const text of resources ?? notResources ?? []) if (text.includes('${')) count++;
    for (const { values } of conditions) for (const text of values) if (text.includes('${')) count++;
  }
  counts.set(document, count);
  return count;
}

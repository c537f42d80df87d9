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

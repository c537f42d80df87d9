import { type AccessLevel, actionsOfService, findAction } from './actions.ts';
import type { Statement } from './document.ts';
import { compileGlob, matchGlob } from './pattern.ts';

/** What an action does with a bucket and its objects. */
export type BucketUse = 'read' | 'write';

const useOf = (level: AccessLevel): BucketUse => (level === 'List' || level === 'Read' ? 'read' : 'write');

/**
 * Whether a statement of a bucket's policy speaks of an action of this use, by its Action or by what its NotAction leaves. AWS's access
 * levels tell reads from writes; of an action that the data does not have its name does.
 */
export function reachesUse({ actions, notActions }: Statement, use: BucketUse): boolean {
  const globs = (actions ?? notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
  const isListed = actions !== null;
  const reached = actionsOfService('s3').some(
    ({ folded, level }) => useOf(level) === use && globs.some((glob) => matchGlob(glob, folded)) === isListed,
  );
  return reached || (actions ?? []).some((action) => isUnknown(action) && useByName(action) === use);
}

const isUnknown = (action: string): boolean => /^s3:[a-z0-9]+$/i.test(action) && findAction(action) === null;

const useByName = (action: string): BucketUse =>
  /^s3:(?:get|list|head|describe|select)/i.test(action) ? 'read' : 'write';

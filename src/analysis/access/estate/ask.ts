import { type Answer, type Asked, askWith } from './answer.ts';
import type { Estate } from './estate.ts';
import { askAccessPoint, askBucket } from './through.ts';

/** How much of the request is open. */
export interface AskOptions {
  /** Condition keys with a given value; all others may have any. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether the resource is one that the principal makes, or any of many: then it has no policy of its own. */
  readonly withoutPolicy?: boolean;
  /** Whether the principal stands for all of whose account the snapshot says nothing. */
  readonly isStranger?: boolean;
}

/**
 * Asks whether the principal may do the action on the resource, in which `*` and `?` may stand for any text, with all documents of
 * the snapshot that apply.
 */
export function ask(
  estate: Estate,
  principal: string,
  action: string,
  resource: string,
  { context = {}, withoutPolicy = false, isStranger = false }: AskOptions = {},
): Answer {
  const asked: Asked = { principal, action, resource, context, isStranger };
  if (withoutPolicy) {
    const applied = estate.apply(principal, action, resource, isStranger);
    return askWith({ ...applied, policies: { ...applied.policies, resource: null } }, asked);
  }
  const holder = estate.resources.holderOf(resource);
  if (holder?.door != null) return askAccessPoint(estate, holder, holder.door, asked);
  if (holder?.type === 'AWS::S3::Bucket') return askBucket(estate, holder, asked);
  return askWith(estate.apply(principal, action, resource, isStranger), asked);
}

import type { PolicyDocument } from '../document.ts';
import { compileGlob, type Glob, matchGlob } from '../pattern.ts';
import { parseTemplate } from '../variables.ts';

/** An Allow as patterns, with principals and conditions left aside: what they do not match it does not grant. */
interface Grant {
  readonly actions: readonly Glob[];
  /** Whether it speaks of all actions but those. */
  readonly isNegative: boolean;
  readonly resources: readonly Glob[];
}

/** Matches everything. */
export const ANYTHING = compileGlob('*');

const known = new WeakMap<PolicyDocument, readonly Grant[]>();

function grantsOf(document: PolicyDocument): readonly Grant[] {
  const read = known.get(document);
  if (read !== undefined) return read;
  const found = document.statements
    .filter(({ effect }) => effect !== 'Deny')
    .map(({ actions, notActions, resources }) => ({
      actions: (actions ?? notActions ?? []).map((action) => compileGlob(action.toLowerCase())),
      isNegative: actions === null,
      resources: resources === null ? [ANYTHING] : resources.map((text) => widest(text, document.version)),
    }));
  known.set(document, found);
  return found;
}

/** The pattern of a Resource with whatever may stand for its variables. */
function widest(text: string, version: PolicyDocument['version']): Glob {
  const parsed = parseTemplate(text, version);
  if (parsed === null) return ANYTHING;
  if (typeof parsed === 'string') return compileGlob(parsed);
  return compileGlob(parsed.pieces.map((piece) => (piece.kind === 'pattern' ? piece.text : '*')).join(''));
}

/** The patterns of what the document's Allow statements speak of for an action, in lower case. */
export function* patternsIn(document: PolicyDocument, action: string): Iterable<Glob> {
  for (const { actions, isNegative, resources } of grantsOf(document)) {
    if (actions.some((glob) => matchGlob(glob, action)) !== isNegative) yield* resources;
  }
}

/**
 * Whether the document may allow the action, in lower case, on something of this form. It is no answer but a quick way to most of
 * those that are no: two patterns that begin differently have nothing in common.
 */
export function mayGrant(document: PolicyDocument, action: string, resource: string): boolean {
  if (!document.understood || document.statements.some(({ understood }) => !understood)) return true;
  const open = resource.search(/[*?]/);
  const start = resource.slice(0, Math.max(open, 0));
  for (const glob of patternsIn(document, action)) {
    if (open < 0) {
      if (matchGlob(glob, resource)) return true;
      continue;
    }
    const prefix = literalPrefix(glob);
    if (prefix.startsWith(start) || start.startsWith(prefix)) return true;
  }
  return false;
}

/** The text of a pattern before its first wildcard. */
export function literalPrefix(glob: Glob): string {
  if (glob.kind === 'prefix' || glob.kind === 'literal') return glob.text;
  let text = '';
  for (const token of glob.tokens) {
    if (token < 0) break;
    text += String.fromCharCode(token);
  }
  return text;
}

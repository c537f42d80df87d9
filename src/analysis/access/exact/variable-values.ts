import type { PolicyDocument } from '../document.ts';
import { parseTemplate } from '../variables.ts';

/** How many combinations of values of variables are looked at one by one. */
const MAX_ASSIGNMENTS = 48;
const MAX_STARS = 3;
/** A value that no policy says. */
const FRESH = 'q7x0fresh';

/** Ways to give values to variables whose keys are open; an empty list of values is an absent key. */
export interface Assignments {
  readonly list: readonly ReadonlyMap<string, readonly string[]>[];
}

/**
 * Values that tell the statements with variables apart: what conditions compare the key with, what the resource, by any of its names, has
 * in the place of the variable, something else, and nothing. What they do not settle stays unknown.
 */
export function assignmentsOf(
  open: ReadonlySet<string>,
  documents: readonly PolicyDocument[],
  resources: readonly string[],
): Assignments {
  let list: ReadonlyMap<string, readonly string[]>[] = [new Map()];
  for (const key of open) {
    const values = [...valuesFor(key, documents, resources)].map((value) => [value]);
    const choices: (readonly string[])[] = [...values, []];
    const next: ReadonlyMap<string, readonly string[]>[] = [];
    for (const assignment of list) {
      for (const choice of choices) {
        if (next.length >= MAX_ASSIGNMENTS) break;
        next.push(new Map(assignment).set(key, choice));
      }
    }
    list = next;
  }
  return { list };
}

function valuesFor(key: string, documents: readonly PolicyDocument[], named: readonly string[]): ReadonlySet<string> {
  const values = new Set<string>();
  for (const { statements, version } of documents) {
    for (const { resources, notResources, conditions } of statements) {
      for (const text of [...(resources ?? []), ...(notResources ?? [])]) {
        for (const resource of named) {
          const value = valueIn(resource, text, key, version);
          if (value !== null) values.add(value);
        }
      }
      for (const condition of conditions) {
        if (condition.key.toLowerCase() !== key) continue;
        for (const value of condition.values) {
          if (value.includes('${')) continue;
          values.add(value.replaceAll('?', 'x').replaceAll('*', 'x'));
          if (value.includes('*')) values.add(value.replaceAll('?', 'x').replaceAll('*', ''));
        }
      }
    }
  }
  return values.add(FRESH);
}

/** What the resource has where the pattern has the variable; null where that is not plain. */
function valueIn(resource: string, pattern: string, key: string, version: PolicyDocument['version']): string | null {
  const template = parseTemplate(pattern, version);
  if (template === null || typeof template === 'string' || /[*?]/.test(resource)) return null;
  // Each star multiplies the ways to match.
  if (pattern.split('*').length > MAX_STARS + 1) return null;
  const parts = template.pieces.map((piece) => {
    if (piece.kind === 'variable') return piece.key === key ? '([^/:]+)' : '[^/:]+';
    if (piece.kind === 'literal') return literally(piece.text);
    return literally(piece.text).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  });
  return new RegExp(`^${parts.join('')}$`, 's').exec(resource)?.[1] ?? null;
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

import { type Node, parseTree } from 'jsonc-parser';

/** A place in a text, both counted from one. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds paths such as `Statement[2].Condition.StringEquals.aws:userid` in a JSON text. A path that is not there is where the nearest part of
 * it is, so that what is missing is found in what lacks it.
 */
export function positionFinder(text: string): (path: string) => Position {
  const root = parseTree(text);
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (path) => {
    const offset = root === undefined ? 0 : offsetOf(root, path);
    let line = 0;
    for (let end = starts.length; end - line > 1; ) {
      const middle = (line + end) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

function offsetOf(root: Node, path: string): number {
  let node = root;
  let rest = path;
  while (rest !== '') {
    const next = node.type === 'array' ? member(node, rest) : node.type === 'object' ? field(node, rest) : null;
    if (next === null) break;
    [node, rest] = next;
  }
  return node.offset;
}

/** The member of a list that the path goes on with, `[2]`, and what is left of the path. */
function member({ children = [] }: Node, path: string): readonly [Node, string] | null {
  const [whole = '', index = ''] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const item = whole === '' ? undefined : children[Number(index)];
  return item === undefined ? null : [item, path.slice(whole.length)];
}

/** The field that the path goes on with; names may have dots themselves, so the longest wins, and of two alike the last, which counts. */
function field({ children = [] }: Node, path: string): readonly [Node, string] | null {
  let found: readonly [Node, string] | null = null;
  let longest = -1;
  for (const { children: [key, value] = [] } of children) {
    const name: unknown = key?.value;
    if (value === undefined || typeof name !== 'string') continue;
    const after = path.charAt(name.length);
    if (name.length < longest || !path.startsWith(name) || !['', '.', '['].includes(after)) continue;
    longest = name.length;
    found = [value, path.slice(name.length + (after === '.' ? 1 : 0))];
  }
  return found;
}

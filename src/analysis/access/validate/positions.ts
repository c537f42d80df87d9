import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A place in a text, both counted from one. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds paths such as `Statement[2].Condition.StringEquals.aws:userid` in a JSON text. A path that is not there is where the nearest part of
 * it is, so that what is missing is found in what lacks it. The text is read as YAML, of which JSON is a part.
 */
export function positionFinder(text: string): (path: string) => Position {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, {
    lineCounter: lines,
    keepSourceTokens: false,
    logLevel: 'silent',
    uniqueKeys: false,
    prettyErrors: false,
    strict: false,
  });
  return (path) => {
    const { line, col } = lines.linePos(offsetOf(contents, path));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const isNode = (node: unknown): node is Node => isMap(node) || isSeq(node) || isScalar(node);

function offsetOf(root: unknown, path: string): number {
  let node = root;
  let rest = path;
  while (rest !== '') {
    const next = isSeq(node) ? member(node.items, rest) : isMap(node) ? field(node.items, rest) : null;
    if (next === null) break;
    [node, rest] = next;
  }
  return startOf(node);
}

/** The member of a list that the path goes on with, `[2]`, and what is left of the path. */
function member(items: readonly unknown[], path: string): readonly [unknown, string] | null {
  const [whole = '', index = ''] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const item = whole === '' ? undefined : items[Number(index)];
  return item === undefined ? null : [item, path.slice(whole.length)];
}

/** The field that the path goes on with; names may have dots themselves, so the longest wins, and of two alike the last, which counts. */
function field(items: readonly unknown[], path: string): readonly [unknown, string] | null {
  let found: readonly [unknown, string] | null = null;
  let longest = -1;
  for (const pair of items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const name = String(pair.key.value);
    const after = path.charAt(name.length);
    if (name.length < longest || !path.startsWith(name) || !['', '.', '['].includes(after)) continue;
    longest = name.length;
    found = [pair.value ?? pair.key, path.slice(name.length + (after === '.' ? 1 : 0))];
  }
  return found;
}

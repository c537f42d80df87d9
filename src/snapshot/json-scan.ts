/** Where JSON text stops being JSON. */
export interface Mistake {
  /** Counted from 0, in UTF-16 units. */
  readonly offset: number;
  readonly expected: string;
}

const closers = { '{': '}', '[': ']' } as const;
type Opener = keyof typeof closers;

/** What may come next, in the words of an error. */
type Expected =
  | 'a value'
  | 'a value or `]`'
  | 'a property name'
  | 'a property name or `}`'
  | '`:`'
  | 'the end'
  | '`,` or `}`'
  | '`,` or `]`';

/**
 * Walks JSON text without recursion and says where its first mistake is; `undefined` when there is none. For errors and line numbers,
 * where `JSON.parse` gives no position. `onKey` is told of every property name: how many objects and lists it stands in, and where.
 */
export const scanJson = (
  text: string,
  onKey?: (name: string, depth: number, offset: number) => void,
): Mistake | undefined => {
  const open: Opener[] = [];
  let expected: Expected = 'a value';
  let at = 0;
  const afterValue = (): Expected => {
    const last = open.at(-1);
    if (last === undefined) return 'the end';
    return last === '{' ? '`,` or `}`' : '`,` or `]`';
  };
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++;
    const char = text[at];
    if (char === undefined) return expected === 'the end' ? undefined : { offset: at, expected };
    const last = open.at(-1);
    if (last !== undefined && char === closers[last] && closes(expected)) {
      open.pop();
      expected = afterValue();
      at++;
    } else if (expected === 'a value' || expected === 'a value or `]`') {
      if (char === '{' || char === '[') {
        open.push(char);
        expected = char === '{' ? 'a property name or `}`' : 'a value or `]`';
        at++;
      } else {
        const token = char === '"' ? stringAt(text, at) : scalarAt(text, at);
        if ('expected' in token) return token;
        at = token.end;
        expected = afterValue();
      }
    } else if (expected === 'a property name' || expected === 'a property name or `}`') {
      if (char !== '"') return { offset: at, expected };
      const token = stringAt(text, at);
      if ('expected' in token) return token;
      onKey?.(JSON.parse(text.slice(at, token.end)) as string, open.length, at);
      at = token.end;
      expected = '`:`';
    } else if (expected === '`:`' && char === ':') {
      expected = 'a value';
      at++;
    } else if (char === ',' && last !== undefined && expected !== '`:`') {
      expected = last === '{' ? 'a property name' : 'a value';
      at++;
    } else {
      return { offset: at, expected };
    }
  }
};

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const closes = (expected: Expected): boolean =>
  expected !== 'a value' && expected !== 'a property name' && expected !== '`:`';

type Token = { readonly end: number } | Mistake;

const stringAt = (text: string, start: number): Token => {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return { end: at + 1 };
    if (text.charCodeAt(at) < 0x20) return { offset: at, expected: 'no control character in a string' };
    if (char !== '\\') continue;
    const sequence = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at + 1, at + 6));
    if (!sequence) return { offset: at, expected: 'an escape that JSON knows' };
    at += sequence[0].length;
  }
  return { offset: text.length, expected: '`"`' };
};

const scalarAt = (text: string, start: number): Token => {
  const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
  scalar.lastIndex = start;
  return scalar.test(text) ? { end: scalar.lastIndex } : { offset: start, expected: 'a value' };
};

/** The line, from 1, of every property of a JSON object (`arn`) and of the objects in it (`facts/tags`). */
export const linesOfProperties = (text: string): ReadonlyMap<string, number> => {
  const lines = new Map<string, number>();
  let line = 1;
  let counted = 0;
  let outer = '';
  scanJson(text, (name, depth, offset) => {
    if (depth > 2) return;
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 0x0a) line++;
    if (depth === 1) outer = name;
    lines.set(depth === 1 ? name : `${outer}/${name}`, line);
  });
  return lines;
};

/** Whether UTF-8 text has more than so many objects and lists open at once. It need not be JSON. */
export const nestsDeeper = (json: Uint8Array, levels: number): boolean => {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > levels) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    }
  }
  return false;
};

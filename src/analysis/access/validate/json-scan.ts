/** One token of JSON behind white space: a mark, the quote that a string begins with, a number or a word. */
const TOKEN = /[ \t\n\r]*(?:([[\]{}:,])|(")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** What a string has after its quote up to a character that is not plain. */
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next in the document, or in the list or object that is open. */
type Expected = 'value' | 'value or ]' | 'name or }' | 'name' | 'colon' | 'comma or ]' | 'comma or }' | 'end';

/** What is known of a text after one walk through it. */
export interface JsonScan {
  /** Where the text stops being JSON, in characters from zero; null if it is JSON. */
  readonly errorAt: number | null;
  /** How many lists and objects are open at once, at most. */
  readonly depth: number;
}

/** JSON.parse refuses the same texts, but says in some of its messages only where. */
export function scanJson(text: string): JsonScan {
  const open: ('[' | '{')[] = [];
  let depth = 0;
  let expected: Expected = 'value';
  let at = 0;
  const afterValue = (): Expected => (open.length === 0 ? 'end' : open.at(-1) === '[' ? 'comma or ]' : 'comma or }');
  for (;;) {
    TOKEN.lastIndex = at;
    const [whole = '', mark, quote] = TOKEN.exec(text) ?? [];
    const start = whole === '' ? skipSpace(text, at) : at + whole.search(/[^ \t\n\r]/);
    if (whole === '') return { errorAt: start === text.length && expected === 'end' ? null : start, depth };
    const next = follow(expected, mark, quote !== undefined);
    const end = quote === undefined || next === null ? at + whole.length : endOfString(text, at + whole.length);
    if (next === null || end === null) return { errorAt: start, depth };
    at = end;
    if (next === 'open') {
      open.push(mark === '[' ? '[' : '{');
      depth = Math.max(depth, open.length);
      expected = mark === '[' ? 'value or ]' : 'name or }';
    } else if (next === 'close') {
      open.pop();
      expected = afterValue();
    } else expected = next === 'after value' ? afterValue() : next;
  }
}

/** Where the first character stands that is no white space, or the text ends. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  return at;
}

/** The place behind the closing quote; null where the string is not one of JSON. */
function endOfString(text: string, from: number): number | null {
  for (let at = from; ; ) {
    PLAIN.lastIndex = at;
    at += PLAIN.exec(text)?.[0].length ?? 0;
    if (text.charAt(at) === '"') return at + 1;
    ESCAPE.lastIndex = at;
    const escaped = ESCAPE.exec(text)?.[0];
    if (escaped === undefined) return null;
    at += escaped.length;
  }
}

/** What a token leads to where something is expected; null where it may not stand. */
function follow(
  expected: Expected,
  mark: string | undefined,
  isString: boolean,
): Expected | 'open' | 'close' | 'after value' | null {
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (mark === undefined) return 'after value';
      if (mark === '[' || mark === '{') return 'open';
      return mark === ']' && expected === 'value or ]' ? 'close' : null;
    case 'name':
    case 'name or }':
      if (isString) return 'colon';
      return mark === '}' && expected === 'name or }' ? 'close' : null;
    case 'colon':
      return mark === ':' ? 'value' : null;
    case 'comma or ]':
      return mark === ',' ? 'value' : mark === ']' ? 'close' : null;
    case 'comma or }':
      return mark === ',' ? 'name' : mark === '}' ? 'close' : null;
    case 'end':
      return null;
  }
}

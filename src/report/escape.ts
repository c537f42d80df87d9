// Names, documents and error messages in a snapshot were written by whoever may create a resource. Here they become text that
// cannot steer a terminal, a Markdown renderer or a SARIF viewer.

/**
 * What a reader cannot see or what moves other text: control characters (C0, DEL, C1), format characters (bidirectional
 * overrides, zero-width, tags), line and paragraph separators, lone surrogates, and whatever else Unicode says is ignorable.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The escape for one code point: `\u001b`, or `\u{e0041}` outside the basic plane. */
const escapeCodePoint = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
};

/**
 * The text with every invisible character written out (`\u001b`), so that it may be printed: one line, no escape sequence, no
 * reordering. A backslash stays as it is: the result is for reading, not for decoding.
 */
export const makeVisible = (text: string): string =>
  /[^ -~]/.test(text) ? text.replace(invisible, escapeCodePoint) : text;

/**
 * JSON on one line, in which every invisible character is a JSON escape. It parses to the same value, and a terminal that shows
 * it is as safe as with {@link makeVisible}: `JSON.stringify` alone lets DEL, C1 and bidirectional overrides through.
 */
export const toJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  return /[^ -~]/.test(json) ? json.replace(invisible, escapeCodeUnits) : json;
};

const escapeCodeUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

/**
 * A Markdown code span that shows the text, in a table cell or outside of one: no markup, HTML, link, mention or reference comes
 * to life in a code span. Empty text becomes a dash, for there are no empty code spans.
 */
export const toCodeSpan = (text: string): string => {
  const shown = makeVisible(text).replace(/(\\*)\|/g, escapePipe);
  if (shown.trim() === '') return '-';
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padding = runs.length > 0 || shown.startsWith(' ') || shown.endsWith(' ') ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
};

// A table splits its row before it looks for code spans, and reads `\\|` as a backslash and the end of the cell: a pipe after a
// backslash cannot be escaped, so it is written out.
const escapePipe = (_: string, backslashes: string): string => (backslashes === '' ? '\\|' : `${backslashes}\\u007c`);

/** Words that mean nothing to Markdown or to GitHub: letters and digits, joined and closed by ordinary punctuation. */
const plainWord = /^["'(]{0,2}[\p{L}\p{N}]+(?:[-'’,/][\p{L}\p{N}]+)*[.,;:!?)"']{0,3}$/u;

/**
 * Markdown that reads like the text, in a table cell or outside of one, but not at the start of a line: ordinary words stay, and
 * each run of others (ARNs, `s3:*`, `@someone`, `<img>`, links) becomes a code span, in which it is inert.
 */
export const toMarkdown = (text: string): string => {
  const words = makeVisible(text)
    .split(' ')
    .filter((word) => word !== '');
  const parts: string[] = [];
  let odd: string[] = [];
  const flush = () => {
    if (odd.length > 0) parts.push(wrapOdd(odd.join(' ')));
    odd = [];
  };
  for (const word of words) {
    if (plainWord.test(word)) {
      flush();
      parts.push(word);
    } else {
      odd.push(word);
    }
  }
  flush();
  return parts.join(' ');
};

/** The text as a code span, without the ordinary punctuation around it. */
const wrapOdd = (text: string): string => {
  const [, before = '', core = '', after = ''] = /^(["'(]{0,2})(.*?)([.,;:!?)"']{0,3})$/su.exec(text) ?? [];
  return core === '' ? toCodeSpan(text) : `${before}${toCodeSpan(core)}${after}`;
};

/**
 * A SARIF plain text message that shows the text: braces doubled, since `{0}` is a placeholder (§3.11.5), and brackets escaped
 * where a viewer would see a link (§3.11.6), that is where `]` stands before `(`.
 */
export const toSarifText = (text: string): string =>
  makeVisible(text)
    .replace(/[{}]/g, '$&$&')
    .replace(/(\\*)\](?=\()/g, '$1$1\\]');

/** At most `limit` code points of the text, the last being `…` where something was cut off. */
export const shorten = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  let end = 0;
  let kept = 0;
  // Walks only as far as it keeps: the text may be a policy document of any length.
  for (const character of text) {
    if (kept === limit - 1) return end + character.length === text.length ? text : `${text.slice(0, end)}…`;
    end += character.length;
    kept += 1;
  }
  return text;
};

/** A term of SMT-LIB (https://smt-lib.org/theories-UnicodeStrings.shtml); these are all Boolean, but for patterns. */
export type Term = string;

export const TRUE: Term = 'true';
export const FALSE: Term = 'false';

export function and(...terms: readonly Term[]): Term {
  if (terms.includes(FALSE)) return FALSE;
  const rest = terms.filter((term) => term !== TRUE);
  return rest.length > 1 ? `(and ${rest.join(' ')})` : (rest[0] ?? TRUE);
}

export function or(...terms: readonly Term[]): Term {
  if (terms.includes(TRUE)) return TRUE;
  const rest = terms.filter((term) => term !== FALSE);
  return rest.length > 1 ? `(or ${rest.join(' ')})` : (rest[0] ?? FALSE);
}

export const not = (term: Term): Term => (term === TRUE ? FALSE : term === FALSE ? TRUE : `(not ${term})`);

/** A name of ours, which may hold any character but `|` and `\`. */
export const symbol = (name: string): Term => `|${name}|`;

/** A text. What is not printable ASCII, and the backslash, is escaped; a quotation mark is doubled. */
export const text = (value: string): Term =>
  `"${[...value]
    .map((char) =>
      char === '"' ? '""' : /[ -[\]-~]/.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .join('')}"`;

/** How a pattern is read: its wildcards take everything, or no colon; letters in either case, or as they are. */
interface Reading {
  readonly withinParts?: boolean;
  readonly anyCase?: boolean;
  readonly literally?: boolean;
}

const NO_COLON = '(re.inter re.allchar (re.comp (str.to_re ":")))';

/** The language of a pattern in which `*` is any text and `?` any character. */
export function pattern(glob: string, { withinParts = false, anyCase = false, literally = false }: Reading = {}): Term {
  if (literally && !anyCase) return `(str.to_re ${text(glob)})`;
  const one = withinParts ? NO_COLON : 're.allchar';
  const parts = (glob.match(anyCase ? /./g : /[*?]|[^*?]+/g) ?? []).map((part) => {
    if (!literally && part === '*') return withinParts ? `(re.* ${one})` : 're.all';
    if (!literally && part === '?') return one;
    const [lower, upper] = [part.toLowerCase(), part.toUpperCase()];
    return anyCase && lower !== upper
      ? `(re.union (str.to_re ${text(lower)}) (str.to_re ${text(upper)}))`
      : `(str.to_re ${text(part)})`;
  });
  return concatenate(parts);
}

/** One language after the other. */
export const concatenate = (parts: readonly Term[]): Term =>
  parts.length > 1 ? `(re.++ ${parts.join(' ')})` : (parts[0] ?? '(str.to_re "")');

/** What is in all of some languages. */
export const meet = (...languages: readonly Term[]): Term =>
  languages.length > 1 ? `(re.inter ${languages.join(' ')})` : (languages[0] ?? 're.all');

/** What is in any of some languages. */
export const union = (...languages: readonly Term[]): Term =>
  languages.length > 1 ? `(re.union ${languages.join(' ')})` : (languages[0] ?? 're.none');

/** All other texts. */
export const complement = (language: Term): Term => `(re.comp ${language})`;

/** Whether a language is of one text. */
export const isLiteral = (language: Term): boolean => LITERAL.test(language);

const LITERAL = /^\(str\.to_re ("[^"]*")\)$/;

/** Whether a text is in a language. */
export function isIn(subject: Term, language: Term): Term {
  if (language === 're.all') return TRUE;
  const literal = LITERAL.exec(language);
  return literal === null ? `(str.in_re ${subject} ${language})` : `(= ${subject} ${literal[1]})`;
}

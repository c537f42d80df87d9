// Text in the columns of a terminal. What comes in has been made visible: no control characters, nothing of zero width but
// combining marks.

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const combining = /\p{Mark}/u;

/** The classes of Unicode take milliseconds to be compiled when the first character is held against them: most need not be. */
const columnsOf = (character: string): number => {
  if (character >= ' ' && character <= '~') return 1;
  return combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
};

/** How many columns of a terminal the text takes: two for East Asian characters and emoji. */
export const measure = (text: string): number => {
  if (!/[^ -~]/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
};

/** The longest beginning of the text that fits. */
const head = (text: string, columns: number): string => {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
};

/** The longest end of the text that fits. */
const tail = (text: string, columns: number): string => {
  let used = 0;
  let start = text.length;
  for (const character of [...text].reverse()) {
    used += columnsOf(character);
    if (used > columns) break;
    start -= character.length;
  }
  return text.slice(start);
};

/** The text in at most so many columns, its middle left out: both ends of an ARN say more than its middle. */
export const cutMiddle = (text: string, columns: number): string => {
  if (measure(text) <= columns) return text;
  const room = Math.max(0, columns - 1);
  const end = Math.ceil(room / 2);
  return `${head(text, room - end)}…${tail(text, end)}`;
};

/** Lines of at most so many columns, broken between words, and within a word that is too long for a line of its own. */
export const wrap = (text: string, columns: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (measure(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (measure(line) > columns) {
      // A character wider than the line still has to go somewhere.
      const first = head(line, columns) || [...line].slice(0, 1).join('');
      lines.push(first);
      line = line.slice(first.length);
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
};

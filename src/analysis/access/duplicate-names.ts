/**
 * Whether an object in valid JSON text has the same name twice, which JSON.parse hides (it keeps the last one). It walks the text
 * once without building anything but the names of the objects that are open.
 */
export function hasDuplicateNames(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  let names: Set<string> | null = null;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
        open.push(names);
        names = new Set();
        break;
      case 0x5b: // [
        open.push(names);
        names = null;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        names = open.pop() ?? null;
        break;
      case 0x22: {
        const end = endOfString(text, at + 1);
        if (names !== null && isName(text, end + 1)) {
          const name = readName(text, at, end);
          if (names.has(name)) return true;
          names.add(name);
        }
        at = end;
      }
    }
  }
  return false;
}

/** The place of the closing quote of the string whose first character stands at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === 0x5c && at - 1 - escapes >= from) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

function isName(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code === 0x3a;
  }
  return false;
}

/** Two spellings of one name (`"A"` and `"\u0041"`) are one name. */
function readName(text: string, quote: number, end: number): string {
  const written = text.slice(quote + 1, end);
  return written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written;
}

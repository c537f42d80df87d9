// Just enough to change single values in the XML that moto writes, which is regular: no attributes inside, no comments.

const escapeXml = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The text of the first element of a name, or `null`. */
export const textOf = (xml: string, name: string): string | null =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;

/** The same XML with the first element of a name holding another text, or appended at the end where there is none. */
export const withText = (xml: string, name: string, text: string): string => {
  const element = `<${name}>${escapeXml(text)}</${name}>`;
  const present = new RegExp(`<${name}>[^<]*</${name}>|<${name}\\s*/>`);
  return present.test(xml) ? xml.replace(present, () => element) : xml + element;
};

/** The same XML without elements of a name that hold no further elements. */
export const without = (xml: string, name: string): string =>
  xml.replace(new RegExp(`<${name}>[^<]*</${name}>|<${name}\\s*/>`, 'g'), '');

/**
 * Changes the insides of every element of a name. Elements of the same name must not stand in one another: that holds for the
 * flat lists this is for.
 */
export const mapElements = (xml: string, name: string, change: (inside: string) => string | null): string =>
  xml.replace(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'), (_whole, inside: string) => {
    const changed = change(inside);
    return changed === null ? '' : `<${name}>${changed}</${name}>`;
  });

/** The same XML with more at the end of the only element of a name, which may be empty (`<a/>`). */
export const appendTo = (xml: string, name: string, more: string): string => {
  const empty = new RegExp(`<${name}((?:\\s[^>]*)?)/>`);
  if (empty.test(xml))
    return xml.replace(empty, (_whole, attributes: string) => `<${name}${attributes}>${more}</${name}>`);
  const end = xml.lastIndexOf(`</${name}>`);
  return end < 0 ? xml : `${xml.slice(0, end)}${more}${xml.slice(end)}`;
};

/** The same XML with more at the end of its root element, whatever that is called. */
export const appendToRoot = (xml: string, more: string): string => {
  const name = /^(?:\s*<\?[^>]*\?>)?\s*<([\w:]+)/.exec(xml)?.[1];
  return name === undefined ? xml : appendTo(xml, name, more);
};

/**
 * Changes the insides of every entry (`<member>`, `<item>`) of the only list of a name, or drops those for which there is `null`.
 * Unlike {@link mapElements} it bears entries that hold lists of entries themselves.
 */
export const mapEntries = (
  xml: string,
  list: string,
  entry: string,
  change: (inside: string) => string | null,
): string => {
  const open = xml.indexOf(`<${list}>`) + list.length + 2;
  const close = xml.lastIndexOf(`</${list}>`);
  if (close < 0) return xml;
  let depth = 0;
  let start = 0;
  let changed = '';
  for (const tag of xml.slice(open, close).matchAll(new RegExp(`<(/?)${entry}>`, 'g'))) {
    if (tag[1] === '' && depth++ === 0) start = open + tag.index + tag[0].length;
    if (tag[1] === '/' && --depth === 0) {
      const inside = change(xml.slice(start, open + tag.index));
      if (inside !== null) changed += `<${entry}>${inside}</${entry}>`;
    }
  }
  return `${xml.slice(0, open)}${changed}${xml.slice(close)}`;
};

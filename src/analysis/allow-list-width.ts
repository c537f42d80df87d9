import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

// How much an allow list of Macie keeps from being reported. Macie's patterns are a subset of PCRE:
// https://docs.aws.amazon.com/macie/latest/user/allow-lists-options.html

/** A character, class or group with its quantifier. Groups and lookarounds are kept whole, and seen into. */
const piece =
  /(?<group>\((?:\?[:=!<>]*)?)|(?<end>\))|(?<or>\|)|(?<anchor>[\^$]|\\[bBAzZG])|(?<any>\.|\\[SDWwPpXN](?:\{[^}]*\})?|\[\^(?:\\.|[^\]\\])+\])|(?<kind>\\[dshv]|\[(?:\\.|[^\]\\])+\])|(?<fixed>\\.|[^\\])/gsu;
const quantifier = /^(?:[*+?]|\{\d*(?:,\d*)?\})[?+]?/;

interface Count {
  readonly optional: boolean;
  readonly unbounded: boolean;
}

const once: Count = { optional: false, unbounded: false };

const readCount = (text: string): Count => {
  const body = /^\{(?<least>\d*)(?<comma>,?)(?<most>\d*)/.exec(text)?.groups;
  if (body === undefined) return { optional: text[0] !== '+', unbounded: text[0] !== '?' };
  return { optional: Number(body.least) === 0, unbounded: body.comma === ',' && body.most === '' };
};

/** Whether one alternative of a pattern holds to no character: it consists of wildcards, and of what may be left out. */
const holdsToNothing = (pattern: string): boolean => {
  // Of each open group: whether one of its alternatives was wide, and whether the present one still is.
  const open = [{ wide: false, present: true, inverted: false }];
  let at = 0;
  const count = (): Count => {
    const found = quantifier.exec(pattern.slice(at))?.[0];
    if (found === undefined) return once;
    at += found.length;
    return readCount(found);
  };
  while (at < pattern.length) {
    piece.lastIndex = at;
    const groups = piece.exec(pattern)?.groups;
    if (groups === undefined) return false;
    at = piece.lastIndex;
    const top = open[open.length - 1];
    if (top === undefined) return false;
    if (groups.group !== undefined) {
      // A lookaround takes no characters, and narrows what is matched.
      open.push({ wide: false, present: true, inverted: /[=!]/.test(groups.group) });
    } else if (groups.end !== undefined) {
      open.pop();
      const around = open[open.length - 1];
      const wide = (top.wide || top.present) && !top.inverted;
      if (around === undefined) return false;
      around.present &&= wide || count().optional;
      if (wide) count();
    } else if (groups.or !== undefined) {
      top.wide ||= top.present;
      top.present = true;
    } else if (groups.anchor === undefined) {
      const { optional, unbounded } = count();
      const wide = groups.any !== undefined || (groups.kind !== undefined && unbounded);
      top.present &&= wide || optional;
    }
  }
  const [whole] = open;
  return whole !== undefined && (whole.wide || whole.present);
};

/** Whether a list names anything in particular. */
export const allowListIsWide: DerivedFact = defineDerived({
  type: 'AWS::Macie::AllowList',
  path: 'isWide',
  schema: Type.Boolean({
    description:
      'The pattern of the list holds to no character, such as `.*` or `\\d+`: it matches all text, or all of a kind.',
  }),
  reads: ['regex'],
  relation: null,
  derive: (list) => {
    const regex = list.facts.regex as string | null | undefined;
    if (regex === undefined) return unknownBecause(list, 'regex');
    return regex !== null && holdsToNothing(regex);
  },
});

import ipaddr from 'ipaddr.js';
import { holdsAddress, type IpRange, parseAddress } from '../ip-range.ts';
import { type Glob, matchGlob, ONE, STAR } from '../pattern.ts';
import { type Budget, OUT_OF_BUDGET, spend } from './budget.ts';
import { found, NONE, type Solution, solveText } from './text-set.ts';

/** A comparison with a number, or with a moment in milliseconds since 1970. */
export interface Bound {
  readonly relation: '<' | '<=' | '=' | '>' | '>=';
  readonly value: number;
}

/** A condition on one value of a context key: one of the alternatives holds. The families read the same text in different ways. */
export type ValuePredicate =
  | { readonly family: 'text'; readonly globs: readonly Glob[] }
  | { readonly family: 'address'; readonly ranges: readonly IpRange[] }
  | { readonly family: 'number'; readonly bounds: readonly Bound[] }
  | { readonly family: 'date'; readonly bounds: readonly Bound[] };

/** A predicate or its opposite. */
export interface ValueLiteral {
  readonly positive: boolean;
  readonly predicate: ValuePredicate;
}

/** The opposite. */
export const opposite = ({ positive, predicate }: ValueLiteral): ValueLiteral => ({ positive: !positive, predicate });

/** Whether the value fulfils the literal; a value that is none of the literal's family fulfils neither it nor its opposite. */
export function fulfilsLiteral({ positive, predicate }: ValueLiteral, text: string): boolean {
  switch (predicate.family) {
    case 'text':
      return predicate.globs.some((glob) => matchGlob(glob, text)) === positive;
    case 'address': {
      const address = parseAddress(text);
      return address !== null && predicate.ranges.some((range) => holdsAddress(range, address)) === positive;
    }
    case 'number':
    case 'date': {
      const value = predicate.family === 'date' ? readDate(text) : readNumber(text);
      return value !== null && predicate.bounds.some((bound) => isWithin(value, bound)) === positive;
    }
  }
}

/** A decimal number; the concrete evaluator reads more forms, these are the ones that we write. */
const readNumber = (text: string): number | null => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null);

/** A moment as `Date.toISOString` writes it. */
const readDate = (text: string): number | null => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/.test(text)) return null;
  const value = Date.parse(text);
  return Number.isNaN(value) ? null : value;
};

function isWithin(value: number, { relation, value: bound }: Bound): boolean {
  switch (relation) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '=':
      return value === bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

/** Finds a value that fulfils all literals, or proves that there is none. */
export function solveValue(
  literals: readonly ValueLiteral[],
  budget: Budget,
  hints: readonly string[] = [],
): Solution<string> {
  const families = new Set(literals.map(({ predicate }) => predicate.family));
  const texts = literals.flatMap(({ positive, predicate }) =>
    predicate.family === 'text' && !(families.size > 1 && positive && isNotEmpty(predicate.globs))
      ? [{ positive, globs: predicate.globs }]
      : [],
  );
  if (texts.length === literals.length) return solveText(texts, budget, hints);
  const fits = (text: string): boolean => literals.every((literal) => fulfilsLiteral(literal, text));
  const typed = [...families].filter((family) => family !== 'text');
  const candidates = typed.length === 1 ? candidatesOf(literals) : [];
  const tests = literals.reduce((sum, { predicate }) => sum + sizeOf(predicate), 0);
  if (!spend(budget, ((hints.length + candidates.length) * tests) / 64)) return OUT_OF_BUDGET;
  for (const text of [...hints, ...candidates]) if (fits(text)) return found(text);
  // Every value at which a typed predicate may change was tried.
  if (typed.length === 1 && texts.length === 0) return NONE;
  const finite = texts.find(({ positive, globs }) => positive && globs.every(({ kind }) => kind === 'literal'));
  if (finite !== undefined) {
    const text = finite.globs.find((glob) => fits(glob.text))?.text;
    return text === undefined ? NONE : found(text);
  }
  return { kind: 'limit', reason: 'operators of different types are used on one key' };
}

const sizeOf = (predicate: ValuePredicate): number =>
  predicate.family === 'text'
    ? predicate.globs.length
    : predicate.family === 'address'
      ? predicate.ranges.length
      : predicate.bounds.length;

/** `?*`: what numbers, dates and addresses are anyway. */
const isNotEmpty = (globs: readonly Glob[]): boolean =>
  globs.some(({ tokens }) => tokens.length === 2 && tokens[0] === ONE && tokens[1] === STAR);

function candidatesOf(literals: readonly ValueLiteral[]): readonly string[] {
  const ranges: IpRange[] = [];
  const numbers: number[] = [];
  let isDate = false;
  for (const { predicate } of literals) {
    if (predicate.family === 'address') ranges.push(...predicate.ranges);
    else if (predicate.family !== 'text') {
      isDate = predicate.family === 'date';
      for (const { value } of predicate.bounds) numbers.push(value);
    }
  }
  return ranges.length > 0 || numbers.length === 0 ? addresses(ranges) : isDate ? dates(numbers) : decimals(numbers);
}

/** Of the blocks for documentation (RFC 5737, RFC 3849) and of a well-known network: what people recognise as an example. */
const EXAMPLE_ADDRESSES = ['203.0.113.7', '198.51.100.9', '192.0.2.5', '8.8.8.8', '2001:db8::7', '2600:1f18::7'];

/** Which ranges hold an address changes only where a range begins or behind its end. */
function addresses(ranges: readonly IpRange[]): readonly string[] {
  const texts = new Set(EXAMPLE_ADDRESSES).add('0.0.0.0').add('::');
  for (const range of ranges) for (const edge of edgesOf(range)) texts.add(edge);
  return [...texts];
}

const edges = new WeakMap<IpRange, readonly string[]>();

/** The first address of a range and the first behind it. Kept: a search asks for them with every literal that it adds. */
function edgesOf(range: IpRange): readonly string[] {
  const known = edges.get(range);
  if (known !== undefined) return known;
  const { bytes, bits } = range;
  const width = BigInt(bytes.length * 8);
  const size = 1n << (width - BigInt(bits));
  const first = (bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) / size) * size;
  const texts = [first, first + size]
    .filter((value) => value >> width === 0n)
    .map((value) => writeAddress(value, bytes.length));
  edges.set(range, texts);
  return texts;
}

function writeAddress(value: bigint, length: number): string {
  const bytes: number[] = [];
  for (let index = length - 1; index >= 0; index--) bytes.push(Number((value >> BigInt(index * 8)) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
}

/** The bounds and a number in each gap between them, a whole one where there is one. */
function decimals(bounds: readonly number[]): readonly string[] {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const values: number[] = [];
  for (const [index, bound] of sorted.entries()) {
    const next = sorted[index + 1];
    values.push(bound);
    if (next === undefined) values.push(Math.floor(bound) + 1);
    else if (Math.floor(bound) + 1 < next) values.push(Math.floor(bound) + 1);
    else values.push((bound + next) / 2);
  }
  values.push(Math.ceil(sorted[0] ?? 0) - 1, 1);
  return values.map(writeNumber).filter((text) => text !== null);
}

/** In plain digits: AWS takes no exponent. */
const writeNumber = (value: number): string | null => {
  const text = String(value);
  return /e/.test(text) ? null : text;
};

/** To the second, as AWS has them, and to the millisecond where the bounds are that close. */
function dates(bounds: readonly number[]): readonly string[] {
  const values = bounds.flatMap((bound) => [bound, bound - 1000, bound + 1000, bound - 1, bound + 1]);
  return [...new Set(values)]
    .filter((value) => value >= EARLIEST && value <= LATEST)
    .map((value) => new Date(value).toISOString());
}

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

import { and, concatenate, FALSE, not, or, pattern, symbol, type Term } from './smt.ts';
import type { Texts } from './texts.ts';

/** What a context key holds. */
type Kind = 'text' | 'arn' | 'boolean' | 'number' | 'date' | 'address';

interface Key {
  readonly kind: Kind;
  /** In every request. */
  readonly always?: true;
  /** A set of values. */
  readonly many?: true;
  /** A value may be the empty text. */
  readonly mayBeEmpty?: true;
}

/**
 * The keys of the small world, as their pages describe them:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * A tag's value may be empty (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html), and so may a prefix: the policies of
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example1.html list a bucket's root with it.
 */
const KEYS: Readonly<Record<string, Key>> = {
  'aws:username': { kind: 'text' },
  'aws:principalarn': { kind: 'arn' },
  'aws:principalorgid': { kind: 'text' },
  'aws:principaltag/team': { kind: 'text', mayBeEmpty: true },
  'aws:tagkeys': { kind: 'text', many: true },
  'aws:calledvia': { kind: 'text', many: true },
  'aws:sourceip': { kind: 'address' },
  'aws:securetransport': { kind: 'boolean', always: true },
  's3:max-keys': { kind: 'number' },
  's3:prefix': { kind: 'text', mayBeEmpty: true },
  'aws:currenttime': { kind: 'date', always: true },
  'aws:sourcearn': { kind: 'arn' },
};

/** One value that a key may have: whether it is there, and what it is called. */
export interface Slot {
  readonly there: Term;
  readonly name: string;
}

const SORTS = { boolean: 'Bool', number: 'Real', date: 'Real', address: 'Address' } as const;

/** An address of either family. */
const ADDRESS = '(declare-datatypes ((Address 0)) (((v4 (bits4 (_ BitVec 32))) (v6 (bits6 (_ BitVec 128))))))';

/** "Each of the six colon-delimited components": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ARN = concatenate([pattern('arn:*:*:*:*:', { withinParts: true }), '(re.+ re.allchar)']);

/** The texts that there are of a kind: an action is a service and an operation. */
export function languageOf(kind: string): Term {
  if (kind === 'resource') return 're.all';
  if (kind === 'action') return pattern('?*:?*');
  const key = KEYS[kind];
  if (key?.kind === 'arn') return ARN;
  return key?.mayBeEmpty === true ? 're.all' : '(re.+ re.allchar)';
}

/** The keys of one request. How many values a set needs at most follows from how often it is asked for. */
export class RequestKeys {
  readonly #slots = new Map<string, readonly Slot[]>();
  readonly #texts: Texts;
  readonly #widthOf: (name: string) => number;
  readonly #lines: string[] = [ADDRESS];

  constructor(texts: Texts, widthOf: (name: string) => number) {
    this.#texts = texts;
    this.#widthOf = widthOf;
  }

  /** The declarations and what is true of every request. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The values of a key, by its name in lower case; no two are equal. */
  slotsOf(name: string): readonly Slot[] {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const key = KEYS[name];
    if (key === undefined) throw new Error(`the small world has no key ${name}`);
    const slots: Slot[] = [];
    for (let index = 0; index < (key.many === true ? this.#widthOf(name) : 1); index++) {
      const slot = { there: symbol(`${name}#${index} is there`), name: key.many === true ? `${name}#${index}` : name };
      this.#lines.push(`(declare-const ${slot.there} Bool)`);
      if (key.kind !== 'text' && key.kind !== 'arn') {
        this.#lines.push(`(declare-const ${symbol(slot.name)} ${SORTS[key.kind]})`);
      }
      for (const other of slots) {
        this.assert(or(not(other.there), not(slot.there), this.#texts.differ(other.name, slot.name)));
      }
      slots.push(slot);
    }
    this.#slots.set(name, slots);
    if (key.always === true) this.assert(this.isThere(name));
    return slots;
  }

  assert(term: Term): void {
    this.#lines.push(`(assert ${term})`);
  }

  isThere(name: string): Term {
    return or(...this.slotsOf(name).map(({ there }) => there));
  }

  /** No two values are there. */
  isOne(name: string): Term {
    const slots = this.slotsOf(name);
    return and(
      ...slots.flatMap((one, index) => slots.slice(index + 1).map((other) => or(not(one.there), not(other.there)))),
    );
  }

  /** A text is in a language. */
  isIn({ name }: Slot, language: Term): Term {
    return this.#texts.isIn(name, language);
  }

  /** Gives a key one text, or takes it away. */
  fix(name: string, value: string | null): void {
    const [slot] = this.slotsOf(name);
    if (slot === undefined || value === null) this.assert(not(this.isThere(name)));
    else this.assert(and(slot.there, this.isIn(slot, pattern(value, { literally: true }))));
  }
}

/** Whether an address is in a network: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress */
export function isInNetwork(address: Term, network: string): Term {
  const [first = '', length] = network.split('/');
  const isV4 = first.includes('.');
  const width = isV4 ? 32 : 128;
  const bits = isV4 ? bitsOfV4(first) : bitsOfV6(first);
  const prefix = length === undefined ? width : Number(length);
  const family = `((_ is ${isV4 ? 'v4' : 'v6'}) ${address})`;
  if (prefix === 0) return family;
  const given = `((_ extract ${width - 1} ${width - prefix}) (${isV4 ? 'bits4' : 'bits6'} ${address}))`;
  return and(family, `(= ${given} #b${bits.slice(0, prefix)})`);
}

const bitsOfV4 = (address: string): string =>
  address
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');

function bitsOfV6(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = (side: string): readonly string[] => (side === '' ? [] : side.split(':'));
  const given = groups(head).length + groups(tail).length;
  const zeros = address.includes('::') ? Array.from({ length: 8 - given }, () => '0') : [];
  return [...groups(head), ...zeros, ...groups(tail)]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}

/** Compares a Boolean key with a policy's value. */
export const isBoolean = (value: Term, wanted: string): Term =>
  wanted === 'true' ? value : wanted === 'false' ? not(value) : FALSE;

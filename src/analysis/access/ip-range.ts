import ipaddr from 'ipaddr.js';

/** An IPv4 or IPv6 network; the bits behind the prefix count for nothing. */
export interface IpRange {
  /** Four or sixteen. */
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** Reads a range in CIDR notation; an address without a prefix is a range of one. Null if it is none. */
export function parseRange(text: string): IpRange | null {
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (bytes === null) return null;
  if (slash < 0) return { bytes, bits: bytes.length * 8 };
  const prefix = text.slice(slash + 1);
  const bits = Number(prefix);
  return /^\d{1,3}$/.test(prefix) && bits <= bytes.length * 8 ? { bytes, bits } : null;
}

const read = new Map<string, readonly number[] | null>();
const MOST_KEPT = 4096;

/** The bytes of an IPv4 or IPv6 address in its usual notation, else null. Searches ask for the same few again and again: they are kept. */
export function parseAddress(text: string): readonly number[] | null {
  let bytes = read.get(text);
  if (bytes === undefined) {
    bytes = readAddress(text);
    if (read.size >= MOST_KEPT) read.clear();
    if (text.length <= LONGEST) read.set(text, bytes);
  }
  return bytes;
}

/** An IPv6 address that ends in an IPv4 one has 45 characters. */
const LONGEST = 45;

function readAddress(text: string): readonly number[] | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)
    ? ipaddr.IPv6.parse(text).toByteArray()
    : null;
}

/** Whether the range holds the address; a range of one family never holds an address of the other. */
export function holdsAddress({ bytes, bits }: IpRange, address: readonly number[]): boolean {
  if (address.length !== bytes.length) return false;
  for (let index = 0; index * 8 < bits; index++) {
    const width = Math.min(8, bits - index * 8);
    if ((address[index] ?? 0) >> (8 - width) !== (bytes[index] ?? 0) >> (8 - width)) return false;
  }
  return true;
}

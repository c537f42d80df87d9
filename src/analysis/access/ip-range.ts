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

/** The bytes of an IPv4 or IPv6 address in its usual notation, else null. */
export function parseAddress(text: string): readonly number[] | null {
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

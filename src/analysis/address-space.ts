import ipaddr from 'ipaddr.js';

const addressBits = { ipv4: 32, ipv6: 128 } as const;

/** Whether this is an IPv4 or IPv6 range in CIDR notation. */
export const isRange = (text: string): boolean => ipaddr.isValidCIDR(text);

/**
 * Whether these CIDR ranges together hold every address of IPv4, or every address of IPv6: `0.0.0.0/0` does, and so do
 * `0.0.0.0/1` and `128.0.0.0/1`.
 * @throws Error where a range is not in CIDR notation.
 */
export const coversInternet = (cidrs: readonly string[]): boolean => {
  const ranges = cidrs.map(parseRange);
  return (['ipv4', 'ipv6'] as const).some((family) =>
    coversAll(
      ranges.filter((range) => range.family === family),
      1n << BigInt(addressBits[family]),
    ),
  );
};

interface Range {
  readonly family: 'ipv4' | 'ipv6';
  readonly first: bigint;
  /** One beyond the last address. */
  readonly end: bigint;
}

const parseRange = (cidr: string): Range => {
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  const family = address.kind();
  const size = 1n << BigInt(addressBits[family] - prefix);
  const value = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  // The bits behind the prefix count for nothing.
  const first = value - (value % size);
  return { family, first, end: first + size };
};

const coversAll = (ranges: readonly Range[], end: bigint): boolean => {
  let covered = 0n;
  for (const range of [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (range.first > covered) return false;
    if (range.end > covered) covered = range.end;
  }
  return covered === end;
};

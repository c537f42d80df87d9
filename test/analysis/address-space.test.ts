import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { coversInternet, isRange } from '../../src/analysis/address-space.ts';

/** Splits a range into its two halves. */
const halves = (cidr: string): [string, string] => {
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const upper = [...bytes];
  const at = Math.floor(prefix / 8);
  upper[at] = (upper[at] ?? 0) | (128 >> (prefix % 8));
  const written = (value: number[]): string => `${ipaddr.fromByteArray(value).toString()}/${prefix + 1}`;
  return [written(bytes), written(upper)];
};

/** Splits a range again and again, at places of the generator's choosing. */
const pieces = (whole: string, cuts: readonly number[]): string[] => {
  let ranges = [whole];
  for (const cut of cuts) {
    const at = cut % ranges.length;
    const chosen = ranges[at] as string;
    if (ipaddr.parseCIDR(chosen)[1] < 30)
      ranges = ranges.flatMap((range, index) => (index === at ? halves(range) : [range]));
  }
  return ranges;
};

const wholes = fc.constantFrom('0.0.0.0/0', '::/0');
const cuts = fc.array(fc.nat(1000), { maxLength: 30 });

describe('whether ranges cover the Internet', () => {
  it.each([['0.0.0.0/0'], ['::/0'], ['203.0.113.7/0']])('is so for %s', (range) =>
    expect(coversInternet([range])).toBe(true),
  );

  it('is so for two halves, and for neither of them', () => {
    expect(coversInternet(['128.0.0.0/1', '0.0.0.0/1'])).toBe(true);
    expect(coversInternet(['0.0.0.0/1'])).toBe(false);
    expect(coversInternet(['128.0.0.0/1'])).toBe(false);
    expect(coversInternet([])).toBe(false);
  });

  it('is not so when a single address is missing', () => {
    const but = Array.from(
      { length: 32 },
      (_, bit) => `${new ipaddr.IPv4([24, 16, 8, 0].map((at) => ((2 ** bit) >>> at) & 255))}/${32 - bit}`,
    );
    expect(coversInternet(but)).toBe(false);
    expect(coversInternet([...but, '0.0.0.0/32'])).toBe(true);
  });

  it('is not so for half of IPv4 and half of IPv6', () => {
    expect(coversInternet(['0.0.0.0/1', '8000::/1'])).toBe(false);
  });

  it('is so however the whole is cut into pieces and whatever else is among them', () =>
    fc.assert(
      fc.property(wholes, cuts, fc.boolean(), (whole, at, reversed) => {
        const ranges = pieces(whole, at);
        if (reversed) ranges.reverse();
        expect(coversInternet([...ranges, '10.0.0.0/8', '2001:db8::/32'])).toBe(true);
      }),
    ));

  it('is not so once any piece is missing', () =>
    fc.assert(
      fc.property(wholes, cuts, fc.nat(1000), (whole, at, lost) => {
        const ranges = pieces(whole, at);
        ranges.splice(lost % ranges.length, 1);
        expect(coversInternet(ranges)).toBe(false);
      }),
    ));
});

it('tells a range from other text', () => {
  expect(['10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0'].every(isRange)).toBe(true);
  expect(['10.0.0.0', 'pl-6ea54007', '10.0.0.0/33', ''].some(isRange)).toBe(false);
});

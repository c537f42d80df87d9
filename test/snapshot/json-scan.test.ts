import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOfProperties, nestsDeeper, scanJson } from '../../src/snapshot/json-scan.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

// JSON with a few characters dropped, doubled or replaced: often nearly JSON.
const nearlyJson = fc
  .tuple(
    fc.oneof(
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
    ),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', '[', ':', '\\', '1', '-', '.', 'e', '\n', '\u0000', 'true'),
      ),
    ),
  )
  .map(([text, edits]) =>
    edits.slice(0, 2).reduce((edited, [at, char]) => {
      const place = at % (edited.length + 1);
      return edited.slice(0, place) + char + edited.slice(place + 1);
    }, text),
  );

test('the scanner and JSON.parse agree on what is JSON', () => {
  fc.assert(
    fc.property(fc.oneof(nearlyJson, fc.string()), (text) => {
      expect(scanJson(text) === undefined).toBe(parses(text));
    }),
    { numRuns: 5000 },
  );
});

test('what stands before a mistake is the beginning of some JSON, and its next character is not', () => {
  for (const [text, offset] of [
    ['[1,]', 3],
    ['{"a":1 "b"}', 7],
    ['[01]', 1],
    ['"\\u12g4"', 1],
    ['', 0],
    ['[[[', 3],
    ['[}', 1],
    ['nul', 0],
    ['1 2', 2],
  ] as const) {
    expect(scanJson(text)?.offset).toBe(offset);
  }
});

test('properties and those inside them have their lines, deeper ones do not', () => {
  const text = JSON.stringify({ arn: 'a', facts: { tags: { arn: 'x' }, status: [1, { tags: 1 }] } }, null, 2);
  expect([...linesOfProperties(text)]).toEqual([
    ['arn', 2],
    ['facts', 3],
    ['facts/tags', 4],
    ['facts/status', 7],
  ]);
});

test('nesting is counted outside of strings', () => {
  const deep = (text: string, levels: number) => nestsDeeper(Buffer.from(text), levels);
  expect(deep('[[]]', 1)).toBe(true);
  expect(deep('[[]]', 2)).toBe(false);
  expect(deep('[][][]', 1)).toBe(false);
  expect(deep('"[[[\\"[[["', 0)).toBe(false);
  expect(scanJson('['.repeat(1_000_000))?.offset).toBe(1_000_000);
});

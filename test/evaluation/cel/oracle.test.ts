import { run as runBufbuild } from '@bufbuild/cel';
import { evaluate as runCelJs } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../src/evaluation/cel/compile.ts';
import { makeScope } from '../../../src/evaluation/cel/scope.ts';
import { Nullable, Shape, StringMap } from '../../../src/model/define.ts';

// Our compiler is held against two independent implementations of CEL on random expressions of the policy language.

const Item = Shape({ on: Type.Boolean(), days: Nullable(Type.Integer()), label: Type.String() });
const scope = makeScope(
  'AWS::Test::Thing',
  {
    a: Type.Boolean(),
    b: Type.Boolean(),
    c: Type.Boolean(),
    n: Type.Integer(),
    m: Type.Integer(),
    s: Type.String(),
    'group.maybe': Nullable(Shape({ n: Type.Integer(), on: Type.Boolean() })),
    items: Type.Array(Item),
    words: Type.Array(Type.String()),
    tags: StringMap(),
  },
  {},
);

const word = fc.constantFrom('', 'a', 'ab', 'Owner', 'é😀');
const facts = fc.record({
  a: fc.boolean(),
  b: fc.boolean(),
  c: fc.boolean(),
  n: fc.integer({ min: -3, max: 3 }),
  m: fc.integer({ min: -3, max: 3 }),
  s: word,
  'group.maybe': fc.option(fc.record({ n: fc.integer({ min: -3, max: 3 }), on: fc.boolean() })),
  items: fc.array(fc.record({ on: fc.boolean(), days: fc.option(fc.integer({ min: 0, max: 3 })), label: word }), {
    maxLength: 3,
  }),
  words: fc.array(word, { maxLength: 3 }),
  tags: fc.dictionary(word, word, { maxKeys: 3 }),
});

const { bool } = fc.letrec<{ bool: string; int: string; text: string }>((tie) => ({
  int: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('resource.n', 'resource.m', '0', '1', '2'),
    fc.tuple(tie('int'), fc.constantFrom('+', '-', '*'), tie('int')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.constantFrom(
      'size(resource.words)',
      'size(resource.s)',
      'resource.items.size()',
      'size(resource.items.filter(i, i.on))',
    ),
    tie('int').map((e) => `(${e} / 2)`),
    tie('int').map((e) => `(${e} % 2)`),
    tie('int').map((e) => `-(${e})`),
    fc.tuple(tie('bool'), tie('int'), tie('int')).map(([c, l, r]) => `(${c} ? ${l} : ${r})`),
  ),
  text: fc.oneof(
    fc.constantFrom('resource.s', `''`, `'a'`, `'Owner'`, `'é😀'`),
    fc.tuple(tie('text'), tie('text')).map(([l, r]) => `(${l} + ${r})`),
  ),
  bool: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('resource.a', 'resource.b', 'resource.c', 'true', 'false'),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    tie('bool').map((e) => `!${e}`),
    fc
      .tuple(tie('int'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('int'))
      .map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie('text'), fc.constantFrom('==', '!='), tie('text')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc
      .tuple(tie('text'), fc.constantFrom('startsWith', 'endsWith', 'contains'), tie('text'))
      .map(([l, f, r]) => `${l}.${f}(${r})`),
    fc.constantFrom(
      `resource.s.matches('^[aO]')`,
      `('Owner' in resource.tags)`,
      `(resource.s in resource.words)`,
      `(resource.n in [1, 2, 3])`,
    ),
    tie('bool').map((e) => `(resource.group.maybe != null && resource.group.maybe.n > 0 && ${e})`),
    tie('bool').map((e) => `(resource.group.maybe == null || resource.group.maybe.on || ${e})`),
    tie('bool').map((e) => `(resource.group.maybe == null ? ${e} : resource.group.maybe.on)`),
    tie('bool').map((e) => `('Owner' in resource.tags && resource.tags['Owner'] == 'a' && ${e})`),
    fc
      .tuple(fc.constantFrom('exists', 'all', 'exists_one'), tie('bool'))
      .map(([f, e]) => `resource.items.${f}(i, i.on || ${e})`),
    fc
      .tuple(fc.constantFrom('exists', 'all'), tie('int'))
      .map(([f, e]) => `resource.items.${f}(i, i.days != null && i.days < ${e})`),
    fc
      .tuple(fc.constantFrom('exists', 'all'), tie('text'))
      .map(([f, e]) => `resource.items.map(i, i.label).${f}(l, l == ${e})`),
    fc.tuple(tie('bool'), tie('bool'), tie('bool')).map(([c, l, r]) => `(${c} ? ${l} : ${r})`),
  ),
}));

type Facts = Readonly<Record<string, unknown>>;

const run = (source: string, known: Facts): unknown =>
  compileExpression(source, scope).run({ facts: known, resource: {}, params: {}, now: 0 });

/** The facts as CEL's own libraries take them: nested by path, integers as 64 bits. */
const bindings = (known: Facts): { resource: Record<string, never> } => {
  const { 'group.maybe': maybe, ...rest } = known;
  return { resource: widen({ ...rest, group: { maybe } }) as Record<string, never> };
};
const widen = (value: unknown): unknown =>
  typeof value === 'number'
    ? BigInt(value)
    : Array.isArray(value)
      ? value.map(widen)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, widen(inner)]))
        : value;

describe('a compiled expression', () => {
  it('gives what cel-js gives', () =>
    fc.assert(
      fc.property(bool, facts, (source, known) => {
        expect(run(source, known)).toBe(runCelJs(source, bindings(known)));
      }),
      { numRuns: 1000 },
    ));

  it('gives what the implementation of the Protocol Buffers library gives', () =>
    fc.assert(
      fc.property(bool, facts, (source, known) => {
        expect(run(source, known)).toBe(runBufbuild(source, bindings(known)));
      }),
      { numRuns: 300 },
    ));

  it('decides with some facts unknown only what it decides whatever they are', () =>
    fc.assert(
      fc.property(
        bool,
        facts,
        facts,
        fc.subarray(['a', 'b', 'c', 'n', 'm', 's', 'group.maybe', 'items', 'words', 'tags']),
        (source, known, other, unknown) => {
          const partial = Object.fromEntries(Object.entries(known).filter(([path]) => !unknown.includes(path)));
          const decided = run(source, partial);
          if (decided === undefined) return;
          expect(run(source, known)).toBe(decided);
          expect(run(source, { ...other, ...partial })).toBe(decided);
        },
      ),
      { numRuns: 2000 },
    ));

  it('is never undecided when every fact is known', () =>
    fc.assert(fc.property(bool, facts, (source, known) => void expect(run(source, known)).toBeTypeOf('boolean'))));

  it('gives the same when it is traced', () =>
    fc.assert(
      fc.property(bool, facts, (source, known) => {
        const compiled = compileExpression(source, scope);
        const input = { facts: known, resource: {}, params: {}, now: 0 };
        const read = new Set<string>();
        expect(compiled.trace(input, (fact) => void read.add(fact))).toBe(compiled.run(input));
        for (const fact of read) expect(compiled.facts).toContain(fact);
        // What was not read does not matter.
        const only = Object.fromEntries(Object.entries(known).filter(([path]) => read.has(path)));
        expect(compiled.run({ ...input, facts: only })).toBe(compiled.run(input));
      }),
    ));
});

import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError } from '../../../src/evaluation/cel/compile.ts';
import { makeScope } from '../../../src/evaluation/cel/scope.ts';
import { Known, Nullable, OneOf, Opaque, Shape, StringMap, Timestamp } from '../../../src/model/define.ts';

const scope = makeScope(
  'AWS::Test::Thing',
  {
    status: Known(['ACTIVE', 'DELETING']),
    size: Type.Integer(),
    ratio: Type.Number(),
    label: Nullable(Type.String()),
    createdAt: Timestamp(),
    usedAt: Nullable(Timestamp()),
    'access.policyDocument': Nullable(Opaque()),
    'encryption.atRest': Nullable(Shape({ enabled: Type.Boolean(), key: Nullable(Type.String()) })),
    'recovery.mode': OneOf(['none', 'daily']),
    'lifecycle.rules': Type.Array(Shape({ on: Type.Boolean(), days: Nullable(Type.Integer()), at: Timestamp() })),
    names: Type.Array(Type.String()),
    tags: StringMap(),
  },
  {
    maxAge: { type: 'days', default: 90, description: 'x' },
    names: { type: 'strings', default: [], description: 'x' },
    strict: { type: 'boolean', default: false, description: 'x' },
    most: { type: 'integer', default: 3, description: 'x' },
  },
);

const facts = {
  status: 'ACTIVE',
  size: 7,
  ratio: 1.5,
  label: null,
  createdAt: '2026-01-01T00:00:00Z',
  usedAt: null,
  'access.policyDocument': null,
  'encryption.atRest': { enabled: true, key: null },
  'recovery.mode': 'daily',
  'lifecycle.rules': [
    { on: true, days: 30, at: '2026-01-01T00:00:00Z' },
    { on: false, days: null, at: '2025-01-01T00:00:00Z' },
  ],
  names: ['a', 'bb'],
  tags: { Owner: 'data', 'cost centre': '7' },
};

const run = (source: string, known: Record<string, unknown> = facts): unknown =>
  compileExpression(source, scope).run({
    facts: known,
    resource: {
      name: 'thing',
      arn: 'arn:aws:test:eu-central-1:111122223333:thing',
      region: 'eu-central-1',
      collectedAt: '2026-01-31T00:00:00Z',
    },
    params: { maxAge: 90 * 86_400_000, names: ['a'], strict: false, most: 3 },
    now: Date.parse('2026-03-01T00:00:00Z'),
  });

const error = (source: string): string => {
  try {
    compileExpression(source, scope);
  } catch (caught) {
    if (!(caught instanceof ExpressionError)) throw caught;
    return `${caught.offset}: ${caught.message}`;
  }
  return 'no error';
};

describe('an expression that type-checks', () => {
  it.each([
    [`resource.status == 'ACTIVE'`, true],
    [`resource.status != 'ACTIVE'`, false],
    [`resource.status in ['ACTIVE', 'DELETING']`, true],
    [`resource.size in [1, 2]`, false],
    ['resource.size + 3 * 2 - 1', 12],
    ['-resource.size', -7],
    ['3 - -2', 5],
    ['resource.size / 2', 3],
    ['-resource.size / 2', -3],
    ['resource.size % 4', 3],
    ['double(resource.size) / 2.0', 3.5],
    ['resource.size > 5 ? 1 : 2', 1],
    ['resource.ratio < 2.0', true],
    ['resource.label == null', true],
    [`resource.label != null && resource.label.startsWith('x')`, false],
    [`resource.label == 'x'`, false],
    ['resource.encryption.atRest != null && resource.encryption.atRest.enabled', true],
    ['resource.encryption.atRest == null || resource.encryption.atRest.key == null', true],
    ['!(resource.encryption.atRest == null) && resource.encryption.atRest.enabled', true],
    ['resource.encryption.atRest == null ? false : resource.encryption.atRest.enabled', true],
    ['[resource.encryption.atRest].all(own, own != null && own.enabled)', true],
    ['resource.access.policyDocument == null', true],
    ['resource.lifecycle.rules.exists(r, r.on && r.days != null && r.days <= 30)', true],
    ['resource.lifecycle.rules.all(r, r.on)', false],
    ['resource.lifecycle.rules.exists_one(r, r.on)', true],
    ['size(resource.lifecycle.rules.filter(r, !r.on))', 1],
    ['resource.lifecycle.rules.map(r, r.on).exists(on, !on)', true],
    [`resource.lifecycle.rules.exists(r, now - r.at > duration('8760h'))`, true],
    [`resource.names.exists(n, resource.names.all(m, m.size() >= n.size()))`, true],
    [`'Owner' in resource.tags && resource.tags['Owner'] == 'data'`, true],
    [`'Other' in resource.tags && resource.tags['Other'] == 'data'`, false],
    [`has(resource.tags.Owner) && resource.tags["Owner"] != ''`, true],
    ['has(resource.label)', true],
    [`resource.names.all(n, n in params.names || n.matches('^b+$'))`, true],
    [`resource.name.contains('hin') && resource.arn.endsWith(':thing') && resource.region == 'eu-central-1'`, true],
    ['now - resource.createdAt <= params.maxAge', true],
    [`now - resource.createdAt > duration('36h30m')`, true],
    [`resource.createdAt > timestamp('2025-12-31T23:59:59Z')`, true],
    [`resource.createdAt + params.maxAge > now`, true],
    ['resource.usedAt == null || now - resource.usedAt > params.maxAge', true],
    ['size(resource.names) + size(resource.tags)', 4],
    [`size('añb😀')`, 4],
    [`'line\\n"quoted" \\u00e9' == 'line\\n"quoted" é'`, true],
    ['params.strict ? resource.size > params.most : true', true],
    ['resource.collectedAt > resource.createdAt', true],
  ])('%s', (source, value) => expect(run(source)).toEqual(value));
});

describe('a mistake in an expression', () => {
  it.each([
    ['resource.statsu', '9: unknown field `statsu` on AWS::Test::Thing: did you mean `status`?'],
    [
      'true && resource.encryption.atRst != null',
      '28: unknown field `atRst` on `encryption` of AWS::Test::Thing: did you mean `atRest`?',
    ],
    [
      'resource.encryption.atRest != null && resource.encryption.atRest.enabld',
      '65: unknown field `enabld`: did you mean `enabled`?',
    ],
    [
      'resource.encryption.atRest.enabled',
      '0: `resource.encryption.atRest` may be null here: guard it, as in `resource.encryption.atRest != null && …`',
    ],
    [
      'resource.lifecycle.rules.exists(r, r.days > 3)',
      '35: `r.days` may be null here: guard it, as in `r.days != null && …`',
    ],
    [
      '[resource.encryption.atRest].all(own, own.enabled)',
      '38: `own` may be null here: guard it, as in `own != null && …`',
    ],
    [`resource.status == 'ACTVE'`, '19: `ACTVE` is none of its values: did you mean `ACTIVE`?'],
    [`resource.status in ['ACTIVE', 'DELETNG']`, '30: `DELETNG` is none of its values: did you mean `DELETING`?'],
    [`resource.size == '7'`, '0: int is compared with string'],
    ['resource.size == 7.0', '0: int is compared with double'],
    ['resource.size', 'no error'],
    ['resource.size && true', '0: this must be true or false, and is int'],
    ['resource.size == null', '0: `resource.size` is never null'],
    [
      `resource.tags['Owner'] == 'x'`,
      '0: the key "Owner" may be missing here: guard it, as in `"Owner" in resource.tags && …`',
    ],
    [`resource.tags.Owner == 'x'`, '14: `.Owner` of a map(string, string): it has no fields; write `["Owner"]`'],
    ['resource.encryption', '0: `resource.encryption` is a group of facts: name one of atRest'],
    [
      'resource.names[0]',
      '0: only a map can be indexed, by a literal key; ask a list with `exists`, `all` or `filter`',
    ],
    ['params.maxAeg', '7: unknown parameter `maxAeg`: did you mean `maxAge`?'],
    ['resorce.size', '0: unknown name `resorce`: did you mean `resource`?'],
    ['resource.names.exist(n, true)', '0: `exist` is not a function of the policy language: did you mean `exists`?'],
    [`resource.name.matches('(')`, "22: not a pattern in RE2's syntax: error parsing regexp: missing closing ): `(`"],
    [
      `resource.name.matches('(?=x)')`,
      "22: not a pattern in RE2's syntax: error parsing regexp: invalid or unsupported Perl syntax: `(?=`",
    ],
    ['resource.size / 0', '16: divide by a literal that is not zero'],
    [`resource.status < 'B'`, '0: `<` needs numbers, times or durations, and this is string'],
    [`[1, 'a']`, '0: a list holds one type, and this has int and string'],
    ['resource.names == resource.names', '0: a list(string) cannot be compared as a whole: compare what is in it'],
    ['resource.names.exists(resource, true)', '22: the name `resource` is taken'],
    ['{"a": 1}', '0: `{…}` is not part of the policy language'],
    [`duration('3 days') > duration('1h')`, '9: `3 days` is not a duration such as 36h or 90m'],
    ['resource.size ==', '16: unexpected token: eof'],
    ['constructor.constructor', '0: unknown name `constructor`'],
    ['resource.__proto__', '9: unknown field `__proto__` on AWS::Test::Thing'],
    ['params.constructor', '7: unknown parameter `constructor`'],
  ])('%s', (source, message) => expect(error(source).startsWith(message) || error(source)).toBe(true));
});

describe('an unknown fact', () => {
  it.each([
    ['resource.size == 7', undefined],
    ['has(resource.size)', undefined],
    ['has(resource.tags.Owner)', undefined],
    ['resource.label == null', undefined],
    ['false && resource.size == 7', false],
    ['resource.size == 7 && false', false],
    ['resource.size == 7 || true', true],
    ['true || resource.size == 7', true],
    ['resource.size == 7 || false', undefined],
    ['!(resource.size == 7)', undefined],
    ['resource.size == 7 ? true : true', undefined],
    [`resource.names.exists(n, n == 'a')`, undefined],
    ['[1, 2].exists(x, x == 2 || resource.size == x)', true],
    ['[1, 2].all(x, x == 2 && resource.size == x)', false],
    ['[1, 2].exists(x, x == 3 || resource.size == x)', undefined],
    ['[1, 2].exists_one(x, x == 2 || resource.size == x)', undefined],
    ['size([1, 2].filter(x, resource.size == x)) == 0', undefined],
    ['resource.encryption.atRest == null || resource.encryption.atRest.enabled', undefined],
    ['now - resource.createdAt > params.maxAge', undefined],
    ['resource.size in [1, 2]', undefined],
    [`'a' in resource.names`, undefined],
    ['size(resource.names) == 0', undefined],
  ])('in %s', (source, value) => expect(run(source, {})).toBe(value));

  it('is noted with every other fact that was read, in order', () => {
    const read: string[] = [];
    const compiled = compileExpression(
      `resource.size == 7 && resource.status == 'ACTIVE' && resource.label == null`,
      scope,
    );
    compiled.trace({ facts: { status: 'DELETING' }, resource: {}, params: {}, now: 0 }, (fact) => void read.push(fact));
    expect(read).toEqual(['size', 'status']);
    expect([...compiled.facts]).toEqual(['size', 'status', 'label']);
  });
});

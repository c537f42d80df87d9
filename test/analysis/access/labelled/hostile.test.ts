import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, allow, ask, BOB, deny, doc } from './vectors.ts';

const request = {
  principal: BOB,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::features/a',
  resourceAccount: ACCOUNT,
  owner: ACCOUNT,
  context: {},
  trusted: {},
};
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const open = allow({ Principal: '*' });

/** What AWS would not take: nobody knows what such a document does, and nothing safe may be read into it. */
const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['Effect in small letters', doc({ ...open, Effect: 'allow' })],
  ['effect in small letters', doc({ effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })],
  ['an action element in small letters', doc({ Effect: 'Allow', Principal: '*', action: '*', Resource: '*' })],
  ['a principal element in small letters', doc({ Effect: 'Allow', principal: '*', Action: '*', Resource: '*' })],
  ['a statement element in small letters', { Version: '2012-10-17', statement: [open] }],
  ['a version that does not exist', { Version: '2020-01-01', Statement: [open] }],
  ['a principal that is text', doc({ ...open, Principal: BOB })],
  ['a principal of an unknown kind', doc({ ...open, Principal: { aws: '*' } })],
  ['an operator that does not exist', doc({ ...open, Condition: { StringMatches: { 'aws:username': 'x' } } })],
  ['an operator in small letters', doc({ ...open, Condition: { stringequals: { 'aws:username': 'x' } } })],
  ['a condition that is a list', doc({ ...open, Condition: [] })],
  ['a value that is an object', doc({ ...open, Condition: { StringEquals: { 'aws:username': { a: 1 } } } })],
  ['an action that is an object', doc({ ...open, Action: {} })],
  ['Action and NotAction', doc({ ...open, NotAction: 's3:*' })],
  ['an empty NotAction', doc({ Effect: 'Allow', Principal: '*', NotAction: [], Resource: '*' })],
  ['no effect', doc({ Principal: '*', Action: '*', Resource: '*' })],
  ['no action', doc({ Effect: 'Allow', Principal: '*', Resource: '*' })],
  ['a statement that is text', doc('Allow' as unknown as object)],
  ['a statement that is null', { Version: '2012-10-17', Statement: [null] }],
  ['no statement', { Version: '2012-10-17' }],
  ['text that is no JSON', { $raw: '{"Statement":' }],
  ['a list', [[open]]],
  ['a number', 7],
  [
    'the same name twice',
    { $raw: '{"Statement":[{"Effect":"Allow","Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}' },
  ],
  [
    '__proto__',
    {
      $raw: '{"Statement":[{"__proto__":{"Effect":"Deny"},"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
    },
  ],
  ['a variable that never ends', doc({ ...open, Resource: 'arn:aws:s3:::$' + '{aws:username' })],
  ['a lone surrogate as a name', doc({ ...open, '\ud800': 1 })],
  ['more than a policy can hold', { $raw: JSON.stringify(doc(open)).padEnd(2_000_000) }],
  ['very deep nesting', { $raw: `{"Statement":${'['.repeat(50_000)}${']'.repeat(50_000)}}` }],
];

describe('a document that could not be understood', () => {
  it.each(MALFORMED)('is never read as safe: %s', (_, document) => {
    expect(ask('authorize', { identity: [document] }, request)).toBe('unknown');
    expect(ask('authorize', { resource: document }, request)).toBe('unknown');
    expect(ask('possible', { resource: document }, request)).toBe('unknown');
    expect(ask('external', { resource: document }, request)).toBe('unknown');
    expect(ask('compare', { resource: document, other: { resource: doc() } }, request)).toBe('unknown');
    expect(ask('compare', { identity: [doc()], other: { identity: [document] } }, request)).toBe('unknown');
    expect(['allow', 'unknown']).toContain(
      ask('authorize', { identity: [doc(allow())], boundary: [document] }, request),
    );
  });

  it('does not hide what is certain', () => {
    const broken = { ...deny(), Condition: { StringMatches: {} } };
    expect(ask('authorize', { identity: [doc(allow(), broken)] }, request)).toBe('unknown');
    expect(ask('authorize', { identity: [doc(allow(), broken, deny())] }, request)).toBe('deny');
    expect(ask('external', { resource: doc(open, { ...open, Condition: [] }) }, request)).toBe('external');
  });

  it('is answered whatever it is', () => {
    const words = fc.constantFrom(
      'Version',
      'Statement',
      'Effect',
      'Allow',
      'Principal',
      'Action',
      'Resource',
      'Condition',
      'AWS',
      '*',
      'StringLike',
      'aws:username',
      '__proto__',
      'constructor',
      'toString',
      '\ud800',
      '2012-10-17',
      'arn:aws:s3:::a/*',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        words,
        fc.constantFrom(null, true, 0, -1.5, 1e21),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(words, tie('tree'), { maxKeys: 6 }),
      ),
    }));
    const kinds = ['authorize', 'possible', 'external', 'compare', 'robust'];
    fc.assert(
      fc.property(tree, tree, tree, fc.constantFrom(...kinds), (one, other, context, kind) => {
        const verdict = ask(kind, { identity: one, resource: other, scp: one, other }, { ...request, context });
        expect(typeof verdict).toBe('string');
      }),
      { numRuns: 1500 },
    );
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('may be about %s', (name) => {
    const document = {
      $raw: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"${name}:*","Resource":"*","Condition":{"StringLike":{"${name}":"a*"}}}]}`,
    };
    for (const kind of ['authorize', 'possible', 'external'])
      expect(typeof ask(kind, { identity: [document], resource: document }, { ...request, action: `${name}:x` })).toBe(
        'string',
      );
  });
});

const stars = '*'.repeat(20_000);
const glob = (seed: number, parts: number): string =>
  `arn:aws:s3:::${times(parts, (part) => `*${'ab'[(seed >> (part % 8)) & 1]}${'?'.repeat((part + seed) % 3)}`).join('')}*`;
const anywhere = { ...request, resource: 'arn:aws:s3:::*' };
const many = (count: number, shift: number): object =>
  doc(
    ...times(count, (index) =>
      allow({ Action: `s3:Get${index + shift}*`, Resource: [`arn:aws:s3:::b${index}/*`, `arn:aws:s3:::b${index}`] }),
    ),
  );
const accounts = (count: number, shift: number): object =>
  doc(
    ...times(count, (index) =>
      allow({ Principal: { AWS: String(100_000_000_000 + index + shift) }, Action: 's3:GetObject' }),
    ),
  );
const ips = times(200, (index) => `10.0.${index}.0/24`);

/** What takes forever if one lets it. Where the answer is plain it is given, and a no is never made up. */
const TRAPS: readonly (readonly [string, string, readonly string[], object, object])[] = [
  [
    'many globs that cross',
    'possible',
    ['unknown', 'allow'],
    {
      identity: [
        doc(allow({ Resource: glob(1, 10) }), ...times(24, (index) => deny({ Resource: glob(index + 2, 10) }))),
      ],
    },
    anywhere,
  ],
  [
    'levels of globs that cross',
    'possible',
    ['unknown', 'allow'],
    {
      identity: [doc(allow())],
      scp: times(12, (index) => ({ id: index, policies: [doc(allow({ Resource: glob(index + 2, 12) }))] })),
    },
    anywhere,
  ],
  [
    'denies in several dimensions',
    'possible',
    ['allow'],
    {
      identity: [
        doc(
          allow(),
          ...times(60, (index) =>
            deny({
              Resource: `arn:aws:s3:::${index}*`,
              Condition: {
                StringLike: { 's3:prefix': `${index}*`, 's3:delimiter': `${index}*` },
                NumericLessThan: { 's3:max-keys': index + 2 },
              },
            }),
          ),
        ),
      ],
    },
    anywhere,
  ],
  [
    'all and any of many values',
    'possible',
    ['unknown', 'allow'],
    {
      identity: [
        doc(
          allow(),
          ...times(60, (index) =>
            deny({
              Condition: {
                'ForAllValues:StringNotLike': { 'aws:TagKeys': [`*${index}*`, `a${index}*`] },
                'ForAnyValue:StringNotEquals': { 'aws:TagKeys': `a${index}` },
              },
            }),
          ),
        ),
      ],
    },
    anywhere,
  ],
  [
    'many variables',
    'possible',
    ['unknown', 'allow'],
    {
      identity: [
        doc(
          allow({ Resource: `arn:aws:s3:::\${aws:PrincipalTag/a}/\${aws:PrincipalTag/b}-\${aws:PrincipalTag/c}` }),
          ...times(200, (index) => deny({ Condition: { StringEquals: { 'aws:PrincipalTag/a': `v${index}` } } })),
        ),
      ],
    },
    { ...request, resource: 'arn:aws:s3:::x/y-z' },
  ],
  [
    'equal documents of 1,000 statements',
    'compare',
    ['equivalent'],
    { identity: [many(1000, 0)], other: { identity: [many(1000, 0)] } },
    request,
  ],
  [
    'different documents of 200 statements',
    'compare',
    ['incomparable'],
    { identity: [many(200, 0)], other: { identity: [many(200, 1)] } },
    request,
  ],
  [
    'one new statement of 200',
    'compare',
    ['more'],
    { identity: [many(201, 0)], other: { identity: [many(200, 0)] } },
    request,
  ],
  [
    'equal grants to 50 accounts',
    'compare',
    ['equivalent'],
    { resource: accounts(50, 0), other: { resource: accounts(50, 0) } },
    request,
  ],
  [
    'grants to 50 trusted accounts',
    'external',
    ['not-external'],
    { resource: accounts(50, 0) },
    { ...request, trusted: { accounts: times(50, (index) => String(100_000_000_000 + index)) } },
  ],
  [
    '200 trusted networks',
    'external',
    ['not-external'],
    { resource: doc(allow({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ips } } })) },
    { ...request, trusted: { ips } },
  ],
  [
    '20 KB of wildcards',
    'authorize',
    ['allow'],
    { identity: [doc(allow({ Action: stars, Resource: stars }))] },
    request,
  ],
  [
    '20 KB of wildcards that nearly match',
    'authorize',
    ['deny'],
    { identity: [doc(allow({ Resource: `${'a*'.repeat(10_000)}c` }))] },
    { ...request, resource: `${'a'.repeat(20_000)}b` },
  ],
  [
    '20 KB of wildcards within parts of an ARN',
    'authorize',
    ['unknown'],
    { identity: [doc(allow({ Resource: `arn:${'*a'.repeat(5000)}:${'*b'.repeat(3000)}::x:y` }))] },
    { ...request, resource: `arn:${'a'.repeat(5000)}:${'b'.repeat(3000)}::x:z` },
  ],
  [
    '20 KB of wildcards, for anyone',
    'external',
    ['external', 'unknown'],
    {
      resource: doc(
        allow({ Principal: '*', Resource: '*a?b'.repeat(5000) }),
        deny({ Principal: '*', Resource: `${'*a?b'.repeat(5000)}z` }),
      ),
    },
    request,
  ],
];

describe('policies that are hard to decide', () => {
  it.each(TRAPS)('take no longer than a moment: %s', (_, kind, verdicts, policies, asked) => {
    // Once to warm up: the time is that of the processor, and the bound is many times what it takes.
    ask(kind, policies, asked);
    const before = process.cpuUsage();
    const verdict = ask(kind, policies, asked);
    const { user, system } = process.cpuUsage(before);
    expect(verdicts).toContain(verdict);
    expect((user + system) / 1000).toBeLessThan(400);
  });
});

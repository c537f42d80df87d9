import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, parseOperator } from '../../../src/analysis/access/document.ts';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const read = (Statement: unknown) => parseDocument({ Version: '2012-10-17', Statement });
const checks = (input: unknown) => parseDocument(input).problems.map(({ check, path }) => `${check} ${path}`.trim());

describe('a policy document', () => {
  it('is the same whether its statement, its actions and its resources are lists or not', () => {
    const bare = read({ ...statement, Principal: { AWS: '111122223333' } });
    const listed = read([
      { ...statement, Action: ['s3:GetObject'], Resource: ['*'], Principal: { AWS: ['111122223333'] } },
    ]);
    const plain = (document: typeof bare) => document.statements.map(({ source: _, ...rest }) => rest);
    expect(plain(bare)).toEqual(plain(listed));
    expect(bare.problems).toEqual([]);
  });

  it('is the same as text and as a value', () => {
    const document = { Version: '2012-10-17', Id: 'x', Statement: [statement] };
    expect(parseDocument(JSON.stringify(document))).toEqual(parseDocument(document));
  });

  it('has the older version when it names none', () => {
    expect(parseDocument({ Statement: [] }).version).toBe('2008-10-17');
  });

  it('reads numbers and booleans as the strings JSON writes for them', () => {
    const Condition = { Bool: { 'aws:SecureTransport': false }, NumericLessThan: { 's3:max-keys': [10, '20'] } };
    const [first] = read({ ...statement, Principal: { AWS: 111122223333 }, Condition }).statements;
    expect(first?.principals).toEqual([{ type: 'AWS', value: '111122223333' }]);
    expect(first?.conditions.map(({ values }) => values)).toEqual([['false'], ['10', '20']]);
    expect(first?.understood).toBe(true);
  });

  it('tells the principal `*` from the AWS principal `*`', () => {
    expect(read({ ...statement, Principal: '*' }).statements[0]?.principals).toEqual([{ type: '*', value: '*' }]);
    expect(read({ ...statement, NotPrincipal: { AWS: '*' } }).statements[0]?.notPrincipals).toEqual([
      { type: 'AWS', value: '*' },
    ]);
  });

  it.each([
    ['a list', [], 'data-type-mismatch'],
    ['null', null, 'data-type-mismatch'],
    ['text that is not JSON', '{', 'json-syntax-error'],
    ['an unknown version', { Version: '2012-10-18', Statement: [] }, 'invalid-version Version'],
    ['no statement', { Version: '2012-10-17' }, 'missing-statement'],
    ['a statement that is text', { Statement: 'x' }, 'data-type-mismatch Statement'],
    ['an element in the wrong case', { statement: [], Statement: [] }, 'invalid-policy-element statement'],
    [
      'the same name twice',
      '{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}',
      'duplicate-key',
    ],
    ['the same name twice, once escaped', '{"Statement":[],"\\u0053tatement":[]}', 'duplicate-key'],
  ])('that is %s, or has it, is not understood as a whole', (_, input, check) => {
    expect(checks(input)).toEqual([check]);
    expect(parseDocument(input).understood).toBe(false);
  });

  it.each([
    ['an effect in lower case', { Effect: 'allow' }, 'invalid-effect Statement[0].Effect'],
    ['no effect', { Effect: undefined }, 'missing-effect Statement[0]'],
    ['no action', { Action: undefined }, 'missing-action Statement[0]'],
    ['an element in lower case', { action: '*' }, 'invalid-policy-element Statement[0].action'],
    ['Action and NotAction', { NotAction: 'x:y' }, 'unsupported-element-combination Statement[0]'],
    ['an empty NotAction', { Action: undefined, NotAction: [] }, 'empty-array-notaction Statement[0].NotAction'],
    ['a list in a list', { Action: ['s3:*', ['a']] }, 'data-type-mismatch Statement[0].Action[1]'],
    ['an object for a resource', { Resource: {} }, 'data-type-mismatch Statement[0].Resource'],
    ['a bare account', { Principal: '111122223333' }, 'invalid-principal-format Statement[0].Principal'],
    ['an unknown kind of principal', { Principal: { aws: '*' } }, 'invalid-principal-key Statement[0].Principal.aws'],
    [
      'an unknown operator',
      { Condition: { StringMatches: { a: 'b' } } },
      'invalid-condition-operator Statement[0].Condition.StringMatches',
    ],
    [
      'NullIfExists',
      { Condition: { NullIfExists: { a: 'true' } } },
      'null-with-if-exists Statement[0].Condition.NullIfExists',
    ],
    ['a condition without keys', { Condition: { Bool: 'true' } }, 'data-type-mismatch Statement[0].Condition.Bool'],
    [
      'a key twice in different case',
      { Condition: { StringEquals: { 'aws:userid': 'a', 'AWS:UserId': 'b' } } },
      'duplicate-keys-with-different-case Statement[0].Condition.StringEquals.AWS:UserId',
    ],
  ])('with %s in a statement does not understand that statement, and the others all the same', (_, change, check) => {
    const document = read([JSON.parse(JSON.stringify({ ...statement, ...change })), statement]);
    expect(document.problems.map((problem) => `${problem.check} ${problem.path}`)).toEqual([check]);
    expect(document.statements.map(({ understood }) => understood)).toEqual([false, true]);
    expect(document.understood).toBe(true);
  });

  it('takes no inherited name for an element', () => {
    const hostile = JSON.parse(
      '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","__proto__":{"NotAction":"*"}}]}',
    );
    expect(checks(hostile)).toEqual(['invalid-policy-element Statement[0].__proto__']);
  });

  it('that is deeply nested or very large is answered, not thrown at', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(parseDocument(deep).understood).toBe(false);
    expect(parseDocument(`"${'x'.repeat(2_000_000)}"`).problems[0]?.check).toBe('policy-too-large');
    expect(read(Array.from({ length: 10_001 }, () => statement)).problems[0]?.check).toBe('policy-too-large');
  });

  it('never throws, and what it does not understand has a problem that says where', () => {
    const named = fc.dictionary(
      fc.constantFrom('Version', 'Statement', 'Effect', 'Action', 'Principal', 'Condition', 'Bool', 'AWS', '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.string(),
          named,
          named.map((Statement) => ({ Statement })),
        ),
        (input) => {
          const document = parseDocument(input);
          const understood = document.understood && document.statements.every((one) => one.understood);
          expect(document.problems.length === 0).toBe(understood);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('sees a name that is there twice wherever it stands', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string(), (inner, name) => {
        const text = (first: string, second: string) =>
          `{"Statement":[],"Id":"x","Version":{"a":${JSON.stringify(inner)},"b":[{${first}:1,${second}:"{\\"a\\":"}]}}`;
        const has = (input: string) => checks(input).includes('duplicate-key');
        expect(has(text(JSON.stringify(name), JSON.stringify(name)))).toBe(true);
        expect(has(text(JSON.stringify(name), JSON.stringify(`${name}x`)))).toBe(false);
      }),
    );
  });
});

describe('the name of an operator', () => {
  it('is taken apart', () => {
    expect(parseOperator('ForAllValues:StringNotLikeIfExists')).toEqual({
      qualifier: 'ForAllValues',
      operator: 'StringNotLike',
      ifExists: true,
    });
  });

  it.each(['stringEquals', 'ForAll:StringEquals', 'StringEqualsIfExistsIfExists', 'BoolNot', '', 'constructor'])(
    '`%s` is none',
    (name) => expect(parseOperator(name)).toBeNull(),
  );
});

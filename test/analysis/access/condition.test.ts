// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition, testCondition } from '../../../src/analysis/access/condition.ts';
import { OPERATORS, parseDocument } from '../../../src/analysis/access/document.ts';

type Values = string | readonly string[];

/** One condition, `Operator key value…`, against a context of that key. */
function test(
  operator: string,
  policy: unknown,
  request: Values | undefined,
  rest: Record<string, Values> = {},
): string {
  const key = 'aws:Key';
  const [statement] = parseDocument({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { [key]: policy } } },
  }).statements;
  const [condition] = statement?.conditions ?? [];
  if (condition === undefined) throw new Error(`${operator} was not read`);
  const context = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(rest)) context.set(name, typeof value === 'string' ? [value] : value);
  if (request !== undefined) context.set('aws:key', typeof request === 'string' ? [request] : request);
  return testCondition(compileCondition(condition, '2012-10-17'), context);
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe('the condition operators', () => {
  it.each<[string, unknown, string, string]>([
    ['StringEquals', 'iamuser-admin', 'iamuser-admin', 'yes'],
    ['StringEquals', 'iamuser-admin', 'IAMUser-admin', 'no'],
    ['StringEquals', 'iamuser-*', 'iamuser-admin', 'no'],
    ['StringNotEquals', ['a', 'b'], 'b', 'no'],
    ['StringNotEquals', ['a', 'b'], 'c', 'yes'],
    ['StringEqualsIgnoreCase', 'ADMIN', 'admin', 'yes'],
    ['StringNotEqualsIgnoreCase', 'ADMIN', 'admin', 'no'],
    ['StringLike', ['', 'home/', 'home/bob/*'], 'home/bob/x', 'yes'],
    ['StringLike', ['', 'home/', 'home/bob/*'], '', 'yes'],
    ['StringLike', 'HOME/*', 'home/bob', 'no'],
    ['StringLike', 'a?c', 'abc', 'yes'],
    ['StringNotLike', 'home/*', 'home/bob', 'no'],
    ['NumericEquals', '10', '10.0', 'yes'],
    ['NumericEquals', 10, '11', 'no'],
    ['NumericNotEquals', '10', '11', 'yes'],
    ['NumericLessThan', '10', '9', 'yes'],
    ['NumericLessThan', '10', '10', 'no'],
    ['NumericLessThanEquals', '10', '10', 'yes'],
    ['NumericGreaterThan', '9', '10', 'yes'],
    ['NumericGreaterThanEquals', '-1', '-1', 'yes'],
    ['NumericGreaterThanEquals', 'ten', '11', 'no'],
    ['NumericEquals', '10', 'ten', 'no'],
    ['NumericNotEquals', '10', 'ten', 'no'],
    ['NumericEquals', '9007199254740993', '9007199254740992', 'no'],
    ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-01-01T00:00:02Z', 'yes'],
    ['DateGreaterThan', '2020-01-01T00:00:01Z', '1577836802', 'yes'],
    ['DateLessThan', '2020-01-01', '2020-01-01T02:00:00+02:30', 'yes'],
    ['DateLessThanEquals', '2020-01-01', '2020-01-01T00:00:00.000Z', 'yes'],
    ['DateEquals', '2020-01-01T00:00:00Z', '2020-01-01T01:00:00+01:00', 'yes'],
    ['DateNotEquals', '2020-01-01', '2020-01-02', 'yes'],
    ['DateGreaterThanEquals', '2020-02-30', '2021-01-01', 'no'],
    ['Bool', 'true', 'true', 'yes'],
    ['Bool', false, 'true', 'no'],
    ['Bool', 'yes', 'true', 'no'],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'yes'],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5', 'no'],
    ['IpAddress', '203.0.113.0/24', '203.0.113.255', 'yes'],
    ['IpAddress', '203.0.113.7/24', '203.0.113.255', 'yes'],
    ['IpAddress', '203.0.113.0/24', '203.0.114.0', 'no'],
    ['IpAddress', '203.0.113.7', '203.0.113.7', 'yes'],
    ['IpAddress', '203.0.113.7', '203.0.113.8', 'no'],
    ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::9', 'yes'],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', 'no'],
    ['IpAddress', '::/0', '203.0.113.7', 'no'],
    ['IpAddress', '203.0.113.*', '203.0.113.7', 'no'],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.7', 'no'],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.7', 'yes'],
    ['ArnEquals', 'arn:aws:sns:*:123456789012:topic-*', 'arn:aws:sns:us-east-1:123456789012:topic-a', 'yes'],
    ['ArnLike', 'arn:aws:sns:us-east-1:123456789012:TOPIC', 'arn:aws:sns:us-east-1:123456789012:topic', 'no'],
    ['ArnNotEquals', 'arn:aws:iam::*:role/etl', 'arn:aws:iam::123456789012:role/etl', 'no'],
    ['ArnNotLike', 'arn:aws:iam::*:role/etl', 'arn:aws:iam::123456789012:role/other', 'yes'],
    ['Null', 'true', 'x', 'no'],
    ['Null', 'false', 'x', 'yes'],
  ])('%s %j against %j: %s', (operator, policy, request, expected) => {
    expect(test(operator, policy, request)).toBe(expected);
  });

  it('answer for a missing key: false, a negated one true, and IfExists always true', () => {
    for (const operator of OPERATORS) {
      if (operator === 'Null') continue;
      expect(test(operator, '1', undefined), operator).toBe(operator.includes('Not') ? 'yes' : 'no');
      expect(test(`${operator}IfExists`, '1', undefined), operator).toBe('yes');
      expect(test(`ForAllValues:${operator}`, '1', undefined), operator).toBe('yes');
      expect(test(`ForAnyValue:${operator}`, '1', undefined), operator).toBe('no');
    }
    expect(test('Null', 'true', undefined)).toBe('yes');
    expect(test('Null', 'false', undefined)).toBe('no');
  });

  it('with IfExists answer as without it where the key is there', () => {
    expect(test('StringLikeIfExists', ['t1.*', 't2.*', 'm3.*'], 'm3.large')).toBe('yes');
    expect(test('StringLikeIfExists', ['t1.*', 't2.*', 'm3.*'], 'c5.large')).toBe('no');
  });

  it('are negated exactly by their negations, where the key has one value', () => {
    const pairs = [
      ['StringEquals', 'StringNotEquals'],
      ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
      ['StringLike', 'StringNotLike'],
    ] as const;
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '*', '?'), maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.array(text, { maxLength: 3 }),
        text,
        ([one, other], policy, request) => {
          expect(test(one, policy, request) === 'yes').toBe(test(other, policy, request) === 'no');
        },
      ),
    );
  });

  it('take several values without a qualifier for no match, negated or not', () => {
    expect(test('StringEquals', ['a', 'b'], ['a', 'b'])).toBe('no');
    expect(test('StringNotEquals', ['c'], ['a', 'b'])).toBe('no');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
describe('set operators', () => {
  const listed = ['PostDateTime', 'Message', 'Tags'];

  it.each<[string, readonly string[], readonly string[], string]>([
    ['ForAllValues:StringLike', listed, ['PostDateTime', 'Message'], 'yes'],
    ['ForAllValues:StringLike', listed, ['PostDateTime', 'UserName'], 'no'],
    ['ForAnyValue:StringLike', ['ID', 'PostDateTime'], ['UserName', 'Message', 'PostDateTime'], 'yes'],
    ['ForAnyValue:StringLike', ['ID', 'PostDateTime'], ['UserName'], 'no'],
    ['ForAllValues:StringLike', listed, [], 'yes'],
    ['ForAnyValue:StringLike', listed, [], 'no'],
    ['ForAllValues:StringEquals', listed, [''], 'yes'],
    ['ForAnyValue:StringEquals', [''], [''], 'no'],
    ['ForAllValues:StringNotEquals', ['ID'], ['Message', 'Tags'], 'yes'],
    ['ForAllValues:StringNotEquals', ['ID'], ['Message', 'ID'], 'no'],
    ['ForAnyValue:StringNotEquals', ['ID'], ['Message', 'ID'], 'yes'],
    ['ForAnyValue:StringNotEquals', ['ID'], ['ID'], 'no'],
  ])('%s %j against %j: %s', (operator, policy, request, expected) => {
    expect(test(operator, policy, request)).toBe(expected);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html (empty array condition)
  it('with an empty list in the policy match as Access Analyzer says', () => {
    expect(test('StringEquals', [], 'a')).toBe('no');
    expect(test('ForAllValues:StringEquals', [], ['a'])).toBe('no');
    expect(test('ForAllValues:StringEquals', [], undefined)).toBe('yes');
    expect(test('ForAnyValue:StringEquals', [], ['a'])).toBe('no');
    expect(test('StringEqualsIfExists', [], undefined)).toBe('yes');
    expect(test('StringEqualsIfExists', [], 'a')).toBe('no');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
describe('policy variables in conditions', () => {
  it('take the value of a key whatever the case of its name', () => {
    expect(
      test('StringLike', 'https://example.com/${AWS:UserName}/*', 'https://example.com/bob/x', {
        'aws:username': 'bob',
      }),
    ).toBe('yes');
  });

  it('keep wildcards in their values as characters', () => {
    const context = { 'aws:username': '*' };
    expect(test('StringLike', 'home/${aws:username}', 'home/bob', context)).toBe('no');
    expect(test('StringLike', 'home/${aws:username}', 'home/*', context)).toBe('yes');
    expect(test('ArnLike', 'arn:aws:iam::1:user/${aws:username}', 'arn:aws:iam::1:user/bob', context)).toBe('no');
  });

  it('have defaults, which a value overrides', () => {
    const policy = "team-${aws:PrincipalTag/team, 'company-wide'}";
    expect(test('StringEquals', policy, 'team-company-wide')).toBe('yes');
    expect(test('StringEquals', policy, 'team-yellow', { 'aws:principaltag/team': 'yellow' })).toBe('yes');
    expect(test('StringEquals', policy, 'team-company-wide', { 'aws:principaltag/team': 'yellow' })).toBe('no');
  });

  it('write `*`, `?` and `$` as characters', () => {
    expect(test('StringLike', 'a${*}${?}${$}', 'a*?$')).toBe('yes');
    expect(test('StringLike', 'a${*}', 'abc')).toBe('no');
    expect(test('StringLike', '${$}{aws:username}', '${aws:username}', { 'aws:username': 'bob' })).toBe('yes');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
  it('without a value are equal to nothing, and an inverted operator does match', () => {
    expect(test('StringEquals', '${aws:username}', 'bob')).toBe('no');
    expect(test('StringNotEquals', '${aws:username}', 'bob')).toBe('yes');
    expect(test('StringNotEquals', ['${aws:username}', 'bob'], 'bob')).toBe('no');
    expect(test('StringEquals', ['${aws:username}', 'bob'], 'bob')).toBe('yes');
    expect(test('StringEqualsIfExists', '${aws:username}', undefined)).toBe('yes');
  });

  it('are single-valued', () => {
    expect(test('StringEquals', '${aws:TagKeys}', 'a', { 'aws:tagkeys': ['a', 'b'] })).toBe('no');
  });

  it.each(['${aws:username', '${}', '${ aws:username}', "${aws:username, 'x}", '${aws:user*}'])(
    'that are malformed (%s) decide nothing',
    (policy) => expect(test('StringLike', policy, 'bob', { 'aws:username': 'bob' })).toBe('unknown'),
  );

  it('are only text, and match nothing, in operators that take none', () => {
    for (const operator of ['NumericEquals', 'NumericNotEquals', 'DateEquals', 'IpAddress', 'BinaryEquals']) {
      expect(test(operator, '${aws:username}', '1', { 'aws:username': '1' }), operator).toBe('no');
    }
    expect(test('Null', '${aws:username}', '1', { 'aws:username': '1' })).toBe('unknown');
    expect(test('Bool', '${aws:SecureTransport}', 'true', { 'aws:securetransport': 'true' })).toBe('yes');
  });
});

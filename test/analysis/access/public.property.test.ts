// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicByService } from '../../../src/analysis/access/public.ts';
import { ACCOUNT, documentOf, outcome } from './policies.ts';

const operators = [
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'ArnLike'],
  ...['ArnNotLike', 'IpAddress', 'NotIpAddress', 'Bool', 'Null'],
];
const keys = [
  ...['aws:SourceVpc', 'aws:PrincipalOrgID', 'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:SourceIp', 'aws:userid'],
  ...[
    'aws:PrincipalOrgPaths',
    'aws:PrincipalIsAWSService',
    's3:DataAccessPointArn',
    'aws:SecureTransport',
    'aws:Referer',
  ],
];
const values = [
  ...[
    'vpc-1',
    'o-a1b2c3',
    'o-a1b2c3/*',
    ACCOUNT,
    `arn:aws:iam::${ACCOUNT}:role/etl`,
    '203.0.113.0/24',
    '0.0.0.0/0',
    '8.0.0.0/7',
  ],
  ...['*', '*:etl', 'true', 'false', 'anonymous', '128.0.0.0/1', 'https://example.com', '${aws:SourceIp}'],
];
const condition = fc.record({
  qualifier: fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
  operator: fc.constantFrom(...operators),
  ifExists: fc.constantFrom('', '', '', 'IfExists'),
  key: fc.constantFrom(...keys),
  values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
});
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    audience: fc.constantFrom<object>(
      { Principal: '*' },
      { Principal: { AWS: '*' } },
      { Principal: { AWS: ACCOUNT } },
      { NotPrincipal: { AWS: ACCOUNT } },
    ),
    Action: fc.constantFrom('s3:*', 's3:GetObject', 's3:PutObject'),
    conditions: fc.array(condition, { maxLength: 3 }),
  })
  .map(({ audience, conditions, ...rest }) => {
    const Condition: Record<string, Record<string, string[]>> = {};
    for (const { qualifier, operator, ifExists, key, values: list } of conditions) {
      const name = `${qualifier}${operator}${operator === 'Null' ? '' : ifExists}`;
      Condition[name] = { ...Condition[name], [key]: list };
    }
    return { ...rest, ...audience, Resource: '*', Condition };
  });

/** Callers whom nobody named: none of them has a key with one of the values. */
const strangers = [
  { principal: '*anonymous', context: { 'aws:SourceIp': '8.8.8.8', 'aws:SecureTransport': 'true' } },
  { principal: '*anonymous', context: { 'aws:SourceIp': '200.1.1.1', 'aws:Referer': 'https://example.com' } },
  { principal: '*anonymous', context: {} },
  {
    principal: 'arn:aws:iam::444455556666:role/etl',
    context: {
      'aws:SourceIp': '8.8.8.8',
      'aws:PrincipalOrgID': 'o-zzzzzz',
      'aws:PrincipalOrgPaths': ['o-zzzzzz/r-1/'],
      'aws:SourceVpc': 'vpc-9',
      'aws:userid': 'AROAEXAMPLEID12345678:etl',
    },
  },
];

describe('a policy that S3 does not call public', () => {
  it('lets no stranger in, whatever its conditions', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
        const resource = documentOf(...statements);
        fc.pre(isPublicByService(resource, 's3-bucket').truth === 'no');
        const own = { identity: [documentOf({ Effect: 'Allow', Action: '*', Resource: '*' })] };
        for (const stranger of strangers) {
          for (const action of ['s3:GetObject', 's3:PutObject']) {
            expect(outcome({ resource, ...own }, { ...stranger, action })).not.toBe('allow');
          }
        }
      }),
      { numRuns: 1000, maxSkipsPerRun: 100 },
    );
  });

  it('lets no stranger in where Deny statements count, as for DynamoDB', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
        const resource = documentOf(...statements);
        fc.pre(isPublicByService(resource, 'dynamodb').truth === 'no');
        const own = { identity: [documentOf({ Effect: 'Allow', Action: '*', Resource: '*' })] };
        for (const stranger of strangers) {
          expect(outcome({ resource, ...own }, { ...stranger, action: 's3:GetObject' })).not.toBe('allow');
        }
      }),
      { numRuns: 500, maxSkipsPerRun: 100 },
    );
  });
});

import fc from 'fast-check';
import type { AccessPolicies, AccessRequest } from '../../../../src/analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../../../../src/analysis/access/document.ts';
import { ACCOUNT, BOB, NONE, OTHER_ACCOUNT, ROLE, SESSION } from '../policies.ts';

// Random policies over a small world: few names, so that statements meet often.

export const callers = [
  BOB,
  ROLE,
  SESSION,
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:iam::${OTHER_ACCOUNT}:user/eve`,
  `arn:aws:iam::${OTHER_ACCOUNT}:role/reader`,
  'lambda.amazonaws.com',
  '*anonymous',
];
export const actions = ['s3:GetObject', 's3:PutObject', 's3:GetBucketAcl', 'kms:Decrypt', 'sqs:SendMessage'];
export const resources = [
  'arn:aws:s3:::features/a',
  'arn:aws:s3:::features/bob/x',
  'arn:aws:s3:::features',
  'arn:aws:s3:::labels/a',
  `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`,
];

const oneOrMany = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof({ weight: 3, arbitrary: value }, fc.array(value, { minLength: 1, maxLength: 3 }));

/** Values a request or a policy may have under each key, by what the key is. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'aws:username': ['bob', 'eve', 'b*', '?ob'],
  'aws:PrincipalArn': [BOB, ROLE, `arn:aws:iam::${OTHER_ACCOUNT}:*`, 'arn:aws:iam::*:role/*', 'arn:*:iam::*:user/e?e'],
  'aws:PrincipalOrgID': ['o-a', 'o-b', 'o-*'],
  'aws:PrincipalTag/team': ['ml', 'ops', 'm*'],
  'aws:TagKeys': ['team', 'owner', 't*'],
  'aws:CalledVia': ['athena.amazonaws.com', 'glue.amazonaws.com'],
  'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24', '203.0.113.128/25', '2001:db8::/32', '0.0.0.0/0'],
  'aws:SecureTransport': ['true', 'false'],
  's3:max-keys': ['5', '10', '10.5'],
  's3:prefix': ['a', 'home/', '', 'a*'],
  'aws:CurrentTime': ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z'],
  'aws:SourceArn': ['arn:aws:s3:::features', `arn:aws:sns:us-east-1:${ACCOUNT}:t`, 'arn:aws:s3:*:*:*'],
};

const TEXT = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
];
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  'aws:PrincipalArn': ['ArnLike', 'ArnNotLike', 'ArnEquals', 'StringLike', 'StringNotLike', 'StringEquals'],
  'aws:SourceArn': ['ArnLike', 'ArnNotLike', 'ArnEquals', 'StringLike'],
  'aws:SourceIp': ['IpAddress', 'NotIpAddress'],
  'aws:SecureTransport': ['Bool'],
  's3:max-keys': [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  'aws:CurrentTime': ['DateLessThan', 'DateGreaterThan', 'DateGreaterThanEquals', 'DateEquals', 'DateNotEquals'],
  'aws:TagKeys': ['ForAllValues:StringEquals', 'ForAnyValue:StringLike', 'ForAnyValue:StringNotEquals', 'StringEquals'],
  'aws:CalledVia': ['ForAllValues:StringNotEquals', 'ForAnyValue:StringEquals', 'ForAllValues:StringLike'],
};

const condition: fc.Arbitrary<readonly [string, string, string | string[]]> = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((key) =>
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .record({
            operator: fc.constantFrom(...(OPERATORS[key] ?? TEXT)),
            ifExists: fc.boolean(),
            values: oneOrMany(fc.constantFrom(...(VALUES[key] ?? []))),
          })
          .map(({ operator, ifExists, values }) => [`${operator}${ifExists ? 'IfExists' : ''}`, key, values] as const),
      },
      { weight: 1, arbitrary: fc.constantFrom('true', 'false').map((value) => ['Null', key, value] as const) },
    ),
  );

const conditions = fc.array(condition, { maxLength: 3 }).map((list) => {
  const block: Record<string, Record<string, string | string[]>> = {};
  for (const [operator, key, values] of list) block[operator] = { ...block[operator], [key]: values };
  return block;
});

const principals = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  {
    weight: 4,
    arbitrary: fc.record({ AWS: oneOrMany(fc.constantFrom('*', ACCOUNT, OTHER_ACCOUNT, BOB, ROLE, SESSION)) }),
  },
  { weight: 1, arbitrary: fc.constant({ Service: 'lambda.amazonaws.com' }) },
);

/** A statement; with a principal for a document that is attached to a resource. */
const statementOf = (withPrincipal: boolean, variables = true): fc.Arbitrary<object> =>
  fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      not: fc.record({
        action: fc.nat(4).map((n) => n === 0),
        resource: fc.nat(4).map((n) => n === 0),
        principal: fc.nat(5).map((n) => n === 0),
      }),
      action: oneOrMany(fc.constantFrom('*', 's3:*', 's3:Get*', 's3:?etObject', 'kms:Decrypt', 'sqs:SendMessage')),
      resource: oneOrMany(
        fc.constantFrom(
          '*',
          'arn:aws:s3:::features/*',
          'arn:aws:s3:::features',
          'arn:aws:s3:::*/a',
          'arn:aws:s3:::f*s/?',
          ...(variables ? ['arn:aws:s3:::features/${'.concat('aws:username}/*')] : []),
        ),
      ),
      principal: principals,
      Condition: conditions,
    })
    .map(({ Effect, not, action, resource, principal, Condition }) => ({
      Effect,
      [not.action ? 'NotAction' : 'Action']: action,
      [not.resource ? 'NotResource' : 'Resource']: resource,
      ...(withPrincipal ? { [not.principal ? 'NotPrincipal' : 'Principal']: principal } : {}),
      ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
    }));

/** A document of a few statements. */
export const documentOf = (withPrincipal: boolean, variables = true): fc.Arbitrary<PolicyDocument> =>
  fc
    .array(statementOf(withPrincipal, variables), { minLength: 1, maxLength: 4 })
    .map((Statement) => parseDocument({ Version: '2012-10-17', Statement }));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 1 });
const level = (document: PolicyDocument) => [{ id: 'r-1', policies: [document] }];

/** All documents of a request, several of them usually missing. */
export const policies: fc.Arbitrary<AccessPolicies> = fc
  .record({
    identity: documentOf(false),
    resource: fc.option(documentOf(true), { nil: null, freq: 4 }),
    boundary: maybe(documentOf(false)),
    session: maybe(documentOf(false)),
    scp: maybe(documentOf(false)),
    rcp: maybe(documentOf(true)),
  })
  .map(({ identity, resource, boundary, session, scp, rcp }) => ({
    ...NONE,
    identity: [identity],
    resource,
    boundary: boundary === null ? null : [boundary],
    session,
    scp: scp === null ? null : level(scp),
    rcp: rcp === null ? null : level(rcp),
  }));

const CONTEXT_VALUES: Readonly<Record<string, readonly string[]>> = {
  ...VALUES,
  'aws:username': ['bob', 'eve'],
  'aws:PrincipalOrgID': ['o-a', 'o-b', 'o-c'],
  'aws:PrincipalTag/team': ['ml', 'ops', 'mx'],
  'aws:SourceIp': ['10.1.2.3', '203.0.113.9', '203.0.113.200', '8.8.8.8', '2001:db8::1'],
  'aws:SourceArn': ['arn:aws:s3:::features', `arn:aws:sns:us-east-1:${ACCOUNT}:t`, 'arn:aws:s3:us-east-1:1:x'],
  's3:max-keys': ['4', '5', '7', '10', '10.5', '11'],
  's3:prefix': ['a', 'home/', 'ab'],
  'aws:TagKeys': ['team', 'owner', 'tx'],
};

/** A context with some keys of the small world; PrincipalArn and username follow from the caller. */
export const contexts: fc.Arbitrary<Readonly<Record<string, string | string[]>>> = fc
  .tuple(
    ...Object.keys(CONTEXT_VALUES)
      .filter((key) => key !== 'aws:PrincipalArn' && key !== 'aws:username')
      .map((key) => {
        const value = fc.constantFrom(...(CONTEXT_VALUES[key] ?? []));
        const always = key === 'aws:SecureTransport' || key === 'aws:CurrentTime';
        const many = key === 'aws:TagKeys' || key === 'aws:CalledVia';
        const given = many ? oneOrMany(value) : value;
        return (always ? given : fc.option(given, { nil: undefined, freq: 2 })).map((v) => [key, v] as const);
      }),
  )
  .map((pairs) => Object.fromEntries(pairs.flatMap(([key, v]) => (v === undefined ? [] : [[key, v] as const]))));

/** A whole request. */
export const requests: fc.Arbitrary<AccessRequest> = fc.record({
  principal: fc.constantFrom(...callers),
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...resources),
  resourceAccount: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
  context: contexts,
  blockPublicAccess: fc.constant(null),
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessPolicies, type AccessRequest, authorize } from '../../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../../src/analysis/access/document.ts';
import { ACCOUNT, BOB, NONE, OTHER_ACCOUNT, ROLE, SESSION } from './policies.ts';

const callers = [
  BOB,
  ROLE,
  SESSION,
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:sts::${ACCOUNT}:federated-user/alice`,
  `arn:aws:iam::${OTHER_ACCOUNT}:user/eve`,
  'lambda.amazonaws.com',
  '*anonymous',
];
const actions = ['s3:GetObject', 's3:PutObject', 'kms:Decrypt', 'sts:AssumeRole', 'sqs:SendMessage'];
const resources = ['arn:aws:s3:::features/a', `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`, ROLE];

const oneOrMany = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
const operator = fc.constantFrom(
  'StringEquals',
  'StringNotLike',
  'StringLikeIfExists',
  'ForAllValues:StringEquals',
  'ForAnyValue:StringNotEquals',
  'Null',
  'Bool',
  'NumericLessThan',
  'NotIpAddress',
  'ArnLike',
);
const key = fc.constantFrom('aws:username', 'aws:PrincipalArn', 'aws:TagKeys', 'aws:SecureTransport');
const value = fc.constantFrom('a', 'true', '*', '5', 'bob', '10.0.0.0/8', '${'.concat('aws:username}'));
const conditions = fc.dictionary(operator, fc.dictionary(key, oneOrMany(value), { maxKeys: 2 }), { maxKeys: 2 });
const principals = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: oneOrMany(fc.constantFrom('*', ACCOUNT, OTHER_ACCOUNT, BOB, ROLE, SESSION)) }),
  fc.constant({ Service: 'lambda.amazonaws.com' }),
);

/** A statement with a principal where it needs one, in every shape the grammar knows. */
const statementOf = (withPrincipal: boolean, effect: fc.Arbitrary<string> = fc.constantFrom('Allow', 'Deny')) =>
  fc
    .record({
      Effect: effect,
      not: fc.record({ action: fc.boolean(), resource: fc.boolean(), principal: fc.boolean() }),
      action: oneOrMany(fc.constantFrom('*', 's3:*', 's3:Get*', 'kms:Decrypt', 'sts:AssumeRole')),
      resource: oneOrMany(fc.constantFrom('*', 'arn:aws:s3:::features/*', ROLE)),
      principal: principals,
      Condition: fc.option(conditions, { nil: undefined }),
    })
    .map(({ Effect, not, action, resource, principal, Condition }) => ({
      Effect,
      [not.action ? 'NotAction' : 'Action']: action,
      [not.resource ? 'NotResource' : 'Resource']: resource,
      ...(withPrincipal ? { [not.principal ? 'NotPrincipal' : 'Principal']: principal } : {}),
      ...(Condition === undefined ? {} : { Condition }),
    }));

type Raw = readonly object[];
const rawOf = (withPrincipal: boolean) => fc.array(statementOf(withPrincipal), { maxLength: 3 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });

interface Estate {
  readonly identity: Raw;
  readonly resource: Raw | null;
  readonly boundary: Raw | null;
  readonly session: Raw | null;
  readonly scp: Raw | null;
  readonly rcp: Raw | null;
  readonly endpoint: Raw | null;
}

const estates: fc.Arbitrary<Estate> = fc.record({
  identity: rawOf(false),
  resource: maybe(rawOf(true)),
  boundary: maybe(rawOf(false)),
  session: maybe(rawOf(false)),
  scp: maybe(rawOf(false)),
  rcp: maybe(rawOf(true)),
  endpoint: maybe(rawOf(true)),
});

const requests: fc.Arbitrary<AccessRequest> = fc.record({
  principal: fc.constantFrom(...callers),
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...resources),
  resourceAccount: fc.constantFrom(ACCOUNT, OTHER_ACCOUNT, null),
  context: fc.dictionary(key, oneOrMany(fc.constantFrom('a', 'true', '5', '10.1.2.3')), { maxKeys: 2 }),
  blockPublicAccess: fc.constant(null),
});

const documentOf = (Statement: unknown) => parseDocument({ Version: '2012-10-17', Statement });
const levelsOf = (raw: Raw | null) => (raw === null ? null : [{ id: 'r-1', policies: [documentOf(raw)] }]);
const read = (estate: Estate): AccessPolicies => ({
  ...NONE,
  identity: [documentOf(estate.identity)],
  resource: estate.resource === null ? null : documentOf(estate.resource),
  boundary: estate.boundary === null ? null : [documentOf(estate.boundary)],
  session: estate.session === null ? null : documentOf(estate.session),
  scp: levelsOf(estate.scp),
  rcp: levelsOf(estate.rcp),
  endpoint: estate.endpoint === null ? null : [documentOf(estate.endpoint)],
});

const decide = (request: AccessRequest, estate: Estate) => authorize(request, read(estate)).decision;
const places = ['identity', 'resource', 'boundary', 'session', 'scp', 'rcp', 'endpoint'] as const;
const hasPrincipal = (place: (typeof places)[number]) => ['resource', 'rcp', 'endpoint'].includes(place);
/** A place with a document in it, and a statement that fits there. */
const additions = (effect: string) =>
  fc
    .constantFrom(...places)
    .chain((place) =>
      fc.record({ place: fc.constant(place), statement: statementOf(hasPrincipal(place), fc.constant(effect)) }),
    );
const runs = { numRuns: 500 };

describe('for all policies and requests', () => {
  it('another Allow never takes anything away', () => {
    fc.assert(
      fc.property(requests, estates, additions('Allow'), (request, estate, { place, statement }) => {
        const old = estate[place];
        fc.pre(old !== null);
        const before = decide(request, estate);
        const after = decide(request, { ...estate, [place]: [...(old ?? []), statement] });
        if (before === 'allow') expect(after).toBe('allow');
        if (after === 'implicit-deny') expect(before).toBe('implicit-deny');
        expect(after === 'deny').toBe(before === 'deny');
      }),
      runs,
    );
  });

  it('another Deny never grants anything, and denies all it matches', () => {
    fc.assert(
      fc.property(requests, estates, additions('Deny'), (request, estate, { place, statement }) => {
        const old = estate[place];
        fc.pre(old !== null);
        const before = decide(request, estate);
        const after = decide(request, { ...estate, [place]: [...(old ?? []), statement] });
        if (after === 'allow') expect(before).toBe('allow');
        if (before === 'deny') expect(after).toBe('deny');
        if (before === 'implicit-deny') expect(['implicit-deny', 'deny']).toContain(after);
      }),
      runs,
    );
  });

  it('a Deny of everything denies whatever else is there', () => {
    fc.assert(
      fc.property(requests, estates, (request, estate) => {
        const everything = { Effect: 'Deny', Action: '*', Resource: '*' };
        const statements = [...(estate.resource ?? []), { ...everything, Principal: '*' }];
        expect(decide(request, { ...estate, resource: statements })).toMatch(/^(deny|implicit-deny)$/);
      }),
      runs,
    );
  });

  it('a limit never grants: without boundary, session policy, SCP, RCP and endpoint nothing is less allowed', () => {
    fc.assert(
      fc.property(requests, estates, (request, estate) => {
        // A federated user has no permissions without a session policy, and NotPrincipal minds a boundary.
        fc.pre(!request.principal.includes('federated-user'));
        const open = { ...estate, boundary: null, session: null, scp: null, rcp: null, endpoint: null };
        if (decide(request, estate) === 'allow') expect(decide(request, open)).toBe('allow');
      }),
      runs,
    );
  });

  it('the order of statements and of lists does not matter, nor a list of one, nor the case of actions', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned).reverse();
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .map(([name, inner]) => [name, name.endsWith('Action') ? shout(inner) : turned(inner)])
          .reverse(),
      );
    };
    const shout = (value: unknown): unknown => JSON.parse(JSON.stringify([value].flat()).toUpperCase());
    fc.assert(
      fc.property(requests, estates, (request, estate) => {
        const other = { ...request, action: request.action.toLowerCase() };
        expect(decide(other, turned(estate) as Estate)).toBe(decide(request, estate));
      }),
      runs,
    );
  });

  it('what is unknown is never decided against what any document could say there', () => {
    fc.assert(
      fc.property(requests, estates, fc.constantFrom(...places), (request, estate, place) => {
        const withUnknown = authorize(request, { ...read(estate), [place]: 'unknown' }).decision;
        const actual = decide(request, estate);
        if (withUnknown === 'allow') expect(actual).toBe('allow');
        if (withUnknown === 'deny') expect(actual).toBe('deny');
        if (withUnknown === 'implicit-deny') expect(actual).toMatch(/deny$/);
      }),
      runs,
    );
  });

  it('a statement AWS would not accept neither allows by itself nor lets an Allow stand that it could deny', () => {
    const spoilers = fc.constantFrom<(statement: object) => unknown>(
      (statement) => ({ ...statement, Effect: 'deny' }),
      (statement) => ({ ...statement, effect: 'Deny' }),
      (statement) => ({ ...statement, Effect: 'Deny', Condition: { StringEqual: { a: 'b' } } }),
      (statement) => ({ ...statement, Effect: 'Deny', Resource: { a: 1 } }),
      () => null,
      () => 'Deny',
    );
    fc.assert(
      fc.property(requests, estates, spoilers, fc.constantFrom(...callers), (request, estate, spoil, principal) => {
        const broken = [spoil({ Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' })];
        const spoilt = { ...estate, resource: [...(estate.resource ?? []), ...broken] as Raw };
        const asked = { ...request, principal };
        expect(decide(asked, spoilt)).not.toBe('allow');
        if (decide(asked, estate) === 'allow') expect(decide(asked, spoilt)).toBe('unknown');
      }),
      runs,
    );
  });

  it('arbitrary documents are answered', () => {
    fc.assert(
      fc.property(requests, fc.jsonValue(), fc.jsonValue(), (request, one, other) => {
        const policies = { ...NONE, identity: [parseDocument(one)], resource: parseDocument(other) };
        expect(authorize(request, policies).decision).not.toBe('allow');
      }),
    );
  });
});

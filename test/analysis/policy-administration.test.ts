import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { services } from '../../src/analysis/access/actions.ts';
import { policyAdministration } from '../../src/analysis/policy-administration.ts';
import { allow, deny, documentOf, policyWith, refusal, statementsOf } from './identity-policy.ts';

const of = (...statements: readonly object[]) => statementsOf(policyAdministration, documentOf(...statements));
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
const notAction = (NotAction: unknown, Resource: unknown = '*') => ({ Effect: 'Allow', NotAction, Resource });

describe('a policy grants full administration', () => {
  it.each<[string, readonly object[]]>([
    // The example of https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-admin-access.html
    ['by * on *', [allow('*')]],
    ['by *:*', [allow('*:*')]],
    ['by several stars', [allow('**')]],
    ['among other actions', [allow(['s3:GetObject', '*'])]],
    [
      'by patterns that only together cover all services',
      [allow([...'abcdefghijklmnopqrstuvwxyz'].map((c) => `${c}*`))],
    ],
    ['by a list of every service', [allow(services().map((service) => `${service}:*`))]],
    ['in any case', [allow([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((c) => `${c}*:*`))]],
    ['by NotAction of nothing that exists', [notAction('nosuchservice:*')]],
    ['with a condition', [allow('*', '*', mfa)]],
    ['on a list of resources with * in it', [allow('*', ['arn:aws:s3:::features', '*'])]],
    ['on all resources but named ones', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::features/*' }]],
    ['when a Deny has a condition', [allow('*'), deny('iam:*', '*', mfa)]],
    ['when a Deny is of some resources', [allow('*'), deny('s3:*', 'arn:aws:s3:::features/*')]],
    ['when a Deny is of an action that does not exist', [allow('*'), deny('nosuchservice:*')]],
    ['when a Deny spares everything by NotAction', [allow('*'), { Effect: 'Deny', NotAction: '*', Resource: '*' }]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ['when a Deny names a resource by a variable', [allow('*'), deny('*', 'arn:aws:s3:::home/*${aws:username}*')]],
  ])('%s', (_, statements) => {
    expect(of(...statements)).toEqual([0]);
  });

  it('by statements that only together cover everything', () => {
    expect(of(allow('iam:*'), allow('s3:GetObject', 'arn:aws:s3:::features/*'), notAction('iam:*'))).toEqual([0, 2]);
  });

  it('in a document whose Statement is one object, of the older version, or without a version', () => {
    expect(statementsOf(policyAdministration, { Version: '2012-10-17', Statement: allow('*') })).toEqual([0]);
    expect(statementsOf(policyAdministration, { Version: '2008-10-17', Statement: [allow('*')] })).toEqual([0]);
    expect(statementsOf(policyAdministration, { Statement: [allow('*')] })).toEqual([0]);
  });
});

describe('a policy grants no full administration', () => {
  it.each<[string, readonly object[]]>([
    // The compliant example of the same page.
    ['by one service', [allow('service:*')]],
    [
      'by all services but one',
      [
        allow(
          services()
            .filter((one) => one !== 'iam')
            .map((service) => `${service}:*`),
        ),
      ],
    ],
    ['by NotAction of a service', [notAction('iam:*')]],
    ['by NotAction of everything', [notAction('*')]],
    ['on one resource', [allow('*', 'arn:aws:s3:::features/*')]],
    // Actions without resource-level permissions match only `*`.
    ['on everything that has an ARN', [allow('*', 'arn:aws:*')]],
    ['on all resources of a service', [allow('*', 'arn:aws:s3:::*')]],
    ['by an Allow that a Deny takes back', [allow('*'), deny('*')]],
    ['when an action is denied', [allow('*'), deny('iam:CreateUser')]],
    ['when a service is denied in other letters', [allow('*'), deny('IAM:*')]],
    ['when everything but a list is denied', [allow('*'), { Effect: 'Deny', NotAction: ['s3:*'], Resource: '*' }]],
    [
      'when all resources but some are denied',
      [allow('*'), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::features/*' }],
    ],
    ['by a Deny', [deny('*')]],
    ['without statements', []],
  ])('%s', (_, statements) => {
    expect(of(...statements)).toEqual([]);
  });

  it('on resources that a variable names, in the version that knows variables and in the one that does not', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    const Statement = [allow('*', 'arn:aws:s3:::home/${aws:username}/*')];
    for (const Version of ['2012-10-17', '2008-10-17'])
      expect(statementsOf(policyAdministration, { Version, Statement })).toEqual([]);
  });
});

describe('whether a policy grants full administration is unknown', () => {
  it('when its document is, for the same reason', () => {
    expect(policyAdministration.derive(policyWith(undefined), null)).toMatchObject({ because: refusal });
  });

  it.each<[string, unknown]>([
    [
      'when a statement that may be an Allow is not understood',
      documentOf({ effect: 'Allow', Action: '*', Resource: '*' }),
    ],
    ['when an Allow has no Resource', documentOf({ Effect: 'Allow', Action: '*' })],
    ['when an Allow has a Principal', documentOf(allow('*', '*', { Principal: '*' }))],
    [
      'when a Deny that could take it back is not understood',
      documentOf(allow('*'), deny('*', '*', { Condition: { Maybe: {} } })),
    ],
    ['when the document is not understood', { Version: '2012-10-17', Statements: [] }],
    [
      'when there are too many patterns to hold against all actions',
      documentOf(allow(Array.from({ length: 65 }, (_, n) => `*${n}*`))),
    ],
    ['when the version is none', { Version: '2020-01-01', Statement: [allow('*')] }],
  ])('%s', (_, document) => {
    expect(statementsOf(policyAdministration, document as object)).toBe('unknown');
  });

  it('but not when what is not understood could change nothing', () => {
    const strange = { Effect: 'Allow', Action: '*', Resource: '*', Unless: 'friday' };
    expect(of(allow('*'), strange)).toEqual([0]);
    expect(of(strange, deny('iam:*'))).toEqual([]);
    expect(of(allow('s3:Get*'), { Effect: 'Deny', action: '*' })).toEqual([]);
  });

  it('and says what is not understood', () => {
    expect(policyAdministration.derive(policyWith(documentOf({ ...allow('*'), Effect: 'allow' })), null)).toMatchObject(
      {
        because: {
          code: 'NotUnderstood',
          message: '`Statement[0].Effect` cannot be understood: Effect is Allow or Deny',
        },
      },
    );
  });
});

it('shows each statement with its Sid, its patterns and the keys of its conditions', () => {
  const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringLike: { 'aws:PrincipalArn': ['*'] } };
  const document = documentOf(allow('s3:GetObject'), allow(['s3:*', '*'], '*', { Sid: 'Admin', Condition }));
  expect(policyAdministration.derive(policyWith(document), null)).toEqual([
    {
      statement: 1,
      sid: 'Admin',
      element: 'Action',
      actions: ['s3:*', '*'],
      conditions: ['aws:MultiFactorAuthPresent', 'aws:PrincipalArn'],
    },
  ]);
});

it('never gives more by denying more, nor less by allowing more', () => {
  const patterns = fc.array(fc.constantFrom('*', '*:*', 's3:*', 'iam:*', 'i*', '*:Get*', 'kms:Decrypt'), {
    minLength: 1,
    maxLength: 3,
  });
  const resource = fc.constantFrom('*', 'arn:aws:s3:::features', 'arn:aws:*');
  const statement = (Effect: string) =>
    fc.record({ Effect: fc.constant(Effect), Resource: resource }).chain((rest) =>
      fc.oneof(
        patterns.map((Action) => ({ ...rest, Action })),
        patterns.map((NotAction) => ({ ...rest, NotAction })),
      ),
    );
  const any = fc.array(fc.oneof(statement('Allow'), statement('Deny')), { maxLength: 3 });
  const admin = (statements: readonly object[]) => (of(...statements) as readonly number[]).length > 0;
  fc.assert(
    fc.property(any, statement('Allow'), statement('Deny'), (given, moreAllow, moreDeny) => {
      if (admin(given)) expect(admin([...given, moreAllow])).toBe(true);
      else expect(admin([...given, moreDeny])).toBe(false);
    }),
    { numRuns: 60 },
  );
});

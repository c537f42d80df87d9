import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessPolicies } from '../../../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../../../src/analysis/access/document.ts';
import { possible } from '../../../../src/analysis/access/exact/possible.ts';
import { deriveOf, documentOf, own, refusal, resourceWith } from './resources.ts';

const arn = 'arn:aws:s3:::features';
const both = [arn, `${arn}/*`];
const noTls = { Bool: { 'aws:SecureTransport': 'false' } };
const deny = (more: object = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: both,
  Condition: noTls,
  ...more,
});
const derive = (document: unknown) =>
  deriveOf(resourceWith('AWS::S3::Bucket', { 'access.policyDocument': document }), 'encryption.plainHttp');
const of = (...statements: readonly unknown[]) => derive(documentOf(...statements));

const refused = { bucket: 'refused', objects: 'refused' };
const open = { bucket: 'open', objects: 'open' };

describe('plain HTTP is refused', () => {
  it.each<[string, readonly object[]]>([
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
    ['by the statement that AWS documents', [deny()]],
    ['in Boolean', [deny({ Condition: { Bool: { 'aws:SecureTransport': false } } })]],
    ['in a list', [deny({ Condition: { Bool: { 'aws:SecureTransport': ['false'] } } })]],
    ['by a key in other letters', [deny({ Condition: { Bool: { 'AWS:securetransport': 'False' } } })]],
    ['by BoolIfExists', [deny({ Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } })]],
    ['of everybody by AWS: *', [deny({ Principal: { AWS: '*' } })]],
    ['of everybody in a list', [deny({ Principal: { AWS: [own, '*'] } })]],
    ['by *', [deny({ Action: '*' })]],
    ['by S3:*', [deny({ Action: ['s3:GetObject', 'S3:*'] })]],
    ['on every resource', [deny({ Resource: '*' })]],
    ['on all that begins so', [deny({ Resource: `${arn}*` })]],
    ['by two statements, one for objects', [deny({ Resource: arn }), deny({ Resource: `${arn}/*` })]],
    [
      'by two statements that share the actions',
      [deny({ Action: 's3:Get*' }), deny({ Action: undefined, NotAction: 's3:Get*' })],
    ],
    ['with all else', [deny({ Condition: undefined })]],
    ['beside an Allow', [{ ...deny({ Condition: undefined }), Effect: 'Allow', Action: 's3:GetObject' }, deny()]],
  ])('%s', (_, statements) => expect(of(...statements)).toEqual(refused));
});

describe('plain HTTP is open', () => {
  it.each<[string, readonly object[]]>([
    ['where nothing is denied', []],
    [
      'where an Allow asks for TLS',
      [{ ...deny(), Effect: 'Allow', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ],
    ['where TLS is denied', [deny({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })]],
    ['where only one action is denied', [deny({ Action: 's3:GetObject' })]],
    ['where all but an action is denied', [deny({ Action: undefined, NotAction: 's3:PutObject' })]],
    ['where two statements leave actions', [deny({ Action: 's3:Get*' }), deny({ Action: 's3:Put*' })]],
    ['to all but some', [deny({ Principal: { AWS: own } })]],
    ['to all but somebody', [deny({ Principal: undefined, NotPrincipal: { AWS: own } })]],
    [
      'where a condition opens a hole',
      [deny({ Condition: { ...noTls, StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } })],
    ],
    [
      'to AWS services',
      [deny({ Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } } })],
    ],
    // A Boolean key has a Boolean operator: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
    ['where a text is compared', [deny({ Condition: { StringEquals: { 'aws:SecureTransport': 'false' } } })]],
    ['where only old versions of TLS are denied', [deny({ Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } })]],
    ['where the bucket is another', [deny({ Resource: ['arn:aws:s3:::labels', 'arn:aws:s3:::labels/*'] })]],
    ['where the value is none', [deny({ Condition: { Bool: { 'aws:SecureTransport': [] } } })]],
  ])('%s', (_, statements) => expect(of(...statements)).toEqual(open));

  it.each<[string, object, object]>([
    ['only of the bucket', { Resource: arn }, { bucket: 'refused', objects: 'open' }],
    ['only of objects', { Resource: `${arn}/*` }, { bucket: 'open', objects: 'refused' }],
    ['only of some objects', { Resource: [arn, `${arn}/raw/*`] }, { bucket: 'refused', objects: 'open' }],
    ['only of objects with a suffix', { Resource: [arn, `${arn}/*.csv`] }, { bucket: 'refused', objects: 'open' }],
    ['only of objects with a long name', { Resource: [arn, `${arn}/????*`] }, { bucket: 'refused', objects: 'open' }],
    [
      'only of objects in somebody’s folder',
      { Resource: [arn, `${arn}/$\u007Baws:username}*`] },
      { bucket: 'refused', objects: 'open' },
    ],
  ])('where it is denied %s', (_, more, expected) => expect(of(deny(more))).toEqual(expected));

  it('without a policy', () => expect(derive(null)).toEqual(open));
});

describe('whether plain HTTP is refused is unknown', () => {
  it('when the policy is', () => expect(derive(undefined)).toEqual(refusal));
  it('when a statement that may refuse it is not understood', () => {
    expect(of(deny({ Condition: { Bool: 'x' } }))).toMatchObject({ code: 'NotUnderstood' });
    expect(of({ ...deny(), Effect: 'deny' })).toMatchObject({ code: 'NotUnderstood' });
  });
  it('but not when another refuses it, or only an Allow is not understood', () => {
    expect(of(deny(), deny({ Condition: { Bool: 'x' } }))).toEqual(refused);
    expect(of({ ...deny(), Effect: 'Allow', Condition: { Bool: 'x' } })).toEqual(open);
  });
});

describe('held against the exact decision', () => {
  const statement = fc.record(
    {
      Effect: fc.constant('Deny'),
      Principal: fc.constantFrom('*', { AWS: '*' }, { AWS: own }, { AWS: `arn:aws:iam::${own}:user/ana` }),
      Action: fc.constantFrom<string | readonly string[]>(
        's3:*',
        '*',
        's3:Get*',
        ['s3:GetObject', 's3:PutObject'],
        's3:*Object',
      ),
      Resource: fc.constantFrom<string | readonly string[]>('*', both, arn, `${arn}/*`, `${arn}*`, [
        arn,
        `${arn}/raw/*`,
      ]),
      Condition: fc.constantFrom<object>(
        {},
        noTls,
        { BoolIfExists: { 'aws:SecureTransport': ['false', 'true'] } },
        { Bool: { 'aws:SecureTransport': 'true' } },
        { Bool: { 'aws:SecureTransport': 'false', 'aws:MultiFactorAuthPresent': 'false' } },
        { Null: { 'aws:SecureTransport': 'false' } },
        { Null: { 'aws:SecureTransport': 'true' } },
      ),
    },
    { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource', 'Condition'] },
  );
  const everything = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' };
  const callers = [
    '*anonymous',
    `arn:aws:iam::${own}:user/ana`,
    `arn:aws:iam::${own}:user/ben`,
    'arn:aws:iam::444455556666:user/eve',
  ];
  const requests = [
    ['s3:ListBucket', arn],
    ['s3:GetBucketLocation', arn],
    ['s3:GetObject', `${arn}/*`],
    ['s3:PutObject', `${arn}/*`],
    ['s3:DeleteObject', `${arn}/*`],
  ] as const;

  const answered = (
    statements: readonly object[],
    principal: string,
    [action, resource]: (typeof requests)[number],
  ) => {
    const policies: AccessPolicies = {
      identity: [parseDocument(documentOf({ Effect: 'Allow', Action: '*', Resource: '*' }))],
      resource: parseDocument(documentOf(everything, ...statements)),
      boundary: null,
      session: null,
      scp: null,
      rcp: null,
      endpoint: null,
    };
    return possible(
      {
        principal,
        action,
        resource,
        resourceAccount: own,
        context: { 'aws:SecureTransport': 'false' },
        contextComplete: false,
        blockPublicAccess: null,
      },
      policies,
    ).truth;
  };

  it('what is refused nobody gets, and what is open somebody does', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), (statements) => {
        const said = of(...statements) as { readonly bucket: string; readonly objects: string };
        for (const [part, asked] of [
          ['bucket', requests.slice(0, 2)],
          ['objects', requests.slice(2)],
        ] as const) {
          const truths = asked.flatMap((request) => callers.map((caller) => answered(statements, caller, request)));
          if (said[part] === 'refused') expect(truths, part).not.toContain('yes');
          else
            expect(
              truths.includes('yes') || statements.some(({ Action }) => Action !== 's3:*' && Action !== '*'),
              part,
            ).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccessPolicies } from '../../../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../../../src/analysis/access/document.ts';
import { possible } from '../../../../src/analysis/access/exact/possible.ts';
import { documentOf, ofPolicy, other, own } from './resources.ts';

const arn = 'arn:aws:s3:::features';
const third = '777788889999';
const organization = 'o-a1b2c3d4e5';

const condition = fc.constantFrom<object>(
  {},
  { StringEquals: { 'aws:PrincipalOrgID': organization } },
  { StringEqualsIfExists: { 'aws:PrincipalOrgID': organization } },
  { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': organization } },
  { StringNotEquals: { 'aws:PrincipalOrgID': organization } },
  { StringNotEquals: { 'aws:PrincipalAccount': own } },
  { StringNotEquals: { 'aws:PrincipalAccount': [own, other] } },
  { StringEquals: { 'aws:PrincipalAccount': other } },
  { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:*` } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:user/*` } },
  { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${other}:user/*` } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
  { Null: { 'aws:PrincipalOrgID': 'true' } },
  { Null: { 'aws:PrincipalOrgID': 'false' } },
);

const statement = (Effect: 'Allow' | 'Deny') =>
  fc.record({
    Effect: fc.constant(Effect),
    Principal: fc.constantFrom<unknown>(
      '*',
      { AWS: '*' },
      { AWS: own },
      { AWS: other },
      { AWS: `arn:aws:iam::${other}:user/eve` },
    ),
    Action: fc.constantFrom<unknown>('s3:*', '*', 's3:Get*', 's3:GetObject', ['s3:PutBucketPolicy', 's3:GetObject']),
    Resource: fc.constantFrom<unknown>('*', [arn, `${arn}/*`], arn, `${arn}/*`, `${arn}/raw/*`),
    Condition: condition,
  });

const strangers = {
  [other]: `arn:aws:iam::${other}:user/eve`,
  [third]: `arn:aws:iam::${third}:user/mallory`,
  anonymous: '*anonymous',
} as const;

interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly actions: readonly string[];
}

it('whoever outside gets in by the exact decision is among those that are named, and so is what they get', () => {
  fc.assert(
    fc.property(
      fc.array(statement('Allow'), { minLength: 1, maxLength: 2 }),
      fc.array(statement('Deny'), { maxLength: 2 }),
      (allows, denies) => {
        const statements = [...allows, ...denies];
        const entries = ofPolicy('AWS::S3::Bucket', 'access.trustedOutside', ...statements) as readonly Entry[];
        const policies: AccessPolicies = {
          identity: [parseDocument(documentOf({ Effect: 'Allow', Action: '*', Resource: '*' }))],
          resource: parseDocument(documentOf(...statements)),
          boundary: null,
          session: null,
          scp: null,
          rcp: null,
          endpoint: null,
        };
        for (const [account, principal] of Object.entries(strangers)) {
          for (const [action, resource] of [
            ['s3:GetObject', `${arn}/*`],
            ['s3:PutBucketPolicy', arn],
          ] as const) {
            const { truth } = possible(
              {
                principal,
                action,
                resource,
                resourceAccount: own,
                context: {},
                contextComplete: false,
                blockPublicAccess: null,
              },
              policies,
            );
            if (truth !== 'yes') continue;
            const named = entries.some(
              ({ kind, id, actions }) => (kind !== 'account' || id === account) && actions.includes(action),
            );
            expect(named, `${account} ${action} in ${JSON.stringify(entries)}`).toBe(true);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);

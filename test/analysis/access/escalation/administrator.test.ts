import { describe, expect, it } from 'vitest';
import type { AccessPolicies } from '../../../../src/analysis/access/authorize.ts';
import { administrationOf } from '../../../../src/analysis/access/escalation/administrator.ts';
import { allow, BOB, deny, documentOf, NONE } from '../policies.ts';

const truthOf = (policies: Partial<AccessPolicies>) => administrationOf(null, { ...NONE, ...policies }).truth;
const inOne = (...statements: readonly object[]) => truthOf({ identity: [documentOf(...statements)] });
const everything = documentOf(allow());

describe('an administrator', () => {
  it.each([
    ['everything', [allow()]],
    ['everything by service', [allow({ Action: '*:*' })]],
    ['all but what does not matter', [allow({ Action: undefined, NotAction: ['aws-portal:*', 'support:*'] })]],
    [
      'all that decides, service by service',
      [allow({ Action: ['iam:*', 'sts:*', 'kms:*'] }), allow({ Action: 's3:*' })],
    ],
    ['all resources but one', [allow({ Resource: undefined, NotResource: 'arn:aws:s3:::payroll/*' })]],
    ['everything, with MFA', [allow({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })]],
    [
      'everything in its own account',
      [allow({ Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } } })],
    ],
    [
      'everything, less one protected role',
      [allow(), deny({ Action: 'iam:*', Resource: 'arn:aws:iam::*:role/audit' })],
    ],
    [
      'everything, less what it does without MFA',
      [allow(), deny({ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })],
    ],
    ['everything, less what does not matter', [allow(), deny({ Action: 'organizations:LeaveOrganization' })]],
  ])('is allowed %s', (_, statements) => {
    expect(inOne(...statements)).toBe('yes');
    expect(truthOf({ identity: statements.map((one) => documentOf(one)) })).toBe('yes');
  });

  it.each([
    ['is allowed nothing', []],
    ['is allowed everything but IAM', [allow({ Action: undefined, NotAction: 'iam:*' })]],
    ['is allowed everything and denied IAM', [allow(), deny({ Action: 'IAM:*' })]],
    ['is allowed everything and denied all of it', [allow(), deny()]],
    [
      'is allowed everything in one bucket',
      [allow({ Resource: ['arn:aws:s3:::features', 'arn:aws:s3:::features/*'] })],
    ],
    ['is allowed a few services', [allow({ Action: ['s3:*', 'ec2:*', 'lambda:*'] })]],
    ['reads everything', [allow({ Action: ['*:Get*', '*:List*', '*:Describe*'] })]],
    [
      'is allowed everything in one Region',
      [allow({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } } })],
    ],
    ['is allowed everything of one tag', [allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'data' } } })]],
    [
      'is allowed everything if nobody calls',
      [allow({ Condition: { StringEquals: { 'aws:PrincipalType': 'Anonymous' } } })],
    ],
    [
      'is denied IAM under a condition that always holds',
      [allow(), deny({ Action: 'iam:*', Condition: { StringLike: { 'aws:PrincipalArn': '*' } } })],
    ],
  ])('is nobody who %s', (_, statements) => {
    expect(inOne(...statements)).toBe('no');
    expect(truthOf({ identity: statements.map((one) => documentOf(one)) })).toBe('no');
  });

  it('is limited by a boundary, a session policy and every SCP', () => {
    const identity = [everything];
    const reading = documentOf(allow({ Action: '*:Get*' }));
    const withoutIam = documentOf(allow(), deny({ Action: 'iam:*' }));
    expect(truthOf({ identity, boundary: [everything], session: everything })).toBe('yes');
    for (const limit of [reading, withoutIam]) {
      expect(truthOf({ identity, boundary: [limit] })).toBe('no');
      expect(truthOf({ identity, session: limit })).toBe('no');
      const levels = [everything, limit].map((document, index) => ({ id: `level ${index}`, policies: [document] }));
      expect(truthOf({ identity, scp: levels })).toBe('no');
    }
    expect(truthOf({ identity, scp: [{ id: 'root', policies: [everything] }] })).toBe('yes');
    expect(truthOf({ identity: [reading], boundary: [everything] })).toBe('no');
  });

  it('says what is missing, and where', () => {
    const { reason } = administrationOf(BOB, {
      ...NONE,
      identity: [everything],
      boundary: [documentOf(allow({ Action: 's3:*' }))],
    });
    expect(reason).toMatch(/^iam:\w+ is not allowed by the permissions boundary$/);
  });

  it('is unknown where a document that matters cannot be read', () => {
    const broken = documentOf({ ...allow(), Effect: 'Perhaps' });
    expect(truthOf({ identity: 'unknown' })).toBe('unknown');
    expect(truthOf({ identity: [everything], boundary: 'unknown' })).toBe('unknown');
    expect(truthOf({ identity: [broken] })).toBe('unknown');
    expect(truthOf({ identity: [everything, broken] })).toBe('unknown');
    expect(truthOf({ identity: [broken, documentOf(deny({ Action: 'iam:*' }))] })).toBe('no');
  });
});

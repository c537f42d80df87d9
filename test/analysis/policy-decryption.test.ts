import { describe, expect, it } from 'vitest';
import { inlinePolicyDecryption, managedPolicyDecryption } from '../../src/analysis/policy-decryption.ts';
import { allow, deny, documentOf, policyWith, statementsOf } from './identity-policy.ts';

const of = (...statements: readonly object[]) => statementsOf(managedPolicyDecryption, documentOf(...statements));
const key = (region: string, account: string, id = '*') => `arn:aws:kms:${region}:${account}:key/${id}`;
const own = '111122223333';
const uuid = '11111111-2222-3333-4444-555555555555';
const viaS3 = { Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } } };

describe('a policy decrypts with every key', () => {
  it.each<[string, object]>([
    // https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1
    ['by kms:Decrypt on *', allow('kms:Decrypt')],
    ['by kms:ReEncryptFrom on *', allow('kms:ReEncryptFrom')],
    ['by kms:*', allow('kms:*')],
    ['by a prefix', allow('kms:Re*')],
    ['by *', allow('*')],
    ['in any case', allow('KMS:decrypt')],
    ['by NotAction of other actions', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['with a condition', allow('kms:Decrypt', '*', viaS3)],
    ['on all keys of any Region and account', allow('kms:Decrypt', key('*', '*'))],
    ['on all keys of the account', allow('kms:Decrypt', key('*', own))],
    ['on all keys of another account', allow('kms:Decrypt', key('*', '999988887777'))],
    ['on all keys of a Region', allow('kms:Decrypt', key('eu-central-1', '*'))],
    ['on all keys of a Region, written as anything there', allow('kms:Decrypt', 'arn:aws:kms:eu-central-1:*')],
    ['on all keys of Regions that begin alike', allow('kms:Decrypt', 'arn:aws:kms:eu-*')],
    ['on all keys of some Regions', allow('kms:Decrypt', key('eu-*', own))],
    ['on all keys, written as anything of KMS', allow('kms:Decrypt', 'arn:aws:kms:*')],
    ['on all keys, written by their form', allow('kms:Decrypt', key('*', own, '????????-*'))],
    ['on all keys of any partition', allow('kms:Decrypt', 'arn:*:kms:*:*:*')],
    ['on all aliases', allow('kms:Decrypt', `arn:aws:kms:*:${own}:alias/*`)],
    ['among other resources', allow('kms:Decrypt', [key('eu-central-1', own, uuid), '*'])],
    ['on all keys but one', { Effect: 'Allow', Action: 'kms:Decrypt', NotResource: key('eu-central-1', own, uuid) }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ['on what a variable may leave open', allow('kms:Decrypt', key('*', own, '*${aws:PrincipalTag/team}'))],
  ])('%s', (_, statement) => {
    expect(of(statement)).toEqual([0]);
  });

  it.each<[string, object]>([
    ['when a Deny has a condition', deny('kms:Decrypt', '*', viaS3)],
    ['when a Deny is of one key', deny('kms:Decrypt', key('eu-central-1', own, uuid))],
    ['when a Deny is of one Region', deny('kms:Decrypt', key('eu-central-1', '*'))],
    ['when a Deny leaves the other action', deny('kms:ReEncryptFrom')],
    ['when a Deny is of the aliases', deny('kms:*', 'arn:aws:kms:*:*:alias/*')],
  ])('%s', (_, statement) => {
    expect(of(allow('kms:*'), statement)).toEqual([0]);
  });
});

describe('a policy does not decrypt with every key', () => {
  it.each<[string, readonly object[]]>([
    ['on one key', [allow('kms:Decrypt', key('eu-central-1', own, uuid))]],
    ['on all keys of one Region in one account', [allow('kms:Decrypt', key('eu-central-1', own))]],
    ['on one id, wherever it is', [allow('kms:*', key('*', '*', uuid))]],
    ['on multi-Region keys', [allow('kms:*', key('*', own, 'mrk-*'))]],
    ['on aliases with a prefix', [allow('kms:*', `arn:aws:kms:*:${own}:alias/features-*`)]],
    ['on another service', [allow('*', 'arn:aws:s3:::*')]],
    ['of another partition', [allow('kms:*', `arn:aws-cn:kms:*:${own}:key/*`)]],
    ['by other actions', [allow(['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo', 'kms:DescribeKey'])]],
    ['by NotAction of both', [{ Effect: 'Allow', NotAction: ['kms:decrypt', 'KMS:ReEncrypt*'], Resource: '*' }]],
    ['on all but keys', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:kms:*:*:key/*' }]],
    ['by a Deny', [deny('kms:*')]],
    ['when both are denied', [allow('kms:*'), deny(['kms:Decrypt', 'kms:ReEncryptFrom'])]],
    ['when both are denied for all keys', [allow('kms:*'), deny('kms:*', key('*', '*'))]],
    [
      'when other keys are denied',
      [allow('kms:*'), { Effect: 'Deny', Action: 'kms:*', NotResource: key('eu-central-1', own) }],
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ['on keys that a variable names', [allow('kms:Decrypt', key('*', own, '${aws:PrincipalTag/key}'))]],
  ])('%s', (_, statements) => {
    expect(of(...statements)).toEqual([]);
  });
});

describe('whether a policy decrypts with every key is unknown', () => {
  it.each<[string, object | undefined]>([
    ['when its document is', undefined],
    ['when an Allow is not understood', documentOf(allow('kms:Decrypt', '*', { Conditions: {} }))],
    [
      'when a Deny that could prevent it is not understood',
      documentOf(allow('kms:Decrypt'), { Effect: 'Deny', Action: 'kms:*' }),
    ],
  ])('%s', (_, document) => {
    expect(statementsOf(managedPolicyDecryption, document)).toBe('unknown');
  });
});

it('looks at the keys of the partition where the policy is', () => {
  const document = documentOf(allow('kms:Decrypt', `arn:aws-cn:kms:*:${own}:key/*`));
  expect(statementsOf(managedPolicyDecryption, document, 'aws-cn')).toEqual([0]);
});

it('decides inline policies alike, and shows the conditions', () => {
  const document = documentOf(allow(['s3:GetObject', 'kms:Decrypt'], '*', { Sid: 'Read', ...viaS3 }));
  expect(inlinePolicyDecryption.derive(policyWith(document), null)).toEqual([
    {
      statement: 0,
      sid: 'Read',
      element: 'Action',
      actions: ['s3:GetObject', 'kms:Decrypt'],
      conditions: ['kms:ViaService'],
    },
  ]);
});

import { describe, expect, it } from 'vitest';
import { policyWholeServices } from '../../src/analysis/policy-whole-services.ts';
import { allow, deny, documentOf, policyWith, statementsOf } from './identity-policy.ts';

const of = (...statements: readonly object[]) => statementsOf(policyWholeServices, documentOf(...statements));
const notAction = (NotAction: unknown) => ({ Effect: 'Allow', NotAction, Resource: '*' });

describe('a policy grants a whole service', () => {
  it.each<[string, object]>([
    // https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-full-access.html
    ['by ec2:*', allow('ec2:*')],
    ['on one resource too', allow('s3:*', 'arn:aws:s3:::features/*')],
    ['in any case', allow('S3:*')],
    ['by *', allow('*')],
    ['by *:*', allow('*:*')],
    ['by a wildcard in the name of the service', allow('s?:*')],
    ['by a wildcard that reaches over the colon', allow('s3*')],
    ['by question marks', allow('s3:?*')],
    ['by a pattern for each letter', allow([...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `s3:${letter}*`))],
    ['that the action data does not have', allow('newservice:*')],
    ['with a condition', allow('s3:*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    // https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
    ['by NotAction of another service', notAction('iam:*')],
    ['by NotAction of one action', notAction('s3:DeleteBucket')],
    ['by NotAction of a service of which nothing is known', notAction('newservice:*')],
  ])('%s', (_, statement) => {
    expect(of(statement)).toEqual([0]);
  });

  it('whatever else denies it: the page speaks of statements', () => {
    expect(of(deny('s3:*'), allow('s3:*'))).toEqual([1]);
  });

  it('by patterns, of which only these are shown', () => {
    const document = documentOf(allow(['s3:Get*', 'ec2:*', 'kms:Decrypt', 'S3:*']));
    expect(policyWholeServices.derive(policyWith(document), null)).toMatchObject([{ actions: ['ec2:*', 'S3:*'] }]);
  });
});

describe('a policy grants no whole service', () => {
  it.each<[string, object]>([
    ['by a prefix', allow('ec2:Describe*')],
    ['by a wildcard before a name', allow('s3:*Object')],
    ['by a prefix that all actions of the service happen to have', allow('rds-db:c*')],
    ['by the only action of a service', allow('rds-db:connect')],
    ['by one action of every service', allow('*:ListTagsForResource')],
    ['by patterns for some letters', allow([...'abcdefghijklm'].map((letter) => `s3:${letter}*`))],
    ['by a Deny', deny('s3:*')],
    ['by NotAction of everything', notAction('*')],
    ['by NotAction of everything in parts', notAction([...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `${letter}*`))],
    ['by no action', allow([])],
  ])('%s', (_, statement) => {
    expect(of(statement)).toEqual([]);
  });
});

describe('whether a policy grants a whole service is unknown', () => {
  it.each<[string, object | undefined]>([
    ['when its document is', undefined],
    ['when an Allow is not understood', documentOf({ Effect: 'Allow', Action: 's3:*' })],
    [
      'when there are too many patterns to hold against all services',
      documentOf(allow(Array.from({ length: 65 }, (_, n) => `*${n}*`))),
    ],
    ['when the document is not understood', { Statement: 'everything' }],
  ])('%s', (_, document) => {
    expect(statementsOf(policyWholeServices, document)).toBe('unknown');
  });

  it('but not when only a Deny is not understood, or another Allow grants one', () => {
    expect(of(allow('s3:Get*'), { Effect: 'Deny', Action: 's3:*' })).toEqual([]);
    expect(of({ Effect: 'Allow', Action: 's3:*' }, allow('ec2:*'))).toEqual([1]);
  });
});

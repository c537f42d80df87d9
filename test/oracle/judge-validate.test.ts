import { describe, expect, it } from 'vitest';
import { answerValidate } from './judge-validate.ts';

const of = (statement: object): object => ({ Version: '2012-10-17', Statement: [statement] });
const everything = of({ Effect: 'Allow', Action: '*', Resource: '*' });
const trust = of({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' });
const decrypt = of({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'kms:Decrypt', Resource: '*' });

describe('a vector about a document', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['a service control policy', everything, { policyType: 'SERVICE_CONTROL_POLICY' }, []],
    ['an scp', everything, { kind: 'scp' }, []],
    [
      'a resource control policy',
      of({ Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' }),
      { PolicyType: 'resource-control-policy' },
      ['rcp-syntax-error-notaction'],
    ],
    ['the trust policy of a role', trust, { policyType: 'RESOURCE_POLICY' }, []],
    [
      'the policy of a bucket',
      decrypt,
      { resourceType: 'AWS::S3::Bucket' },
      ['unsupported-action-in-policy', 'unsupported-resource-arn-in-policy'],
    ],
    ['the policy of a key', decrypt, { resourceType: 'AWS::KMS::Key' }, []],
    ['an identity', decrypt, { policyType: 'IDENTITY_POLICY' }, ['unsupported-principal']],
    ['nothing in particular', decrypt, {}, []],
  ])('that is said to be of %s is read as that', (_, document, request, expected) => {
    expect(answerValidate({ document }, { ...request })).toEqual(expected);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/analysis/access/document.ts';
import { isPublicByService } from '../../../src/analysis/access/public.ts';
import { ACCOUNT, allow, deny, documentOf } from './policies.ts';

const isPublicPolicy = (...given: Parameters<typeof isPublicByService>) => isPublicByService(...given).truth;
const everyone = (Condition: object) => documentOf(allow({ Principal: '*', Condition }));

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
describe('the policy status of S3', () => {
  it.each<[string, object, string]>([
    // The page's own examples.
    ['aws:SourceVpc is fixed', { StringEquals: { 'aws:SourceVpc': 'vpc-91237329' } }, 'no'],
    ['aws:SourceVpc has a wildcard', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }, 'yes'],
    ['aws:PrincipalOrgID is fixed', { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } }, 'no'],
    ['aws:SourceIp is narrow', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } }, 'no'],
    ['aws:SourceIp is /8', { IpAddress: { 'aws:SourceIp': '17.0.0.0/8' } }, 'no'],
    ['aws:SourceIp is broader than /8', { IpAddress: { 'aws:SourceIp': '16.0.0.0/7' } }, 'yes'],
    ['one aws:SourceIp of two is broad', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } }, 'yes'],
    ['aws:SourceIp is broader than /32 of IPv6', { IpAddress: { 'aws:SourceIp': '2001:db8::/31' } }, 'yes'],
    ['aws:SourceIp is private', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '172.16.0.0/12'] } }, 'no'],
    ['many ranges sum up', { IpAddress: { 'aws:SourceIp': ['17.0.0.0/8', '18.0.0.0/8'] } }, 'unknown'],
    ['a variable stands in the value', { StringEquals: { 'aws:SourceVpc': '${aws:PrincipalTag/vpc}' } }, 'yes'],
    ['only the transport is secure', { Bool: { 'aws:SecureTransport': 'true' } }, 'yes'],
    ['only the referer is fixed', { StringLike: { 'aws:Referer': 'https://example.com/*' } }, 'yes'],
    ['a key only must not be something', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, 'yes'],
    ['a key may be missing', { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }, 'yes'],
    ['a key may be missing from a set', { 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' } }, 'yes'],
    [
      'the encryption key is fixed',
      { StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'k' } },
      'unknown',
    ],
    ['a role id has any session', { StringLike: { 'aws:userid': 'AROAEXAMPLEID12345678:*' } }, 'unknown'],
  ])('where %s', (_, condition, expected) => expect(isPublicPolicy(everyone(condition), 's3-bucket')).toBe(expected));

  it('minds who is named', () => {
    const status = (rest: object) => isPublicPolicy(documentOf(allow(rest)), 's3-bucket');
    expect(status({ Principal: '*' })).toBe('yes');
    expect(status({ Principal: { AWS: ['*'] } })).toBe('yes');
    expect(status({ NotPrincipal: { AWS: ACCOUNT } })).toBe('yes');
    expect(status({ Principal: { AWS: ACCOUNT } })).toBe('no');
    expect(status({ Principal: { Service: 'cloudtrail.amazonaws.com' } })).toBe('no');
    expect(status({ Principal: '*', Effect: 'Deny' })).toBe('no');
    expect(status({ Principal: '*', Action: [] })).toBe('no');
  });

  it('takes an access point with a wildcard in a bucket policy for fixed, not in an access point policy', () => {
    const point = (arn: string) => everyone({ ArnLike: { 's3:DataAccessPointArn': arn } });
    const own = point(`arn:aws:s3:us-west-2:${ACCOUNT}:accesspoint/*`);
    expect(isPublicPolicy(own, 's3-bucket')).toBe('no');
    expect(isPublicPolicy(own, 's3-access-point')).toBe('yes');
    expect(isPublicPolicy(point('arn:aws:s3:us-west-2:*:accesspoint/mine'), 's3-bucket')).toBe('yes');
  });

  it('is public by one statement, and unknown by one that cannot be read', () => {
    const named = allow({ Principal: { AWS: ACCOUNT } });
    expect(isPublicPolicy(documentOf(named, allow({ Principal: '*' }), deny({ Principal: '*' })), 's3-bucket')).toBe(
      'unknown',
    );
    expect(
      isPublicPolicy(documentOf(named, allow({ Principal: '*' }), deny({ Principal: { AWS: ACCOUNT } })), 's3-bucket'),
    ).toBe('yes');
    expect(isPublicPolicy(documentOf(named, { ...named, effect: 'Allow' }), 's3-bucket')).toBe('unknown');
    expect(isPublicPolicy(parseDocument('{'), 's3-bucket')).toBe('unknown');
  });

  it('is public where all that matters can be read, and never safe where something cannot', () => {
    const status = (document: unknown) => isPublicPolicy(parseDocument(document), 's3-bucket');
    const open = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    expect(status({ Statement: { Effect: 'Allow', Principal: '*' } })).toBe('yes');
    expect(status({ Statement: { ...open, Principal: ['*'] } })).toBe('yes');
    expect(status({ Statement: { ...open, Principal: { aws: ['*'] } } })).toBe('yes');
    expect(status({ Statement: { ...open, Principal: { '*': '*' } } })).toBe('yes');
    expect(status({ Statement: { ...open, Principal: { Service: '*' } } })).toBe('unknown');
    expect(status({ Statement: { ...open, Principal: ['*'], Condition: [] } })).toBe('unknown');
    expect(status({ Statement: { ...open, Principal: '*', Conditions: {} } })).toBe('unknown');
    expect(status({ Statement: { ...open, effect: 'Allow', Principal: `arn:aws:iam::${ACCOUNT}:root` } })).toBe(
      'unknown',
    );
    expect(status({ Statement: { ...open, Effect: 'allow', Principal: '*' } })).toBe('unknown');
    expect(status({ statement: { ...open, Principal: '*' } })).toBe('unknown');
    expect(status('{"Statement":{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"*"}}')).toBe('unknown');
  });

  it('does not depend on a version that AWS does not have', () => {
    const status = (Statement: unknown) =>
      isPublicPolicy(parseDocument({ Version: '2012-10-18', Statement }), 's3-bucket');
    const open = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    expect(status([{ ...open, Principal: '*' }])).toBe('yes');
    expect(status([{ ...open, Principal: { AWS: ACCOUNT } }])).toBe('no');
    expect(status({ ...open, Principal: ACCOUNT })).toBe('unknown');
    expect(status([])).toBe('unknown');
    expect(status(1)).toBe('unknown');
  });

  it('says unknown of a document with more to compare than time allows', () => {
    const allowed = Array.from({ length: 1000 }, (_, index) => allow({ Principal: '*', Action: `s3:Get*${index}` }));
    const denied = Array.from({ length: 1000 }, (_, index) =>
      deny({
        Principal: '*',
        Action: [`s3:*b${index}`, 's3:*'],
        Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } },
      }),
    );
    expect(isPublicPolicy(documentOf(...allowed, ...denied), 's3-bucket')).toBe('unknown');
    expect(
      isPublicPolicy(documentOf(...allowed, ...denied, allow({ Principal: '*', Action: 'sqs:*' })), 's3-bucket'),
    ).toBe('unknown');
    expect(isPublicPolicy(documentOf(...allowed), 's3-bucket')).toBe('yes');
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/analysis/access/document.ts';
import { isPublicBucket, isPublicPolicy, settingsInForce } from '../../../src/analysis/access/public.ts';
import { ACCOUNT, allow, deny, documentOf } from './policies.ts';

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
  ])('where %s', (_, condition, expected) => expect(isPublicPolicy(everyone(condition), 'bucket')).toBe(expected));

  it('minds who is named', () => {
    const status = (rest: object) => isPublicPolicy(documentOf(allow(rest)), 'bucket');
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
    expect(isPublicPolicy(own, 'bucket')).toBe('no');
    expect(isPublicPolicy(own, 'access-point')).toBe('yes');
    expect(isPublicPolicy(point('arn:aws:s3:us-west-2:*:accesspoint/mine'), 'bucket')).toBe('yes');
  });

  it('is public by one statement, and unknown by one that cannot be read', () => {
    const named = allow({ Principal: { AWS: ACCOUNT } });
    expect(isPublicPolicy(documentOf(named, allow({ Principal: '*' }), deny({ Principal: '*' })), 'bucket')).toBe(
      'yes',
    );
    expect(isPublicPolicy(documentOf(named, { ...named, effect: 'Allow' }), 'bucket')).toBe('unknown');
    expect(isPublicPolicy(parseDocument('{'), 'bucket')).toBe('unknown');
  });
});

describe('a bucket', () => {
  const off = { ignorePublicAcls: false, restrictPublicBuckets: false };
  const of = (publicAcl: boolean, ignore: boolean, publicPolicy: boolean, restrict: boolean, enforced = false) => {
    const truth = (flag: boolean) => (flag ? 'yes' : 'no');
    return isPublicBucket({
      publicAcl: truth(publicAcl),
      aclsEnabled: truth(!enforced),
      publicPolicy: truth(publicPolicy),
      settings: settingsInForce([{ ignorePublicAcls: ignore, restrictPublicBuckets: restrict }, off]),
    });
  };
  const both = [false, true];

  // The truth table of ACL, IgnorePublicAcls, policy and RestrictPublicBuckets, row by row.
  it.each<[string, readonly boolean[], readonly boolean[], readonly boolean[], readonly boolean[], string]>([
    ['nothing public', [false], both, [false], both, 'no'],
    ['a public ACL that counts', [true], [false], both, both, 'yes'],
    ['a public ACL that is ignored', [true], [true], [false], both, 'no'],
    ['a public policy that is not restricted', both, both, [true], [false], 'yes'],
    ['no public ACL and a restricted policy', [false], both, [true], [true], 'no'],
    ['an ignored ACL and a restricted policy', [true], [true], [true], [true], 'no'],
  ])('with %s', (_, acls, ignores, policies, restricts, expected) => {
    for (const acl of acls)
      for (const ignore of ignores)
        for (const policy of policies)
          for (const restrict of restricts) expect(of(acl, ignore, policy, restrict)).toBe(expected);
  });

  it('whose owner is enforced has no ACLs', () => {
    expect(of(true, false, false, false, true)).toBe('no');
    expect(of(true, false, true, false, true)).toBe('yes');
  });

  it('whose account settings could not be read is settled by its own only where they are on', () => {
    const exposure = { publicAcl: 'yes', aclsEnabled: 'yes', publicPolicy: 'yes' } as const;
    const on = { ignorePublicAcls: true, restrictPublicBuckets: true };
    expect(isPublicBucket({ ...exposure, settings: settingsInForce(['unknown', on]) })).toBe('no');
    expect(isPublicBucket({ ...exposure, settings: settingsInForce(['unknown', off]) })).toBe('unknown');
  });
});

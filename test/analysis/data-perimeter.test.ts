import { describe, expect, it } from 'vitest';
import { bucketPerimeter } from '../../src/analysis/data-perimeter.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import type { Resource } from '../../src/model/resource.ts';
import { own, refusal, resource } from './resources.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html

const arn = 'arn:aws:s3:::passports';
const organization = 'o-acme1234567';
const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const deny = (Condition: object, more: object = {}) => ({
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`], Condition },
  ...more,
});
const notServices = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } };
const identity = deny({ StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization }, ...notServices });
const network = deny({
  StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0a1b2c3d' },
  NotIpAddressIfExists: { 'aws:SourceIp': '198.51.100.0/24' },
  BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
});

/** The organization says that it has no resource control policies. */
const withoutControls = [
  resource('AWS::Organizations::Organization', `arn:aws:organizations::${own}:organization/${organization}`, {
    id: organization,
    managementAccount: '222233334444',
    featureSet: 'ALL',
    enabledPolicyTypes: [],
  }),
];
const withControl = (content: object): Resource[] => [
  resource('AWS::Organizations::Account', `arn:aws:organizations::1:account/${organization}/${own}`, {
    accountId: own,
    path: `${organization}/r-acme/ou-acme-1/${own}/`,
  }),
  resource('AWS::Organizations::Policy', 'arn:aws:organizations::1:policy/p-1', {
    policyId: 'p-1',
    kind: 'RESOURCE_CONTROL_POLICY',
    document: document(content),
    targets: [{ id: 'ou-acme-1' }],
  }),
];

const ask = (policy: unknown, others: readonly Resource[] = withoutControls, expected: readonly string[] = []) => {
  const derivation = new Derivation([bucketPerimeter]);
  for (const other of others) derivation.gather(other);
  const rule = { type: 'AWS::S3::Bucket', shows: new Set(['access.perimeter']), params: { expected } };
  const seen = derivation.seenBy(rule)?.(resource('AWS::S3::Bucket', arn, { 'access.policyDocument': policy }));
  return seen?.facts['access.perimeter'] ?? seen?.unknown['access.perimeter'];
};
const exempt = (...kinds: string[]) => ({ kinds, services: 'exempt' });

describe('the perimeter of a bucket', () => {
  it('is of identities where whoever is not of the organization is denied', () => {
    expect(ask(document(identity))).toEqual(exempt('identity'));
    expect(ask(document(deny({ StringNotEquals: { 'aws:PrincipalAccount': own }, ...notServices })))).toEqual(
      exempt('identity'),
    );
  });

  it('is of networks where nobody gets in from elsewhere', () => {
    expect(ask(document(network))).toEqual(exempt('network'));
    expect(ask(document(identity, network))).toEqual(exempt('identity', 'network'));
  });

  it('is none without such a statement, or with one that leaves some out', () => {
    expect(ask(null)).toEqual(exempt());
    const { Condition } = identity;
    expect(ask(document({ ...identity, Principal: { AWS: own } }))).toEqual(exempt());
    expect(ask(document({ ...identity, Action: 's3:GetObject' }))).toEqual(exempt());
    expect(ask(document({ ...identity, Resource: `${arn}/private/*` }))).toEqual(exempt());
    expect(ask(document(deny({ ...Condition, StringNotLike: { 'aws:UserAgent': 'x' } })))).toEqual(exempt());
    // Without IfExists it does not hold for requests without a principal: they have no organization, and the negation holds.
    expect(ask(document(deny({ StringEquals: { 'aws:PrincipalOrgID': 'o-other000000' }, ...notServices })))).toEqual(
      exempt(),
    );
  });

  it('keeps out AWS services as well where they are not exempt', () => {
    const everybody = deny({ StringNotEquals: { 'aws:PrincipalOrgID': organization } });
    expect(ask(document(everybody))).toEqual({ kinds: ['identity'], services: 'refused' });
  });

  it('is no more than what is expected', () => {
    const both = deny({
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': [organization, 'o-other000000'] },
      ...notServices,
    });
    expect(ask(document(both))).toEqual(exempt('identity'));
    expect(ask(document(both), withoutControls, [organization])).toEqual(exempt());
    expect(ask(document(both), withoutControls, [organization, 'o-other000000'])).toEqual(exempt('identity'));
  });

  it('may be that of the organization', () => {
    expect(ask(null, withControl({ ...identity, Resource: '*' }))).toEqual(exempt('identity'));
    expect(ask(null, withControl({ ...identity, Resource: 'arn:aws:s3:::other/*' }))).toEqual(exempt());
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html: not of the management account.
    const management = resource('AWS::Organizations::Organization', 'arn:aws:organizations::1:organization/o', {
      id: organization,
      managementAccount: own,
      featureSet: 'ALL',
    });
    expect(ask(null, [management, ...withControl({ ...identity, Resource: '*' })])).toEqual(exempt());
  });

  it('is unknown where neither the policy nor the organization says it', () => {
    expect(ask(refusal)).toEqual(refusal);
    expect(ask(null, [])).toMatchObject({ code: 'NotInSnapshot' });
    expect(ask(document(identity), [])).toEqual(exempt('identity'));
    expect(ask(document({ ...identity, Condition: { Strange: { a: 'b' } } }))).toMatchObject({ code: 'NotUnderstood' });
  });
});

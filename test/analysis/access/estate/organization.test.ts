import { describe, expect, it } from 'vitest';
import { ask } from '../../../../src/analysis/access/estate/ask.ts';
import {
  accountBlock,
  allow,
  bucket,
  denied,
  document,
  estateOf,
  home,
  other,
  resource,
  role,
  roleArn,
} from './estate-of.ts';

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html

const management = '999999999999';
const objects = 'arn:aws:s3:::features/*';
const everything = document(allow('*'));

const organization = (facts: object = {}, account = home) =>
  resource('AWS::Organizations::Organization', `arn:aws:organizations::${account}:organization`, {
    ...{ id: 'o-acme', managementAccount: management, featureSet: 'ALL', 'access.s3PublicAccessBlock': null },
    ...facts,
  });

const member = (accountId = home) =>
  resource('AWS::Organizations::Account', `arn:aws:organizations::${management}:account/o-acme/${accountId}`, {
    ...{ accountId, organization: 'o-acme', path: 'o-acme/r-root/ou-data/' },
  });

const policy = (id: string, value: unknown, targets: unknown, kind = 'SERVICE_CONTROL_POLICY') =>
  resource('AWS::Organizations::Policy', `arn:aws:organizations::${management}:policy/o-acme/${id}`, {
    ...{ policyId: id, kind, document: value },
    targets: Array.isArray(targets) ? targets.map((target: string) => ({ id: target, kind: 'root' })) : targets,
  });

const full = policy('p-FullAWSAccess', everything, ['r-root', 'ou-data', home]);
const etl = role('etl', { inline: { all: everything } });

const answer = (...resources: Parameters<typeof estateOf>[0]) => {
  const estate = estateOf([etl, bucket('features'), accountBlock(), ...resources]);
  const { truth, assumptions } = ask(estate, roleArn('etl'), 's3:GetObject', objects);
  return { truth, assumed: assumptions.length };
};

describe('service control policies', () => {
  it('have to allow at every level from the root down', () => {
    expect(answer(organization(), member(), full)).toEqual({ truth: 'yes', assumed: 1 });
    const above = policy('p-FullAWSAccess', everything, ['r-root', home]);
    expect(answer(organization(), member(), above).truth).toBe('no');
    expect(answer(organization(), member(), above, policy('p-s3', document(allow('s3:*')), ['ou-data'])).truth).toBe(
      'yes',
    );
  });

  it('deny wherever they are attached above the account', () => {
    const no = policy('p-no', document({ Effect: 'Deny', Action: 's3:*', Resource: '*' }), ['ou-data']);
    expect(answer(organization(), member(), full, no).truth).toBe('no');
    const elsewhere = policy('p-no', document({ Effect: 'Deny', Action: 's3:*', Resource: '*' }), ['ou-else']);
    expect(answer(organization(), member(), full, elsewhere).truth).toBe('yes');
  });

  it('leave it unknown where one could not be read, or nobody knows what it is attached to', () => {
    expect(answer(organization(), member(), full, policy('p-x', denied, ['ou-data'])).truth).toBe('unknown');
    const somewhere = policy('p-x', document({ Effect: 'Deny', Action: 's3:*', Resource: '*' }), denied);
    expect(answer(organization(), member(), full, somewhere).truth).not.toBe('yes');
  });

  it('that the snapshot has nothing on are taken to forbid nothing, and that is said', () =>
    expect(answer()).toEqual({ truth: 'yes', assumed: 2 }));

  it('limit no management account, and none outside an organization', () => {
    expect(answer(organization({ managementAccount: home }), member(), policy('p-0', document(), ['r-root']))).toEqual({
      truth: 'yes',
      assumed: 0,
    });
    expect(answer(organization({ id: null, managementAccount: null, featureSet: null }))).toEqual({
      truth: 'yes',
      assumed: 0,
    });
  });

  it('are none where the organization has them switched off', () => {
    const off = organization({ enabledPolicyTypes: [] }, management);
    expect(answer(organization(), off, member())).toEqual({ truth: 'yes', assumed: 0 });
  });
});

it('resource control policies hold for callers from elsewhere too', () => {
  const open = bucket(
    'features',
    document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects }),
  );
  const ours = { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-acme' } };
  const perimeter = document({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: ours });
  const rcp = policy('p-rcp', perimeter, ['r-root'], 'RESOURCE_CONTROL_POLICY');
  const stranger = `arn:aws:iam::${other}:role/reader`;
  const estate = estateOf([open, accountBlock(), organization(), member(), rcp]);
  const { truth, witness } = ask(estate, stranger, 's3:GetObject', objects);
  expect({ truth, organization: witness?.context['aws:principalorgid'] }).toEqual({
    truth: 'yes',
    organization: 'o-acme',
  });
  expect(ask(estate, '*anonymous', 's3:GetObject', objects).truth).toBe('no');
  expect(ask(estateOf([open, accountBlock()]), '*anonymous', 's3:GetObject', objects).truth).toBe('yes');
});

it("an organization's S3 policy blocks public access whatever account and bucket say", () => {
  const open = bucket(
    'features',
    document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects }),
  );
  const blocked = estateOf([open, accountBlock(), organization({ 'access.s3PublicAccessBlock': 'all' })]);
  expect(ask(blocked, '*anonymous', 's3:GetObject', objects).truth).toBe('no');
});

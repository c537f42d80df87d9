import { describe, expect, it } from 'vitest';
import { ACCOUNT, allow, BOB, decide, deny, documentOf, OTHER_ACCOUNT, outcome } from './policies.ts';

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
describe('service control policies', () => {
  const identity = [documentOf(allow())];
  const full = documentOf(allow());
  const level = (id: string, ...policies: ReturnType<typeof documentOf>[]) => ({ id, policies });

  it('have to allow at every level', () => {
    expect(outcome({ identity, scp: [level('r-1', full), level('ou-1', full), level(ACCOUNT, full)] })).toBe('allow');
    const gap = [level('r-1', full), level('ou-1', documentOf(allow({ Action: 'ec2:*' }))), level(ACCOUNT, full)];
    expect(decide({ identity, scp: gap })).toMatchObject({
      decision: 'implicit-deny',
      reason: expect.stringContaining('ou-1'),
    });
    expect(outcome({ identity, scp: [level('r-1', full), level('ou-1')] })).toBe('implicit-deny');
  });

  it('bind the root user, and not services, anonymous callers or service-linked roles', () => {
    const scp = [level('r-1', full, documentOf(deny()))];
    const resource = documentOf(allow({ Principal: '*' }));
    expect(outcome({ scp }, { principal: `arn:aws:iam::${ACCOUNT}:root` })).toBe('deny');
    expect(outcome({ scp, resource }, { principal: 'cloudtrail.amazonaws.com' })).toBe('allow');
    expect(outcome({ scp, resource }, { principal: '*anonymous' })).toBe('allow');
    const linked = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/elasticache.amazonaws.com/AWSServiceRoleForElastiCache`;
    expect(outcome({ scp, resource }, { principal: linked })).toBe('allow');
  });

  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
  it('deny regions with NotAction and StringNotEquals', () => {
    const regions = documentOf({
      Effect: 'Deny',
      NotAction: ['iam:*', 'organizations:*', 'sts:*'],
      Resource: '*',
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
        ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/Role1AllowedToBypassThisSCP'] },
      },
    });
    const scp = [level('r-1', full, regions)];
    const table = (region: string) => ({
      action: 'dynamodb:GetItem',
      resource: `arn:aws:dynamodb:${region}:${ACCOUNT}:table/t`,
    });
    expect(outcome({ identity, scp }, table('eu-west-1'))).toBe('allow');
    expect(outcome({ identity, scp }, table('us-east-1'))).toBe('deny');
    const bypass = `arn:aws:sts::${ACCOUNT}:assumed-role/Role1AllowedToBypassThisSCP/x`;
    expect(outcome({ identity, scp }, { ...table('us-east-1'), principal: bypass })).toBe('allow');
    expect(outcome({ identity, scp }, { action: 'iam:GetUser', resource: BOB })).toBe('allow');
  });
});

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
describe('resource control policies', () => {
  const identityPerimeter = documentOf({
    Sid: 'EnforceOrgIdentities',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:AssumeRole'],
    Resource: '*',
    Condition: {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-mine', 'aws:ResourceTag/dp:exclude': 'true' },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });
  const rcp = [{ id: 'r-1', policies: [identityPerimeter] }];
  const resource = documentOf(allow({ Principal: '*' }));

  it('keep outsiders and anonymous callers out, and let the organization and services in', () => {
    const by = (principal: string, context = {}) =>
      outcome({ rcp, resource, identity: [documentOf(allow())] }, { principal, context });
    expect(by(BOB, { 'aws:PrincipalOrgID': 'o-mine' })).toBe('allow');
    expect(by(`arn:aws:iam::${OTHER_ACCOUNT}:user/eve`, { 'aws:PrincipalOrgID': 'o-other' })).toBe('deny');
    expect(by('*anonymous')).toBe('deny');
    expect(by('cloudtrail.amazonaws.com')).toBe('allow');
  });

  it('do not reach services that do not support them', () => {
    const denyAll = [{ id: 'r-1', policies: [documentOf(deny({ Principal: '*' }))] }];
    const topic = { action: 'sns:Publish', resource: `arn:aws:sns:us-east-1:${ACCOUNT}:t` };
    const queue = { action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` };
    const identity = [documentOf(allow())];
    expect(outcome({ identity, rcp: denyAll }, topic)).toBe('allow');
    expect(outcome({ identity, rcp: denyAll }, queue)).toBe('deny');
  });
});

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
describe('a VPC endpoint policy', () => {
  it('has to allow what passes through', () => {
    const identity = [documentOf(allow())];
    const endpoint = [documentOf(allow({ Principal: '*', Resource: 'arn:aws:s3:::features/*' }))];
    expect(outcome({ identity, endpoint })).toBe('allow');
    expect(outcome({ identity, endpoint }, { resource: 'arn:aws:s3:::labels/x' })).toBe('implicit-deny');
  });
});

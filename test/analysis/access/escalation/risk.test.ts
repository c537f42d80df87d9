import { describe, expect, it } from 'vitest';
import { levelOf } from '../../../../src/analysis/access/actions.ts';
import type { AccessPolicies } from '../../../../src/analysis/access/authorize.ts';
import { RISKS, type Risk, riskyActions } from '../../../../src/analysis/access/escalation/risk.ts';
import { allow, deny, documentOf, NONE } from '../policies.ts';

const risky = (risk: Risk, policies: Partial<AccessPolicies>) => riskyActions(risk, { ...NONE, ...policies });
const riskyIn = (risk: Risk, ...statements: readonly object[]) =>
  risky(risk, { identity: [documentOf(...statements)] });

describe('the actions of a risk', () => {
  it.each([
    [
      'DataExfiltration',
      ['S3:getobject', 'ssm:GetParameter*', 's3:PutObject'],
      ['s3:GetObject', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
    ],
    [
      'CredentialsExposure',
      ['ecr:*Token', 'sts:AssumeRole', 'iam:ListUsers'],
      ['ecr:GetAuthorizationToken', 'sts:AssumeRole'],
    ],
    [
      'ResourceExposure',
      ['s3:PutObjectAcl', 'iam:PassRole', 's3:PutObject', 'waf:CreateWebACL'],
      ['iam:PassRole', 's3:PutObjectAcl'],
    ],
    [
      'InfrastructureModification',
      ['ec2:CreateTags', 's3:PutObject', 's3:GetObject', 's3:PutBucketPolicy'],
      ['ec2:CreateTags', 's3:PutBucketPolicy', 's3:PutObject'],
    ],
    ['PrivilegeEscalation', ['iam:PassRole', 'ec2:RunInstances', 's3:GetObject'], ['ec2:RunInstances', 'iam:PassRole']],
    ['ServiceWildcard', ['s3:*', 'SQS:*', 'ec2:Describe*'], ['s3', 'sqs']],
  ] as const)('%s', (risk, granted, expected) => {
    expect(riskyIn(risk, allow({ Action: granted }))).toEqual(expected);
  });

  it.each(RISKS.filter((risk) => risk !== 'PrivilegeEscalation' && risk !== 'ServiceWildcard'))(
    '%s count only where no resource and no condition limits them, and nothing denies them',
    (risk) => {
      const all = riskyIn(risk, allow()) ?? [];
      expect(all.length).toBeGreaterThan(4);
      expect([...all].sort()).toEqual(all);
      const [first = ''] = all.filter((name) => levelOf(name) !== null);
      expect(riskyIn(risk, allow({ Action: first }))).toEqual([first]);
      expect(riskyIn(risk, allow({ Action: first, Resource: 'arn:aws:s3:::features/*' }))).toEqual([]);
      expect(riskyIn(risk, allow({ Action: first, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))).toEqual(
        [],
      );
      expect(riskyIn(risk, allow({ Action: first }), deny({ Action: first }))).toEqual([]);
      const other = documentOf(allow({ Action: undefined, NotAction: first }));
      expect(risky(risk, { identity: [documentOf(allow({ Action: first }))], boundary: [other] })).toEqual([]);
      expect(risky(risk, { identity: [documentOf(allow())], scp: [{ id: 'root', policies: [other] }] })).not.toContain(
        first,
      );
    },
  );

  it('ServiceWildcard leaves out services that are denied, and has all for a single wildcard', () => {
    expect(riskyIn('ServiceWildcard', allow({ Action: ['s3:*', 'sqs:*'] }), deny({ Action: 'sqs:*' }))).toEqual(['s3']);
    expect(riskyIn('ServiceWildcard', allow())?.length).toBeGreaterThan(400);
  });

  it.each(RISKS)('%s are unknown where a policy cannot be read', (risk) => {
    expect(risky(risk, { identity: 'unknown' })).toBeNull();
    expect(riskyIn(risk, { ...allow(), Effect: 'Perhaps' })).toBeNull();
  });
});

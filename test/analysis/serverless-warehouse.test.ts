import { describe, expect, it } from 'vitest';
import {
  namespaceKeyManager,
  serverlessSnapshotOutside,
  workgroupOpenGroups,
  workgroupOutside,
} from '../../src/analysis/serverless-warehouse.ts';
import type { Resource } from '../../src/model/resource.ts';
import { derived, gap, own, refusal, resource, stranger } from './resources.ts';

const arn = (type: string): string => `arn:aws:redshift-serverless:eu-central-1:${own}:${type}/1`;
const keyArn = `arn:aws:kms:eu-central-1:${own}:key/0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1`;

describe('who manages the key of a namespace', () => {
  const namespace = (atRest: unknown): Resource =>
    resource('AWS::RedshiftServerless::Namespace', arn('namespace'), { 'encryption.atRest': atRest });
  const key = (manager: unknown): Resource => resource('AWS::KMS::Key', keyArn, { manager });

  it('is what the key says, and nobody where AWS owns it', () => {
    const atRest = { enabled: true, algorithm: 'KMS', key: keyArn };
    expect(derived(namespaceKeyManager, namespace(atRest), [key('CUSTOMER')])).toBe('CUSTOMER');
    expect(derived(namespaceKeyManager, namespace(atRest), [key('AWS')])).toBe('AWS');
    expect(derived(namespaceKeyManager, namespace({ ...atRest, key: null }))).toBeNull();
    expect(derived(namespaceKeyManager, namespace(atRest), [key(refusal)])).toEqual(refusal);
    expect(derived(namespaceKeyManager, namespace(refusal))).toEqual(refusal);
  });
});

describe('security groups that open a workgroup to the Internet', () => {
  const workgroup = (facts: object = {}): Resource =>
    resource('AWS::RedshiftServerless::Workgroup', arn('workgroup'), {
      'network.port': 5440,
      'network.securityGroups': ['sg-1'],
      ...facts,
    });
  const group = (fromPort: number): Resource =>
    resource('AWS::EC2::SecurityGroup', `arn:aws:ec2:eu-central-1:${own}:security-group/sg-1`, {
      'network.ingress': [
        { protocol: 'tcp', fromPort, toPort: fromPort, cidrs: ['0.0.0.0/0'], cidrs6: [], prefixLists: [], groups: [] },
      ],
    });

  it('are those with a rule for its port', () => {
    expect(derived(workgroupOpenGroups, workgroup(), [group(5440)])).toEqual(['sg-1']);
    expect(derived(workgroupOpenGroups, workgroup(), [group(5439)])).toEqual([]);
  });

  it('are not known where port, groups or rules are not', () => {
    expect(derived(workgroupOpenGroups, workgroup({ 'network.port': refusal }), [group(5440)])).toEqual(refusal);
    expect(derived(workgroupOpenGroups, workgroup({ 'network.securityGroups': refusal }))).toEqual(refusal);
    expect(derived(workgroupOpenGroups, workgroup(), [], [gap('AWS::EC2::SecurityGroup')])).toEqual(refusal);
  });
});

// https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_PutResourcePolicy.html
describe('who outside may restore a snapshot', () => {
  const snapshot = (document: unknown, accounts: unknown = []): Resource =>
    resource('AWS::RedshiftServerless::Snapshot', arn('snapshot'), {
      'access.policyDocument': document,
      'access.restorableBy': accounts,
    });
  const allow = (AWS: unknown, more: object = {}) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: ['redshift-serverless:RestoreFromSnapshot'], ...more }],
  });
  const outside = (document: unknown, accounts?: unknown): unknown =>
    derived(serverlessSnapshotOutside, snapshot(document, accounts));

  it('is nobody without a policy and a list', () => expect(outside(null)).toEqual([]));

  it('is whom the policy names, and not the account itself', () => {
    expect(outside(allow([stranger]))).toEqual([{ id: stranger, organization: null, by: 'policy' }]);
    expect(outside(allow([own]))).toEqual([]);
    expect(outside(allow('*'))).toEqual([{ id: '*', organization: null, by: 'policy' }]);
  });

  it('is confined to an organization where the policy confines it', () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };
    expect(outside(allow([stranger], { Condition }))).toEqual([
      { id: stranger, organization: 'o-a1b2c3d4e5', by: 'policy' },
    ]);
  });

  it('is who is on the list of accounts, once where the policy names them too', () => {
    expect(outside(null, [stranger, own])).toEqual([{ id: stranger, organization: null, by: 'restore-access' }]);
    expect(outside(allow([stranger]), [stranger])).toEqual([{ id: stranger, organization: null, by: 'policy' }]);
  });

  it('is not known where the policy or the list is not', () => {
    expect(outside(refusal)).toEqual(refusal);
    expect(outside(null, refusal)).toEqual(refusal);
  });
});

it('a workgroup is reached from outside by the VPCs that were let in', () => {
  const workgroup = (vpcs: unknown): Resource =>
    resource('AWS::RedshiftServerless::Workgroup', arn('workgroup'), { 'network.crossAccountVpcs': vpcs });
  expect(derived(workgroupOutside, workgroup(['vpc-1', '*']))).toEqual([
    { id: 'vpc-1', organization: null, by: 'network' },
    { id: '*', organization: null, by: 'network' },
  ]);
  expect(derived(workgroupOutside, workgroup([]))).toEqual([]);
  expect(derived(workgroupOutside, workgroup(refusal))).toEqual(refusal);
});

import { describe, expect, it } from 'vitest';
import { findAction } from '../../../../src/analysis/access/actions.ts';
import type { AccessPolicies } from '../../../../src/analysis/access/authorize.ts';
import { reachOf, STORES, USES } from '../../../../src/analysis/access/escalation/reach.ts';
import { ACCOUNT, allow, BOB, deny, documentOf, NONE } from '../policies.ts';

const ARNS: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'arn:aws:s3:::features',
  'AWS::DynamoDB::Table': `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/features`,
  'AWS::KMS::Key': `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  'AWS::Redshift::Cluster': `arn:aws:redshift:eu-central-1:${ACCOUNT}:cluster:features`,
  'AWS::EC2::Snapshot': 'arn:aws:ec2:eu-central-1::snapshot/snap-0a1b2c3d4e5f60718',
};
const DELEGATING = documentOf({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' });
const types = Object.keys(STORES);

const usesOf = (type: string, policies: Partial<AccessPolicies>) => {
  const resource = type === 'AWS::KMS::Key' ? DELEGATING : null;
  return reachOf(BOB, { type, arn: ARNS[type] ?? '', account: ACCOUNT }, { ...NONE, resource, ...policies })
    .filter(({ truth }) => truth === 'yes')
    .map(({ use }) => use);
};

describe.each(types)('data in %s', (type) => {
  it('is used by actions that exist, at a level that fits', () => {
    const levels = {
      read: ['Read', 'Write'],
      write: ['Write'],
      delete: ['Write'],
      permit: ['Permissions management', 'Write'],
    };
    for (const use of USES) {
      for (const { action } of STORES[type]?.[use] ?? []) {
        expect(findAction(action)?.name).toBe(action);
        expect(levels[use], action).toContain(findAction(action)?.level);
      }
    }
  });

  it('is open to whoever is allowed everything, and to nobody else', () => {
    expect(usesOf(type, { identity: [documentOf(allow())] })).toEqual(USES);
    expect(usesOf(type, { identity: [] })).toEqual([]);
    expect(usesOf(type, { identity: [documentOf(allow(), deny())] })).toEqual([]);
    expect(usesOf(type, { identity: [documentOf(allow({ Resource: `${ARNS[type]}-other*` }))] })).toEqual([]);
  });

  it.each(USES)('is open to %s by each action of that use', (use) => {
    for (const { action, at } of STORES[type]?.[use] ?? []) {
      const one = allow({ Action: action, Resource: at(ARNS[type] ?? '') });
      expect(usesOf(type, { identity: [documentOf(one)] }), action).toContain(use);
    }
  });
});

it('a key whose policy leaves IAM out is not reached by IAM policies alone', () => {
  expect(usesOf('AWS::KMS::Key', { identity: [documentOf(allow())], resource: documentOf() })).toEqual([]);
});

it('a cluster is read by whoever gets credentials of any of its users', () => {
  const login = (user: string) =>
    usesOf('AWS::Redshift::Cluster', {
      identity: [
        documentOf(
          allow({
            Action: 'redshift:GetClusterCredentials',
            Resource: `arn:aws:redshift:eu-central-1:${ACCOUNT}:dbuser:${user}`,
          }),
        ),
      ],
    });
  expect(login('features/admin')).toEqual(['read', 'write']);
  expect(login('labels/admin')).toEqual([]);
});

it('nothing is known of types that hold no data', () => {
  expect(reachOf(BOB, { type: 'AWS::IAM::User', arn: BOB, account: ACCOUNT }, NONE)).toEqual([]);
});

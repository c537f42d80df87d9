import { describe, expect, it } from 'vitest';
import { roleDataAtLarge, roleReadsAtLarge } from '../../src/analysis/data-at-large.ts';
import { identityEstate } from '../../src/analysis/identity-estate.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';
import { allow, awsPolicy, denied, document, policy, resource, role } from './access/estate/estate-of.ts';

const deny = (Action: string | readonly string[], Resource = '*', rest: object = {}): object => ({
  ...allow(Action, Resource, rest),
  Effect: 'Deny',
});

/** What the role with this inline policy, and others, reads at large. */
const reads = (statements: readonly object[], facts: object = {}, others: readonly Resource[] = []): unknown => {
  const all = [...role('vendor', { inline: { data: document(...statements) }, ...facts }), ...others];
  const index = identityEstate.start();
  for (const one of all) identityEstate.add(index, one);
  const value = roleReadsAtLarge.derive(all[0] as Resource, index);
  return value instanceof Underivable
    ? value.because.message
    : (value as readonly { readonly action: string }[]).map(({ action }) => action);
};

const where = (operator: string, key: string, value: string): object => ({
  Condition: { [operator]: { [key]: value } },
});
const tagged = where('StringEquals', 'aws:ResourceTag/team', 'vision');

describe('what a role reads without a policy that names it', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    [
      'everything',
      [allow('*')],
      ['s3:GetObject', 'dynamodb:GetItem', 'redshift:GetClusterCredentials', 'ec2:CreateVolume'],
    ],
    ['every object', [allow('s3:Get*')], ['s3:GetObject']],
    ['every object of every bucket by its ARN', [allow('s3:GetObject', 'arn:aws:s3:::*/*')], ['s3:GetObject']],
    ['old versions of every object', [allow('s3:GetObjectVersion')], ['s3:GetObjectVersion']],
    ['every table', [allow('dynamodb:Scan')], ['dynamodb:Scan']],
    [
      'every table of one Region',
      [allow('dynamodb:Query', 'arn:aws:dynamodb:eu-west-3:*:table/*')],
      ['dynamodb:Query'],
    ],
    ['every snapshot', [allow('ebs:GetSnapshotBlock')], ['ebs:GetSnapshotBlock']],
    ['one bucket', [allow('s3:GetObject', 'arn:aws:s3:::features/*')], []],
    ['buckets of one prefix', [allow('s3:GetObject', 'arn:aws:s3:::acme-*/*')], []],
    ['one folder of every bucket', [allow('s3:GetObject', 'arn:aws:s3:::*/exports/*')], []],
    ['tables of one prefix', [allow('dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/features-*')], []],
    ['names and settings alone', [allow(['s3:List*', 's3:GetBucket*', 'dynamodb:Describe*', 'kms:Decrypt'])], []],
    ['all but one bucket', [allow('s3:*'), deny('s3:*', 'arn:aws:s3:::payroll/*')], ['s3:GetObject']],
    ['nothing, for reads are denied', [allow('s3:*'), deny('s3:GetObject*')], []],
    [
      'all but what is in NotResource',
      [{ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::payroll/*' }],
      ['s3:GetObject'],
    ],
    ['what has a tag', [allow('s3:GetObject', '*', where('StringEquals', 's3:ExistingObjectTag/shared', 'yes'))], []],
    ['what has a tag, of tables', [allow('dynamodb:GetItem', '*', tagged)], []],
    ['all but what has a tag', [allow('dynamodb:GetItem'), deny('dynamodb:*', '*', tagged)], ['dynamodb:GetItem']],
    [
      'from some network',
      [allow('s3:GetObject', '*', where('IpAddress', 'aws:SourceIp', '203.0.113.0/24'))],
      ['s3:GetObject'],
    ],
    [
      'of its own account',
      [allow('s3:GetObject', '*', where('StringEquals', 'aws:ResourceAccount', '111122223333'))],
      ['s3:GetObject'],
    ],
    [
      'in one Region',
      [allow('dynamodb:GetItem', '*', where('StringEquals', 'aws:RequestedRegion', 'sa-east-1'))],
      ['dynamodb:GetItem'],
    ],
  ])('%s', (_, statements, expected) => expect(reads(statements)).toEqual(expected));

  it('is what all policies together leave, within the permissions boundary', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/data';
    const narrow = policy('data', document(allow('s3:GetObject', 'arn:aws:s3:::features/*')));
    expect(reads([allow('*')], { boundary }, [narrow])).toEqual([]);
    const denies = policy('no', document(deny('s3:*')));
    expect(reads([allow('s3:*')], { attached: ['arn:aws:iam::111122223333:policy/no'] }, [denies])).toEqual([]);
  });

  it('is asked of the document and not of its name', () => {
    const attached = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
    const real = awsPolicy('ReadOnlyAccess', document(allow(['s3:Get*', 's3:List*', 'dynamodb:BatchGet*'])));
    expect(reads([], { attached }, [real])).toEqual(['s3:GetObject', 'dynamodb:BatchGetItem']);
    const own = policy('ReadOnlyAccess', document(allow('s3:ListBucket')));
    expect(reads([], { attached: ['arn:aws:iam::111122223333:policy/ReadOnlyAccess'] }, [own])).toEqual([]);
  });

  it('is unknown where a policy could not be read, unless what is known settles it', () => {
    const attached = ['arn:aws:iam::111122223333:policy/lost'];
    const lost = resource('AWS::IAM::ManagedPolicy', attached[0] as string, { document: denied });
    expect(reads([], { attached }, [lost])).toContain('AccessDenied');
    expect(reads([], { attached })).toContain('is not in the snapshot');
    // It may deny what another allows.
    expect(reads([allow('s3:GetObject')], { attached }, [lost])).toContain('AccessDenied');
    expect(reads([deny('*')], { attached }, [lost])).toEqual([]);
  });
});

describe('what a role does to data without a policy that names it', () => {
  const does = (statements: readonly object[], facts: object = {}, others: readonly Resource[] = []): unknown => {
    const all = [...role('job', { inline: { data: document(...statements) }, ...facts }), ...others];
    const index = identityEstate.start();
    for (const one of all) identityEstate.add(index, one);
    const value: unknown = roleDataAtLarge.derive(all[0] as Resource, index);
    return value instanceof Underivable ? value.because.message : value;
  };

  it.each<[string, readonly object[], readonly string[]]>([
    ['writes', [allow(['s3:PutObject', 's3:DeleteObject'])], ['s3:PutObject', 's3:DeleteObject']],
    [
      'items',
      [allow('dynamodb:*Item', 'arn:aws:dynamodb:*:*:table/*')],
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:BatchWriteItem',
      ],
    ],
    ['logins of databases', [allow('redshift:GetClusterCredentials')], ['redshift:GetClusterCredentials']],
    [
      'statements',
      [allow('redshift-data:*')],
      ['redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'],
    ],
    ['snapshots', [allow(['ebs:*', 'ec2:Modify*'])], ['ebs:GetSnapshotBlock', 'ec2:ModifySnapshotAttribute']],
    [
      'settings alone',
      [allow(['s3:PutLifecycleConfiguration', 'dynamodb:UpdateTable', 'ec2:CreateSnapshot', 's3:ListBucket'])],
      [],
    ],
    [
      'one cluster',
      [allow('redshift-data:ExecuteStatement', 'arn:aws:redshift:eu-central-1:111122223333:cluster:warehouse')],
      [],
    ],
    [
      'one table and its indexes',
      [allow('dynamodb:*', 'arn:aws:dynamodb:eu-central-1:111122223333:table/features*')],
      [],
    ],
    ['what has a tag', [allow('redshift-data:*', '*', tagged)], []],
    ['nothing', [allow('*'), deny(['s3:*', 'dynamodb:*', 'redshift:*', 'redshift-data:*', 'ebs:*', 'ec2:*'])], []],
  ])('%s', (_, statements, expected) => expect(does(statements)).toEqual(expected));

  it('is what the permissions boundary leaves', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/data';
    const narrow = policy('data', document(allow('*', 'arn:aws:s3:::features/*')));
    expect(does([allow('*')], { boundary }, [narrow])).toEqual([]);
  });

  it('is unknown where a policy could not be read', () => {
    const attached = ['arn:aws:iam::111122223333:policy/lost'];
    const lost = resource('AWS::IAM::ManagedPolicy', attached[0] as string, { document: denied });
    expect(does([], { attached }, [lost])).toContain('AccessDenied');
  });
});

import { describe, expect, it } from 'vitest';
import { isAdministrator } from '../../../../src/analysis/access/estate/administrators.ts';
import { ask } from '../../../../src/analysis/access/estate/ask.ts';
import { whoCan } from '../../../../src/analysis/access/estate/who-can.ts';
import {
  accountBlock,
  allow,
  awsPolicy,
  bucket,
  denied,
  document,
  estateOf,
  group,
  home,
  key,
  other,
  policy,
  resource,
  role,
  roleArn,
  trustOf,
  user,
  userArn,
} from './estate-of.ts';

const get = 's3:GetObject';
const objects = 'arn:aws:s3:::features/*';
const readFeatures = document(allow(get, objects));

describe('the documents that apply to a principal', () => {
  it('are its inline, customer managed and AWS managed policies and those of its groups', () => {
    const estate = estateOf([
      user('ada', { inline: { own: readFeatures }, attached: ['arn:aws:iam::aws:policy/ReadOnly'], groups: ['team'] }),
      group('team', { inline: { ours: readFeatures }, attached: [`arn:aws:iam::${home}:policy/more`] }),
      policy('more', readFeatures),
      awsPolicy('ReadOnly', readFeatures),
    ]);
    const identity = estate.identities.find(userArn('ada'));
    expect(identity?.documents.map(({ name }) => name)).toEqual([
      'inline policy own',
      'policy arn:aws:iam::aws:policy/ReadOnly',
      'inline policy ours of group team',
      `policy arn:aws:iam::${home}:policy/more of group team`,
    ]);
    expect(identity?.documents.every(({ document: { understood } }) => understood)).toBe(true);
    expect(new Set(identity?.documents.map((one) => one.document)).size).toBe(1);
  });

  it('leave a question unknown where one is not in the snapshot, and a certain deny stands all the same', () => {
    const lost = { attached: [`arn:aws:iam::${home}:policy/lost`] };
    const no = document({ Effect: 'Deny', Action: '*', Resource: '*' });
    const estate = estateOf([
      ...[
        role('etl', lost),
        role('closed', { ...lost, inline: { no } }),
        role('open', { ...lost, inline: { readFeatures } }),
      ],
      bucket('features'),
      accountBlock(),
    ]);
    expect(ask(estate, roleArn('etl'), get, objects).truth).toBe('unknown');
    expect(ask(estate, roleArn('closed'), get, objects).truth).toBe('no');
    // The document that is lost may deny it.
    expect(ask(estate, roleArn('open'), get, objects).truth).toBe('unknown');
  });

  it('are unknown where a fact that names them is', () => {
    const estate = estateOf([
      user('ada', { groups: denied }),
      role('etl', { attachedPolicies: denied }),
      role('bound', { inline: { readFeatures }, permissionsBoundary: denied }),
      bucket('features'),
      accountBlock(),
    ]);
    for (const arn of [userArn('ada'), roleArn('etl'), roleArn('bound')]) {
      expect({ arn, truth: ask(estate, arn, get, objects).truth }).toEqual({ arn, truth: 'unknown' });
    }
  });

  it('stay within the boundary', () => {
    const estate = estateOf([
      policy('boundary', document(allow('dynamodb:*'))),
      role('bound', { inline: { readFeatures }, boundary: `arn:aws:iam::${home}:policy/boundary` }),
      role('free', { inline: { readFeatures } }),
      bucket('features'),
      accountBlock(),
    ]);
    expect(ask(estate, roleArn('bound'), get, objects).truth).toBe('no');
    expect(ask(estate, roleArn('free'), get, objects).truth).toBe('yes');
  });

  it('of a session are those of its role', () => {
    const estate = estateOf([role('etl', { inline: { readFeatures } }), bucket('features'), accountBlock()]);
    const answer = ask(estate, `arn:aws:sts::${home}:assumed-role/etl/nightly`, get, objects);
    expect(answer.truth).toBe('yes');
    expect(answer.statements).toEqual([
      {
        kind: 'identity',
        document: 'inline policy readFeatures',
        statement: 0,
        sid: null,
        effect: 'Allow',
        conditions: [],
      },
    ]);
  });
});

describe('the policy that decides on a resource', () => {
  it('is that of the bucket of an object, and of the table of an index', () => {
    const open = document({ Effect: 'Allow', Principal: { AWS: roleArn('etl') }, Action: '*', Resource: '*' });
    const table = `arn:aws:dynamodb:eu-central-1:${home}:table/labels`;
    const estate = estateOf([
      role('etl'),
      bucket('features', open),
      accountBlock(),
      resource('AWS::DynamoDB::Table', table, { 'access.policyDocument': open }),
    ]);
    expect(ask(estate, roleArn('etl'), get, objects).truth).toBe('yes');
    expect(ask(estate, roleArn('etl'), 'dynamodb:Query', `${table}/index/by-day`).truth).toBe('yes');
    // A stream has a policy of its own, which is not collected.
    expect(ask(estate, roleArn('etl'), 'dynamodb:GetRecords', `${table}/stream/2026`).truth).toBe('unknown');
  });

  it('is unknown where the resource could have one and is not in the snapshot, and none where it could not', () => {
    const estate = estateOf([role('etl', { inline: { all: document(allow('*')) } })]);
    expect(ask(estate, roleArn('etl'), get, objects).truth).toBe('unknown');
    expect(
      ask(estate, roleArn('etl'), 'ec2:StopInstances', `arn:aws:ec2:eu-central-1:${home}:instance/i-1`).truth,
    ).toBe('yes');
  });

  it('of a role is its trust policy, for those who would assume it alone', () => {
    const estate = estateOf([
      role('etl', { inline: { all: document(allow('*')) } }),
      role('closed', { trust: trustOf({ Service: 'lambda.amazonaws.com' }) }),
    ]);
    expect(ask(estate, roleArn('etl'), 'sts:AssumeRole', roleArn('closed')).truth).toBe('no');
    expect(ask(estate, roleArn('etl'), 'iam:GetRole', roleArn('closed')).truth).toBe('yes');
  });

  it('of a KMS key counts its grants, and one that could not be read makes it unknown', () => {
    const grant = { id: '1', grantee: roleArn('etl'), operations: ['Decrypt'], constraints: [] };
    const keyArn = (id: string): string => `arn:aws:kms:eu-central-1:${home}:key/${id}`;
    const keyWith = (id: string, grants: unknown) =>
      resource('AWS::KMS::Key', keyArn(id), { 'access.policyDocument': document(), 'access.grants': grants });
    const estate = estateOf([role('etl'), role('other'), keyWith('a', [grant]), keyWith('b', denied)]);
    expect(ask(estate, roleArn('etl'), 'kms:Decrypt', keyArn('a')).truth).toBe('yes');
    expect(ask(estate, roleArn('etl'), 'kms:Encrypt', keyArn('a')).truth).toBe('no');
    expect(ask(estate, roleArn('other'), 'kms:Decrypt', keyArn('a')).truth).toBe('no');
    expect(ask(estate, roleArn('etl'), 'kms:Decrypt', keyArn('b')).truth).toBe('unknown');
  });

  it('of a KMS key has the constraints of its grants as conditions, where they hold', () => {
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html: DescribeKey and RetireGrant know no encryption context.
    const operations = ['Decrypt', 'DescribeKey', 'RetireGrant'];
    const askedWith = (constraints: readonly string[], action: string) => {
      const grant = { id: '1', grantee: roleArn('etl'), operations, constraints };
      const arn = `arn:aws:kms:eu-central-1:${home}:key/a`;
      const facts = { 'access.policyDocument': document(), 'access.grants': [grant] };
      const { truth, statements } = ask(
        estateOf([role('etl'), resource('AWS::KMS::Key', arn, facts)]),
        ...[roleArn('etl'), action, arn],
      );
      return { truth, conditions: statements.flatMap(({ conditions }) => conditions) };
    };
    const underContext = 'StringEquals kms:EncryptionContext:of-the-grant the encryption context of the grant';
    expect(askedWith([], 'kms:Decrypt')).toEqual({ truth: 'yes', conditions: [] });
    expect(askedWith(['encryption-context-equals'], 'kms:Decrypt')).toEqual({
      truth: 'yes',
      conditions: [underContext],
    });
    expect(askedWith(['encryption-context-equals'], 'kms:DescribeKey')).toEqual({ truth: 'yes', conditions: [] });
    expect(askedWith(['source-arn'], 'kms:DescribeKey')).toEqual({
      ...{ truth: 'yes', conditions: ['StringEquals kms:SourceArn:of-the-grant the source of the grant'] },
    });
  });

  it('of a Lambda function says nothing of its versions and aliases, and the answer says so', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    const arn = `arn:aws:lambda:eu-central-1:${home}:function:features`;
    const open = document({ Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: arn });
    const estate = estateOf([role('etl'), resource('AWS::Lambda::Function', arn, { 'access.policyDocument': open })]);
    const { can, assumptions } = whoCan(estate, 'lambda:InvokeFunction', arn);
    expect(can.map(({ standing }) => standing)).toContain('anyone');
    expect(assumptions).toContain(
      'policies of versions and aliases of `features` are not collected: who gets at one by its name is not in this answer',
    );
    const byAlias = ask(estate, roleArn('etl'), 'lambda:InvokeFunction', `${arn}:live`);
    expect(byAlias).toMatchObject({
      truth: 'unknown',
      reason: expect.stringContaining('policies of versions and aliases of functions are not collected'),
    });
  });

  it('of a bucket counts where neither it nor its account has a configuration of Block Public Access', () => {
    const open = document({ Effect: 'Allow', Principal: '*', Action: get, Resource: objects });
    const none = { 'access.publicAccessBlock': null };
    const account = { ...accountBlock(), facts: none };
    const ofStranger = [roleArn('etl', '999999999999'), get, 'arn:aws:s3:::features/*'] as const;
    expect(ask(estateOf([bucket('features', open, none), account]), ...ofStranger).truth).toBe('yes');
    const restricted = accountBlock({ restrictPublicBuckets: true });
    expect(ask(estateOf([bucket('features', open, none), restricted]), ...ofStranger).truth).toBe('no');
  });

  it('of an access point counts together with that of its bucket', () => {
    const arn = `arn:aws:s3:eu-central-1:${home}:accesspoint/labels`;
    const point = resource('AWS::S3::AccessPoint', arn, {
      bucket: 'features',
      bucketAccount: home,
      'network.origin': 'Internet',
      'network.vpc': null,
      'access.policyDocument': null,
      'access.publicAccessBlock': denied,
    });
    const etl = role('etl', { inline: { all: document(allow('s3:*')) } });
    const closed = document({ Effect: 'Deny', Principal: '*', Action: get, Resource: objects });
    const question = [roleArn('etl'), get, `${arn}/object/*`] as const;
    expect(ask(estateOf([etl, point, bucket('features'), accountBlock()]), ...question).truth).toBe('yes');
    expect(ask(estateOf([etl, point, bucket('features', closed), accountBlock()]), ...question).truth).toBe('no');
  });
});

describe('who can', () => {
  const open = (Principal: unknown, rest: object = {}) =>
    document({ Effect: 'Allow', Principal, Action: get, Resource: objects, ...rest });

  it('names users, roles and root users inside, and nobody else where no policy lets others in', () => {
    const estate = estateOf([
      user('ada', { inline: { readFeatures } }),
      role('etl'),
      role('elsewhere', { inline: { readFeatures } }, other),
      bucket('features'),
      accountBlock(),
    ]);
    const { can, undecided, asked } = whoCan(estate, get, objects);
    expect(can.map(({ standing, principal }) => `${standing} ${principal}`)).toEqual([
      `inside ${userArn('ada')}`,
      `inside arn:aws:iam::${home}:root`,
    ]);
    expect({ undecided, asked }).toEqual({ undecided: [], asked: 5 });
  });

  it.each([
    ['*', ['anyone arn:aws:iam::999999999999:role/', 'anyone *anonymous']],
    [{ AWS: other }, [`other-account arn:aws:iam::${other}:role/`]],
    [{ AWS: roleArn('etl', other) }, [`other-account ${roleArn('etl', other)}`]],
    [{ Service: 'logging.s3.amazonaws.com' }, ['service logging.s3.amazonaws.com']],
  ])('names the outsiders that a bucket policy lets in: %j', (Principal, expected) => {
    const estate = estateOf([user('ada'), bucket('features', open(Principal)), accountBlock()]);
    const outside = whoCan(estate, get, objects).can.filter(({ standing }) => standing !== 'inside');
    expect(outside).toHaveLength(expected.length);
    for (const [index, { standing, principal }] of outside.entries()) {
      expect(`${standing} ${principal}`.startsWith(expected[index] ?? '?')).toBe(true);
    }
  });

  it('names nobody outside where block public access cuts a public policy off', () => {
    const resources = [user('ada'), bucket('features', open('*'))];
    const restricted = estateOf([...resources, accountBlock({ restrictPublicBuckets: true })]);
    expect(whoCan(restricted, get, objects).can.filter(({ standing }) => standing !== 'inside')).toEqual([]);
    // Without the account's own block nobody knows.
    expect(whoCan(estateOf(resources), get, objects).undecided.map(({ standing }) => standing)).toContain('anyone');
  });

  it('proves each answer with a request and the statements that allow it', () => {
    const condition = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-acme' } } };
    const estate = estateOf([bucket('features', open('*', condition)), accountBlock()]);
    const [first] = whoCan(estate, get, objects).can;
    expect(first?.answer.witness?.context).toMatchObject({ 'aws:principalorgid': 'o-acme' });
    expect(first?.answer.statements).toMatchObject([
      { kind: 'identity' },
      { document: 'policy of arn:aws:s3:::features', conditions: ['StringEquals aws:PrincipalOrgID o-acme'] },
    ]);
  });
});

describe('an administrator', () => {
  const everything = document(allow('*'));

  it.each([
    ['by one policy', { inline: { everything } }, 'yes'],
    [
      'by several together',
      { inline: { a: document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), b: document(allow('iam:*')) } },
      'yes',
    ],
    [
      'not within a boundary that is none',
      { inline: { everything }, boundary: `arn:aws:iam::${home}:policy/bound` },
      'no',
    ],
    ['not without IAM', { inline: { most: document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) } }, 'no'],
    [
      'not after a deny',
      { inline: { everything, no: document({ Effect: 'Deny', Action: 'iam:*', Resource: '*' }) } },
      'no',
    ],
    ['perhaps by a policy that is lost', { attached: [`arn:aws:iam::${home}:policy/lost`] }, 'unknown'],
    [
      'perhaps not for a policy that is lost',
      { inline: { everything }, attached: [`arn:aws:iam::${home}:policy/lost`] },
      'unknown',
    ],
  ] as const)('is one %s', (_how, facts, expected) => {
    const estate = estateOf([role('etl', facts), policy('bound', document(allow('s3:*')))]);
    const identity = estate.identities.find(roleArn('etl'));
    expect(identity && isAdministrator(estate, identity)).toBe(expected);
  });

  it('is one with a group of administrators', () => {
    const estate = estateOf([user('ada', { groups: ['admins'] }), group('admins', { inline: { everything } })]);
    const identity = estate.identities.find(userArn('ada'));
    expect(identity && isAdministrator(estate, identity)).toBe('yes');
  });
});

it('a key of the same id in another account is another key', () => {
  const estate = estateOf([key('a')]);
  expect(estate.resources.findKey('a', { partition: 'aws', account: other, region: 'eu-central-1' })).toBeNull();
  expect(
    estate.resources.findKey('alias/a', { partition: 'aws', account: home, region: 'eu-central-1' }),
  ).not.toBeNull();
});

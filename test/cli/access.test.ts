import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { makeFolder, run } from './run.ts';
import { resourceOf, writeSnapshot } from './small.ts';

const folder = makeFolder();
const account = '111122223333';
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const ada = `arn:aws:iam::${account}:user/ada`;
const bucketArn = 'arn:aws:s3:::features';
const document = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string): object => ({ Effect: 'Allow', Action, Resource });

const identity = (type: 'User' | 'Role', name: string, statements: readonly object[], facts: object = {}) => {
  const kind = type.toLowerCase();
  const arn = `arn:aws:iam::${account}:${kind}/${name}`;
  const owner = { kind, name, arn, path: '/' };
  const own = document(...statements);
  return [
    resourceOf(`AWS::IAM::${type}`, arn, {
      attachedPolicies: [],
      inlinePolicies: ['own'],
      permissionsBoundary: null,
      ...(type === 'User' ? { groups: [] } : {}),
      ...facts,
    }),
    resourceOf('AWS::IAM::Policy', `arn:aws:iam::${account}:inline-policy/${kind}/${name}/own`, {
      document: own,
      owner,
    }),
  ];
};

const trust = (Principal: object): object => ({
  'access.policyDocument': document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }),
});

const block = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
const partner = {
  Effect: 'Allow',
  Principal: { AWS: '444455556666' },
  Action: 's3:GetObject',
  Resource: `${bucketArn}/*`,
};

// `ada` reads the bucket, and becomes administrator through `deploy`; a partner reads it from outside.
const snapshot = await writeSnapshot(join(folder, 'estate.ndjson'), [
  ...identity('User', 'ada', [allow('s3:GetObject', `${bucketArn}/*`), allow('sts:AssumeRole', roleArn('deploy'))]),
  ...identity('Role', 'deploy', [allow('iam:AttachRolePolicy', '*')], trust({ AWS: `arn:aws:iam::${account}:root` })),
  ...identity('Role', 'etl', [allow('s3:PutObject', `${bucketArn}/*`)], trust({ Service: 'glue.amazonaws.com' })),
  resourceOf('AWS::S3::Bucket', bucketArn, {
    'access.policyDocument': document(partner),
    'access.publicAccessBlock': block,
    'access.objectOwnership': 'BucketOwnerEnforced',
    'access.acl': [],
    'encryption.atRest': { enabled: true, algorithm: 'AES256', key: null },
  }),
  resourceOf('AWS::S3::AccountPublicAccessBlock', `arn:aws:s3::${account}:account-public-access-block`, {
    'access.publicAccessBlock': block,
  }),
]);

const ajv = new Ajv2020({ strict: false });
const validate = ajv.compile(JSON.parse(readFileSync('schemas/access.schema.json', 'utf8')) as object);

/** What a command prints as JSON, which follows the schema. */
const json = async (args: readonly string[], expected = 0): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await run([...args, '--format', 'json']);
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  const value = JSON.parse(stdout) as Record<string, unknown>;
  expect(validate(value) || ajv.errorsText(validate.errors)).toBe(true);
  return value;
};

/** What a command prints for people at 80 columns; only a word that is longer than a line goes beyond. */
const text = async (args: readonly string[], expected = 0): Promise<string> => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  for (const line of stdout.split('\n')) {
    if (line.length > 80) expect(line.trim()).not.toContain(' ');
  }
  return stdout;
};

describe('who-can', () => {
  const question = ['who-can', 's3:GetObject', `${bucketArn}/*`, snapshot];

  it('names those inside and outside, with statements and a request that proves it', async () => {
    const { can, asked } = (await json(question)) as { can: Record<string, unknown>[]; asked: number };
    expect(asked).toBe(4);
    expect(can.map(({ standing, principal }) => `${standing} ${principal}`)).toEqual([
      `inside ${ada}`,
      `inside arn:aws:iam::${account}:root`,
      expect.stringContaining('other-account arn:aws:iam::444455556666:role/'),
    ]);
    expect(can[0]).toMatchObject({
      statements: [{ kind: 'identity', document: 'inline policy own', statement: 0, effect: 'Allow' }],
      witness: { principal: ada, action: 's3:GetObject' },
    });
  });

  it('is readable', async () => {
    const shown = await text(question);
    expect(shown).toContain('Other accounts\n  whomever account 444455556666 lets\n');
    expect(shown).toContain(
      `Inside: 2 of 4 users, roles and root users\n  ${ada}\n    inline policy own, statement 1\n`,
    );
    expect(shown).toContain('Taken for granted\n');
  });

  it('says that nobody can', async () =>
    expect(
      await text(['who-can', 'dynamodb:GetItem', `arn:aws:dynamodb:eu-central-1:444455556666:table/labels`, snapshot]),
    ).toContain('Nobody can'));
});

describe('can', () => {
  it('answers yes and no, with the reason', async () => {
    expect(await json(['can', ada, 's3:GetObject', `${bucketArn}/a`, snapshot])).toMatchObject({ answer: 'yes' });
    expect(await json(['can', roleArn('etl'), 's3:GetObject', `${bucketArn}/a`, snapshot])).toMatchObject({
      answer: 'no',
      witness: null,
    });
    expect(await text(['can', ada, 's3:GetObject', `${bucketArn}/a`, snapshot])).toContain(
      'Yes: Allow statements apply\n  inline policy own, statement 1\n',
    );
  });

  it('without an action says what the principal reaches', async () => {
    expect(await json(['can', roleArn('etl'), snapshot])).toMatchObject({
      administrator: 'no',
      stores: [{ arn: bucketArn, read: { answer: 'no' }, write: { answer: 'yes', action: 's3:PutObject' } }],
      asked: 1,
    });
    expect(await text(['can', roleArn('etl'), snapshot])).toContain(
      `Administrator: no\n\nData: 1 of 1 data stores\n  ${bucketArn}\n    write (s3:PutObject)\n`,
    );
  });

  it('takes an action that AWS does not have as text, and says so', async () => {
    const { code, stdout, stderr } = await run(['can', ada, 's3:GetObjet', `${bucketArn}/a`, snapshot]);
    expect({ code, no: stdout.includes('No: no policy allows it') }).toEqual({ code: 0, no: true });
    expect(stderr).toMatch(
      /^datawarden: AWS documented no action `s3:GetObjet` on .* \(did you mean `s3:GetObject`\?\)/,
    );
  });
});

describe('paths', () => {
  it('says how a principal becomes administrator, step by step', async () => {
    const { paths } = (await json(['paths', ada, snapshot])) as { paths: { steps: Record<string, unknown>[] }[] };
    expect(paths[0]?.steps.map(({ method, to }) => [method, to])).toEqual([
      ['sts-001', roleArn('deploy')],
      ['iam-009', 'administrator'],
    ]);
    const shown = await text(['paths', ada, snapshot]);
    expect(shown).toContain(`${ada} can become administrator in 2 steps\n`);
    expect(shown).toContain(`   sts:AssumeRole on ${roleArn('deploy')}\n     inline policy own, statement 2\n`);
  });

  it('names everybody who can', async () => {
    const { paths } = (await json(['paths', '--to-admin', snapshot])) as {
      paths: { principal: string; reaches: string }[];
    };
    expect(paths.map(({ principal, reaches }) => [principal, reaches])).toEqual([
      [roleArn('deploy'), 'yes'],
      [roleArn('etl'), 'no'],
      [ada, 'yes'],
    ]);
    expect(await text(['paths', '--to-admin', snapshot])).toContain(
      '3 users and roles: 0 administrators, 2 can become one, 0 not decided\n',
    );
  });
});

describe('policy-document', () => {
  const write = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    return path;
  };
  const narrow = write('narrow.json', document(allow('s3:GetObject', `${bucketArn}/*`)));
  const wide = write('wide.json', document(allow('s3:Get*', `${bucketArn}/*`)));
  const wrong = write('wrong.json', document({ Effect: 'Allow', Action: 's3:GetObjekt', Resource: '*' }));

  it('check exits 0 where nothing is wrong, and 1 with the place of what is', async () => {
    expect(await text(['policy-document', 'check', narrow])).toBe('1 document: nothing found\n');
    const shown = await text(['policy-document', 'check', narrow, wrong], 1);
    expect(shown).toMatch(/wrong\.json:\d+:\d+ error invalid-action\n {2}Statement\[0\]\.Action: /);
    expect(await text(['policy-document', 'check', wrong, '--fail-on', 'never'])).toContain('1 error');
    const { documents } = (await json(['policy-document', 'check', wrong], 1)) as { documents: { kind: string }[] };
    expect(documents).toMatchObject([{ kind: 'identity', findings: [{ check: 'invalid-action', severity: 'error' }] }]);
  });

  it('check of what is no JSON says where', async () =>
    expect(await text(['policy-document', 'check', write('broken.json', '{\n  "Version": ')], 1)).toContain(
      'json-syntax-error',
    ));

  it('compare exits 1 with a request where the new one allows more, and 0 where it does not', async () => {
    expect(await text(['policy-document', 'compare', wide, narrow])).toContain('allows nothing that');
    const shown = (await text(['policy-document', 'compare', narrow, wide], 1)).replace(/\s+/g, ' ');
    expect(shown).toContain(`allows what ${narrow} does not for example whoever has it, s3:`);
    const { allowsMore, witness } = await json(['policy-document', 'compare', narrow, wide], 1);
    expect({ allowsMore, witness }).toMatchObject({
      allowsMore: 'yes',
      witness: {
        principal: null,
        action: expect.stringMatching(/^s3:get/i),
        resource: expect.stringContaining(bucketArn),
      },
    });
  });

  it('compare of resource policies names who is new', async () => {
    const named = (AWS: string) =>
      document({ Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: `${bucketArn}/*` });
    const [old, fresh] = [write('old.json', named('111122223333')), write('fresh.json', named('*'))];
    expect(await text(['policy-document', 'compare', fresh, old])).toContain('allows nothing that');
    expect(await json(['policy-document', 'compare', old, fresh], 1)).toMatchObject({
      kind: 'resource',
      allowsMore: 'yes',
    });
  });
});

describe('a mistake is one sentence and exit code 2', () => {
  it.each([
    [
      ['who-can', 's3:GetObject', '*'],
      'say which snapshot to read, as in `datawarden who-can ACTION RESOURCE estate.ndjson`',
    ],
    [['can', ada], 'say which snapshot to read, as in `datawarden can PRINCIPAL estate.ndjson`'],
    [['paths', ada], 'say which snapshot to read, as in `datawarden paths PRINCIPAL estate.ndjson`'],
    [['paths', '--to-admin'], 'say which snapshot to read, as in `datawarden paths --to-admin estate.ndjson`'],
    [['paths', snapshot], 'name a principal, or everybody with `--to-admin`; see `datawarden paths --help`'],
    [['paths', ada, '--to-admin', snapshot], '`--to-admin` is about everybody: leave the principal out'],
    [['who-can', 's3:*', '*', snapshot], '`s3:*` is not an action: name one, such as `s3:GetObject`'],
    [['who-can', 's3:GetObject', 'features', snapshot], '`features` is not the ARN of a resource'],
    [['can', 'ada', snapshot], '`ada` is not a principal: give the ARN of a user'],
    [['can', `${ada}h`, snapshot], `there is no \`${ada}h\` in the snapshot: did you mean \`${ada}\`?`],
    [
      ['can', 'arn:aws:iam::444455556666:user/bob', snapshot],
      'is no user or role of the snapshot: it holds those of account 111122223333',
    ],
    [['can', ada, 's3:GetObject', bucketArn, 'arn:aws:s3:::more', snapshot], 'unknown argument `arn:aws:s3:::more`'],
    [['who-can', 's3:GetObject', '*', 'nothing.ndjson'], 'nothing.ndjson: cannot read: no such file or directory'],
    [['policy-document', 'check', 'nothing.json'], 'nothing.json: cannot read: no such file or directory'],
    [['policy-document', 'compare', 'package.json', 'package.json'], 'package.json: is not a policy document: '],
    [
      ['policy-document'],
      'say what to do with policy documents: check or compare; see `datawarden policy-document --help`',
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

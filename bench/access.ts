// How many policy documents are classified in a second on one core, JSON.parse included: `node scripts/run.mjs bench/access.ts`.
import { parseDocument } from '../src/analysis/access/document.ts';
import { reachOf } from '../src/analysis/access/exact/reach.ts';

const OWNER = '111122223333';

/** Documents as accounts have them: the first column is how many of a hundred. */
const KINDS: readonly (readonly [number, string, (n: number) => object])[] = [
  [
    30,
    'named roles of the account, TLS only',
    (n) =>
      bucket(
        { Effect: 'Allow', Principal: { AWS: role(OWNER, `etl-${n}`) }, Action: ['s3:GetObject', 's3:ListBucket'] },
        DENY_HTTP,
      ),
  ],
  [
    20,
    'the key policy AWS writes',
    (n) =>
      document(
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${OWNER}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
        { Sid: 'Use', Effect: 'Allow', Principal: { AWS: role(OWNER, `r${n}`) }, Action: KEY_USE, Resource: '*' },
      ),
  ],
  [
    20,
    'log delivery by a service',
    (n) =>
      bucket({
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Condition: { StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:us-east-1:${OWNER}:trail/t${n}` } },
      }),
  ],
  [
    12,
    'a role that a service assumes',
    () => document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  ],
  [
    10,
    'another account',
    (n) => bucket({ Effect: 'Allow', Principal: { AWS: `44445555${1000 + (n % 9000)}` }, Action: 's3:GetObject' }),
  ],
  [4, 'everyone, without a condition', () => bucket({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' })],
  [
    4,
    'everyone of an organization',
    (n) =>
      bucket({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': `o-${n % 50}abcdefgh` } },
      }),
  ],
];

const KEY_USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const DENY_HTTP = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
const document = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const bucket = (...statements: readonly object[]): object =>
  document(...statements.map((one) => ({ ...one, Resource: ['arn:aws:s3:::features', 'arn:aws:s3:::features/*'] })));

function texts(count: number): readonly string[] {
  const list: string[] = [];
  const wheel = KINDS.flatMap(([weight, , make]) => Array.from({ length: weight }, () => make));
  for (let n = 0; n < count; n++) {
    const make = wheel[(n * 37) % wheel.length];
    if (make !== undefined) list.push(JSON.stringify(make(n)));
  }
  return list;
}

function classify(list: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of list) {
    const reach = reachOf(parseDocument(JSON.parse(text)), OWNER);
    counts[reach] = (counts[reach] ?? 0) + 1;
  }
  return counts;
}

const all = texts(200_000);
classify(all.slice(0, 20_000));
const rounds: number[] = [];
for (let round = 0; round < 5; round++) {
  const start = performance.now();
  const counts = classify(all);
  const seconds = (performance.now() - start) / 1000;
  rounds.push(all.length / seconds);
  if (round === 0) console.log(counts);
}
rounds.sort((a, b) => a - b);
console.log(`mixed: ${Math.round(rounds[2] ?? 0)} documents a second (median of 5 rounds of ${all.length})`);

const parseOnly = performance.now();
for (const text of all) JSON.parse(text);
console.log(`JSON.parse alone: ${Math.round(all.length / ((performance.now() - parseOnly) / 1000))} a second`);

for (const [, name, make] of KINDS) {
  const list = Array.from({ length: 5000 }, (_, n) => JSON.stringify(make(n)));
  classify(list.slice(0, 500));
  const start = performance.now();
  classify(list);
  console.log(`${name}: ${Math.round(list.length / ((performance.now() - start) / 1000))} a second`);
}

/** Documents made to be hard: the slowest single answer, in milliseconds. */
const hard: readonly (readonly [string, object])[] = [
  [
    '20 KB of wildcards',
    document(allowOn(Array.from({ length: 350 }, (_, n) => `arn:aws:s3:::${'*a?'.repeat(14)}${n}*`))),
  ],
  [
    'products of stars against denies',
    document(
      { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::*a*b*c*d*e*f*g*' },
      ...Array.from({ length: 40 }, (_, n) => ({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::*${'abcdefg'[n % 7]}?${'gfedcba'[n % 5]}*${n % 3}*`,
      })),
    ),
  ],
  [
    'many denies with many keys',
    document(
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
      ...Array.from({ length: 60 }, (_, n) => ({
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        Resource: '*',
        Condition: Object.fromEntries(
          [`aws:PrincipalTag/t${n % 7}`, `aws:RequestTag/t${n % 5}`, `aws:ResourceTag/t${n % 3}`].map((key, index) => [
            ['StringEquals', 'StringNotEquals', 'StringLike'][index] ?? '',
            { [key]: `v${n % 4}` },
          ]),
        ),
      })),
    ),
  ],
];
function allowOn(Resource: readonly string[]): object {
  return {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource,
    Condition: { StringLike: { 'aws:Referer': '*x?' } },
  };
}
for (const [name, given] of hard) {
  const text = JSON.stringify(given);
  const start = performance.now();
  const reach = reachOf(parseDocument(JSON.parse(text)), OWNER);
  console.log(`${name} (${text.length} bytes): ${reach} in ${(performance.now() - start).toFixed(1)} ms`);
}

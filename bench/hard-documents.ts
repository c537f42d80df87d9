// The slowest single answer on documents that are made to be hard: `node scripts/run.mjs bench/hard-documents.ts [--beyond-quotas] [WHAT]`.
// Every derived fact that reads a policy document, every question of the exact procedure, and the comparison of each two documents. Documents are as
// large as AWS stores them; with --beyond-quotas up to five times that, as a file on disk may be.
import { parseDocument } from '../src/analysis/access/document.ts';
import { allowsMore } from '../src/analysis/access/exact/compare.ts';
import { reachOf } from '../src/analysis/access/exact/reach.ts';
import { checkPolicyDocument } from '../src/analysis/access/validate/check-text.ts';
import { Derivation } from '../src/analysis/derive.ts';
import { derivedFacts } from '../src/analysis/derived.generated.ts';
import type { Resource } from '../src/model/resource.ts';

const OWNER = '111122223333';
/** Each is asked so often; the quickest counts, as what slows a run down is not ours. The first one is cold. */
const ROUNDS = 3;

type Part = Readonly<Record<string, unknown>>;

const many = <Value>(count: number, make: (n: number) => Value): Value[] =>
  Array.from({ length: count }, (_, n) => make(n));
const tangle = (n: number): string => `*${'abcdefg'[n % 7]}?${'gfedcba'[n % 5]}*${n % 3}*`;

/** Statements made to be hard, without a principal and without a resource's own form: those are added by {@link shaped}. */
const HARD: Readonly<Record<string, readonly Part[]>> = {
  '350 resources of wildcards': [
    { Effect: 'Allow', Action: '*', Resource: many(350, (n) => `arn:aws:s3:::${'*a?'.repeat(14)}${n}*`) },
  ],
  'stars against 60 denies': [
    { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::*a*b*c*d*e*f*g*' },
    ...many(60, (n) => ({ Effect: 'Deny', Action: '*', Resource: `arn:aws:s3:::${tangle(n)}` })),
  ],
  '60 denies with three keys each': [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    ...many(60, (n) => ({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        StringEquals: { [`aws:PrincipalTag/t${n % 7}`]: `v${n % 4}` },
        StringNotEquals: { [`aws:RequestTag/t${n % 5}`]: `v${n % 4}` },
        StringLike: { [`aws:ResourceTag/t${n % 3}`]: `*v${n % 4}*` },
      },
    })),
  ],
  '1,500 actions with wildcards': [
    { Effect: 'Allow', Action: many(1500, (n) => `s3:*${'abcdefghij'[n % 10]}*${n % 97}`), Resource: '*' },
  ],
  '300 patterns that name no service': [
    { Effect: 'Allow', Action: many(300, (n) => `*:*${'abcdefghij'[n % 10]}?${n}*`), Resource: '*' },
  ],
  '300 statements with address ranges': many(300, (n) => ({
    Effect: n % 3 === 0 ? 'Deny' : 'Allow',
    Action: 's3:*',
    Resource: '*',
    Condition: {
      [n % 2 === 0 ? 'IpAddress' : 'NotIpAddress']: { 'aws:SourceIp': `10.${n % 200}.${n % 7}.0/${12 + (n % 16)}` },
    },
  })),
  '300 statements with organizations': many(300, (n) => ({
    Effect: n % 4 === 0 ? 'Deny' : 'Allow',
    Action: ['s3:GetObject', 'sts:AssumeRole', 'kms:Decrypt'],
    Resource: '*',
    Condition: {
      [n % 2 === 0 ? 'StringEquals' : 'StringNotLikeIfExists']: {
        'aws:PrincipalOrgID': [`o-${n}abcdefgh`, `o-${n % 9}*`],
      },
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `o-${n % 5}abcdefgh/*/ou-${n}/*` },
    },
  })),
  '300 statements with variables': many(300, (n) => ({
    Effect: n % 5 === 0 ? 'Deny' : 'Allow',
    Action: 's3:*',
    Resource: `arn:aws:s3:::lake/\${aws:username}/${n % 11}/\${aws:PrincipalTag/team${n % 6}}/*`,
  })),
  '80 denies by NotAction and NotResource': [
    { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
    ...many(80, (n) => ({
      Effect: 'Deny',
      NotAction: [`s3:*${n % 9}*`, `kms:D*`],
      NotResource: `arn:aws:s3:::${tangle(n)}`,
    })),
  ],
  '1,000 small statements': many(1000, (n) => ({
    Effect: n % 10 === 0 ? 'Deny' : 'Allow',
    Action: `s3:${n % 2 === 0 ? 'Get' : 'Put'}Object`,
    Resource: `arn:aws:s3:::b${n}/*`,
  })),
};

const PRINCIPALS: Readonly<Record<string, (n: number) => Part>> = {
  anyone: () => ({ Principal: '*' }),
  'all but some': (n) => ({ NotPrincipal: { AWS: `arn:aws:iam::${OWNER}:role/r${n}` } }),
  'many accounts': (n) => ({
    Principal: { AWS: [`${111100000000 + n}`, `arn:aws:iam::${222200000000 + n}:role/r${n}`] },
  }),
  services: (n) => ({
    Principal: { Service: ['cloudtrail', 'config', 'logging.s3', 'lambda'].map((s) => `${s}.amazonaws.com`)[n % 4] },
  }),
};

/**
 * The largest documents that AWS stores, in characters without white space: of a KMS key or an S3 access point, of a role's trust policy, of a
 * role's inline policies together. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 */
const QUOTAS = { resource: 32_768, trust: 4_096, identity: 10_240 };
type Kind = keyof typeof QUOTAS;

const beyondQuotas = process.argv.includes('--beyond-quotas');

/** The document as text, with as many of its statements, or members of their lists, as fit. */
const shaped = (statements: readonly Part[], principal: (n: number) => Part, kind: Kind): string => {
  const first = <Value>(list: readonly Value[], share: number): Value[] =>
    list.slice(0, Math.max(1, Math.floor(list.length * share)));
  const made = (share: number): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: first(statements, statements.length > 1 ? share : 1).map((one, n) => {
        const { Resource, NotResource, ...rest } = one;
        const cut = Object.entries(kind === 'trust' ? rest : one).map(([key, value]) => [
          key,
          Array.isArray(value) && statements.length === 1 ? first(value, share) : value,
        ]);
        return { ...Object.fromEntries(cut), ...principal(n) };
      }),
    });
  let share = 1;
  while (!beyondQuotas && made(share).length > QUOTAS[kind]) share *= 0.97;
  return made(share);
};

interface Timed {
  readonly what: string;
  readonly milliseconds: number;
}

const timed: Timed[] = [];
const wanted = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '';
const time = (what: string, act: () => unknown): void => {
  if (!what.includes(wanted)) return;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const { user, system } = process.cpuUsage();
    const start = performance.now();
    act();
    const elapsed = performance.now() - start;
    const spent = process.cpuUsage({ user, system });
    // Other work on the machine stretches the clock, the compiler's own threads the processor time: the smaller of the two is ours.
    best = Math.min(best, elapsed, (spent.user + spent.system) / 1000);
  }
  timed.push({ what, milliseconds: best });
};

/** Where each type has its policy document, and whether it is one of an identity. */
const PLACES: readonly {
  readonly type: string;
  readonly fact: string;
  readonly arn: string;
  readonly is: Kind;
}[] = [
  { type: 'AWS::S3::Bucket', fact: 'access.policyDocument', arn: 'arn:aws:s3:::lake', is: 'resource' },
  { type: 'AWS::KMS::Key', fact: 'access.policyDocument', arn: `arn:aws:kms:us-east-1:${OWNER}:key/k`, is: 'resource' },
  {
    type: 'AWS::DynamoDB::Table',
    fact: 'access.policyDocument',
    arn: `arn:aws:dynamodb:us-east-1:${OWNER}:table/t`,
    is: 'resource',
  },
  { type: 'AWS::IAM::Role', fact: 'access.policyDocument', arn: `arn:aws:iam::${OWNER}:role/r`, is: 'trust' },
  { type: 'AWS::IAM::ManagedPolicy', fact: 'document', arn: `arn:aws:iam::${OWNER}:policy/p`, is: 'identity' },
];

const resourceOf = (type: string, arn: string, facts: Part): Resource => ({
  key: '',
  type,
  arn,
  name: 'x',
  partition: 'aws',
  account: OWNER,
  region: 'us-east-1',
  collectedAt: '2026-01-01T00:00:00Z',
  source: 'live',
  facts,
  unknown: {},
});

for (const [name, statements] of Object.entries(HARD)) {
  for (const { type, fact, arn, is } of PLACES) {
    const principals = is === 'identity' ? { nobody: () => ({}) } : PRINCIPALS;
    for (const [who, principal] of Object.entries(principals)) {
      const text = shaped(statements, principal, is);
      const facts = derivedFacts.filter(
        (one) => one.type === type && one.reads.includes(fact) && one.relation === null,
      );
      for (const one of facts) {
        const derivation = new Derivation([one]);
        time(`${one.path} of ${type}: ${name}, ${who}`, () =>
          derivation.apply(resourceOf(type, arn, { [fact]: JSON.parse(text) as unknown })),
        );
      }
      if (is === 'resource') time(`reach: ${name}, ${who}`, () => reachOf(parseDocument(JSON.parse(text)), OWNER));
      time(`checks: ${name}, ${is}, ${who}`, () => checkPolicyDocument(text, is));
    }
  }
}
const identities = Object.entries(HARD).map(([name, statements]) => ({
  name,
  text: shaped(statements, () => ({}), 'identity'),
}));
const policies = (text: string) => ({
  identity: [parseDocument(JSON.parse(text))],
  resource: null,
  boundary: null,
  session: null,
  scp: null,
  rcp: null,
  endpoint: null,
});
for (const one of identities) {
  for (const other of identities) {
    time(`compare: ${one.name}; ${other.name}`, () => allowsMore(policies(one.text), policies(other.text)));
  }
}

timed.sort((a, b) => b.milliseconds - a.milliseconds);
console.log(`${timed.length} answers; the slowest:`);
for (const { what, milliseconds } of timed.slice(0, 25)) console.log(`${milliseconds.toFixed(1)} ms  ${what}`);
console.log(`over 50 ms: ${timed.filter(({ milliseconds }) => milliseconds > 50).length}`);

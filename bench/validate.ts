// How long the validation of one policy document takes, for a usual one and for those that are made to take long.
// node scripts/run.mjs bench/validate.ts
import { validateDocument } from '../src/analysis/access/validate/validate.ts';

const policy = (changes: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...changes }],
  });

const list = (count: number, member: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => member(at));

/** Each about as large as the largest policy that AWS stores for most resources, 20 KB. */
const documents: Readonly<Record<string, string>> = {
  'a usual policy of 20 KB': JSON.stringify({
    Version: '2012-10-17',
    Statement: list(60, (at) => `features-${at}`).map((name) => ({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'kms:Decrypt', 'dynamodb:Query'],
      Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`, `arn:aws:dynamodb:*:111122223333:table/${name}`],
      Condition: { StringEquals: { 'aws:PrincipalTag/team': name }, Bool: { 'aws:SecureTransport': 'true' } },
    })),
  }),
  'one action of wildcards': policy({ Action: `s3:${'*a'.repeat(10_000)}` }),
  'one resource of wildcards': policy({ Resource: `arn:aws:s3:::${'*?'.repeat(10_000)}` }),
  'a thousand actions with wildcards': policy({ Action: list(1_000, (at) => `s3:*${at}*`) }),
  'a thousand reaching actions': policy({ Action: list(1_000, (at) => `*:*${at}*`) }),
  'seven hundred resources with wildcards': policy({ Resource: list(700, (at) => `arn:aws:s3:*:*:*/${at}*`) }),
  'variables without an end': policy({ Resource: '${'.repeat(10_000) }),
  'a thousand values': policy({ Condition: { StringLike: { 'aws:userid': list(1_000, (at) => `*${at}*:a`) } } }),
};

for (const [name, text] of Object.entries(documents)) {
  for (const kind of ['identity', 'resource'] as const) {
    validateDocument(text, kind);
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      validateDocument(text, kind);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1_000;
    });
    const best = Math.min(...times).toFixed(1);
    process.stdout.write(`${best.padStart(8)} ms  ${String(text.length).padStart(6)} characters  ${name} (${kind})\n`);
  }
}

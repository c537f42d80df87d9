import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expiring, replicated } from './estate/dynamodb-settings.ts';
import { ofUnknownUse } from './estate/s3-settings.ts';
import { prod } from './estate/site.ts';

// Policies that judge nothing until somebody tells them what to look for.

/** What buckets may give to others: what the careful account's do. */
const reference = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['cloudtrail.amazonaws.com', 'logging.s3.amazonaws.com'] },
      Action: 's3:PutObject',
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: '*',
      Condition: { StringEquals: { 's3:DataAccessPointAccount': prod } },
    },
  ],
});

/** What every bucket's policy has to say. */
const plainHttp = JSON.stringify({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:{partition}:s3:::{bucket}', 'arn:{partition}:s3:::{bucket}/*'],
  Condition: { Bool: { 'aws:SecureTransport': false } },
});

/** What they are told, by policy and parameter. */
const told: Readonly<Record<string, Readonly<Record<string, string | number | boolean | readonly string[]>>>> = {
  'dynamodb-capacity-mode-fit': { judge: true, youngest: 0 },
  'dynamodb-table-class-fit': { judge: true, youngest: 0 },
  'dynamodb-table-cross-region-replication-enabled': { names: replicated },
  'dynamodb-ttl-data-retention': { names: expiring },
  'iam-aws-managed-policies-reviewed': { allowed: ['arn:aws:iam::aws:policy/AWSSupportAccess'] },
  'iam-stale-service-permissions': { check: true },
  'iam-user-temporary-credentials': { check: true },
  'iam-policy-only-sts-actions': { names: ['people', 'data-engineers', 'bob'] },
  'redshift-cluster-non-default-port': { port: 5439 },
  's3-bucket-inventory-configured': { largeFrom: 2 },
  's3-bucket-object-public-acl-sample': { sample: true },
  's3-bucket-policy-not-more-permissive': { reference },
  's3-intelligent-tiering-configured': { names: ofUnknownUse },
  's3-bucket-policy-required-statements': { statements: [plainHttp] },
};

const SUFFIX = '-told';

/** The policy itself of one of its copies; any other id unchanged. */
export const untold = (id: string): string => (id.endsWith(SUFFIX) ? id.slice(0, -SUFFIX.length) : id);

/** Writes copies of the policies into a folder, under names of their own and with what they are told as the default. */
export const writeTold = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  for (const [id, parameters] of Object.entries(told)) {
    let text = readFileSync(`policies/${id.split('-')[0]}/${id}.yaml`, 'utf8').replace(
      `id: ${id}\n`,
      `id: ${id}${SUFFIX}\n`,
    );
    for (const [name, values] of Object.entries(parameters)) {
      const empty = new RegExp(
        `(\\n  ${name}:\\n    type: (?:strings?|boolean|integer|days)\\n    default: )(?:\\[\\]|''|false|\\d+)`,
      );
      if (!empty.test(text)) throw new Error(`${id} has no parameter ${name} that can be told`);
      text = text.replace(empty, (_, before: string) => `${before}${JSON.stringify(values)}`);
    }
    writeFileSync(join(folder, `${id}.yaml`), text);
  }
};

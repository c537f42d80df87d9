import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shippedPolicyFiles } from '../../scripts/policy-sources.ts';

test('the Terraform of every remediation is what Terraform and the AWS provider were seen to accept', () => {
  const { valid } = JSON.parse(readFileSync('test/remediation/terraform-validated.json', 'utf8')) as {
    readonly valid: Readonly<Record<string, string>>;
  };
  const texts = shippedPolicyFiles().flatMap(({ policy }) =>
    policy.remediation.terraform === undefined ? [] : [[policy.id, policy.remediation.terraform] as const],
  );
  const hashes = texts.map(([id, text]) => [id, createHash('sha256').update(text).digest('hex')]);
  // Where this fails: node scripts/run.mjs scripts/validate-terraform.ts PLUGIN-DIR
  expect(Object.fromEntries(hashes)).toEqual(valid);
});

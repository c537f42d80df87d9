import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policySkeleton } from '../../src/cli/policy-skeleton.ts';
import { compilePolicy } from '../../src/evaluation/compile-policy.ts';
import { checkExamples } from '../../src/evaluation/examples.ts';
import { parsePolicy } from '../../src/evaluation/policy-file.ts';
import { catalogue } from '../../src/pipeline/catalogue.ts';
import { actionsFor } from '../../src/pipeline/collect.ts';
import { makeFolder, run } from './run.ts';

const folder = makeFolder();

describe('policies list', () => {
  it('is a line for each policy, and how many there are', async () => {
    const { code, stdout } = await run(['policies', 'list', '--policy', 'dynamodb-pitr-enabled']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'dynamodb-pitr-enabled  medium         DynamoDB tables should have point-in-time recovery\n1 policy\n',
    );
  });
});

describe('policies show', () => {
  it('prints why, how it is decided and how to fix it', async () => {
    const { code, stdout } = await run(['policies', 'show', 'dynamodb-pitr-enabled']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'dynamodb-pitr-enabled (medium, recovery)\nDynamoDB tables should have point-in-time recovery\n',
    );
    expect(stdout).toContain('\nPasses where\n  resource.recovery.pointInTime.enabled\n');
    expect(stdout).toContain('\nFix in Terraform\n  resource "aws_dynamodb_table" "this" {\n');
  });

  it('prints all of it as JSON', async () => {
    const { stdout } = await run(['policies', 'show', 'dynamodb-pitr-enabled', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'dynamodb-pitr-enabled', severity: 'medium' });
  });

  it.each([
    ['dynamodb-pitr-enabeld', 'there is no policy `dynamodb-pitr-enabeld`: did you mean `dynamodb-pitr-enabled`?'],
    ['qqqqqqqq', 'there is no policy `qqqqqqqq`; see `datawarden policies list`'],
  ])('names the nearest to %s', async (id, message) => {
    expect(await run(['policies', 'show', id])).toEqual({ code: 2, stdout: '', stderr: `datawarden: ${message}\n` });
  });
});

describe('policies check and policies test', () => {
  it('find the shipped policies sound', async () => {
    const { code, stdout } = await run(['policies', 'check']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ policies are sound\n$/);
    const tested = await run(['policies', 'test']);
    expect(tested.code).toBe(0);
    expect(tested.stdout).toMatch(/^\d+ policies, \d+ examples, 0 wrong\n$/);
  });

  it('test names file and line of an example that does not hold, with exit code 1', async () => {
    const path = join(folder, 'wrong.yaml');
    await run(['policies', 'new', 'wrong', '--resource', 'AWS::DynamoDB::Table', '--dir', folder]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('{"tags":{}}', '{"tags":{"Owner":"x"}}'));
    const { code, stdout } = await run(['policies', 'test', path]);
    const line =
      readFileSync(path, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('"Owner":"x"')) + 1;
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `${path}:${line}: example 1 of fail on AWS::DynamoDB::Table gives pass\n1 policy, 3 examples, 1 wrong\n`,
    });
  });
});

describe('policies new', () => {
  it('writes a policy that passes its test as it stands', async () => {
    const args = ['policies', 'new', 's3-bucket-owner-tag', '--resource', 'AWS::S3::Bucket'];
    const { code, stdout } = await run(args, { cwd: folder });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'wrote s3-bucket-owner-tag.yaml: fill it in, then run `datawarden policies test s3-bucket-owner-tag.yaml`\n',
    });
    const tested = await run(['policies', 'test', 's3-bucket-owner-tag.yaml'], { cwd: folder });
    expect(tested).toEqual({ code: 0, stdout: '1 policy, 3 examples, 0 wrong\n', stderr: '' });
  });

  it.each([...catalogue()].map(([type, facts]) => [type, facts] as const))('is sound for %s', (type, facts) => {
    const rules = compilePolicy(parsePolicy(policySkeleton('x', type, facts), 'x.yaml'), catalogue());
    expect(rules.flatMap(checkExamples)).toEqual([]);
  });

  it('never writes over a file', async () => {
    writeFileSync(join(folder, 'kept.yaml'), 'mine');
    const args = ['policies', 'new', 'kept', '--resource', 'AWS::S3::Bucket'];
    expect(await run(args, { cwd: folder })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'datawarden: `kept.yaml` exists already: name another policy, or remove it\n',
    });
    expect(readFileSync(join(folder, 'kept.yaml'), 'utf8')).toBe('mine');
  });

  it.each([
    [['Not Kebab', '--resource', 'AWS::S3::Bucket'], '`Not Kebab` is not kebab-case, as in s3-bucket-owner-tag'],
    [['../up', '--resource', 'AWS::S3::Bucket'], '`../up` is not kebab-case, as in s3-bucket-owner-tag'],
    [
      ['x', '--resource', 'AWS::S3::Buket'],
      'there is no resource type `AWS::S3::Buket`: did you mean `AWS::S3::Bucket`?',
    ],
    [
      ['x', '--resource', 'AWS::S3::Bucket', '--dir', 'nowhere'],
      'cannot write `nowhere/x.yaml`: no such file or directory',
    ],
  ])('%j is refused in one sentence', async (args, message) => {
    expect(await run(['policies', 'new', ...args], { cwd: folder })).toEqual({
      code: 2,
      stdout: '',
      stderr: `datawarden: ${message}\n`,
    });
  });
});

describe('permissions', () => {
  const actions = async (args: readonly string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await run(['permissions', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout) as { Version: string; Statement: { Effect: string; Action: string[] }[] };
    expect(document.Version).toBe('2012-10-17');
    expect(document.Statement).toHaveLength(1);
    return document.Statement[0]?.Action ?? [];
  };

  it('needs no account and prints what the policies need', async () => {
    expect(await actions(['--policy', 'dynamodb-pitr-enabled'])).toEqual([
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeTable',
      'dynamodb:ListTables',
      'ec2:DescribeRegions',
    ]);
  });

  it('with --all-facts prints what every fact needs', async () => {
    const all = await actions(['--all-facts']);
    expect(all).toEqual(await actionsFor(null));
    expect(all.length).toBeGreaterThan((await actions([])).length);
  });
});

it('policies of your own print nothing that a terminal obeys', async () => {
  const dir = join(folder, 'hostile');
  mkdirSync(dir);
  const { stdout } = await run(['policies', 'new', 'x', '--resource', 'AWS::S3::Bucket', '--dir', dir]);
  expect(stdout).toContain('wrote');
  const path = join(dir, 'x.yaml');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('title: Say here what should hold', 'title: "\\e[31mred\\a\\u202E"'),
  );
  for (const args of [['list'], ['show', 'x']]) {
    const shown = await run(['policies', ...args, '--policies', dir]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('\\u001b[31mred\\u0007\\u202e');
    expect(shown.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  }
});

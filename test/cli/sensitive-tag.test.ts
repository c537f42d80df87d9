import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, run } from './run.ts';
import { bucket, resourceOf, writeSnapshot } from './small.ts';

const folder = makeFolder();
const tagged = bucket('exports', 'never', { 'data-class': 'confidential, eu' });
const estate = await writeSnapshot(join(folder, 'estate.ndjson'), [
  tagged,
  bucket('labels', 'never', { 'data-class': 'public' }),
]);
const versioning = ['--policy', 's3-bucket-versioning-enabled'];

const evaluate = (...args: readonly string[]) => run(['evaluate', estate, ...versioning, ...args], { cwd: folder });

interface Report {
  readonly findings: readonly {
    readonly resource: { readonly name: string };
    readonly severity: string;
    readonly policySeverity: string;
    readonly sensitivity: { readonly verdict: string; readonly sources: readonly string[] };
  }[];
}

describe('--sensitive-tag', () => {
  it('makes findings on buckets with the tag one level worse, and no others', async () => {
    const { stdout } = await evaluate('--sensitive-tag', 'data-class=confidential*', '--output', 'json');
    const { findings } = JSON.parse(stdout) as Report;
    expect(findings.map(({ resource, severity, policySeverity }) => [resource.name, severity, policySeverity])).toEqual(
      [
        ['exports', 'medium', 'low'],
        ['labels', 'low', 'low'],
      ],
    );
    expect(findings.map(({ sensitivity }) => [sensitivity.verdict, ...sensitivity.sources])).toEqual([
      ['sensitive', 'tag data-class=confidential, eu'],
      // Nobody asked Macie.
      ['unknown'],
    ]);
  });

  it('decides the exit code by the raised severity', async () => {
    const args = ['--fail-on', 'medium'];
    expect((await evaluate(...args)).code).toBe(0);
    const raised = await evaluate(...args, '--sensitive-tag', 'owner=me', '--sensitive-tag', 'data-class=*eu');
    expect(raised).toMatchObject({
      code: 1,
      stderr: 'exit 1: one finding of severity medium or worse (--fail-on)\n',
    });
    expect(raised.stdout).toContain('sensitive data (tag data-class=confidential, eu): medium instead of low');
  });

  it('counts for the policy on sensitive data, too', async () => {
    const open = resourceOf('AWS::S3::Bucket', 'arn:aws:s3:::open', {
      ...tagged.facts,
      'access.policyDocument': {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::777788889999:root' },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::open/*',
          },
        ],
      },
      'access.acl': [],
      'access.objectOwnership': 'BucketOwnerEnforced',
    });
    const file = await writeSnapshot(join(folder, 'open.ndjson'), [open]);
    const judge = async (...args: readonly string[]) => {
      const policy = ['--policy', 's3-bucket-sensitive-data-exposure', '--output', 'json'];
      const { stdout } = await run(['evaluate', file, ...policy, ...args], { cwd: folder });
      return (JSON.parse(stdout) as { readonly findings: readonly { readonly verdict: string }[] }).findings;
    };
    expect(await judge()).toMatchObject([{ verdict: 'unknown' }]);
    expect(await judge('--sensitive-tag', 'data-class=confidential*')).toMatchObject([{ verdict: 'fail' }]);
  });

  it.each([
    ['pii', '--sensitive-tag `pii` is no KEY=VALUE, such as data-class=confidential or pii=*'],
    ['=yes', '--sensitive-tag `=yes` is no KEY=VALUE, such as data-class=confidential or pii=*'],
    ['data*=pii', '--sensitive-tag `data*=pii`: * stands for any text of the value only'],
  ])('`%s` is refused before anything is read', async (tag, message) => {
    const { code, stdout, stderr } = await evaluate('--sensitive-tag', tag);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

import { describe, expect, it } from 'vitest';
import { measure } from '../../src/report/layout.ts';
import { table } from '../../src/report/table.ts';
import {
  blockPublicAccess,
  bucket,
  bucketsTagged,
  denied,
  find,
  findings,
  header,
  hostile,
  report,
  run,
} from './sample.ts';

const longArn = bucket(`features-${'of-the-data-team-'.repeat(12)}raw`);

describe('the table', () => {
  it('shows what fails by severity and policy, then what is unknown by cause, then counts every verdict', () => {
    expect(report(table)).toMatchInlineSnapshot(`
      "CRITICAL  1 finding

        s3-bucket-level-public-access-prohibited
        S3 buckets should block public access
          features-raw  111122223333 eu-west-1
            blockPublicPolicy and restrictPublicBuckets are off.
            snapshots/estate.ndjson:3  arn:aws:s3:::features-raw

      MEDIUM  1 finding

        dynamodb-pitr-enabled
        DynamoDB tables should have point-in-time recovery
          labels  444455556666 eu-central-1
            Point-in-time recovery is off.
            snapshots/estate.ndjson:2
            arn:aws:dynamodb:eu-central-1:444455556666:table/labels

      INFORMATIONAL  1 finding

        s3-bucket-tagged
        S3 buckets should be tagged
          labels-export  111122223333 eu-west-1
            It has no tags.
            snapshots/estate.ndjson:4  arn:aws:s3:::labels-export

      UNKNOWN  3 verdicts could not be decided

        s3:GetPublicAccessBlock AccessDenied
          2 verdicts undecided on 2 resources, for want of access.publicAccessBlock
          first: labels-export (111122223333, eu-west-1): User:
          arn:aws:iam::111122223333:user/scanner is not authorized to perform:
          s3:GetBucketPublicAccessBlock

        s3:ListBuckets AccessDenied
          1 verdict undecided on what 1 refused listing would have shown
          first: every AWS::S3::Bucket of 111122223333 in global: Access Denied

      snapshots/estate.ndjson: AWS::S3::Bucket could not be listed (s3:ListBuckets
      AccessDenied) in 111122223333 global.
      snapshots/estate.ndjson: Not enabled, so not scanned: af-south-1.

      4 resources, 3 policies
      3 fail (1 critical, 1 medium, 1 informational), 3 unknown, 1 pass, 1 not
      applicable
      "
    `);
  });

  it('says that nothing fails in its last line', () => {
    const passing = findings.filter(({ verdict }) => verdict === 'pass');
    expect(report(table, passing, { of: { ...run, snapshots: [] } })).toMatchInlineSnapshot(`
      "1 resource, 3 policies
      0 fail, 0 unknown, 1 pass, 0 not applicable
      "
    `);
  });

  it.each([40, 80, 100])('stays within %i columns', (width) => {
    const wide = [
      ...findings,
      find(blockPublicAccess, 'fail', longArn, { message: `It lets ${longArn.arn} in, and ${'anyone '.repeat(30)}.` }),
      find(bucketsTagged, 'fail', bucket('特徴量'.repeat(20)), { message: '特徴量'.repeat(60) }),
      find(bucketsTagged, 'unknown', longArn, { missing: [{ ...denied, operation: `s3:${'Get'.repeat(40)}` }] }),
    ];
    const lines = report(table, wide, { width }).split('\n');
    expect(lines.filter((line) => measure(line) > width)).toEqual([]);
  });

  it('keeps both ends of an ARN that is too long, and the whole name', () => {
    const text = report(table, [find(blockPublicAccess, 'fail', longArn)]);
    expect(text).toContain('\n      arn:aws:s3:::features-of-the-data-te…of-the-data-team-of-the-data-team-raw\n');
    expect(text.replaceAll(/\s/g, '')).toContain(longArn.name);
  });

  it('uses colour only when asked', () => {
    expect(report(table)).not.toContain('\u001b');
    expect(report(table, findings, { colour: true })).toContain('\u001b[1;31mCRITICAL\u001b[0m  1 finding\n');
  });

  it('shows a thousand findings, the worst, and counts the others', () => {
    const many = Array.from({ length: 800 }, (_, index) => [
      find(bucketsTagged, 'fail', bucket(`mild-${index}`)),
      find(blockPublicAccess, 'fail', bucket(`bad-${index}`)),
    ]).flat();
    const text = report(table, many);
    expect(text.match(/^ {4}bad-\d+ /gm)).toHaveLength(800);
    expect(text.match(/^ {4}mild-\d+ /gm)).toHaveLength(200);
    expect(text).toContain('INFORMATIONAL  800 findings\n');
    expect(text).toContain('\n  and 600 more of informational severity (use --output json)\n');
  });

  it('names a bounded number of causes, and counts the verdicts of the others', () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      find(blockPublicAccess, 'unknown', bucket(`b-${index}`), { missing: [{ ...denied, code: `Code${index}` }] }),
    );
    const text = report(table, many);
    expect(text.match(/^ {2}s3:GetPublicAccessBlock /gm)).toHaveLength(200);
    expect(text).toContain('  and 50 verdicts of other causes (use --output json)\n');
  });

  it('says what the snapshots do not hold', () => {
    const regions = ['af-south-1', 'ap-east-1', 'ap-south-2', 'eu-south-1', 'eu-south-2', 'me-south-1'];
    const skippedRegions = regions.map((region) => ({
      account: '111122223333',
      region,
      reason: 'not-requested' as const,
    }));
    const of = {
      ...run,
      snapshots: [{ file: 'a.ndjson', header: { ...header, interrupted: true, gaps: [], skippedRegions } }],
    };
    expect(report(table, [], { of })).toMatchInlineSnapshot(`
      "a.ndjson: The collection was stopped before it was through.
      a.ndjson: Not requested, so not scanned: af-south-1, ap-east-1, ap-south-2,
      eu-south-1, eu-south-2 and 1 more.

      0 resources, 3 policies
      0 fail, 0 unknown, 0 pass, 0 not applicable
      "
    `);
  });

  it('cuts a message as long as a policy document', () => {
    const text = report(table, [
      find(blockPublicAccess, 'fail', bucket('features'), { message: 'long '.repeat(100_000) }),
    ]);
    expect(text.length).toBeLessThan(2_000);
  });

  it('writes control characters out', () => {
    const text = report(table, [
      find(blockPublicAccess, 'fail', bucket(hostile), { message: hostile, location: { file: hostile, line: 1 } }),
      find(blockPublicAccess, 'unknown', bucket(hostile), {
        missing: [{ fact: hostile, operation: hostile, code: hostile, message: hostile }],
      }),
    ]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(text).toContain('\\u001b[31m');
  });
});

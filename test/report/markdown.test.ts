import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import { blockPublicAccess, bucket, bucketsTagged, denied, find, findings, hostile, report, run } from './sample.ts';

/** GitHub drops a job summary that is larger. */
const jobSummaryLimit = 1024 * 1024;

describe('the Markdown report', () => {
  it('counts verdicts, lists what fails worst first, and what is unknown by cause', () => {
    expect(report(markdown)).toMatchInlineSnapshot(`
      "# datawarden: 3 failing, 3 unknown

      4 resources, 3 policies, datawarden \`0.1.0\`.

      | Verdict | Count |
      | --- | ---: |
      | fail | 3 |
      | unknown | 3 |
      | pass | 1 |
      | not applicable | 1 |

      | Failing | Count |
      | --- | ---: |
      | critical | 1 |
      | high | 0 |
      | medium | 1 |
      | low | 0 |
      | informational | 1 |

      ## Failing, worst first

      | Severity | Policy | Resource | Account | Region | What is wrong | Where |
      | --- | --- | --- | --- | --- | --- | --- |
      | critical | \`s3-bucket-level-public-access-prohibited\` | \`arn:aws:s3:::features-raw\` | \`111122223333\` | \`eu-west-1\` | blockPublicPolicy and restrictPublicBuckets are off. | \`snapshots/estate.ndjson:3\` |
      | medium | \`dynamodb-pitr-enabled\` | \`arn:aws:dynamodb:eu-central-1:444455556666:table/labels\` | \`444455556666\` | \`eu-central-1\` | Point-in-time recovery is off. | \`snapshots/estate.ndjson:2\` |
      | informational | \`s3-bucket-tagged\` | \`arn:aws:s3:::labels-export\` | \`111122223333\` | \`eu-west-1\` | It has no tags. | \`snapshots/estate.ndjson:4\` |

      ## Unknown, by cause

      | Refused | Reach | Facts | First resource | Answer |
      | --- | --- | --- | --- | --- |
      | \`s3:GetPublicAccessBlock AccessDenied\` | 2 verdicts undecided on 2 resources | \`access.publicAccessBlock\` | \`labels-export (111122223333, eu-west-1)\` | User: \`arn:aws:iam::111122223333:user/scanner\` is not authorized to perform: \`s3:GetBucketPublicAccessBlock\` |
      | \`s3:ListBuckets AccessDenied\` | 1 verdict undecided on what 1 refused listing would have shown | - | \`every AWS::S3::Bucket of 111122223333 in global\` | Access Denied |

      ## Not in the snapshots

      - \`snapshots/estate.ndjson\`: \`AWS::S3::Bucket\` could not be listed (\`s3:ListBuckets\` AccessDenied) in 111122223333 global.
      - \`snapshots/estate.ndjson\`: Not enabled, so not scanned: af-south-1.
      "
    `);
  });

  it('says so when nothing fails', () => {
    expect(report(markdown, [], { of: { ...run, snapshots: [] } })).toMatchInlineSnapshot(`
      "# datawarden: nothing fails, nothing is unknown

      0 resources, 3 policies, datawarden \`0.1.0\`.

      | Verdict | Count |
      | --- | ---: |
      | fail | 0 |
      | unknown | 0 |
      | pass | 0 |
      | not applicable | 0 |

      | Failing | Count |
      | --- | ---: |
      | critical | 0 |
      | high | 0 |
      | medium | 0 |
      | low | 0 |
      | informational | 0 |
      "
    `);
  });

  it('lists 200 findings, the worst, and counts the others', () => {
    const many = Array.from({ length: 180 }, (_, index) => [
      find(bucketsTagged, 'fail', bucket(`mild-${index}`)),
      find(blockPublicAccess, 'fail', bucket(`bad-${index}`)),
    ]).flat();
    const text = report(markdown, many);
    expect(text.match(/^\| critical \| `/gm)).toHaveLength(180);
    expect(text.match(/^\| informational \| `/gm)).toHaveLength(20);
    expect(text).toContain('\n160 more failing findings left out here: see the JSON or SARIF report.\n');
  });

  it('fits a job summary, whatever the texts', () => {
    const escapes = '\u202e'.repeat(5_000);
    const many = Array.from({ length: 300 }, (_, index) =>
      find(blockPublicAccess, 'fail', bucket(`${index}${escapes}`), {
        message: escapes,
        location: { file: escapes, line: 1 },
      }),
    );
    const causes = Array.from({ length: 300 }, (_, index) =>
      find(blockPublicAccess, 'unknown', bucket(`${index}${escapes}`), {
        missing: [{ fact: escapes, operation: escapes, code: `${index}`, message: escapes }],
      }),
    );
    const text = report(markdown, [...many, ...causes]);
    expect(Buffer.byteLength(text)).toBeLessThan(jobSummaryLimit);
    expect(text).toMatch(/^\d+ more failing findings left out here/m);
    expect(text).toMatch(/^\d+ more causes left out here/m);
  });

  it('keeps hostile text in its cell, as code', () => {
    const text = report(markdown, [
      find(blockPublicAccess, 'fail', bucket(hostile), { message: hostile, location: { file: hostile, line: 1 } }),
      find(blockPublicAccess, 'unknown', bucket(hostile), {
        missing: [{ ...denied, fact: hostile, operation: hostile, message: hostile }],
      }),
    ]);
    const columns = text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => (line.replace(/\\./g, '').match(/\|/g) ?? []).length - 1);
    expect(columns).toEqual([...Array(6).fill(2), ...Array(7).fill(2), 7, 7, 7, 5, 5, 5]);
    const outside = text.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/<img|@admin|evil|\u001b|\]\(/);
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(4);
  });

  it('reads the same twice', () => {
    expect(report(markdown, findings)).toBe(report(markdown, findings));
  });
});

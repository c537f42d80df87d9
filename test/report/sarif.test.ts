import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { sarif } from '../../src/report/sarif.ts';
import {
  blockPublicAccess,
  bucket,
  bucketsTagged,
  denied,
  find,
  findings,
  hostile,
  policies,
  report,
  run,
  snapshotFile,
  tablesRecover,
} from './sample.ts';

type Parameters = NonNullable<globalThis.Parameters<typeof report>[2]>;

const runOf = (some: readonly Finding[] = findings, parameters: Parameters = {}) => {
  const log: Log = JSON.parse(report(sarif, some, parameters));
  const [only] = log.runs;
  if (only?.results === undefined || log.runs.length !== 1) throw new Error('not one run with results');
  return { ...only, results: only.results, log };
};
const notificationsOf = (some?: readonly Finding[], parameters?: Parameters) =>
  runOf(some, parameters).invocations?.[0]?.toolExecutionNotifications ?? [];
const one = (rest: Partial<Finding>): Result | undefined =>
  runOf([find(blockPublicAccess, 'fail', bucket('features'), rest)]).results[0];

describe('a SARIF result', () => {
  it('is there for each failing verdict, worst first, and for no other', () => {
    expect(runOf().results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      [blockPublicAccess.id, 'error'],
      [tablesRecover.id, 'warning'],
      [bucketsTagged.id, 'note'],
    ]);
  });

  it('says what, where and on which resource', () => {
    expect(runOf().results[1]).toMatchInlineSnapshot(`
      {
        "level": "warning",
        "locations": [
          {
            "logicalLocations": [
              {
                "fullyQualifiedName": "arn:aws:dynamodb:eu-central-1:444455556666:table/labels",
                "kind": "resource",
                "name": "labels",
              },
            ],
            "physicalLocation": {
              "artifactLocation": {
                "uri": "snapshots/estate.ndjson",
              },
              "region": {
                "endColumn": 2,
                "endLine": 2,
                "startColumn": 1,
                "startLine": 2,
              },
            },
          },
        ],
        "message": {
          "text": "Point-in-time recovery is off. Resource: arn:aws:dynamodb:eu-central-1:444455556666:table/labels (444455556666, eu-central-1).",
        },
        "partialFingerprints": {
          "datawarden/v1": "88add0e48dfb00a2672e182fe57068e55b6569b22fca1b4fcb0fd0e13fac2e97",
          "primaryLocationLineHash": "88add0e48dfb00a2:1",
        },
        "properties": {
          "account": "444455556666",
          "evidence": [
            {
              "fact": "recovery.pointInTime",
              "value": {
                "enabled": false,
                "retentionDays": null,
              },
            },
          ],
          "policySeverity": "medium",
          "region": "eu-central-1",
          "severity": "medium",
          "type": "AWS::DynamoDB::Table",
          "verdict": "fail",
        },
        "ruleId": "dynamodb-pitr-enabled",
        "ruleIndex": 0,
      }
    `);
  });

  it('carries no kind, suppression or baseline state, which GitHub does not honour', () => {
    for (const result of runOf(findings, { unknownAsResults: true }).results) {
      expect(Object.keys(result)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(kind|suppressions|baselineState)$/)]),
      );
    }
  });

  it('has a fingerprint in the form of GitHub, its own for every policy and resource, that survives a moved line', () => {
    const some = Array.from({ length: 2_000 }, (_, index) =>
      [blockPublicAccess, bucketsTagged].map((policy) => find(policy, 'fail', bucket(`b-${index}`))),
    ).flat();
    const hashes = runOf(some).results.map(
      ({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'],
    );
    expect(new Set(hashes).size).toBe(4_000);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}:1$/);
    expect(one({ location: { file: snapshotFile, line: 9 } })?.partialFingerprints).toEqual(
      one({})?.partialFingerprints,
    );
  });

  it('escapes what SARIF would read as placeholders and links', () => {
    expect(one({ message: 'Lets {0} and [anyone](https://evil.example) in.\u001b[0m' })?.message.text).toBe(
      'Lets {{0}} and [anyone\\](https://evil.example) in.\\u001b[0m Resource: arn:aws:s3:::features (111122223333, eu-west-1).',
    );
  });

  it.each([
    ['a path with spaces', 'my snapshots/estate 1.ndjson', 'my%20snapshots/estate%201.ndjson'],
    ['an absolute path', '/srv/estate.ndjson', 'srv/estate.ndjson'],
    ['an ARN', 'arn:aws:s3:::features', 'arn%3Aaws%3As3%3A%3A%3Afeatures'],
  ])('points at %s by a relative URI', (_, file, uri) => {
    const location = one({ location: { file, line: 7 } })?.locations?.[0]?.physicalLocation;
    expect(location?.artifactLocation).toEqual({ uri });
    expect(location?.region).toEqual({ startLine: 7, startColumn: 1, endLine: 7, endColumn: 2 });
  });

  it('bounds what it quotes from the snapshot', () => {
    const huge = 'x'.repeat(1_000_000);
    const result = one({
      message: huge,
      evidence: Array.from({ length: 50 }, () => ({ fact: 'tags', value: { owner: huge } })),
    });
    expect(JSON.stringify(result).length).toBeLessThan(3_000);
  });

  it('is never without a text', () => {
    const result = runOf([find(blockPublicAccess, 'fail', { ...bucket(''), arn: '' }, { message: ' ' })]).results[0];
    expect(result?.message.text).toMatch(/^The requirement is not met\. /);
    for (const logical of result?.locations?.[0]?.logicalLocations ?? []) {
      expect(Object.values(logical)).not.toContain('');
    }
  });
});

describe('a SARIF rule', () => {
  it('is there for each policy of the run, findings or not', () => {
    const { tool, results } = runOf();
    expect(tool.driver.rules?.map(({ id }) => id)).toEqual(policies.map(({ id }) => id));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
    expect(runOf([]).tool.driver.rules).toHaveLength(policies.length);
  });

  it('explains the policy in text and Markdown', () => {
    const rule = runOf().tool.driver.rules?.[1];
    expect(rule?.help?.markdown).toMatchInlineSnapshot(`
      "# S3 buckets should block public access

      One careless statement in a bucket policy, or one ACL, would make \`features\` readable by anyone; s3:\\* and \\[this\\](x) are plain text.

      ## How to mend it

      Turn on all four settings.

      AWS CLI:

      \`\`\`sh
      aws s3api put-public-access-block --bucket {name} \\
        --public-access-block-configuration BlockPublicAcls=true
      \`\`\`

      Terraform:

      \`\`\`hcl
      resource "aws_s3_bucket_public_access_block" "{name}" {
        block_public_acls = true
      }
      \`\`\`

      ## References

      - <https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-level-public-access-prohibited.html>
      - CIS 2.1.4"
    `);
    expect({ ...rule, help: undefined }).toMatchInlineSnapshot(`
      {
        "defaultConfiguration": {
          "level": "error",
        },
        "fullDescription": {
          "text": "One careless statement in a bucket policy, or one ACL, would make \`features\` readable by anyone; s3:* and [this](x) are plain text.",
        },
        "help": undefined,
        "helpUri": "https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-level-public-access-prohibited.html",
        "id": "s3-bucket-level-public-access-prohibited",
        "name": "S3BucketLevelPublicAccessProhibited",
        "properties": {
          "precision": "very-high",
          "security-severity": "9.5",
          "severity": "critical",
          "tags": [
            "security",
            "public-access",
            "s3",
          ],
        },
        "shortDescription": {
          "text": "S3 buckets should block public access",
        },
      }
    `);
  });

  it.each([
    ['critical', '9.5', 'error'],
    ['high', '8.0', 'error'],
    ['medium', '5.5', 'warning'],
    ['low', '2.0', 'note'],
    ['informational', '0.0', 'note'],
  ] as const)('of %s severity has the security-severity %s and the level %s', (severity, score, level) => {
    const [rule] =
      runOf([], { of: { ...run, policies: [{ ...blockPublicAccess, severity }] } }).tool.driver.rules ?? [];
    expect(rule?.properties?.['security-severity']).toBe(score);
    expect(rule?.defaultConfiguration?.level).toBe(level);
  });

  it('stays within the limits of GitHub, and has no empty text, whatever the policy', () => {
    const endless = { ...blockPublicAccess, title: 't'.repeat(5_000), why: 'w'.repeat(50_000) };
    const mute = { ...blockPublicAccess, title: '', why: '', remediation: {}, references: ['http://insecure.example'] };
    const broad = {
      ...blockPublicAccess,
      resources: Array.from({ length: 30 }, (_, index) => `AWS::Service${index}::Thing`),
    };
    for (const policy of [endless, mute, broad]) {
      const [rule] = runOf([], { of: { ...run, policies: [policy] } }).tool.driver.rules ?? [];
      const texts = [rule?.shortDescription?.text, rule?.fullDescription?.text, rule?.help?.text, rule?.help?.markdown];
      for (const text of texts) expect(text).toMatch(/\S/);
      expect(rule?.shortDescription?.text.length).toBeLessThanOrEqual(1_024);
      expect(rule?.fullDescription?.text.length).toBeLessThanOrEqual(1_024);
      expect(rule?.properties?.tags?.length).toBeLessThanOrEqual(10);
      expect(rule?.helpUri ?? 'https://').toMatch(/^https:\/\//);
    }
  });

  it('fences code that holds fences', () => {
    const policy = { ...blockPublicAccess, remediation: { cli: 'echo ```\n````' } };
    const [rule] = runOf([], { of: { ...run, policies: [policy] } }).tool.driver.rules ?? [];
    expect(rule?.help?.markdown).toContain('`````sh\necho ```\n````\n`````');
  });
});

describe('an unknown verdict in SARIF', () => {
  it('is part of a notification on its cause, of an invocation that succeeded', () => {
    const { invocations } = runOf();
    expect(invocations?.[0]?.executionSuccessful).toBe(true);
    expect(invocations?.[0]?.toolExecutionNotifications).toMatchInlineSnapshot(`
      [
        {
          "associatedRule": {
            "id": "s3-bucket-level-public-access-prohibited",
            "index": 1,
          },
          "descriptor": {
            "id": "facts-unknown",
            "index": 0,
          },
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "snapshots/estate.ndjson",
                },
                "region": {
                  "endColumn": 2,
                  "endLine": 4,
                  "startColumn": 1,
                  "startLine": 4,
                },
              },
            },
          ],
          "message": {
            "text": "s3:GetPublicAccessBlock AccessDenied: 2 verdicts undecided on 2 resources, for want of access.publicAccessBlock. First: labels-export (111122223333, eu-west-1): User: arn:aws:iam::111122223333:user/scanner is not authorized to perform: s3:GetBucketPublicAccessBlock",
          },
        },
        {
          "associatedRule": {
            "id": "s3-bucket-level-public-access-prohibited",
            "index": 1,
          },
          "descriptor": {
            "id": "facts-unknown",
            "index": 0,
          },
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "snapshots/estate.ndjson",
                },
                "region": {
                  "endColumn": 2,
                  "endLine": 1,
                  "startColumn": 1,
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "s3:ListBuckets AccessDenied: 1 verdict undecided on what 1 refused listing would have shown. First: every AWS::S3::Bucket of 111122223333 in global: Access Denied",
          },
        },
        {
          "descriptor": {
            "id": "snapshot-incomplete",
            "index": 1,
          },
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "snapshots/estate.ndjson",
                },
                "region": {
                  "endColumn": 2,
                  "endLine": 1,
                  "startColumn": 1,
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "AWS::S3::Bucket could not be listed (s3:ListBuckets AccessDenied) in 111122223333 global.",
          },
        },
        {
          "descriptor": {
            "id": "snapshot-incomplete",
            "index": 1,
          },
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "snapshots/estate.ndjson",
                },
                "region": {
                  "endColumn": 2,
                  "endLine": 1,
                  "startColumn": 1,
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "Not enabled, so not scanned: af-south-1.",
          },
        },
      ]
    `);
  });

  it('names its rule where one rule alone is concerned', () => {
    const [both] = notificationsOf([
      find(blockPublicAccess, 'unknown', bucket('features')),
      find(bucketsTagged, 'unknown', bucket('features')),
    ]);
    expect(both?.associatedRule).toBeUndefined();
    const [alone] = notificationsOf([find(bucketsTagged, 'unknown', bucket('features'))]);
    expect(alone?.associatedRule).toEqual({ id: bucketsTagged.id, index: policies.indexOf(bucketsTagged) });
  });

  it('is a result too when asked, milder by a level and behind all that fails', () => {
    const { results } = runOf(findings, { unknownAsResults: true });
    expect(results.map(({ level, properties }) => [level, properties?.['verdict']])).toEqual([
      ['error', 'fail'],
      ['warning', 'fail'],
      ['note', 'fail'],
      ['warning', 'unknown'],
      ['warning', 'unknown'],
      ['warning', 'unknown'],
    ]);
    expect(results.at(-1)?.message.text).toContain(
      'access.publicAccessBlock could not be read: s3:GetPublicAccessBlock',
    );
    expect(results.at(3)?.locations?.[0]?.logicalLocations?.[0]?.name).toBe(
      'every AWS::S3::Bucket of 111122223333 in global',
    );
  });

  it('shares its notification with others of the cause, so that there are not too many', () => {
    const many = Array.from({ length: 30_000 }, (_, index) =>
      find(blockPublicAccess, 'unknown', bucket(`b-${index}`), {
        missing: [{ ...denied, code: `Code${index % 900}` }],
      }),
    );
    const texts = notificationsOf(many).map(({ message }) => message.text ?? '');
    expect(texts.filter((text) => text.includes('undecided on'))).toHaveLength(500);
    expect(texts.find((text) => text.includes('other causes'))).toMatch(
      /^13,\d{3} verdicts undecided for other causes\.$/,
    );
  });
});

describe('a SARIF run', () => {
  it('says which analysis it belongs to', () => {
    expect(runOf(findings, { category: 'estate/eu' }).automationDetails).toEqual({ id: 'estate/eu/' });
  });

  it('names a version and counts every verdict, and has no time in it', () => {
    const { tool, properties, invocations } = runOf();
    expect([tool.driver.name, tool.driver.semanticVersion]).toEqual(['datawarden', '0.1.0']);
    expect(properties).toMatchObject({ resources: 4, verdicts: { fail: 3, unknown: 3, pass: 1, 'not-applicable': 1 } });
    expect(Object.keys(invocations?.[0] ?? {})).toEqual(['executionSuccessful', 'toolExecutionNotifications']);
  });

  it('has the array of results that GitHub demands even when nothing fails', () => {
    expect(runOf([]).results).toEqual([]);
  });

  it('does not depend on the order in which findings of one severity came', () => {
    const some = [...findings].reverse();
    expect(runOf(some).results).toEqual(runOf().results);
  });

  it('stays valid JSON with hostile names', () => {
    expect(runOf([find(blockPublicAccess, 'fail', bucket(hostile), { message: hostile })]).results).toHaveLength(1);
  });

  it('throws on a finding of a policy that the run does not name', () => {
    expect(() => report(sarif, findings, { of: { ...run, policies: [] } })).toThrow('dynamodb-pitr-enabled');
  });
});

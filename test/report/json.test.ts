import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  FindingLine,
  FindingsDocument,
  FindingsSchema,
  FrameworkLine,
  RunLine,
  SummaryLine,
} from '../../src/report/findings-schema.ts';
import { json } from '../../src/report/json.ts';
import { ndjson } from '../../src/report/ndjson.ts';
import { blockPublicAccess, bucket, find, findings, framework, hostile, report, run } from './sample.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true, keywords: ['x-cel'] });
const isDocument = ajv.compile(FindingsDocument);
const isAny = ajv.compile(FindingsSchema);
const lineSchemas: Readonly<Record<string, ValidateFunction>> = {
  run: ajv.compile(RunLine),
  finding: ajv.compile(FindingLine),
  framework: ajv.compile(FrameworkLine),
  summary: ajv.compile(SummaryLine),
};

const check = (validate: ValidateFunction, value: unknown) => {
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
};
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const hostileFindings = [
  find(blockPublicAccess, 'fail', bucket(hostile), {
    message: hostile,
    evidence: [{ fact: 'tags', value: { [hostile]: hostile } }],
  }),
];

describe('the JSON report', () => {
  it('holds every verdict with its evidence, passes included', () => {
    const document = JSON.parse(report(json));
    expect(document.findings.map((one: { verdict: string }) => one.verdict)).toEqual(
      findings.map(({ verdict }) => verdict),
    );
    expect(document.findings[1]).toMatchInlineSnapshot(`
      {
        "category": "public-access",
        "evidence": [
          {
            "fact": "access.publicAccessBlock",
            "value": {
              "blockPublicAcls": true,
              "blockPublicPolicy": false,
              "ignorePublicAcls": true,
              "restrictPublicBuckets": false,
            },
          },
        ],
        "fingerprint": "598ea48b123f4446e6abe3d41c139b1d38e52c20092fbb818cb4a6ad8f705898",
        "location": {
          "file": "snapshots/estate.ndjson",
          "line": 3,
        },
        "message": "blockPublicPolicy and restrictPublicBuckets are off.",
        "missing": [],
        "policy": "s3-bucket-level-public-access-prohibited",
        "policySeverity": "critical",
        "remediation": {
          "text": "Turn on all four settings.",
        },
        "resource": {
          "account": "111122223333",
          "arn": "arn:aws:s3:::features-raw",
          "name": "features-raw",
          "partition": "aws",
          "region": "eu-west-1",
          "type": "AWS::S3::Bucket",
        },
        "sensitivity": null,
        "severity": "critical",
        "verdict": "fail",
      }
    `);
    expect(document.findings[3].missing).toMatchInlineSnapshot(`
      [
        {
          "code": "AccessDenied",
          "fact": "access.publicAccessBlock",
          "message": "User: arn:aws:iam::111122223333:user/scanner is not authorized to perform: s3:GetBucketPublicAccessBlock",
          "operation": "s3:GetPublicAccessBlock",
        },
      ]
    `);
    expect(document.summary).toMatchInlineSnapshot(`
      {
        "failed": {
          "critical": 1,
          "high": 0,
          "informational": 1,
          "low": 0,
          "medium": 1,
        },
        "resources": 4,
        "sensitivity": {
          "sensitive": 0,
          "unknown": 0,
        },
        "verdicts": {
          "fail": 3,
          "not-applicable": 1,
          "pass": 1,
          "unknown": 3,
        },
      }
    `);
    expect(document.policies[0]).toMatchInlineSnapshot(`
      {
        "category": "recovery",
        "id": "dynamodb-pitr-enabled",
        "resources": [
          "AWS::DynamoDB::Table",
        ],
        "severity": "medium",
        "title": "DynamoDB tables should have point-in-time recovery",
      }
    `);
    expect(document.snapshots).toMatchInlineSnapshot(`
      [
        {
          "accounts": [
            {
              "account": "111122223333",
              "partition": "aws",
              "regions": [
                "eu-west-1",
                "eu-central-1",
              ],
            },
          ],
          "collectedAt": "2026-11-20T06:00:00Z",
          "file": "snapshots/estate.ndjson",
          "gaps": [
            {
              "account": "111122223333",
              "code": "AccessDenied",
              "message": "Access Denied",
              "operation": "s3:ListBuckets",
              "partition": "aws",
              "region": "global",
              "type": "AWS::S3::Bucket",
            },
          ],
          "interrupted": false,
          "resources": 4,
          "skippedRegions": [
            {
              "account": "111122223333",
              "reason": "not-opted-in",
              "region": "af-south-1",
            },
          ],
        },
      ]
    `);
  });

  it('gives remediation for what fails, and only for that', () => {
    for (const one of JSON.parse(report(json)).findings) expect('remediation' in one).toBe(one.verdict === 'fail');
  });

  it.each([
    ['the sample', findings],
    ['no findings', []],
    ['hostile names', hostileFindings],
  ])('follows its schema: %s', (_, some) => {
    const document = JSON.parse(report(json, some));
    check(isDocument, document);
    check(isAny, document);
  });

  it('has a schema that refuses a misspelt key', () => {
    expect(isDocument(JSON.parse(report(json).replace('"verdict":', '"verdikt":')))).toBe(false);
    expect(isAny(JSON.parse(report(json).replace('"verdict":', '"verdikt":')))).toBe(false);
  });

  it('keeps hostile text as it is, and shows no character that a terminal would obey', () => {
    const text = report(json, hostileFindings);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(JSON.parse(text).findings[0].message).toBe(hostile);
  });
});

describe('the NDJSON report', () => {
  it('is a line on the run, one per verdict, and one with the counts', () => {
    const text = report(ndjson);
    expect(linesOf(text).map(({ kind }) => kind)).toEqual(['run', ...findings.map(() => 'finding'), 'summary']);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.split('\n')[1]).toMatchInlineSnapshot(
      `"{"kind":"finding","policy":"dynamodb-pitr-enabled","severity":"medium","policySeverity":"medium","sensitivity":null,"category":"recovery","verdict":"fail","resource":{"type":"AWS::DynamoDB::Table","arn":"arn:aws:dynamodb:eu-central-1:444455556666:table/labels","name":"labels","account":"444455556666","region":"eu-central-1","partition":"aws"},"message":"Point-in-time recovery is off.","evidence":[{"fact":"recovery.pointInTime","value":{"enabled":false,"retentionDays":null}}],"missing":[],"location":{"file":"snapshots/estate.ndjson","line":2},"fingerprint":"88add0e48dfb00a2672e182fe57068e55b6569b22fca1b4fcb0fd0e13fac2e97","remediation":{"cli":"aws dynamodb update-continuous-backups --table-name labels"}}"`,
    );
  });

  it.each([
    ['the sample', findings],
    ['no findings', []],
    ['hostile names', hostileFindings],
  ])('follows its schema, line by line: %s', (_, some) => {
    for (const line of linesOf(report(ndjson, some))) {
      check(lineSchemas[line.kind] ?? expect.unreachable(line.kind), line);
      check(isAny, line);
    }
  });

  it('says the same as the JSON report', () => {
    const { findings: all, frameworks: _, summary, ...head } = JSON.parse(report(json));
    expect(linesOf(report(ndjson))).toEqual([
      { kind: 'run', ...head },
      ...all.map((one: object) => ({ kind: 'finding', ...one })),
      { kind: 'summary', ...summary },
    ]);
  });
});

describe('the frameworks that were asked for', () => {
  const of = { ...run, frameworks: [framework] };

  it('stand after the findings of the JSON report, each requirement with its status, as the schema says', () => {
    const document = JSON.parse(report(json, findings, { of }));
    check(isDocument, document);
    expect(Object.keys(document).slice(-3)).toEqual(['findings', 'frameworks', 'summary']);
    expect(document.frameworks[0].requirements[1]).toEqual({
      id: 'R-2(a)',
      title: framework.requirements[1]?.title,
      page: 'https://standard.example/2#a',
      status: 'unknown',
      verdicts: { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 },
      policies: ['dynamodb-table-encryption-enabled', 's3-bucket-public-read-prohibited'],
      notRun: ['dynamodb-table-encryption-enabled', 's3-bucket-public-read-prohibited'],
    });
  });

  it('are lines of NDJSON between the findings and the summary', () => {
    const lines = linesOf(report(ndjson, findings, { of }));
    for (const line of lines) {
      check(lineSchemas[line.kind] as ValidateFunction, line);
      check(isAny, line);
    }
    expect(lines.slice(-2)).toMatchObject([{ kind: 'framework', id: 'own-standard' }, { kind: 'summary' }]);
  });

  it('are an empty list where none was', () =>
    expect(JSON.parse(report(json, findings))).toMatchObject({ frameworks: [] }));
});

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { type Severity, severities } from '../../src/model/policy.ts';
import { sarif } from '../../src/report/sarif.ts';
import { blockPublicAccess, bucket, find, labels, report, run, snapshotFile } from './sample.ts';

/** GitHub's hard limits (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning). */
const resultLimit = 25_000;
const compressedLimit = 10_000_000;

describe('a SARIF run over the limits of GitHub', () => {
  const policyOf = Object.fromEntries(
    severities.map((severity) => [severity, { ...blockPublicAccess, id: `policy-${severity}`, severity }]),
  ) as Record<Severity, typeof blockPublicAccess>;
  const of = { ...run, policies: Object.values(policyOf) };
  /** Text that does not compress: 64 digits of a hash. */
  const noise = (seed: string): string => createHash('sha256').update(seed).digest('hex');

  it('keeps the worst 25,000 results, and says what it left out', () => {
    const many = Array.from({ length: 6_000 }, (_, index) =>
      severities.map((severity) =>
        find(
          policyOf[severity],
          'fail',
          { ...labels, arn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${noise(`${index}`).slice(0, 20)}` },
          {
            message: 'Point-in-time recovery is off.',
            evidence: [{ fact: 'recovery.pointInTime', value: { enabled: false, retentionDays: null } }],
            location: { file: snapshotFile, line: index + 2 },
          },
        ),
      ),
    ).flat();
    expect(many).toHaveLength(30_000);
    const text = report(sarif, many, { of });
    const [{ results = [], properties, invocations }] = (JSON.parse(text) as Log).runs as [Log['runs'][number]];
    const counts = new Map<string, number>();
    for (const { ruleId = '' } of results) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
    expect(results).toHaveLength(resultLimit);
    expect([...counts]).toEqual([
      ['policy-critical', 6_000],
      ['policy-high', 6_000],
      ['policy-medium', 6_000],
      ['policy-low', 6_000],
      ['policy-informational', 1_000],
    ]);
    expect(properties?.['omitted']).toEqual({
      critical: 0,
      high: 0,
      medium: 0,
      low: 0,
      informational: 5_000,
      unknown: 0,
    });
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe(
      'GitHub code scanning takes no more than 25,000 results in 10 MB: this file holds the worst 25,000 and leaves out 5,000 informational findings.',
    );
    expect(gzipSync(text).length).toBeLessThan(compressedLimit);
  }, 60_000);

  it('leaves out the mildest results until the file is small enough', () => {
    const many = Array.from({ length: 25_000 }, (_, index) =>
      find(policyOf[index % 5 === 0 ? 'critical' : 'low'], 'fail', bucket(noise(`name ${index}`)), {
        message: Array.from({ length: 9 }, (_, part) => noise(`${index} ${part}`)).join(' '),
        location: { file: snapshotFile, line: index + 2 },
      }),
    );
    const text = report(sarif, many, { of });
    const [{ results = [], properties }] = (JSON.parse(text) as Log).runs as [Log['runs'][number]];
    expect(gzipSync(text).length).toBeLessThan(compressedLimit);
    expect(results.length).toBeGreaterThan(15_000);
    expect(results.filter(({ level }) => level === 'error')).toHaveLength(5_000);
    expect(properties?.['omitted']).toMatchObject({ critical: 0, low: 25_000 - results.length });
    expect(text).toContain(`leaves out ${(25_000 - results.length).toLocaleString('en')} low findings.`);
  }, 60_000);
});

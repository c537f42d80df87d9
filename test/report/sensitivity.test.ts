import { describe, expect, it } from 'vitest';
import { json } from '../../src/report/json.ts';
import { markdown } from '../../src/report/markdown.ts';
import { ndjson } from '../../src/report/ndjson.ts';
import { sarif } from '../../src/report/sarif.ts';
import { table } from '../../src/report/table.ts';
import { hostile, onSensitiveData, report } from './sample.ts';

// How each format shows that a finding is worse for what the resource holds.

const findings = onSensitiveData('Macie score 87');

describe('a finding on sensitive data', () => {
  it('stands in the table under its raised severity, with the reason and the policy’s own', () => {
    const text = report(table, findings, { width: 120 });
    expect(text).toContain('HIGH  1 finding');
    expect(text).toContain('      sensitive data (Macie score 87): high instead of medium\n');
    expect(text).toContain('      sensitive data (Macie score 87)\n');
    expect(text).toContain('MEDIUM  1 finding');
    expect(text).toContain('2 findings are on sensitive data: one level worse than the policy says, or critical\n');
    expect(text).toContain('whether the data is sensitive is not known of 1 finding: as bad as the policy says\n');
    expect(text).toContain('3 fail (1 critical, 1 high, 1 medium)');
  });

  it('says so in Markdown', () => {
    const text = report(markdown, findings);
    expect(text).toMatch(/^\| high \| .*\*\*sensitive data \(Macie score 87\): high instead of medium\*\*/m);
    expect(text).toContain('2 findings are on sensitive data');
    expect(text).toContain('is not known of 1 finding');
  });

  it('has both severities and who says it in JSON', () => {
    const document = JSON.parse(report(json, findings));
    expect(document.findings[0]).toMatchObject({
      severity: 'high',
      policySeverity: 'medium',
      sensitivity: { verdict: 'sensitive', sources: ['Macie score 87'], missing: null },
    });
    expect(document.findings[2]).toMatchObject({
      severity: 'medium',
      policySeverity: 'medium',
      sensitivity: {
        verdict: 'unknown',
        sources: [],
        missing: { operation: 'macie2:DescribeBuckets', code: 'AccessDeniedException', message: 'not you' },
      },
    });
    expect(document.summary).toMatchObject({
      failed: { critical: 1, high: 1, medium: 1 },
      sensitivity: { sensitive: 2, unknown: 1 },
    });
    const lines = report(ndjson, findings).trimEnd().split('\n');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ severity: 'high', policySeverity: 'medium' });
  });

  it('has the level of its raised severity in SARIF, where the rule keeps the policy’s', () => {
    const [run] = JSON.parse(report(sarif, findings)).runs;
    const raised = run.results.find(
      ({ properties }: { properties: { severity: string } }) => properties.severity === 'high',
    );
    expect(raised).toMatchObject({
      level: 'error',
      properties: {
        severity: 'high',
        policySeverity: 'medium',
        sensitivity: { verdict: 'sensitive', sources: ['Macie score 87'] },
      },
    });
    expect(raised.message.text).toContain('On sensitive data (Macie score 87): high instead of medium.');
    const rule = run.tool.driver.rules[raised.ruleIndex];
    expect(rule).toMatchObject({ defaultConfiguration: { level: 'warning' }, properties: { severity: 'medium' } });
    expect(run.properties.sensitivity).toEqual({ sensitive: 2, unknown: 1 });
  });

  it('may be said by a tag of any text, which cannot become anything else', () => {
    const all = onSensitiveData(`tag ${hostile}`);
    for (const format of [table, markdown, sarif]) {
      expect(report(format, all)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('is not spoken of where there is none', () => {
    for (const format of [table, markdown, sarif]) {
      expect(report(format, [])).not.toMatch(/sensitive data/);
    }
  });
});

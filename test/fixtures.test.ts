import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/model/finding.ts';
import type { Resource } from '../src/model/resource.ts';
import { evaluateSnapshots, openSnapshots } from '../src/pipeline/evaluate.ts';
import { compilePolicies } from '../src/pipeline/policies.ts';
import { shippedPolicies } from '../src/pipeline/shipped.ts';
import { models } from '../src/resources/models.generated.ts';

// The estate of README's first command. After a change of the model: `node scripts/run.mjs scripts/make-estate.ts`.

const file = 'fixtures/snapshots/data-team.ndjson';
const [snapshot] = await openSnapshots([file]);
if (snapshot === undefined) throw new Error(`no ${file}`);
const resources: Resource[] = [];
for await (const batch of snapshot.batches()) resources.push(...batch.map(({ resource }) => resource));

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

describe(file, () => {
  it('has every resource type', () =>
    expect(distinct(resources.map(({ type }) => type))).toEqual(models.map(({ type }) => type).sort()));

  it('has two accounts and three Regions', () => {
    expect(snapshot.header.accounts.map(({ account }) => account)).toEqual(['111122223333', '444455556666']);
    expect(distinct(resources.map(({ account }) => account))).toEqual(['111122223333', '444455556666']);
    expect(distinct(resources.map(({ region }) => region))).toEqual([
      'eu-central-1',
      'eu-west-1',
      'global',
      'us-east-1',
    ]);
    expect(resources.length).toBeGreaterThanOrEqual(60);
  });

  it('lacks only what a limited role was refused, and what the credential report does not say of a new user', () => {
    const lost = resources.flatMap(({ name, unknown }) =>
      Object.entries(unknown).map(([path, { code }]) => ({ what: `${path} of ${name}`, code })),
    );
    const refused = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];
    expect(distinct(lost.map(({ code }) => code).filter((code) => refused.includes(code)))).toEqual(refused);
    expect(lost.filter(({ code }) => !refused.includes(code))).toEqual([
      { what: 'credentials.passwordExpiresAt of joan', code: 'MissingInAnswer' },
    ]);
    expect(snapshot.header.gaps.map(({ type, region, code }) => `${type} ${region} ${code}`)).toEqual([
      'AWS::AccessAnalyzer::Analyzer eu-west-1 AccessDeniedException',
      'AWS::Redshift::Cluster us-east-1 AccessDenied',
    ]);
  });

  it('holds nothing that was made after it was collected, and nothing of the emulator that it was collected from', () => {
    const now = Date.parse(snapshot.header.collectedAt);
    const late = resources.filter(({ facts }) => Date.parse(String(facts['createdAt'] ?? 0)) > now);
    expect(late.map(({ arn }) => arn)).toEqual([]);
    expect(resources.filter((resource) => /127\.0\.0\.1|localhost|moto/.test(JSON.stringify(resource)))).toEqual([]);
  });

  it('fails, passes and leaves open what its summary says', async () => {
    const counts: Record<string, number> = {};
    const take = ({ verdict, policy }: Finding): void => {
      const kind = verdict === 'fail' ? `fail, ${policy.severity}` : verdict;
      counts[kind] = (counts[kind] ?? 0) + 1;
    };
    const summary = await evaluateSnapshots({
      snapshots: [snapshot],
      rules: compilePolicies(shippedPolicies()),
      tool: { name: 'datawarden', version: '0.0.0-test' },
      reports: [],
      onFinding: { wants: new Set(['pass', 'fail', 'unknown', 'not-applicable']), take },
    });
    expect(summary.resources).toBe(resources.length);
    expect(Object.fromEntries(Object.entries(counts).sort())).toMatchInlineSnapshot(`
      {
        "fail, critical": 41,
        "fail, high": 196,
        "fail, informational": 21,
        "fail, low": 556,
        "fail, medium": 446,
        "not-applicable": 1067,
        "pass": 2890,
        "unknown": 187,
      }
    `);
  });
});

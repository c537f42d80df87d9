import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import { sarif } from '../../src/report/sarif.ts';
import { table } from '../../src/report/table.ts';
import {
  bucket,
  find,
  findings,
  framework,
  labels,
  policies,
  report,
  run,
  tablesEncrypted,
  volumesTagged,
} from './sample.ts';

// Each status once: R-2(a) names a policy that was not run, R-4 one that concerns nothing.
const of = { ...run, policies: [...policies, tablesEncrypted, volumesTagged], frameworks: [framework] };
const all = [
  ...findings,
  find(tablesEncrypted, 'pass', labels),
  find(volumesTagged, 'not-applicable', bucket('features')),
];

describe('the table', () => {
  it('shows each requirement with its status and the verdicts that it rests on, before it counts all verdicts', () => {
    const text = report(table, all, { of });
    expect(text.slice(text.indexOf('OWN-STANDARD'))).toMatchInlineSnapshot(`
      "OWN-STANDARD  Our own standard 2.0
        1 not met, 1 unknown, 1 not covered, 1 nothing to check, 1 met

        not met           R-1     Tables can be restored (1 fail)
        unknown           R-2(a)  Data is public to nobody, in whatever way a bucket,
                                  a table or a snapshot can be made so (1 pass, 1
                                  policy not run)
        not covered       R-3     Somebody is asked
        nothing to check  R-4     Everything has an owner
        met               R-5     Tables are encrypted (1 pass)

      snapshots/estate.ndjson: AWS::S3::Bucket could not be listed (s3:ListBuckets
      AccessDenied) in 111122223333 global.
      snapshots/estate.ndjson: Not enabled, so not scanned: af-south-1.

      5 resources, 5 policies
      3 fail (1 critical, 1 medium, 1 informational), 3 unknown, 2 pass, 2 not
      applicable
      "
    `);
  });

  it('says nothing of frameworks where none was asked for', () =>
    expect(report(table, all, { of: { ...of, frameworks: [] } })).not.toContain('not covered'));
});

describe('the Markdown report', () => {
  it('has a section with every requirement', () => {
    const text = report(markdown, all, { of });
    const start = text.indexOf('## Our own');
    expect(text.slice(start, text.indexOf('## Not in', start))).toMatchInlineSnapshot(`
      "## Our own standard \`2.0\`

      1 not met, 1 unknown, 1 not covered, 1 nothing to check, 1 met.

      | Status | Requirement | What it asks for | Verdicts |
      | --- | --- | --- | --- |
      | not met | \`R-1\` | Tables can be restored | 1 fail |
      | unknown | \`R-2(a)\` | Data is public to nobody, in whatever way a bucket, a table or a snapshot can be made so | 1 pass, 1 policy not run |
      | not covered | \`R-3\` | Somebody is asked | - |
      | nothing to check | \`R-4\` | Everything has an owner | - |
      | met | \`R-5\` | Tables are encrypted | 1 pass |

      "
    `);
  });

  it('leaves out what does not fit, and counts it', () => {
    const requirements = Array.from({ length: 20_000 }, (_, index) => ({
      id: `R-${index}`,
      title: 'Everything has an owner who can be asked, and who answers',
      page: null,
      policies: [],
    }));
    const text = report(markdown, all, { of: { ...of, frameworks: [{ ...framework, requirements }] } });
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
    expect(text).toMatch(/\n[\d,]+ more requirements left out here: see the JSON report\.\n/);
  });
});

describe('the SARIF report', () => {
  const runOf = (parameters: Parameters<typeof report>[2]) => {
    const [only] = (JSON.parse(report(sarif, all, parameters)) as Log).runs;
    if (only === undefined) throw new Error('there is no run');
    return only;
  };

  it('has each framework as a taxonomy whose taxa are the requirements', () => {
    const { taxonomies, tool } = runOf({ of });
    expect(tool.driver.supportedTaxonomies).toEqual([{ name: 'own-standard', index: 0 }]);
    expect(taxonomies).toMatchObject([
      { name: 'own-standard', version: '2.0', informationUri: 'https://standard.example/', isComprehensive: false },
    ]);
    expect(taxonomies?.[0]?.taxa?.slice(0, 2)).toEqual([
      { id: 'R-1', shortDescription: { text: 'Tables can be restored' } },
      {
        id: 'R-2(a)',
        shortDescription: { text: framework.requirements[1]?.title },
        helpUri: 'https://standard.example/2#a',
      },
    ]);
  });

  it('relates a rule to the requirements that it decides: each reference leads to the taxon that it names', () => {
    const second = { ...framework, id: 'second-standard' };
    const { taxonomies, tool } = runOf({ of: { ...of, frameworks: [framework, second] } });
    const rules = tool.driver.rules ?? [];
    const targets = rules.flatMap(({ relationships }) => relationships ?? []).map(({ target }) => target);
    expect(targets).toHaveLength(10);
    for (const { id, index, toolComponent } of targets) {
      const taxonomy = taxonomies?.[toolComponent?.index ?? -1];
      expect(taxonomy?.name).toBe(toolComponent?.name);
      expect(taxonomy?.taxa?.[index ?? -1]?.id).toBe(id);
    }
    const rule = rules.find(({ id }) => id === tablesEncrypted.id);
    expect(rule?.relationships?.map(({ target }) => `${target.toolComponent?.name} ${target.id}`)).toEqual([
      'own-standard R-2(a)',
      'own-standard R-5',
      'second-standard R-2(a)',
      'second-standard R-5',
    ]);
  });

  it("has the frameworks' names among a rule's tags, of which GitHub shows ten", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...framework, id: `standard-${index}` }));
    const rules = runOf({ of: { ...of, frameworks: many } }).tool.driver.rules ?? [];
    const tagsOf = (policy: string) => rules.find(({ id }) => id === policy)?.properties?.tags ?? [];
    expect(tagsOf(tablesEncrypted.id)).toContain('standard-0');
    expect(tagsOf('s3-bucket-tagged')).not.toContain('standard-0');
    for (const { properties } of rules) expect(properties?.tags?.length).toBeLessThanOrEqual(10);
  });

  it('says the status of each requirement among the properties of the run', () =>
    expect(runOf({ of }).properties).toMatchObject({
      frameworks: [
        {
          id: 'own-standard',
          statuses: { 'not-met': 1, unknown: 1, 'not-covered': 1, 'nothing-to-check': 1, met: 1 },
          requirements: [
            { id: 'R-1', status: 'not-met' },
            { id: 'R-2(a)', status: 'unknown' },
            { id: 'R-3', status: 'not-covered' },
            { id: 'R-4', status: 'nothing-to-check' },
            { id: 'R-5', status: 'met' },
          ],
        },
      ],
    }));

  it('has no taxonomies where no framework was asked for', () =>
    expect(runOf({ of: { ...of, frameworks: [] } })).not.toHaveProperty('taxonomies'));
});

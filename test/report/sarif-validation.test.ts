import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { sarif } from '../../src/report/sarif.ts';
import { readSarifSchema, validateSarif } from '../oracle/sarif-multitool.ts';
import {
  blockPublicAccess,
  bucket,
  find,
  findings,
  framework,
  header,
  hostile,
  policies,
  report,
  run,
} from './sample.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const followsSchema = ajv.compile(readSarifSchema());

const hostileFindings = [
  ...findings,
  find(blockPublicAccess, 'fail', bucket(hostile), { message: hostile, location: { file: `../${hostile}`, line: 9 } }),
  find(blockPublicAccess, 'unknown', bucket(`${hostile}2`), {
    missing: [{ fact: hostile, operation: hostile, code: hostile, message: hostile }],
  }),
];
const hostileRun = {
  ...run,
  policies: policies.map((policy) => ({
    ...policy,
    title: `${policy.title} ${hostile}`,
    why: '',
    references: [hostile],
  })),
  snapshots: [{ file: '/srv/an estate.ndjson', header: { ...header, interrupted: true } }],
};

const hostileFramework = {
  ...framework,
  id: 'hostile-standard',
  title: hostile,
  version: hostile,
  source: hostile,
  requirements: [{ id: hostile, title: hostile, page: hostile, policies: [blockPublicAccess.id] }],
};

const reports: readonly (readonly [string, string])[] = [
  ['of a run without findings', report(sarif, [])],
  ['of a run without policies', report(sarif, [], { of: { ...run, policies: [] } })],
  ['of a run with all verdicts', report(sarif)],
  ['with unknown verdicts as results', report(sarif, findings, { unknownAsResults: true })],
  ['of a run with frameworks', report(sarif, findings, { of: { ...run, frameworks: [framework, hostileFramework] } })],
  ['of hostile names', report(sarif, hostileFindings, { unknownAsResults: true, of: hostileRun })],
];

describe.each(reports)('the SARIF %s', (_, text) => {
  it('follows the JSON schema of SARIF 2.1.0', () => {
    followsSchema(JSON.parse(text));
    expect(followsSchema.errors ?? []).toEqual([]);
  });

  it("passes Microsoft's multitool with GitHub's rules, without an error or a warning", {
    timeout: 60_000,
  }, async () => {
    expect(await validateSarif(text)).toEqual([]);
  });
});

describe('the validation itself', () => {
  const broken = report(sarif).replace('"startLine":3,', '').replaceAll('"help":', '"helpless":');

  it('refuses a file against the schema', () => {
    expect(followsSchema(JSON.parse(broken))).toBe(false);
  });

  it("refuses a file against GitHub's rules", { timeout: 60_000 }, async () => {
    const rules = (await validateSarif(broken)).map(({ rule, level }) => `${rule} ${level}`);
    expect(rules).toEqual(expect.arrayContaining(['GH2012 error', 'JSON1005 error', 'SARIF1007 error']));
  });
});

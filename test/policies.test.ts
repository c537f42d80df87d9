import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../scripts/sources.ts';
import { catalogueFacts } from '../src/analysis/derive.ts';
import { derivedFacts } from '../src/analysis/derived.generated.ts';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { checkExamples } from '../src/evaluation/examples.ts';
import { parsePolicy } from '../src/evaluation/policy-file.ts';
import { models } from '../src/resources/models.generated.ts';

const catalogue = catalogueFacts(models, derivedFacts);
const files = filesBelow('policies').filter((path) => path.endsWith('.yaml') && !path.includes('/frameworks/'));
const ajv = new Ajv2020({ strict: false });

/** The types of a model, as they are checked in a snapshot. */
const schemaOf = (type: string, fact: string) => catalogue.get(type)?.[fact];

describe.each(files)('%s', (file) => {
  const source = parsePolicy(readFileSync(file, 'utf8'), file);
  const { policy } = source;
  const rules = compilePolicy(source, catalogue);

  it('stands in a file of its name, in the folder of its service', () =>
    expect(file).toBe(`policies/${policy.id.split('-')[0]}/${policy.id}.yaml`));

  it('gives the verdicts that its examples say, each resting on every fact that it states', () => {
    for (const rule of rules) expect(checkExamples(rule)).toEqual([]);
  });

  it('has examples whose facts follow the schemas', () => {
    for (const examples of Object.values(policy.examples)) {
      for (const { facts, resource } of examples) {
        for (const [fact, value] of Object.entries(facts)) {
          const types = policy.resources.filter(
            (type) => resource?.['type'] === undefined || resource['type'] === type,
          );
          for (const type of types) {
            const schema = schemaOf(type, fact);
            const validate = ajv.compile(schema ?? false);
            expect(validate(value) || `${fact} = ${JSON.stringify(value)}: ${ajv.errorsText(validate.errors)}`).toBe(
              true,
            );
          }
        }
      }
    }
  });

  it('has an example of not-applicable just where it has a condition', () =>
    expect(policy.examples['not-applicable'].length > 0).toBe(policy.when !== null));

  it('says how to fix it, why it matters, and fits its expressions on two lines', () => {
    expect(Object.keys(policy.remediation).length).toBeGreaterThan(0);
    for (const expression of [policy.when ?? '', policy.require]) {
      expect(expression.split('\n').length).toBeLessThanOrEqual(2);
      expect(expression.length).toBeLessThanOrEqual(260);
    }
  });
});

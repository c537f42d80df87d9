import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../src/evaluation/compile-policy.ts';
import { unlocated } from '../../src/evaluation/rule.ts';
import type { ParameterValue, Policy } from '../../src/model/policy.ts';

const catalogue = new Map([
  ['AWS::S3::Bucket', { objectCount: Type.Integer(), tags: Type.Record(Type.String(), Type.String()) }],
]);
const policy = (when: string): Policy => ({
  id: 'large',
  aliases: [],
  title: 'Large',
  resources: ['AWS::S3::Bucket'],
  severity: 'low',
  category: 'cost',
  when,
  require: 'resource.objectCount > 0',
  at: 'objectCount',
  message: '{resource.tags}',
  why: '',
  remediation: {},
  parameters: {
    from: { type: 'integer', default: 0, description: '' },
    names: { type: 'strings', default: [], description: '' },
  },
  references: [],
  examples: { pass: [], fail: [], unknown: [], 'not-applicable': [] },
});
const shows = (when: string, overrides: Readonly<Record<string, ParameterValue>> = {}) =>
  compilePolicy(unlocated(policy(when)), catalogue, overrides).map((rule) => [...rule.shows].sort());

describe('what is worth collecting for a policy', () => {
  it('is nothing where its parameters alone keep it from applying', () => {
    expect(shows('params.from > 0 && resource.objectCount > params.from')).toEqual([[]]);
    expect(shows('size(params.names) > 0 && resource.name in params.names')).toEqual([[]]);
  });

  it('is all that it reads and shows once they do not', () => {
    expect(shows('params.from > 0', { from: 1 })).toEqual([['objectCount', 'tags']]);
    expect(shows('size(params.names) > 0 && resource.name in params.names', { names: ['a'] })).toEqual([
      ['objectCount', 'tags'],
    ]);
  });

  it('is all of it where the resource has a say', () => {
    expect(shows('resource.objectCount > params.from')).toEqual([['objectCount', 'tags']]);
    expect(shows("resource.name == 'a'")).toEqual([['objectCount', 'tags']]);
    expect(shows("resource.name.startsWith('a')")).toEqual([['objectCount', 'tags']]);
  });
});

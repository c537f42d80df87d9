import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { tablePublicExports } from '../../src/analysis/public-exports.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { accountBlock, bucket, denied, document, home, resource } from './access/estate/estate-of.ts';

const exported = (name: string, status = 'COMPLETED') => ({ status, bucket: name });
const open = document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::drop/*' });
const settled = { 'access.policyStatus': null };

const derive = (exports: unknown, others: readonly Resource[] = [], gap?: Gap): unknown => {
  const derivation = new Derivation([tablePublicExports]);
  for (const one of others) if (derivation.gathers.has(one.type)) derivation.gather(one);
  if (gap !== undefined) derivation.gatherGap(gap);
  const arn = `arn:aws:dynamodb:eu-central-1:${home}:table/features`;
  const derived = derivation.apply(resource('AWS::DynamoDB::Table', arn, { exports }));
  return derived.facts[tablePublicExports.path] ?? derived.unknown[tablePublicExports.path]?.code;
};

describe('the buckets that hold exports of a table and that anyone can reach', () => {
  const closed = bucket('exports', null, settled);
  const public_ = bucket('drop', open, { 'access.policyStatus': { isPublic: true } });

  it('are those with a public policy, unless Block Public Access holds', () => {
    expect(derive([exported('drop'), exported('exports')], [closed, public_, accountBlock()])).toEqual(['drop']);
    expect(derive([exported('drop')], [public_, accountBlock({ restrictPublicBuckets: true })])).toEqual([]);
    expect(derive([exported('exports')], [closed, public_, accountBlock()])).toEqual([]);
  });

  it('are none where nothing was exported, or no export came about', () => {
    expect(derive([])).toEqual([]);
    expect(derive([exported('drop', 'FAILED')], [public_, accountBlock()])).toEqual([]);
  });

  it('count while the export is under way', () =>
    expect(derive([exported('drop', 'IN_PROGRESS')], [public_, accountBlock()])).toEqual(['drop']));

  it('are not known where a bucket is not, unless another is public', () => {
    expect(derive([exported('drop')])).toBe('NotInSnapshot');
    const gap = { type: 'AWS::S3::Bucket', partition: 'aws', account: home, region: 'global', ...denied };
    expect(derive([exported('drop')], [], gap)).toBe('AccessDenied');
    expect(derive([exported('drop'), exported('elsewhere')], [public_, accountBlock()])).toEqual(['drop']);
    expect(
      derive([exported('exports')], [bucket('exports', open, { 'access.publicAccessBlock': denied }), accountBlock()]),
    ).toBe('AccessDenied');
    expect(derive(denied)).toBe('AccessDenied');
  });
});

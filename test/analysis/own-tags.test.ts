import { describe, expect, it } from 'vitest';
import { bucketOwnTags } from '../../src/analysis/own-tags.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const derive = (facts: object, unknown: object = {}) =>
  bucketOwnTags.derive({ facts, unknown } as unknown as Resource, null);

describe('the tags that somebody gave a bucket', () => {
  it('are all but those of AWS, in whatever case', () =>
    expect(derive({ tags: { team: 'data', owner: 'ada', 'aws:createdBy': 'x', 'AWS:x': 'y', awsome: '1' } })).toEqual([
      'awsome',
      'owner',
      'team',
    ]));
  it('are unknown where the tags are', () => {
    const refusal = { operation: 's3:GetBucketTagging', code: 'AccessDenied', message: 'no' };
    expect(derive({}, { tags: refusal })).toEqual(new Underivable(refusal));
  });
});

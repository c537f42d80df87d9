import { expect, it } from 'vitest';
import { collectCauses } from '../../src/report/causes.ts';
import { blockPublicAccess, bucket, bucketsTagged, denied, everyBucket, find } from './sample.ts';

const collect = (limit: number, ...unknown: readonly Parameters<typeof find>[]) => {
  const causes = collectCauses(limit);
  for (const parts of unknown) causes.add(find(...parts));
  return causes;
};

it('counts verdicts and resources by operation and code', () => {
  const tags = { ...denied, fact: 'tags' };
  const causes = collect(
    10,
    [blockPublicAccess, 'unknown', bucket('features')],
    [bucketsTagged, 'unknown', bucket('features'), { missing: [tags] }],
    [blockPublicAccess, 'unknown', bucket('labels'), { missing: [denied, tags, { ...denied, code: 'Throttling' }] }],
    [blockPublicAccess, 'unknown', everyBucket],
  );
  expect(causes.list()).toMatchObject([
    { code: 'AccessDenied', verdicts: 4, resources: 2, listings: 1, onlyPolicy: null, facts: [denied.fact, 'tags'] },
    { code: 'Throttling', verdicts: 1, resources: 1, listings: 0, onlyPolicy: blockPublicAccess.id },
  ]);
  expect(causes.list()[0]?.first.subject).toBe('features (111122223333, eu-west-1)');
});

it('counts what it has no room to keep apart', () => {
  const causes = collect(
    1,
    [blockPublicAccess, 'unknown', bucket('features')],
    [blockPublicAccess, 'unknown', bucket('labels'), { missing: [{ ...denied, code: 'Throttling' }] }],
    [blockPublicAccess, 'unknown', bucket('models')],
  );
  expect(causes.list()).toMatchObject([{ code: 'AccessDenied', verdicts: 2 }]);
  expect(causes.omitted()).toBe(1);
});

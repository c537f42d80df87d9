import { describe, expect, it } from 'vitest';
import { notifiedEvents } from '../../src/analysis/notified-events.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

const derive = (facts: Resource['facts'], unknown: Resource['unknown'] = {}) =>
  notifiedEvents.derive({ type: 'AWS::S3::Bucket', facts, unknown } as Resource, null);

const told = (...events: string[][]) =>
  derive({
    'logging.eventNotifications': { notifications: events.map((one) => ({ events: one })), eventBridge: false },
  });

describe('the events that somebody is told of', () => {
  it('are none where nothing is set up', () => expect(told()).toEqual([]));

  it('are those of all notifications, each once, in order', () =>
    expect(told(['s3:ObjectTagging:Put'], ['s3:ObjectCreated:Put', 's3:ObjectTagging:Put'])).toEqual([
      's3:ObjectCreated:Put',
      's3:ObjectTagging:Put',
    ]));

  it('include what a wildcard stands for, and the wildcard', () =>
    expect(told(['s3:ObjectRemoved:*'])).toEqual([
      's3:ObjectRemoved:*',
      's3:ObjectRemoved:Delete',
      's3:ObjectRemoved:DeleteMarkerCreated',
    ]));

  it('do not grow from a type that begins like another', () =>
    expect(told(['s3:ObjectRemoved:Delete'])).toEqual(['s3:ObjectRemoved:Delete']));

  it('are unknown when the configuration is', () => {
    const refusal = { operation: 's3:GetBucketNotificationConfiguration', code: 'AccessDenied', message: 'no' };
    expect(derive({}, { 'logging.eventNotifications': refusal })).toEqual(new Underivable(refusal));
  });
});

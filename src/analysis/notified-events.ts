import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
const eventTypes = [
  's3:IntelligentTiering',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
  's3:LifecycleTransition',
  's3:ObjectAcl:Put',
  's3:ObjectAnnotation:Delete',
  's3:ObjectAnnotation:Put',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Put',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:ObjectRestore:Completed',
  's3:ObjectRestore:Delete',
  's3:ObjectRestore:Post',
  's3:ObjectRetention:Put',
  's3:ObjectTagging:Delete',
  's3:ObjectTagging:Put',
  's3:ReducedRedundancyLostObject',
  's3:Replication:OperationFailedReplication',
  's3:Replication:OperationMissedThreshold',
  's3:Replication:OperationNotTracked',
  's3:Replication:OperationReplicatedAfterThreshold',
];

/** The events of a bucket that somebody is told of. */
export const notifiedEvents: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'logging.notifiedEvents',
  schema: Type.Array(Type.String(), {
    description:
      'The event types that a topic, a queue or a function is told of, for some keys at least: those configured, and those that a configured `*` stands for.',
  }),
  reads: ['logging.eventNotifications'],
  relation: null,
  derive: (bucket) => {
    const configured = bucket.facts['logging.eventNotifications'] as
      | { readonly notifications: readonly { readonly events: readonly string[] }[] }
      | undefined;
    if (configured === undefined) return unknownBecause(bucket, 'logging.eventNotifications');
    const events = new Set<string>();
    for (const event of configured.notifications.flatMap((notification) => notification.events)) {
      events.add(event);
      if (!event.endsWith(':*')) continue;
      const family = event.slice(0, -1);
      for (const type of eventTypes) if (type.startsWith(family)) events.add(type);
    }
    return [...events].sort();
  },
});

import { Type } from 'typebox';
import { defineModel, Known, Nullable } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** Who is told of what happens to clusters. */
export const eventSubscription = defineModel(
  'AWS::Redshift::EventSubscription',
  'An event subscription: which topic is told of what happens to Amazon Redshift clusters, snapshots and groups.',
  {
    topic: Nullable(Type.String(), { description: 'ARN of the Amazon SNS topic; null where AWS names none.' }),
    status: Known(['active', 'no-permission', 'topic-not-exist']),
    enabled: Type.Boolean(),
    sourceType: Nullable(Type.String(), {
      description: 'Such as cluster or cluster-snapshot; null for events of every kind.',
    }),
    sources: Type.Array(Type.String(), {
      description: 'The identifiers that it is confined to, sorted; empty for all.',
    }),
    categories: Type.Array(Type.String(), { description: 'Configuration, Management, Monitoring, Security; sorted.' }),
    severity: Nullable(Known(['INFO', 'ERROR']), { description: 'Null where AWS names none.' }),
    tags: Tags,
  },
);

import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';
import { Outcome } from '../facets.ts';

const Delivery = (what: string) =>
  Shape(
    {
      status: Nullable(Outcome, { description: 'How the last attempt went; null where there was none.' }),
      error: Nullable(Type.String(), { description: 'The code of its error.' }),
      succeededAt: Nullable(Timestamp(), { description: 'When it last succeeded.' }),
    },
    { description: `How AWS Config gets on with delivering ${what} (DescribeDeliveryChannelStatus).` },
  );

/** Where AWS Config delivers to. */
export const deliveryChannel = defineModel(
  'AWS::Config::DeliveryChannel',
  'Where AWS Config delivers what it records in a Region. AWS gives it no ARN: it is ' +
    '`arn:aws:config:eu-central-1:111122223333:delivery-channel/default`.',
  {
    'destination.bucket': Type.String({ description: 'Name of the bucket that receives history and snapshots.' }),
    'destination.prefix': Nullable(Type.String(), { description: 'What the keys begin with.' }),
    'destination.topic': Nullable(Type.String(), {
      description: 'ARN of the SNS topic that hears of each change; null without one.',
    }),
    'encryption.key': Nullable(Type.String(), {
      description: 'ARN of the KMS key for what is delivered; null where the bucket decides.',
    }),
    snapshotFrequency: Nullable(Known(['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours']), {
      description: 'How often a snapshot of everything is delivered; null for never.',
    }),
    'delivery.history': Delivery('the history of changes, every six hours, to the bucket'),
    'delivery.snapshots': Delivery('snapshots to the bucket'),
    'delivery.stream': Shape(
      {
        status: Nullable(Outcome, { description: 'How the last attempt went; not-applicable without a topic.' }),
        error: Nullable(Type.String(), { description: 'The code of its error.' }),
        changedAt: Nullable(Timestamp(), { description: 'When the status last changed.' }),
      },
      { description: 'How AWS Config gets on with sending changes to the topic (DescribeDeliveryChannelStatus).' },
    ),
  },
);

import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape } from '../../../model/define.ts';

/** What Macie is set to in a Region. */
export const session = defineModel(
  'AWS::Macie::Session',
  'Amazon Macie in a Region, one resource for each Region that has Macie whether or not it is enabled, with an ARN that is ours: ' +
    '`arn:aws:macie2:eu-central-1:111122223333:session`.',
  {
    status: Nullable(Known(['ENABLED', 'PAUSED']), { description: 'Null where Macie is not enabled.' }),
    findingPublishingFrequency: Nullable(Known(['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS']), {
      description: 'How often changed policy findings are published; null where Macie is not enabled.',
    }),
    automatedDiscovery: Nullable(Known(['ENABLED', 'DISABLED']), {
      description: 'Automated sensitive data discovery; null where Macie is not enabled.',
    }),
    administrator: Nullable(Type.String(), {
      description: 'The account that administers this one; null where none does, or Macie is not enabled.',
    }),
    'destination.bucket': Nullable(Type.String(), {
      description: 'Name of the bucket that keeps discovery results; null where none does, or Macie is not enabled.',
    }),
    'destination.key': Nullable(Type.String(), {
      description:
        'ARN of the KMS key that encrypts them there; null where they are kept nowhere, or Macie is not enabled.',
    }),
    securityHub: Nullable(Shape({ classificationFindings: Type.Boolean(), policyFindings: Type.Boolean() }), {
      description: 'Which findings are published to Security Hub; null where Macie is not enabled.',
    }),
  },
);

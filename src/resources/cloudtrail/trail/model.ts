import { Type } from 'typebox';
import { defineModel, Nullable, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest, Tags } from '../../../model/facets.ts';
import { Delivery, recordingFacts } from '../facets.ts';

/** A trail of the account. */
export const trail = defineModel(
  'AWS::CloudTrail::Trail',
  'A CloudTrail trail that belongs to the account, listed once, in its home Region. What a member account sees of the trail of its ' +
    'organization is an `AWS::CloudTrail::OrganizationTrail`.',
  {
    ...recordingFacts,
    isOrganizationTrail: Type.Boolean({ description: 'It records every account of the organization.' }),
    loggingSince: Nullable(Timestamp(), {
      description: 'When recording was last switched on; null where it never was.',
    }),
    'encryption.atRest': EncryptionAtRest,
    'destination.bucket': Type.String({ description: 'Name of the bucket that receives the log files.' }),
    'destination.prefix': Nullable(Type.String(), { description: 'What the keys of the log files begin with.' }),
    'destination.topic': Nullable(Type.String(), {
      description: 'ARN of the SNS topic that hears of each log file; null without one.',
    }),
    'destination.logGroup': Nullable(Type.String(), {
      description: 'ARN of the CloudWatch Logs log group that receives the events; null without one.',
    }),
    'delivery.logFiles': Delivery('log files to the bucket'),
    'delivery.digests': Delivery('digests of the log files to the bucket'),
    'delivery.logGroup': Delivery('events to CloudWatch Logs'),
    'delivery.notifications': Delivery('notices to the SNS topic'),
    tags: Tags,
  },
);

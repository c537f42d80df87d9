import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';

/** An access key of an IAM user. */
export const accessKey = defineModel(
  'AWS::IAM::AccessKey',
  'An access key of an IAM user, active or not; never its secret. AWS gives it no ARN: ours is `arn:aws:iam::111122223333:access-key/AKIA…`.',
  {
    user: Type.String({ description: 'Name of the user whose key it is.' }),
    status: Known(['Active', 'Inactive', 'Expired']),
    createdAt: Timestamp(),
    lastUsed: Nullable(
      Shape({
        at: Timestamp({ description: 'When it last signed a request, to 15 minutes.' }),
        region: Nullable(Type.String(), { description: 'Null for services that have no Regions.' }),
        service: Nullable(Type.String(), { description: 'The service, as in IAM actions: s3, ec2.' }),
      }),
      { description: 'Null: never, or not since AWS began to track it on 22 April 2015.' },
    ),
  },
);

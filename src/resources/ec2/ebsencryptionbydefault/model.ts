import { Type } from 'typebox';
import { defineModel } from '../../../model/define.ts';

/** EBS encryption by default, in one Region. */
export const ebsEncryptionByDefault = defineModel(
  'AWS::EC2::EBSEncryptionByDefault',
  'The setting of the account and Region that encrypts every new EBS volume and snapshot copy. AWS gives it no ARN: it is ' +
    '`arn:aws:ec2:eu-central-1:111122223333:ebs-encryption-by-default`.',
  {
    'encryption.byDefault': Type.Boolean({
      description: 'Whether new volumes are encrypted whatever the request says.',
    }),
    'encryption.defaultKey': Type.String({
      description:
        'ARN or alias of the KMS key for volumes whose request names none; `alias/aws/ebs` until it is changed.',
    }),
  },
);

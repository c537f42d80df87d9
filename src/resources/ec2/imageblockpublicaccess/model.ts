import { defineModel, Known } from '../../../model/define.ts';

/** Block public access for AMIs, in one Region. */
export const imageBlockPublicAccess = defineModel(
  'AWS::EC2::ImageBlockPublicAccess',
  'The setting of the account and Region that keeps AMIs from being shared with everybody. AWS gives it no ARN: it is ' +
    '`arn:aws:ec2:eu-central-1:111122223333:image-block-public-access`.',
  {
    state: Known(['unblocked', 'block-new-sharing'], {
      description: 'block-new-sharing leaves AMIs public that already are.',
    }),
    managedBy: Known(['account', 'declarative-policy'], {
      description: 'declarative-policy: the organization decides, and the account cannot change it.',
    }),
  },
);

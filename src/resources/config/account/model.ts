import { Type } from 'typebox';
import { defineModel, Nullable } from '../../../model/define.ts';

/** An account as AWS Config sees it. */
export const account = defineModel(
  'AWS::Config::Account',
  'An AWS account as AWS Config sees it, over all Regions. Ours, with the ARN `arn:aws:config::111122223333:account`.',
  {
    delegatedAdministrators: Nullable(Type.Array(Type.String()), {
      description:
        'The accounts, sorted, to which the organization has delegated AWS Config (config.amazonaws.com); null without an ' +
        'organization. Only the management account and delegated administrators may ask.',
    }),
  },
);

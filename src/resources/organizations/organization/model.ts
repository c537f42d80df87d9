import { Type } from 'typebox';
import { defineModel, Known, Nullable } from '../../../model/define.ts';

/** The organization that an account belongs to. */
export const organization = defineModel(
  'AWS::Organizations::Organization',
  'The organization that an account belongs to, as that account sees it: one for each account, also for those that belong to none. ' +
    'AWS gives it no ARN: it is `arn:aws:organizations::111122223333:organization`, with the account that was asked.',
  {
    id: Nullable(Type.String(), { description: '`o-exampleorgid`; null: the account belongs to no organization.' }),
    organizationArn: Nullable(Type.String(), {
      description: 'The ARN that AWS gives it; null: the account belongs to no organization.',
    }),
    managementAccount: Nullable(Type.String(), {
      description:
        'The account that owns it, which no policy of the organization limits; null without an organization.',
    }),
    featureSet: Nullable(Known(['ALL', 'CONSOLIDATED_BILLING']), {
      description: 'Policies exist with ALL only; null without an organization.',
    }),
    root: Nullable(Type.String(), {
      description:
        '`r-examplerootid`, above all units and accounts; null without an organization. Only the management account and delegated ' +
        'administrators may ask.',
    }),
    enabledPolicyTypes: Nullable(
      Type.Array(Known(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'S3_POLICY', 'DECLARATIVE_POLICY_EC2'])),
      {
        description:
          'The kinds of policies in force, sorted; null without an organization. Only the management account and delegated ' +
          'administrators may ask.',
      },
    ),
    rootManagement: Nullable(Type.Array(Known(['RootCredentialsManagement', 'RootSessions'])), {
      description:
        'What IAM does about the root users of member accounts for the whole organization, sorted; null without an organization, and where the ' +
        'organization lets IAM do nothing. Only the management account and the delegated administrator of IAM may ask.',
    }),
    'access.s3PublicAccessBlock': Nullable(Known(['all', 'none']), {
      description:
        "What the organization's S3 policies say for this account: all blocks all public access to its buckets, whatever account and " +
        'bucket say. Null where none applies.',
    }),
  },
);

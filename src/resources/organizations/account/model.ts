import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';

/** An account of an organization. */
export const account = defineModel(
  'AWS::Organizations::Account',
  'An account of the organization. Only the management account and delegated administrators may list them. The account in its ARN is ' +
    "the one that was asked: for the management account the ARN is AWS's own.",
  {
    accountId: Type.String({ description: 'Its twelve digits.' }),
    organization: Type.String({ description: '`o-exampleorgid`.' }),
    path: Type.String({
      description:
        'The ids of the organization, its root and the units down to the account, as `aws:PrincipalOrgPaths` has them: ' +
        '`o-exampleorgid/r-examplerootid/ou-examplerootid-exampleouid/`.',
    }),
    state: Known(['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED']),
    joinedAt: Nullable(Timestamp(), { description: 'Null where AWS does not say.' }),
  },
);

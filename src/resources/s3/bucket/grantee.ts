import type { Grant } from '@aws-sdk/client-s3';
import { given } from '../../live.ts';

const groups: Readonly<Record<string, 'all-users' | 'authenticated-users' | 'log-delivery'>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': 'all-users',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': 'authenticated-users',
  'http://acs.amazonaws.com/groups/s3/LogDelivery': 'log-delivery',
};

/** To whom a grant is, in the model's words. */
export const granteeOf = (grantee: Grant['Grantee']) => {
  const { Type, ID, EmailAddress, URI } = given(grantee, 'the grantee of an ACL');
  if (Type === 'CanonicalUser') return { grantee: 'user', id: given(ID, "the grantee's id") } as const;
  if (Type === 'AmazonCustomerByEmail') {
    return { grantee: 'email', id: given(EmailAddress, "the grantee's e-mail address") } as const;
  }
  const uri = given(URI, "the grantee's URI");
  const group = groups[uri];
  return group === undefined ? ({ grantee: 'other-group', id: uri } as const) : ({ grantee: group, id: null } as const);
};

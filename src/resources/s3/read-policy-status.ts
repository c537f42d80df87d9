import { given } from '../live.ts';

/** What S3 says of a policy, from any of its three calls for that. */
export const readPolicyStatus = (status: { readonly IsPublic?: boolean | undefined } | undefined) => ({
  isPublic: given(status?.IsPublic, 'whether the policy is public'),
});

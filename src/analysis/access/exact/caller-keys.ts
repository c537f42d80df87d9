import type { Caller } from '../principal.ts';

/** Keys that tell of the IAM identity that calls, and that nobody has who is none. */
const OF_IDENTITIES =
  /^(?:aws:(?:principal(?:arn|orgid|orgpaths|tag\/.*)|username|tokenissuetime|federatedprovider|sourceidentity|multifactorauth(?:present|age)|assumedroot)|kms:calleraccount|sts:.*|[a-z0-9.-]+:(?:sub|aud|amr)|saml:.*)$/;

/** Keys that only calls of AWS services have. */
const OF_SERVICES = /^aws:principalservicename(?:slist)?$/;

/**
 * Whether requests of the caller can have the key at all, beyond those that follow from who calls:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */
export function canHave(caller: Caller, key: string): boolean {
  switch (caller.kind) {
    case 'anonymous':
      return (
        !OF_IDENTITIES.test(key) &&
        !OF_SERVICES.test(key) &&
        key !== 'aws:userid' &&
        key !== 'aws:principalisawsservice'
      );
    case 'service':
      return (
        !OF_IDENTITIES.test(key) &&
        key !== 'aws:userid' &&
        key !== 'aws:principalaccount' &&
        key !== 'aws:principaltype'
      );
    case 'root':
      return !OF_SERVICES.test(key) && key !== 'aws:username' && !key.startsWith('aws:principaltag/');
    case 'user':
      return !OF_SERVICES.test(key) && key !== 'aws:federatedprovider';
    case 'role':
    case 'session':
      return !OF_SERVICES.test(key) && key !== 'aws:username';
    case 'federated':
    case 'canonical-user':
    case 'federated-user':
      return !OF_SERVICES.test(key);
  }
}

/**
 * Keys of who calls, from where, when and how: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html.
 * Whose the resource is belongs with them, for one's own resources are all there is to administer.
 */
const OF_THE_CALL =
  /^(?:aws:(?:principal.*|username|userid|multifactorauth.*|source(?:ip|vpc|vpce|vpcarn|identity)|vpcsourceip|vpce(?:account|org.*)|federatedprovider|tokenissuetime|currenttime|epochtime|securetransport|useragent|referer|viaawsservice|calledvia.*|chatbotsourcearn|ec2instancesource.*|resourceaccount|resourceorg.*)|saml:.*|[a-z0-9.-]+:(?:sub|aud|amr))$/;

/** Whether a condition key, in any case, says something of the call and nothing of the resource or of what is requested. */
export const isOfTheCall = (key: string): boolean => OF_THE_CALL.test(key.toLowerCase());

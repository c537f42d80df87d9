import { findAction } from '../actions.ts';
import { knowsKey } from '../validate/action-keys.ts';

/** Who may call, as far as it decides which keys a request has. */
export interface Callers {
  /** Whether requests without a signature count. */
  readonly anonymous: boolean;
  /** Whether some call with the long-term keys of a user: sessions, those of roles above all, always say whether a second factor was used. */
  readonly longTermKeys: boolean;
  /** Whether some belong to accounts that the author does not own, of one's organization or not. */
  readonly strangers: boolean;
}

/**
 * Keys that every request has: "always included", by their availability on
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const ALWAYS = new Set([
  ...['aws:currenttime', 'aws:epochtime', 'aws:securetransport', 'aws:viaawsservice', 'aws:useragent'],
  ...['aws:requestedregion', 'aws:resourceaccount', 'aws:principaltype', 'aws:principalaccount'],
]);

/** Keys that every signed request has, by the same page. */
const SIGNED = new Set(['aws:principalarn', 'aws:userid', 'aws:principalisawsservice']);

/** Keys that only temporary credentials bring, by the same page. */
const TEMPORARY = new Set(['aws:multifactorauthpresent', 'aws:tokenissuetime']);

/** Keys that depend on the account of the caller alone: who holds an identity-based policy cannot change them. */
const ORGANIZATION = new Set(['aws:principalorgid', 'aws:principalorgpaths']);

/**
 * Keys that a request has only if the caller brings them, or comes the way that has them: by a second factor, through a VPC endpoint or an
 * access point, through a service, with tags, an external id, a boundary. The page above, and for the keys of services:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
const LEFT_OUT = new Set([
  ...['aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:tokenissuetime', 'aws:federatedprovider'],
  ...['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce', 'aws:vpcsourceip'],
  ...['aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths', 'aws:referer', 'aws:chatbotsourcearn'],
  ...[
    'aws:ec2instancesourcevpc',
    'aws:ec2instancesourceprivateipv4',
    'ec2:sourceinstancearn',
    'lambda:sourcefunctionarn',
  ],
  ...['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'kms:viaservice'],
  ...['aws:principalservicename', 'aws:principalservicenameslist'],
  ...['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths'],
  ...['aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceidentity', 'sts:sourceidentity', 'sts:externalid'],
  ...['aws:tagkeys', 'iam:permissionsboundary'],
  ...['s3:prefix', 's3:dataaccesspointarn', 's3:dataaccesspointaccount', 's3:accesspointnetworkorigin'],
]);
const LEFT_OUT_TAGS = /^aws:(?:principal|request)tag\/./;

/** Whether a caller may bring the key or leave it out. */
export const isLeftOut = (key: string): boolean => LEFT_OUT.has(key) || LEFT_OUT_TAGS.test(key);

/**
 * Keys with which "any value" is no restriction, though a request may lack them: their presence says nothing of who calls, or anybody can have
 * one. Of tags, source identities and services that call it says something.
 */
const ANYBODY_HAS = new Set([
  ...['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce', 'aws:vpcsourceip', 'aws:referer'],
  ...['aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths', 'aws:principalorgid', 'aws:principalorgpaths'],
  ...['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths'],
  ...['sts:externalid', 'sts:rolesessionname', 'saml:aud', 's3:prefix'],
  ...['s3:dataaccesspointarn', 's3:dataaccesspointaccount'],
]);
/** Tokens of OpenID Connect always have both: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
const OF_TOKENS = /^[a-z0-9-]+\.[^:]*:(?:sub|aud)$/;

/** Whether a condition that any value of the key fulfils restricts nobody. */
export const isAnybodys = (key: string): boolean =>
  ALWAYS.has(key) || SIGNED.has(key) || ANYBODY_HAS.has(key) || OF_TOKENS.test(key);

/** Keys that go with others: where one of the first is in a request, the second is too, by the pages above. */
const TOGETHER: readonly (readonly [RegExp, RegExp])[] = [
  [/^aws:(?:multifactorauthage|tokenissuetime)$/, /^aws:multifactorauthpresent$/],
  [
    /^aws:(?:sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip)$/,
    /^aws:(?:sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip)$/,
  ],
  [/^aws:vpce(?:account|org)/, /^aws:(?:sourcevpc|sourcevpce|vpcsourceip)$/],
  [/^aws:sourcearn$/, /^aws:sourceaccount$/],
  [/^aws:calledvia/, /^aws:calledvia/],
  [/^aws:principalorg/, /^aws:principalorg/],
  [/^aws:principalservicename/, /^aws:principalservicename/],
  [/^s3:dataaccesspoint|^s3:accesspointnetworkorigin$/, /^s3:dataaccesspoint|^s3:accesspointnetworkorigin$/],
  [/^aws:requesttag\//, /^aws:tagkeys$/],
  [/^s3:requestobjecttag\//, /^s3:requestobjecttagkeys$/],
  [/^kms:encryptioncontext:/, /^kms:encryptioncontextkeys$/],
];

/** Whether a request that has the one key has the other. */
export const bringsAlong = (key: string, other: string): boolean =>
  key === other || TOGETHER.some(([one, two]) => one.test(key) && two.test(other));

/** A request comes from an address, or through a VPC endpoint: what lacks the one key has the others. */
const OF_ENDPOINTS = /^aws:(?:sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip)$/;

/**
 * Whether requests without the one key all have the other, so that conditions on both with IfExists leave nothing out:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html shows the pair.
 */
export const stepsIn = (key: string, other: string): boolean =>
  (key === 'aws:sourceip' && OF_ENDPOINTS.test(other)) || (OF_ENDPOINTS.test(key) && other === 'aws:sourceip');

/** What every request of an action has, because the action is about it or takes it as a required parameter. */
const REQUIRED: readonly (readonly [actions: RegExp, keys: RegExp])[] = [
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  [
    /^dynamodb:/,
    /^dynamodb:(?:leadingkeys|attributes|firstpartitionkeyvalues|secondpartitionkeyvalues|thirdpartitionkeyvalues|fourthpartitionkeyvalues)$/,
  ],
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-operations
  [/^kms:creategrant$/, /^kms:grantoperations$/],
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
  [/^route53:changeresourcerecordsets$/, /^route53:changeresourcerecordsets/],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
  [/^s3:(?:put|replicate)object(?:version)?tagging$/, /^s3:requestobjecttagkeys$/],
];

const TAGGING = /:(?:un)?tag[a-z]*$/;

/** Keys that AWS's own policies, and pages, use with actions for which its tables do not list them. */
const UNLISTED = /^(?:a4b|aws-marketplace|iottwinmaker):/;

/** Whether AWS's tables do not tell for certain which actions have the key. */
export const isUnlisted = (key: string): boolean => UNLISTED.test(key);

/** Whether every request of the action has the key; of one that the data does not have that is not known. */
function isRequired(action: string, key: string): boolean {
  const known = findAction(action);
  if (known === null) return false;
  // Whoever tags names a tag, and not always this one.
  if (key === 'aws:tagkeys' || /^aws:requesttag\//.test(key))
    return known.level === 'Tagging' || TAGGING.test(known.folded);
  return (
    knowsKey(action, key) === true && REQUIRED.some(([actions, keys]) => actions.test(known.folded) && keys.test(key))
  );
}

/** Whether a request of some of the callers may lack the key, in lower case; `action` is null for any action. */
export function mayLack(key: string, action: string | null, callers: Callers): boolean {
  if (ALWAYS.has(key) || OF_TOKENS.test(key)) return false;
  if (SIGNED.has(key)) return callers.anonymous;
  if (TEMPORARY.has(key)) return callers.longTermKeys || callers.anonymous;
  if (ORGANIZATION.has(key)) return callers.strangers || callers.anonymous;
  return action === null || !isRequired(action, key);
}

import { parseArn } from './arn.ts';
import type { Caller } from './principal.ts';

/** The values of each condition key of one request, by the key's name in lower case. A key that is not there is absent. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** What a context is made from. */
export interface ContextSource {
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string | null;
  /** As the request states it: values are strings, numbers, booleans or lists of them; null means absent. */
  readonly stated: Readonly<Record<string, unknown>>;
}

/**
 * The request's context: what it states, and the global keys that follow from who calls what, where AWS documents how. What
 * is stated always wins. Null if a value is none a request can have, or a key is there twice.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function buildContext(source: ContextSource, caller: Caller): Context | null {
  const context = new Map<string, readonly string[]>();
  const stated = new Set<string>();
  for (const key of Object.keys(source.stated)) {
    const value = source.stated[key];
    const name = key.toLowerCase();
    if (stated.has(name)) return null;
    stated.add(name);
    if (value === null || value === undefined) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!values.every(isScalar)) return null;
    context.set(name, values.map(String));
  }
  const derive = (key: string, value: string | null): void => {
    if (value !== null && !stated.has(key)) context.set(key, [value]);
  };
  derivePrincipal(caller, derive);
  derive('aws:resourceaccount', source.resourceAccount);
  const service = source.action.slice(0, source.action.indexOf(':'));
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  if (service === 's3') derive('s3:resourceaccount', source.resourceAccount);
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
  if (service === 'kms') derive('kms:calleraccount', caller.account);
  derive('aws:requestedregion', parseArn(source.resource)?.region || null);
  deriveTime(context, derive);
  return context;
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

type Derive = (key: string, value: string | null) => void;

/** The table of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable and the keys' own pages. */
function derivePrincipal(caller: Caller, derive: Derive): void {
  switch (caller.kind) {
    case 'anonymous':
      derive('aws:principaltype', 'Anonymous');
      // "For anonymous requests, the request context returns `anonymous`": the page's section on aws:PrincipalAccount.
      derive('aws:principalaccount', 'anonymous');
      return;
    case 'service':
      derive('aws:principalisawsservice', 'true');
      derive('aws:principalservicename', caller.name);
      return;
    case 'federated':
    case 'canonical-user':
      return;
    case 'root':
      derive('aws:principaltype', 'Account');
      derive('aws:userid', caller.account);
      break;
    case 'user':
      derive('aws:principaltype', 'User');
      derive('aws:username', caller.name);
      break;
    case 'role':
    case 'session':
      derive('aws:principaltype', 'AssumedRole');
      break;
    case 'federated-user':
      derive('aws:principaltype', 'FederatedUser');
      break;
  }
  derive('aws:principalaccount', caller.account);
  derive('aws:principalisawsservice', 'false');
  derive('aws:principalarn', principalArn(caller));
}

/**
 * The ARN that aws:PrincipalArn has: of a session the role's. A session does not tell its role's path; a role that has none
 * is assumed, save for roles that AWS only makes with one.
 */
function principalArn(caller: Caller): string | null {
  if (caller.kind !== 'session') return caller.text;
  if (isIdentityCenter(caller)) return null;
  return `arn:${caller.partition}:iam::${caller.account}:role/${caller.name}`;
}

const isIdentityCenter = (caller: Caller): boolean =>
  caller.kind === 'session' && caller.name.startsWith('AWSReservedSSO_');

/**
 * The ARNs that the role of a session may have where the request states none: roles of IAM Identity Center stand under a path with the
 * Region of the instance, or under one without. Of other callers there is nothing to choose.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function possibleRoleArns(caller: Caller, stated: Readonly<Record<string, unknown>>): readonly string[] {
  if (!isIdentityCenter(caller)) return [];
  if (Object.keys(stated).some((key) => key.toLowerCase() === 'aws:principalarn')) return [];
  const path = `arn:${caller.partition}:iam::${caller.account}:role/aws-reserved/sso.amazonaws.com`;
  return [`${path}/${caller.name}`, `${path}/eu-west-1/${caller.name}`];
}

function deriveTime(context: Context, derive: Derive): void {
  const now = context.get('aws:currenttime')?.[0];
  const epoch = context.get('aws:epochtime')?.[0];
  if (now !== undefined && epoch === undefined) {
    const time = Date.parse(now);
    if (!Number.isNaN(time)) derive('aws:epochtime', String(Math.floor(time / 1000)));
  } else if (epoch !== undefined && now === undefined && /^\d{1,12}$/.test(epoch)) {
    derive('aws:currenttime', new Date(Number(epoch) * 1000).toISOString());
  }
}

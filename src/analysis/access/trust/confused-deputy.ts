import { parseArn } from '../arn.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { deputyOf, type Place } from './confused-deputy-services.ts';
import { actionsSpokenOf, narrow, speaksOfResource } from './granted-actions.ts';
import { Guards, type Terms } from './guard.ts';
import type { Owned } from './outside.ts';
import type { RestrictedValue, Restriction } from './restriction.ts';

/** An Allow to a service that acts for many customers, which does not say for whom. */
export interface ConfusedDeputy {
  readonly statement: Statement;
  /** As written. */
  readonly service: string;
  /** The AWS page that says how the service names its customer. */
  readonly page: string;
}

/**
 * The grants to AWS services that another customer could have the service use: nothing in the statement, or in a Deny of the
 * same document, says on whose behalf it may call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
 */
export function confusedDeputies(document: PolicyDocument, owned: Owned, place: Place): readonly ConfusedDeputy[] {
  const guards = new Guards(document);
  const found: ConfusedDeputy[] = [];
  for (const statement of document.statements) {
    if (statement.effect !== 'Allow' || !statement.understood) continue;
    const speaks =
      place === 'role'
        ? actionsSpokenOf(statement, owned.surface, owned.arn).length > 0
        : speaksOfResource(statement, owned.arn);
    if (!speaks) continue;
    for (const principal of statement.principals ?? []) {
      if (principal.type !== 'Service') continue;
      const page = deputyOf(principal.value, place);
      if (page === null) continue;
      const ways = guards.waysThrough(narrow(statement, owned.arn, owned.surface), principal, owned.surface.services);
      if (ways.some((way) => isPossible(way) && !namesCustomer(way, place))) {
        found.push({ statement, service: principal.value, page });
      }
    }
  }
  return found;
}

/** A service that sends the keys never lacks them. */
const isPossible = ({ absent }: Terms): boolean => !absent.has('aws:sourceaccount') && !absent.has('aws:sourcearn');

function namesCustomer({ restrictions }: Terms, place: Place): boolean {
  if (restrictions.some((one) => namesAccount(one) || (place === 'key' && namesContext(one)))) return true;
  const keys = new Set(restrictions.map(({ key }) => key));
  return place === 'key' && keys.has('kms:calleraccount') && keys.has('kms:viaservice');
}

/** Whether it fixes the account, or the organization, on whose behalf a service calls. */
export function namesAccount(restriction: Restriction): boolean {
  const { key, values } = restriction;
  switch (key) {
    case 'aws:sourceaccount':
      return values.every(({ text, wild }) => !wild && /^\d{12}$/.test(text));
    case 'aws:sourceorgid':
      return values.every(({ text, wild }) => !wild && text.startsWith('o-'));
    case 'aws:sourceorgpaths':
      return values.every(({ fixed }) => /^o-[a-z0-9]+\//.test(fixed));
    case 'aws:sourcearn':
      // The ARN of a bucket has no account: a bucket that is deleted can be made again by somebody else.
      return values.every((value) => hasAccount(value, restriction));
    default:
      return false;
  }
}

function hasAccount({ text, fixed, wild }: RestrictedValue, { operator }: Restriction): boolean {
  const account = parseArn(operator === 'StringLike' && wild ? `${fixed}*` : text)?.account ?? '';
  return /^\d{12}$/.test(account);
}

/** An encryption context that holds the ARN of a resource of some account, as CloudTrail's and CloudWatch Logs' do. */
const namesContext = (restriction: Restriction): boolean =>
  restriction.key.startsWith('kms:encryptioncontext:') &&
  restriction.values.every((value) => hasAccount(value, restriction) || /^arn:[^:*?]*:s3:::[^*?]/.test(value.fixed));

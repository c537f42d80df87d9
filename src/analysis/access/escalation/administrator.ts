import { type Action, actionsOfService, MAX_REACHING } from '../actions.ts';
import { speaksOf } from '../administration.ts';
import { parseArn } from '../arn.ts';
import type { AccessPolicies } from '../authorize.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { possible } from '../exact/possible.ts';
import type { Truth } from '../truth.ts';
import { likelyCallers } from './callers.ts';
import { isOfTheCall } from './keys-of-the-call.ts';
import { readLayer } from './layer.ts';

/** Whether policies amount to an administrator's, and why. */
export interface Administration {
  readonly truth: Truth;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Services whose writes on all resources are as good as everything: who changes identities and keys, becomes who they like and
 * rewrites what is stored.
 */
const DECISIVE = ['iam', 'sts', 'kms', 's3'];

/**
 * Whether a principal with these policies is an administrator: all documents together let it do everything, or every write of IAM,
 * STS, KMS and S3, on all resources but those that a statement names, within its boundary, session policy and SCPs.
 *
 * Conditions that tell who calls, from where and when do not count, in an Allow, where anybody can fulfil them, nor does a Deny
 * that a request can avoid; an Allow that asks something of the resource or of what is requested is no administrator's.
 */
export function administrationOf(principal: string | null, policies: AccessPolicies): Administration {
  const { identity, boundary, session, scp } = policies;
  if (identity === 'unknown' || boundary === 'unknown' || session === 'unknown' || scp === 'unknown') {
    return { truth: 'unknown', reason: 'a policy could not be read' };
  }
  const caller = principal ?? likelyCallers(identity)[0] ?? '';
  const partition = parseArn(caller)?.partition ?? 'aws';
  const layers = [
    { name: 'the policies', documents: identity },
    ...(boundary === null ? [] : [{ name: 'the permissions boundary', documents: boundary }]),
    ...(session === null ? [] : [{ name: 'the session policy', documents: [session] }]),
    ...(scp ?? []).map(({ id, policies: documents }) => ({ name: `the service control policy at ${id}`, documents })),
  ].map(({ name, documents }) => ({
    name,
    ...readLayer(documents, partition, (statement, document) => withoutConditions(statement, document, caller)),
  }));
  const tooMany = layers.some(({ reaching }) => reaching > MAX_REACHING);
  if (tooMany) return { truth: 'unknown', reason: 'too many patterns reach into services that they do not name' };
  const denies = layers.flatMap((layer) => layer.denies);

  let reason = '';
  let unclear = false;
  for (const action of decisiveActions()) {
    if (denies.some((deny) => speaksOf(deny, action))) {
      return { truth: 'no', reason: `${action.name} is denied` };
    }
    const closed = layers.filter(({ allows }) => !allows.some((allow) => speaksOf(allow, action)));
    const [first] = closed;
    if (first === undefined) continue;
    // Whatever an unclear one allows, one that certainly does not is enough.
    const certain = closed.find(({ unclearAllow }) => !unclearAllow);
    if (certain !== undefined) return { truth: 'no', reason: `${action.name} is not allowed by ${certain.name}` };
    unclear = true;
    reason = `whether ${first.name} allow ${action.name} is not clear`;
  }
  if (unclear) return { truth: 'unknown', reason };
  if (layers.some(({ unclearDeny }) => unclearDeny))
    return { truth: 'unknown', reason: 'what a statement denies is not clear' };
  return { truth: 'yes', reason: 'every write of IAM, STS, KMS and S3 is allowed on all resources' };
}

/** What everything holds too: so everything need not be asked about. */
function* decisiveActions(): Iterable<Action> {
  for (const service of DECISIVE) {
    for (const action of actionsOfService(service)) {
      if (action.level === 'Write' || action.level === 'Permissions management') yield action;
    }
  }
}

/** The statement without its conditions where they do not count; null for one that grants no administrator anything, or denies in no request that counts. */
export function withoutConditions(statement: Statement, document: PolicyDocument, caller: string): Statement | null {
  const { conditions, effect, understood } = statement;
  if (conditions.length === 0 || effect === null || !understood) return statement;
  if (effect === 'Allow') {
    const asksOfTheCall = conditions.every(({ key }) => isOfTheCall(key));
    return asksOfTheCall && canHold(statement, document, caller) ? { ...statement, conditions: [] } : null;
  }
  return canBeAvoided(statement, document, caller) ? null : { ...statement, conditions: [] };
}

const EVERYTHING = { actions: ['*'], notActions: null, resources: ['*'], notResources: null } as const;

/** Whether some request of the caller fulfils the conditions of an Allow; one of which that is not clear counts as such. */
const canHold = (statement: Statement, document: PolicyDocument, caller: string): boolean =>
  isPossible([{ ...statement, ...EVERYTHING }], document, caller);

/** Whether some request of the caller does not fulfil the conditions of a Deny. */
const canBeAvoided = (statement: Statement, document: PolicyDocument, caller: string): boolean =>
  isPossible(
    [
      { ...statement, ...EVERYTHING },
      { ...statement, ...EVERYTHING, effect: 'Allow', conditions: [] },
    ],
    document,
    caller,
  );

function isPossible(statements: readonly Statement[], document: PolicyDocument, caller: string): boolean {
  const { truth } = possible(
    {
      principal: caller,
      action: 'iam:CreateUser',
      resource: '*',
      resourceAccount: parseArn(caller)?.account ?? null,
      context: {},
      contextComplete: false,
      blockPublicAccess: null,
    },
    {
      identity: [{ ...document, statements }],
      resource: null,
      boundary: null,
      session: null,
      scp: null,
      rcp: null,
      endpoint: null,
    },
  );
  return truth !== 'no';
}

import { type AccessLevel, actionsMatching, allActions, findAction } from '../actions.ts';
import { speaksOf, wideStatements } from '../administration.ts';
import { parseArn } from '../arn.ts';
import type { AccessPolicies } from '../authorize.ts';
import { type PolicyDocument, parseDocument } from '../document.ts';
import { GIVING_CREDENTIALS } from '../escalation/risk.ts';
import { type Possibility, possible } from '../exact/possible.ts';
import { identityStatements } from '../identity-statements.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import type { Estate } from './estate.ts';
import { mayGrant, patternsIn } from './grants.ts';
import type { Identity } from './identities.ts';

/**
 * The levels at which AWS lists what changes something, the gravest first:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 */
export const CHANGING = ['Permissions management', 'Write', 'Tagging'] as const;
type Changing = (typeof CHANGING)[number];

/** An action by which a principal can change something. */
export interface Change {
  readonly action: string;
  readonly level: Changing;
  /** A resource for which it is allowed; `*` where any is. */
  readonly resource: string;
  /** The policy that grants it. */
  readonly policy: string;
}

/** What a principal can change: of each policy that lets it, one action. */
export interface Changes {
  readonly found: readonly Change[];
  /** Why there may be more; null where all is known. */
  readonly doubt: string | null;
}

/** An action that a document speaks of; its level is null where the data has none. */
interface Candidate {
  readonly action: string;
  readonly level: Changing | null;
}

/** AWS lists it as a write, and it changes nothing: it goes with every read of what is encrypted. */
const DECRYPT = 'kms:decrypt';

/** Some actions with such names AWS lists as writes (iot:ListSubscriptions), others the data does not have: they are new, or retired. */
const READS = /:(?:batch)?(?:get|list|describe)/i;

/** What it hands out is as good as a write. */
const GIVES = new Set(GIVING_CREDENTIALS.map((name) => name.toLowerCase()));

/** Without a mode a session writes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html */
const CONTEXTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  's3express:createsession': { 's3express:SessionMode': 'ReadWrite' },
};

/** Services with actions on what other services hold: sts:AssumeRole is on roles of IAM. Those of all others are on ARNs of their own. */
const ON_OTHERS = new Set(
  `aco-automation arc-zonal-shift backup bcm-data-exports ce cloudfront-keyvaluestore cloudtrail-data codestar devops-guru ds-data ebs
  ec2 ec2-instance-connect eks-auth es iotjobsdata kafka-cluster payment-cryptography q qapps rds-data redshift-data
  route53-recovery-cluster route53-recovery-control-config sagemaker-mlflow servicecatalog sso-oauth ssm sts vpc-lattice-svcs vpce
  waf-regional wafv2 workspaces-instances`.split(/\s+/),
);

/** How many questions are asked for one policy in vain before the answer is unknown. */
const MOST_QUESTIONS = 256;

const known = new WeakMap<Identity, Changes>();

/** What a user or role can change by all its policies together, within its boundary and its organization's policies. */
export function changesOf(estate: Estate, identity: Identity): Changes {
  const answered = known.get(identity);
  if (answered !== undefined) return answered;
  const { arn, partition, documents } = identity;
  const { policies } = estate.apply(arn, 'iam:CreateUser', '*');
  const own = documents.map(({ document }) => document);
  const limits = limitsOf(policies);
  const denies = wideStatements(
    [...own, ...limits.flat()].flatMap((document) => identityStatements(document).denies),
    partition,
  );
  const isLeft = (candidate: Candidate): boolean => {
    const one = findAction(candidate.action);
    return (
      [own, ...limits].every((layer) => layer.some((document) => speaksOfAny(document, candidate, partition))) &&
      (one === null || !denies.some((deny) => speaksOf(deny, one)))
    );
  };
  const found = new Map<string, Change>();
  let doubt: string | null = null;
  for (const { name, document } of documents) {
    let questions = 0;
    for (const candidate of candidatesOf(document)) {
      if (!isLeft(candidate)) continue;
      const { action, level } = candidate;
      const { truth, witness, decision } = ask(identity, action, policies);
      if (truth === 'yes' && level !== null) {
        const by = decision?.decidedBy.find(({ kind }) => kind === 'identity');
        const policy = documents[by?.document ?? -1]?.name ?? name;
        const resource = witness?.resource ?? '*';
        found.set(policy, { action, level, resource: parseArn(resource) === null ? '*' : resource, policy });
        break;
      }
      if (truth !== 'no') doubt ??= `whether ${name} lets it change anything is not certain`;
      // Of a document that could not be read no more can be said.
      if (truth !== 'no' && !document.understood) break;
      if (++questions < MOST_QUESTIONS) continue;
      doubt ??= `too many actions of ${name} come into question`;
      break;
    }
  }
  const answer = { found: [...found.values()], doubt };
  known.set(identity, answer);
  return answer;
}

/** The documents each of which has to allow an action as well. */
const limitsOf = ({ boundary, scp }: AccessPolicies): readonly (readonly PolicyDocument[])[] => [
  ...(boundary === null || boundary === 'unknown' ? [] : [boundary]),
  ...(scp === null || scp === 'unknown' ? [] : scp.map(({ policies }) => policies)),
];

const candidates = new WeakMap<PolicyDocument, readonly Candidate[]>();

/** What the Allow statements of a document speak of and may change something, the gravest first; one that could not be read may say anything. */
function candidatesOf(document: PolicyDocument): readonly Candidate[] {
  const cached = candidates.get(document);
  if (cached !== undefined) return cached;
  const spoken = new Map<string, Candidate>();
  const add = (action: string, listed: AccessLevel | null): void => {
    const one = candidateOf(action, listed);
    if (one !== null) spoken.set(action, one);
  };
  const statements = document.statements.filter(({ effect }) => effect !== 'Deny');
  // Documents without a statement, which all say the same, are the most of those that cannot be read: AWS's own that were not collected.
  if (!document.understood && statements.length === 0) return everyCandidate();
  if (!document.understood || statements.some(({ understood }) => !understood)) {
    for (const one of everyCandidate()) spoken.set(one.action, one);
  }
  for (const { actions, notActions } of statements) {
    for (const pattern of actions ?? []) {
      for (const name of actionsMatching(pattern)) add(name, findAction(name)?.level ?? null);
    }
    if (actions === null) {
      const excluded = (notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
      for (const { name, folded, level } of allActions()) {
        if (!excluded.some((glob) => matchGlob(glob, folded))) add(name, level);
      }
    }
  }
  const found = sorted([...spoken.values()]);
  candidates.set(document, found);
  return found;
}

let every: readonly Candidate[] | null = null;

/** Of all actions. */
function everyCandidate(): readonly Candidate[] {
  every ??= sorted([...allActions()].flatMap(({ name, level }) => candidateOf(name, level) ?? []));
  return every;
}

/** Null for an action that changes nothing. */
function candidateOf(action: string, listed: AccessLevel | null): Candidate | null {
  const folded = action.toLowerCase();
  if (folded === DECRYPT || (READS.test(folded) && !GIVES.has(folded))) return null;
  const level = CHANGING.find((one) => one === listed) ?? null;
  return level !== null || listed === null ? { action, level } : null;
}

/** By level; at the same level, those first of which it is certain what they are on. */
function sorted(given: readonly Candidate[]): readonly Candidate[] {
  const ranks = [...CHANGING, null].flatMap((level) => [false, true].map((onOthers) => ({ level, onOthers })));
  const placed = given.map((one) => ({ one, onOthers: isOnOthers(one.action) }));
  return ranks.flatMap((rank) =>
    placed.flatMap(({ one, onOthers }) => (one.level === rank.level && onOthers === rank.onOthers ? [one] : [])),
  );
}

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':')).toLowerCase();

const isOnOthers = (action: string): boolean => ON_OTHERS.has(serviceOf(action));

/** What an action is asked for: anything of its service; `*` where it is on nothing, or on what other services hold too. */
function shapeOf(action: string, partition: string): string {
  return isOnOthers(action) || findAction(action)?.onResources === false
    ? '*'
    : `arn:${partition}:${serviceOf(action)}:*`;
}

/** Whether a document may allow the action on anything at all: quick, for most do not. */
function speaksOfAny(document: PolicyDocument, { action }: Candidate, partition: string): boolean {
  const folded = action.toLowerCase();
  if (!mayGrant(document, folded, shapeOf(action, partition))) return false;
  if (findAction(action)?.onResources !== false || !document.understood) return true;
  for (const glob of patternsIn(document, folded)) if (matchGlob(glob, '*')) return true;
  return false;
}

/** Whether a principal may do the action to something whose own policy, if it has one, leaves it to the principal's account. */
function ask({ arn, account, partition }: Identity, action: string, policies: AccessPolicies): Possibility {
  const Statement = { Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' };
  return possible(
    {
      ...{ principal: arn, action, resource: shapeOf(action, partition), resourceAccount: null },
      ...{ context: CONTEXTS[action.toLowerCase()] ?? {}, contextComplete: false, blockPublicAccess: null },
    },
    { ...policies, resource: parseDocument({ Version: '2012-10-17', Statement }) },
  );
}

import type { AccessPolicies, AccessRequest, StatementRef } from '../authorize.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { possible } from '../exact/possible.ts';
import { parseCaller } from '../principal.ts';
import { both, type Truth } from '../truth.ts';
import { type Applied, documentNameOf, type Estate } from './estate.ts';
import { mayGrant } from './grants.ts';

/** A statement that had a part in an answer. */
export interface DecidingStatement {
  /** The kind of document it stands in: `identity`, `resource`, `boundary`, … */
  readonly kind: StatementRef['kind'];
  readonly document: string;
  /** Its place in the document, from 0. */
  readonly statement: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny' | null;
  /** Its conditions as a policy writes them: `StringEquals aws:PrincipalOrgID o-acme`. */
  readonly conditions: readonly string[];
}

/** Whether a principal can do something to a resource in some request, and why. */
export interface Answer {
  readonly truth: Truth;
  /** A request that AWS would allow, where the truth is yes. */
  readonly witness: AccessRequest | null;
  /** The statements that allow the witness. */
  readonly statements: readonly DecidingStatement[];
  /** One sentence. */
  readonly reason: string;
  /** What is taken for granted because the snapshot has nothing on it. */
  readonly assumptions: readonly string[];
}

/** How much of the request is open. */
export interface AskOptions {
  /** Condition keys with a given value; all others may have any. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether the resource is one that the principal makes, or any of many: then it has no policy of its own. */
  readonly withoutPolicy?: boolean;
}

/**
 * Asks whether the principal may do the action on the resource, in which `*` and `?` may stand for any text, with all documents of
 * the snapshot that apply.
 */
export function ask(
  estate: Estate,
  principal: string,
  action: string,
  resource: string,
  { context = {}, withoutPolicy = false }: AskOptions = {},
): Answer {
  const all = estate.apply(principal, action, resource);
  const applied = withoutPolicy ? { ...all, policies: { ...all.policies, resource: null } } : all;
  const answer = askWith(applied, { principal, action, resource, context });
  const holder = estate.resources.holderOf(resource);
  const bucket = holder?.bucket == null ? null : bucketBehind(estate, holder.bucket, resource);
  // What goes through an access point is held against the bucket's policy as well:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
  return bucket === null || answer.truth === 'no'
    ? answer
    : askBucket(estate, answer, bucket, { principal, action, resource, context });
}

interface Asked {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Where no Allow speaks of the action on such a resource nothing allows it, whatever conditions and denies say. */
function isOutOfQuestion({ policies }: Applied, { principal, action, resource }: Asked): boolean {
  const { identity, resource: own, acl } = policies;
  if (identity === 'unknown' || own === 'unknown' || acl != null) return false;
  // The root user needs no policy, and nobody needs one to ask who he is.
  if (parseCaller(principal, '')?.kind === 'root' || /^sts:getcalleridentity$/i.test(action)) return false;
  const folded = action.toLowerCase();
  if (own !== null && mayGrant(own, folded, resource)) return false;
  return !identity.some((document) => mayGrant(document, folded, resource));
}

const OUT_OF_QUESTION: Omit<Answer, 'assumptions'> = {
  ...{ truth: 'no', witness: null, statements: [], reason: 'no policy allows it' },
};

function askWith(applied: Applied, asked: Asked): Answer {
  if (isOutOfQuestion(applied, asked)) return { ...OUT_OF_QUESTION, assumptions: applied.assumptions };
  const { policies, resourceAccount, blockPublicAccess, assumptions } = applied;
  const { truth, witness, decision, reason } = possible(
    { ...asked, resourceAccount, contextComplete: false, blockPublicAccess },
    policies,
  );
  const statements = (decision?.decidedBy ?? []).map((ref) => describe(ref, applied));
  return {
    truth,
    witness,
    statements,
    reason: truth === 'unknown' ? (whyUnknown(applied) ?? reason) : reason,
    assumptions,
  };
}

/** What could not be read says more than that something is in doubt. */
function whyUnknown({ policies, names }: Applied): string | null {
  const named: readonly (readonly [string, PolicyDocument])[] = [
    ...listOf(policies.identity).map((document, index) => [names.identity[index] ?? 'a policy', document] as const),
    ...listOf(policies.boundary).map((document, index) => [names.boundary[index] ?? 'the boundary', document] as const),
    ...(policies.resource === null || policies.resource === 'unknown'
      ? []
      : [[names.resource, policies.resource] as const]),
  ];
  const [lost] = named.filter(([, { problems }]) => problems.some(({ check }) => check === 'unreadable'));
  return lost === undefined ? null : `${lost[0]} could not be read: ${lost[1].problems[0]?.message ?? ''}`;
}

const listOf = (documents: readonly PolicyDocument[] | 'unknown' | null): readonly PolicyDocument[] =>
  documents === 'unknown' || documents === null ? [] : documents;

/** The bucket, or the objects of it, that an access point's ARN stands for. */
function bucketBehind(estate: Estate, bucket: string, resource: string): string | null {
  const [, key] = /:accesspoint\/[^/]+\/object\/(.*)$/s.exec(resource) ?? [];
  const arn = `arn:${resource.split(':')[1]}:s3:::${bucket}`;
  return estate.resources.find(arn) === null ? null : key === undefined ? arn : `${arn}/${key}`;
}

function askBucket(estate: Estate, through: Answer, bucket: string, asked: Asked): Answer {
  const applied = estate.apply(asked.principal, asked.action, bucket);
  // The caller's own policies were asked for the access point: here only what the bucket denies or does not grant counts.
  const own: AccessPolicies = {
    ...applied.policies,
    identity: estate.apply(asked.principal, asked.action, asked.resource).policies.identity,
  };
  const answer = askWith({ ...applied, policies: own }, { ...asked, resource: bucket });
  const truth = both(through.truth, answer.truth);
  if (truth === 'yes')
    return {
      ...through,
      statements: [...through.statements, ...answer.statements.filter(({ kind }) => kind === 'resource')],
    };
  return {
    ...through,
    truth,
    witness: null,
    statements: [],
    reason: `through the access point, but for the bucket: ${answer.reason}`,
  };
}

const documentOf = ({ kind, document, level }: StatementRef, policies: AccessPolicies): PolicyDocument | null => {
  if (kind === 'acl') return null;
  const list = policies[kind];
  if (list === null || list === 'unknown') return null;
  if (!Array.isArray(list)) return list as PolicyDocument;
  const [first] = list;
  if (first !== undefined && 'policies' in first) {
    const levels = list as Exclude<AccessPolicies['scp'], 'unknown' | null>;
    return levels.find(({ id }) => id === level)?.policies[document] ?? null;
  }
  return (list as readonly PolicyDocument[])[document] ?? null;
};

const describe = (ref: StatementRef, applied: Applied): DecidingStatement => {
  const statement = documentOf(ref, applied.policies)?.statements.find(({ index }) => index === ref.statement);
  return {
    kind: ref.kind,
    document: documentNameOf(ref, applied),
    statement: ref.statement,
    sid: ref.sid,
    effect: statement?.effect ?? null,
    conditions: (statement?.conditions ?? []).map(showCondition),
  };
};

const showCondition = ({ qualifier, operator, ifExists, key, values }: Statement['conditions'][number]): string =>
  `${qualifier === null ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''} ${key} ${values.join(' | ')}`;

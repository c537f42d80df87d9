import { type AccessPointNames, nameBehind } from '../access-point.ts';
import type { AccessPolicies, AccessRequest, StatementRef } from '../authorize.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { possible } from '../exact/possible.ts';
import { parseCaller } from '../principal.ts';
import type { Truth } from '../truth.ts';
import { type Applied, documentNameOf } from './estate.ts';
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

/** A request, as far as it is given. */
export interface Asked {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** Whether the principal stands for all of whose account the snapshot says nothing. */
  readonly isStranger: boolean;
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

/** The bucket behind an access point, with everything that applies to it. */
export interface AppliedBehind {
  readonly names: AccessPointNames;
  readonly applied: Applied;
  /** The account that owns the bucket. */
  readonly owner: string;
}

/**
 * Asks what the documents that apply say of the request; through an access point they and those of the bucket behind it have to allow the
 * same request.
 */
export function askWith(applied: Applied, asked: Asked, behind: AppliedBehind | null = null): Answer {
  const both = behind === null ? [applied] : [applied, behind.applied];
  const assumptions = [...new Set(both.flatMap((one) => one.assumptions))];
  const named = behind === null ? null : nameBehind(behind.names, asked.resource);
  if (
    isOutOfQuestion(applied, asked) ||
    (behind !== null && named !== null && isOutOfQuestion(behind.applied, { ...asked, resource: named }))
  ) {
    return { ...OUT_OF_QUESTION, assumptions };
  }
  const { policies, resourceAccount, blockPublicAccess } = applied;
  const possibility = possible(
    { ...asked, resourceAccount, contextComplete: false, blockPublicAccess },
    policies,
    behind === null ? null : { ...behind, policies: behind.applied.policies },
  );
  const { truth, witness, reason } = possibility;
  const statements = (possibility.decision?.decidedBy ?? []).map((ref) => describe(ref, applied));
  if (behind !== null) {
    const known = new Set(statements.map((one) => JSON.stringify(one)));
    const more = (possibility.behind?.decidedBy ?? []).map((ref) => describe(ref, behind.applied));
    statements.push(...more.filter((one) => !known.has(JSON.stringify(one))));
  }
  const why = truth === 'unknown' ? (both.map(whyUnknown).find((one) => one !== null) ?? reason) : reason;
  return { truth, witness, statements, reason: why, assumptions };
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

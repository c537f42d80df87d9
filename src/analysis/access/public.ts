import type { PolicyDocument, Principal, Statement } from './document.ts';
import { TakenBack } from './public-deny.ts';
import { COUNTS_DENIES, type PublicSubject } from './public-keys.ts';
import { isOpenFederation } from './public-trust.ts';
import { isConfining } from './public-value.ts';
import { both, either, not, type Truth } from './truth.ts';

/** Whether a service calls a policy public, and why. */
export interface PublicAnswer {
  readonly truth: Truth;
  /** One sentence. */
  readonly reason: string;
  /** The places in the document of the statements that make it public. */
  readonly statements: readonly number[];
  /** Of those that may be public. */
  readonly doubtful: readonly number[];
}

/** One part of an answer. */
interface Finding {
  readonly truth: Truth;
  readonly reason: string;
}

const PRIVATE: Finding = {
  truth: 'no',
  reason: 'every grant is to callers it names or to fixed values of trusted keys',
};
const UNREADABLE: Finding = { truth: 'unknown', reason: 'the policy has parts that AWS would refuse' };
const OPEN: Finding = { truth: 'yes', reason: 'it grants to everyone, whoever they are' };
const UNSETTLED: Finding = {
  truth: 'unknown',
  reason: 'AWS does not say whether the values of its condition count as fixed',
};
const TAKEN_BACK: Finding = {
  truth: 'unknown',
  reason: 'a Deny takes back what is granted to everyone, and AWS does not say if it counts',
};

/**
 * Whether the service of the subject calls this policy public. Services assume so of every grant, unless only principals that are named,
 * or fixed values of keys that say who calls, get it; one public statement is enough. The rule, in S3's words:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublicByService(document: PolicyDocument, subject: PublicSubject): PublicAnswer {
  let known = answers.get(subject);
  if (known === undefined) {
    known = new WeakMap();
    answers.set(subject, known);
  }
  let answer = known.get(document);
  if (answer === undefined) {
    answer = judgeDocument(document, subject, lessDenied(document, subject));
    known.set(document, answer);
  }
  return answer;
}

const answers = new Map<PublicSubject, WeakMap<PolicyDocument, PublicAnswer>>();

/** As `isPublicByService` says it of the grants alone, whatever a Deny takes back. */
export const findPublicGrants = (document: PolicyDocument, subject: PublicSubject): PublicAnswer =>
  judgeDocument(document, subject, (_, finding) => finding);

/** What becomes of what is found of a grant, when it is seen with the rest of its document. */
type Review = (statement: Statement, finding: Finding) => Finding;

/** The review that takes Deny statements into account: they are looked at only where something is granted to everyone. */
function lessDenied(document: PolicyDocument, subject: PublicSubject): Review {
  let takenBack: TakenBack | null = null;
  return (statement, granted) => {
    if (!statement.understood) return granted;
    takenBack ??= new TakenBack(document, subject);
    const taken = takenBack.takes(statement);
    if (taken === 'yes' && COUNTS_DENIES.has(subject)) return PRIVATE;
    return taken === 'no' || granted.truth === 'unknown' ? granted : TAKEN_BACK;
  };
}

function judgeDocument(document: PolicyDocument, subject: PublicSubject, review: Review): PublicAnswer {
  let worst: Finding = isReadable(document) ? PRIVATE : UNREADABLE;
  const statements: number[] = [];
  const doubtful: number[] = [];
  for (const statement of document.statements) {
    const granted = judgeGrant(statement, subject);
    const finding = granted.truth === 'no' ? granted : review(statement, granted);
    if (finding.truth === 'no') continue;
    (finding.truth === 'yes' ? statements : doubtful).push(statement.index);
    if (worst.truth !== 'yes') worst = finding;
  }
  // What JSON leaves open (a name given twice) is open here too, whatever the last one says.
  const isAmbiguous = document.problems.some(({ check }) => check === 'duplicate-key');
  return { ...(isAmbiguous ? UNREADABLE : worst), statements, doubtful };
}

/** The version says how variables are read, which makes no difference here: a value with one is not fixed in any version. */
const isReadable = ({ understood, statements, problems }: PolicyDocument): boolean =>
  understood ||
  (statements.length > 0 &&
    problems.every(({ check, path }) => check === 'invalid-version' || path.startsWith('Statement')));

/**
 * The origin of an access point settles its policy: one that only a VPC reaches is never public.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export const isPublicAccessPointPolicy = (document: PolicyDocument, origin: 'Internet' | 'VPC'): PublicAnswer =>
  origin === 'VPC'
    ? { truth: 'no', reason: 'only a VPC reaches the access point', statements: [], doubtful: [] }
    : isPublicByService(document, 's3-access-point');

function judgeGrant(statement: Statement, subject: PublicSubject): Finding {
  if (statement.effect === 'Deny') return PRIVATE;
  if (!statement.understood) return isPlainlyOpen(statement) ? OPEN : UNREADABLE;
  if (statement.actions?.length === 0 || statement.resources?.length === 0) return PRIVATE;
  const audience = findAudience(statement, subject);
  if (audience.truth === 'no') return audience;
  let confined: Truth = 'no';
  for (const condition of statement.conditions) {
    confined = either(confined, isConfining(condition, statement.conditions, subject));
  }
  return confined === 'yes' ? PRIVATE : confined === 'unknown' ? UNSETTLED : audience;
}

/** A grant that cannot be read as a whole is public all the same where all that matters can: everyone, and no condition. */
function isPlainlyOpen({ effect, source }: Statement): boolean {
  if (effect !== 'Allow' || typeof source !== 'object' || source === null) return false;
  const names = Object.entries(source);
  return (
    names.every(([name]) => PLAIN.has(name)) && names.some(([name, value]) => name === 'Principal' && hasStar(value))
  );
}

const PLAIN = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource']);

/** A star by itself, in a list, or under `AWS` however that is written. */
function hasStar(principal: unknown): boolean {
  if (principal === '*' || (Array.isArray(principal) && principal.includes('*'))) return true;
  if (typeof principal !== 'object' || principal === null || Array.isArray(principal)) return false;
  return Object.entries(principal).some(([type, value]) => /^(?:aws|\*)$/i.test(type) && hasStar(value));
}

/** Only a whole `*` is a wildcard: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const isEveryone = ({ type, value }: Principal): boolean => type === '*' || (type === 'AWS' && value === '*');

/** Who is granted something, before conditions: yes is everyone. */
function findAudience(statement: Statement, subject: PublicSubject): Finding {
  const { principals, notPrincipals } = statement;
  // Everyone but a few is everyone: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  if (notPrincipals !== null) return { truth: 'yes', reason: 'it grants to everyone whom NotPrincipal does not list' };
  // Without a principal a statement of a resource's policy speaks of nobody.
  if (principals === null) return PRIVATE;
  if (principals.some(isEveryone)) return OPEN;
  let worst = PRIVATE;
  for (const principal of principals) {
    const finding = judgePrincipal(principal, statement, subject);
    if (finding.truth === 'yes') return finding;
    if (finding.truth === 'unknown') worst = finding;
  }
  return worst;
}

const ACCOUNT_IN_ARN = /^arn:[a-z-]+:[a-z]+::\d{12}:/;

function judgePrincipal({ type, value }: Principal, statement: Statement, subject: PublicSubject): Finding {
  if (type === 'Federated' && subject === 'iam-role' && !value.includes('*')) {
    const truth = isOpenFederation(value, statement.conditions);
    return truth === 'no' ? PRIVATE : { truth, reason: `anybody can have a token of \`${value}\`` };
  }
  // AWS refuses a wildcard in a part of a principal. Within an account it could mean nobody else; across accounts it is not for us
  // to call safe what the author means to be open.
  const isRefused = value === '' || value.includes('${') || (value.includes('*') && !ACCOUNT_IN_ARN.test(value));
  return isRefused ? { truth: 'unknown', reason: `AWS refuses \`${value}\` as a principal` } : PRIVATE;
}

/** Whether a grant of a KMS key is public: its grantee is one principal, never everyone. */
export const isPublicGrantee = (grantee: string): Truth =>
  not(both(grantee.includes('*') ? 'no' : 'yes', grantee === '' ? 'unknown' : 'yes'));

import { type PolicyDocument, parseDocument } from '../document.ts';
import { actionConditionChecks } from './action-conditions.ts';
import { arnChecks } from './arns.ts';
import { attachmentChecks, guessResourceType } from './attachment.ts';
import type { Check, CheckSeverity, PolicyKind, ResourceType } from './check.ts';
import { conditionValueChecks } from './condition-values.ts';
import { conditionChecks } from './conditions.ts';
import { jsonTypeChecks } from './json-types.ts';
import { patternChecks } from './patterns.ts';
import { principalChecks, trustChecks } from './principals.ts';
import { rcpChecks } from './rcp.ts';
import { roleChecks } from './roles.ts';
import { structureChecks } from './structure.ts';
import { variableChecks } from './variables.ts';

/** What a check has found, and where. */
export interface ValidationFinding {
  /** Access Analyzer's name of the check in kebab-case. */
  readonly check: string;
  readonly severity: CheckSeverity;
  /** A path into the document such as `Statement[2].Action[0]`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** Every check; a name may stand for several. */
export const CHECKS: readonly Check[] = [
  ...structureChecks,
  ...jsonTypeChecks,
  ...patternChecks,
  ...arnChecks,
  ...conditionChecks,
  ...conditionValueChecks,
  ...actionConditionChecks,
  ...variableChecks,
  ...principalChecks,
  ...trustChecks,
  ...roleChecks,
  ...attachmentChecks,
  ...rcpChecks,
];

/**
 * The findings of Access Analyzer's policy validation in a document, given as JSON or as text. Never throws. Of the checks on AWS's
 * page one is left out, "SCP syntax error action wildcard": since September 2025 the actions of service control policies take
 * wildcards anywhere (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 *
 * @param resourceType what the policy is attached to; where it is left out, the ARNs in it may say.
 */
export function validateDocument(
  input: unknown,
  kind: PolicyKind,
  resourceType?: ResourceType | null,
): readonly ValidationFinding[] {
  const document = parseDocument(input);
  const subject = { document, kind, resourceType: resourceType ?? attachedTo(document, kind) };
  const findings = CHECKS.flatMap(({ name, severity, kinds, find }) =>
    kinds === undefined || kinds.includes(kind)
      ? [...find(subject)].map(({ path, message }) => ({ check: name, severity, path, message }))
      : [],
  );
  // Text that is no JSON, or says a thing twice, says nothing certain: there is no more to find in it.
  const unreadable = findings.filter(({ check }) => check === 'json-syntax-error');
  return unreadable.length > 0 ? unreadable.slice(0, 1) : findings.filter(isFirst());
}

/** Keeps one finding of a check at one place: a second one says nothing more. */
function isFirst(): (finding: ValidationFinding) => boolean {
  const seen = new Set<string>();
  return ({ check, path }) => {
    const key = `${check} ${path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

const attachedTo = (document: PolicyDocument, kind: PolicyKind): ResourceType | null =>
  kind === 'trust' ? 'AWS::IAM::AssumeRolePolicyDocument' : kind === 'resource' ? guessResourceType(document) : null;

/** The actions of trust policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_actions-resources-contextkeys.html */
const ASSUMING = /^sts:(?:assumerole|tagsession|setsourceidentity|setcontext)/i;

/**
 * The kind of policy that a document is, by what it says: only assuming it makes it a role's trust, a principal a resource's. Policies of
 * organizations look like these, and have to be called what they are.
 */
export function guessKind({ statements }: PolicyDocument): PolicyKind {
  const named = statements.some(({ principals, notPrincipals }) => principals !== null || notPrincipals !== null);
  const assumed =
    statements.length > 0 &&
    statements.every(
      ({ actions }) => actions?.length !== 0 && actions?.every((action) => ASSUMING.test(action)) === true,
    );
  const placed = statements.some(({ resources, notResources }) => resources !== null || notResources !== null);
  if (assumed && (named || !placed)) return 'trust';
  return named ? 'resource' : 'identity';
}

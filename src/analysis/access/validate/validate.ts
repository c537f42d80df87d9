import { type PolicyDocument, parseDocument } from '../document.ts';
import { arnChecks } from './arns.ts';
import type { Check, CheckSeverity, PolicyKind } from './check.ts';
import { conditionChecks } from './conditions.ts';
import { patternChecks } from './patterns.ts';
import { principalChecks, trustChecks } from './principals.ts';
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
  ...patternChecks,
  ...arnChecks,
  ...conditionChecks,
  ...variableChecks,
  ...principalChecks,
  ...trustChecks,
  ...roleChecks,
];

/**
 * The findings of Access Analyzer's policy validation in a document, given as JSON or as text. Never throws. The checks that need to
 * know which condition keys and resource types belong to which action are left out, as are those of the syntax of service control policies
 * that AWS dropped in September 2025.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export function validateDocument(input: unknown, kind: PolicyKind): readonly ValidationFinding[] {
  const document = parseDocument(input);
  return CHECKS.flatMap(({ name, severity, kinds, find }) =>
    kinds === undefined || kinds.includes(kind)
      ? [...find({ document, kind })].map(({ path, message }) => ({ check: name, severity, path, message }))
      : [],
  );
}

/** The kind of policy that a document is, by what it says: a principal makes it a resource's, and only assuming it a role's trust. */
export function guessKind({ statements }: PolicyDocument): PolicyKind {
  const named = statements.some(({ principals, notPrincipals }) => principals !== null || notPrincipals !== null);
  if (!named) return 'identity';
  const isTrust = statements.every(
    ({ actions, resources, notResources }) =>
      resources === null &&
      notResources === null &&
      actions?.every((action) => /^sts:(?:assumerole|tagsession|setsourceidentity|setcontext)/i.test(action)) === true,
  );
  return isTrust ? 'trust' : 'resource';
}

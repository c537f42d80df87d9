import { readFileSync } from 'node:fs';
import type { AccessPolicies } from '../analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../analysis/access/document.ts';
import { allowsMore } from '../analysis/access/exact/compare.ts';
import type { CheckSeverity, PolicyKind } from '../analysis/access/validate/check.ts';
import { checkPolicyDocument } from '../analysis/access/validate/check-text.ts';
import { guessKind } from '../analysis/access/validate/validate.ts';
import { DocumentError, ExitCode } from '../errors.ts';
import { failureWords } from '../snapshot/parse.ts';
import { Page, printJson } from './access-text.ts';

const severities: readonly CheckSeverity[] = ['suggestion', 'warning', 'security-warning', 'error'];

/** `datawarden policy-document check FILE…`. Exit code 1 where a finding is as bad as `--fail-on` says. @throws DocumentError */
export const checkDocuments = async (args: {
  readonly files: string[];
  readonly kind?: PolicyKind | undefined;
  readonly failOn: CheckSeverity | 'never';
  readonly format: string;
}): Promise<number> => {
  const documents = args.files.map((file) => {
    const text = readText(file);
    const kind = args.kind ?? guessKind(parseDocument(text));
    return { file, kind, findings: checkPolicyDocument(text, kind) };
  });
  const findings = documents.flatMap((one) => one.findings);
  const worst = args.failOn === 'never' ? severities.length : severities.indexOf(args.failOn);
  const failed = findings.filter(({ severity }) => severities.indexOf(severity) >= worst).length;
  if (args.format === 'json') {
    printJson({ format: 'datawarden-policy-document-check', version: 1, documents });
  } else {
    const page = new Page();
    for (const { file, findings: some } of documents) {
      for (const { check, severity, message, path, line, column } of some) {
        page.line(`${file}:${line}:${column} ${severity} ${check}`);
        page.line(path === '' ? message : `${path}: ${message}`, 2);
      }
    }
    const counts = severities
      .map((severity) => [severity, findings.filter((one) => one.severity === severity).length] as const)
      .filter(([, count]) => count > 0)
      .reverse();
    const summary = counts.map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`).join(', ');
    page.line(
      `${documents.length === 1 ? '1 document' : `${documents.length} documents`}: ${summary || 'nothing found'}`,
    );
  }
  return failed > 0 ? ExitCode.findings : ExitCode.clean;
};

/**
 * `datawarden policy-document compare OLD NEW`. Exit code 1 where the new document allows something that the old one does not, 3 where
 * that could not be decided. @throws DocumentError
 */
export const compareDocuments = async (args: {
  readonly old: string;
  readonly new: string;
  readonly kind?: PolicyKind | undefined;
  readonly format: string;
}): Promise<number> => {
  const before = readDocument(args.old);
  const after = readDocument(args.new);
  const kind = args.kind ?? guessKind(after);
  const { truth, witness, reason } = allowsMore(policiesOf(after, kind), policiesOf(before, kind));
  if (args.format === 'json') {
    printJson({ format: 'datawarden-policy-document-compare', version: 1, kind, allowsMore: truth, witness, reason });
  } else {
    const page = new Page();
    const verdict = {
      yes: `${args.new} allows what ${args.old} does not`,
      no: `${args.new} allows nothing that ${args.old} does not`,
      unknown: `whether ${args.new} allows more than ${args.old} could not be decided`,
    }[truth];
    page.line(truth === 'unknown' ? `${verdict}: ${reason}` : verdict);
    if (witness !== null) page.witness({ ...witness, principal: witness.principal ?? 'whoever has it' }, 2);
  }
  return truth === 'yes' ? ExitCode.findings : truth === 'no' ? ExitCode.clean : ExitCode.incomplete;
};

const NOTHING: AccessPolicies = {
  ...{ identity: [], resource: null, boundary: null, session: null, scp: null, rcp: null, endpoint: null },
};

/** What is attached to a resource is asked of everybody; what limits is held like what grants, since more of either is more. */
const policiesOf = (document: PolicyDocument, kind: PolicyKind): AccessPolicies =>
  kind === 'resource' || kind === 'trust' || kind === 'rcp'
    ? { ...NOTHING, resource: document }
    : { ...NOTHING, identity: [document] };

const readDocument = (file: string): PolicyDocument => {
  const document = parseDocument(readText(file));
  const [problem] = document.problems;
  if (document.understood) return document;
  throw new DocumentError(`is not a policy document: ${problem?.message ?? 'it cannot be understood'}`, {
    position: { file },
  });
};

/** The text of a file, or of standard input for `-`. @throws DocumentError */
const readText = (file: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new DocumentError(`cannot read: ${failureWords(error as Error)}`, { position: { file }, cause: error });
  }
};

import { parseArn } from '../../src/analysis/access/arn.ts';
import { type AccessPolicies, type AccessRequest, authorize, type Level } from '../../src/analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../../src/analysis/access/document.ts';
import { parseCaller } from '../../src/analysis/access/principal.ts';
import { guessKind, validateDocument } from '../../src/analysis/access/validate/validate.ts';
import { type Fields, fieldsOf, listOf, textOf } from './judge-fields.ts';
import { answerPublic, readAcl, readBlock } from './judge-public.ts';

/** What the judge accepts as an answer: a word, or a list of them. */
export type Verdict = string | readonly string[] | readonly (readonly string[])[];

type Answer = (policies: Fields, request: Fields) => Verdict;

/** A kind that is not here is answered with `unknown`. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  authorize: answerAuthorize,
  public: answerPublic,
  validate: answerValidate,
  robust: (policies, request) => {
    for (const document of listOf(policies['document'])) parseDocument(document);
    return answerAuthorize(policies, request);
  },
};

/** Answers one line with one line; a line that is no vector is answered with `unknown` too. */
export function answerLine(line: string): string {
  const vector = parseVector(line);
  const id = vector['id'];
  return JSON.stringify({
    id: typeof id === 'string' || typeof id === 'number' ? id : null,
    verdict: answerVector(vector),
  });
}

function answerVector(vector: Fields): Verdict {
  const kind = vector['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(ANSWERS, kind)) return 'unknown';
  return ANSWERS[kind]?.(fieldsOf(vector['policies']), fieldsOf(vector['request'])) ?? 'unknown';
}

function parseVector(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch (error) {
    // JSON.parse throws nothing but what the line is to blame for: bad syntax, or nesting that exhausts the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return {};
    throw error;
  }
}

function answerAuthorize(policies: Fields, request: Fields): Verdict {
  const { decision } = authorize(readRequest(request), readPolicies(policies, request));
  return decision === 'implicit-deny' ? 'deny' : decision;
}

function answerValidate(policies: Fields): Verdict {
  const given = policies['document'];
  if (given === undefined) return 'unknown';
  const input = fieldsOf(given)['$raw'] ?? given;
  const findings = validateDocument(input, guessKind(parseDocument(input)));
  return [...new Set(findings.map(({ check }) => check))].sort();
}

function readRequest(request: Fields): AccessRequest {
  const principal = textOf(request['principal']);
  const action = textOf(request['action']);
  const resource = request['resource'] === undefined ? '*' : textOf(request['resource']);
  const stated = request['resourceAccount'];
  // A vector that names no account, neither by itself nor in the ARN, is about one account.
  const own = parseArn(resource)?.account ? null : (parseCaller(principal, action.toLowerCase())?.account ?? null);
  return {
    principal,
    action,
    resource,
    resourceAccount: typeof stated === 'string' || typeof stated === 'number' ? String(stated) : own,
    context: fieldsOf(request['context']),
    blockPublicAccess: isGiven(request['blockPublicAccess']) ? readBlock(request['blockPublicAccess']) : null,
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function readPolicies(policies: Fields, request: Fields): AccessPolicies {
  return {
    identity: documentsOf(policies['identity']),
    resource: documentsOf(policies['resource'])[0] ?? null,
    acl: readAcl(policies['acl'], request),
    boundary: noneIfEmpty(documentsOf(policies['boundary'])),
    session: documentsOf(policies['session'])[0] ?? null,
    scp: noneIfEmpty(levelsOf(policies['scp'])),
    rcp: noneIfEmpty(levelsOf(policies['rcp'])),
    endpoint: noneIfEmpty(documentsOf(policies['endpoint'])),
  };
}

const levelsOf = (value: unknown): readonly Level[] =>
  listOf(value).map((level, index) => ({
    id: textOf(fieldsOf(level)['id'] ?? index),
    policies: documentsOf(fieldsOf(level)['policies']),
  }));

const documentsOf = (value: unknown): readonly PolicyDocument[] =>
  listOf(value).map((document) => parseDocument(fieldsOf(document)['$raw'] ?? document));

const noneIfEmpty = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

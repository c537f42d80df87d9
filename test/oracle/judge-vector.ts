import { parseArn } from '../../src/analysis/access/arn.ts';
import {
  type AccessPolicies,
  type AccessRequest,
  authorize,
  type Decision,
  type Level,
} from '../../src/analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../../src/analysis/access/document.ts';
import { parseCaller } from '../../src/analysis/access/principal.ts';

/** What the judge accepts as an answer: a word, or a list of them. */
export type Verdict = string | readonly string[] | readonly (readonly string[])[];

type Fields = Readonly<Record<string, unknown>>;
type Answer = (policies: Fields, request: Fields) => Verdict;

/** A kind that is not here is answered with `unknown`. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  authorize: (policies, request) => verdictOf(authorize(readRequest(request), readPolicies(policies))),
  robust: (policies, request) => {
    for (const document of listOf(policies['document'])) parseDocument(document);
    return verdictOf(authorize(readRequest(request), readPolicies(policies)));
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

const verdictOf = ({ decision }: Decision): Verdict => (decision === 'implicit-deny' ? 'deny' : decision);

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
    blockPublicAccess: readBlock(request['blockPublicAccess']),
  };
}

function readPolicies(policies: Fields): AccessPolicies {
  return {
    identity: documentsOf(policies['identity']),
    resource: documentsOf(policies['resource'])[0] ?? null,
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

/** Flags may stand together or by level (account, bucket, access point): one that is set anywhere is in force. */
function readBlock(value: unknown): AccessRequest['blockPublicAccess'] {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return 'unknown';
  return {
    ignorePublicAcls: isSet(fieldsOf(value), 'ignorepublicacls'),
    restrictPublicBuckets: isSet(fieldsOf(value), 'restrictpublicbuckets'),
  };
}

const isSet = (flags: Fields, name: string, depth = 0): boolean =>
  Object.entries(flags).some(([key, value]) =>
    typeof value === 'object'
      ? depth < 2 && isSet(fieldsOf(value), name, depth + 1)
      : key.toLowerCase() === name && String(value) === 'true',
  );

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

import { authorize } from '../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../src/analysis/access/document.ts';
import { answerAdmin, answerEscalation, answerRisk } from './judge-escalation.ts';
import { answerCompare, answerExternal, answerPossible } from './judge-exact.ts';
import { type Fields, fieldsOf, listOf } from './judge-fields.ts';
import { readPolicies, readRequest } from './judge-policies.ts';
import { answerPublic } from './judge-public.ts';
import { answerValidate } from './judge-validate.ts';

/** What the judge accepts as an answer: a word, or a list of them. */
export type Verdict = string | readonly string[] | readonly (readonly string[])[];

type Answer = (policies: Fields, request: Fields, vector: Fields) => Verdict;

/** A kind that is not here is answered with `unknown`. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  authorize: answerAuthorize,
  possible: answerPossible,
  external: answerExternal,
  compare: answerCompare,
  public: answerPublic,
  escalation: answerEscalation,
  admin: answerAdmin,
  risk: answerRisk,
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
  return ANSWERS[kind]?.(fieldsOf(vector['policies']), fieldsOf(vector['request']), vector) ?? 'unknown';
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

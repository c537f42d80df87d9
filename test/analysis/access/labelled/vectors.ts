import { expect, it } from 'vitest';
import { answerLine } from '../../../oracle/judge-vector.ts';

/** A document of the current version. */
export const doc = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
/** Allows, everything unless told otherwise. */
export const allow = (rest: object = {}): object => ({ Effect: 'Allow', Action: '*', Resource: '*', ...rest });
/** Denies, everything unless told otherwise. */
export const deny = (rest: object = {}): object => ({ Effect: 'Deny', Action: '*', Resource: '*', ...rest });

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const iam = (resource: string, account: string = ACCOUNT): string => `arn:aws:iam::${account}:${resource}`;
export const session = (name: string, account: string = ACCOUNT): string =>
  `arn:aws:sts::${account}:assumed-role/${name}`;
export const BOB = iam('user/bob');
export const EVE = iam('user/eve', OTHER);

/** Asks the judge for its verdict. */
export function ask(kind: string, policies: object, request: object, rest: object = {}): unknown {
  return JSON.parse(answerLine(JSON.stringify({ id: 1, kind, policies, request, ...rest }))).verdict;
}

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

/** A table of cases of one page of AWS's documentation: what is asked, what AWS answers and the case itself. */
export function table(
  page: string,
  kind: string,
  rows: readonly (readonly [string, string, object, object, object?])[],
): void {
  const address = page.startsWith('https:') ? page : `${GUIDE}${page}`;
  for (const [name, verdict, policies, request, rest] of rows) {
    it(`${name}: ${verdict} (${address})`, () => expect(ask(kind, policies, request, rest)).toBe(verdict));
  }
}

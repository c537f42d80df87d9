import { USES } from '../analysis/access/escalation/reach.ts';
import type { Answer } from '../analysis/access/estate/answer.ts';
import { ask } from '../analysis/access/estate/ask.ts';
import type { Estate } from '../analysis/access/estate/estate.ts';
import { type StoreReach, type WhatCan, whatCan } from '../analysis/access/estate/what-can.ts';
import type { Truth } from '../analysis/access/truth.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { Page, printJson } from './access-text.ts';
import { isSnapshot, openEstate, readAction, readIdentity, readPrincipal, readResource } from './estate.ts';
import { witnessOf } from './who-can.ts';

/** What `datawarden can` is asked: the words after the principal are an action, a resource, and snapshots. */
export interface CanArguments {
  readonly principal: string;
  readonly words?: string[] | undefined;
  readonly format: string;
}

/** `datawarden can PRINCIPAL [ACTION] [RESOURCE] SNAPSHOT…`. @throws UsageError, SnapshotError */
export const can = async ({ principal: given, words = [], format }: CanArguments): Promise<number> => {
  const start = words.findIndex(isSnapshot);
  const asked = start < 0 ? words : words.slice(0, start);
  const [word, on = '*', more] = asked;
  if (more !== undefined) throw new UsageError(`unknown argument \`${more}\`; see \`datawarden can --help\``);
  const action = word === undefined ? null : readAction(word);
  const resource = action === null ? null : readResource(on, action);
  const estate = await openEstate(
    start < 0 ? [] : words.slice(start),
    `can PRINCIPAL${action === null ? '' : ' ACTION RESOURCE'}`,
  );
  if (action === null || resource === null) {
    summarise(whatCan(estate, readIdentity(given, estate)), format);
  } else {
    decide(estate, readPrincipal(given, estate), action, resource, format);
  }
  return ExitCode.clean;
};

const answers: Readonly<Record<Truth, string>> = { yes: 'Yes', no: 'No', unknown: 'Not decided' };

function decide(estate: Estate, principal: string, action: string, resource: string, format: string): void {
  const answer: Answer = ask(estate, principal, action, resource);
  if (format === 'json') {
    printJson({
      ...{ format: 'datawarden-can', version: 1, principal, action, resource },
      ...{ answer: answer.truth, reason: answer.reason, statements: answer.statements, witness: witnessOf(answer) },
      assumptions: answer.assumptions,
    });
    return;
  }
  const page = new Page();
  page.line(`${principal}: ${action} on ${resource}`);
  page.heading(`${answers[answer.truth]}: ${answer.reason}`);
  page.statements(answer.statements, 2);
  if (answer.witness !== null) page.witness(answer.witness, 2);
  page.assumptions(answer.assumptions);
}

function summarise({ identity, administrator, unreadable, stores, asked, assumptions }: WhatCan, format: string): void {
  if (format === 'json') {
    printJson({
      ...{ format: 'datawarden-can-summary', version: 1, principal: identity.arn, administrator, unreadable },
      stores: stores.map(({ arn, type, reach }) => ({
        ...{ arn, type },
        ...Object.fromEntries(USES.map((use) => [use, recordReach(reach[use])])),
      })),
      ...{ asked, assumptions },
    });
    return;
  }
  const page = new Page();
  page.line(identity.arn);
  page.heading(`Administrator: ${administrator === 'unknown' ? 'not decided' : administrator}`);
  if (unreadable.length > 0) page.heading('Not readable');
  for (const one of unreadable) page.line(one, 2);
  page.heading(`Data: ${stores.length} of ${asked} data stores`);
  for (const { arn, reach } of stores) {
    page.line(arn, 2);
    printReach(page, reach);
  }
  page.assumptions(assumptions);
}

const recordReach = (answer: StoreReach['reach']['read']): object | null =>
  answer === null ? null : { answer: answer.truth, action: answer.action, reason: answer.reason };

const words: Readonly<Record<keyof StoreReach['reach'], string>> = {
  ...{ read: 'read', write: 'write', delete: 'delete', permit: 'let others in' },
};

function printReach(page: Page, reach: StoreReach['reach']): void {
  const certain: string[] = [];
  const doubtful = new Map<string, string[]>();
  for (const use of USES) {
    const answer = reach[use];
    if (answer?.truth === 'yes') certain.push(`${words[use]} (${answer.action})`);
    if (answer?.truth === 'unknown') doubtful.set(answer.reason, [...(doubtful.get(answer.reason) ?? []), words[use]]);
  }
  if (certain.length > 0) page.line(certain.join(', '), 4);
  for (const [reason, uses] of doubtful) page.line(`not decided: ${uses.join(', ')}: ${reason}`, 4);
}

import type { Answer } from '../analysis/access/estate/answer.ts';
import { whoCan as findWhoCan, type Reacher, type Standing, type WhoCan } from '../analysis/access/estate/who-can.ts';
import { ExitCode } from '../errors.ts';
import { Page, printJson } from './access-text.ts';
import { openEstate, readAction, readResource } from './estate.ts';

/** What `datawarden who-can` is asked. */
export interface WhoCanArguments {
  readonly action: string;
  readonly resource: string;
  readonly snapshots?: string[] | undefined;
  readonly format: string;
}

/** `datawarden who-can ACTION RESOURCE SNAPSHOT…`. @throws UsageError, SnapshotError */
export const whoCan = async (args: WhoCanArguments): Promise<number> => {
  const action = readAction(args.action);
  const resource = readResource(args.resource, action);
  const estate = await openEstate(args.snapshots ?? [], 'who-can ACTION RESOURCE');
  const found = findWhoCan(estate, action, resource);
  const gaps = estate.identities.gaps.map(
    ({ type, account, code }) => `${type} of account ${account} could not be listed: ${code}`,
  );
  if (args.format === 'json') {
    printJson({
      ...{ format: 'datawarden-who-can', version: 1, action, resource },
      can: found.can.map(record),
      undecided: found.undecided.map(record),
      ...{ asked: found.asked, notListed: gaps, assumptions: found.assumptions },
    });
  } else {
    print(found, action, resource, gaps);
  }
  return ExitCode.clean;
};

const record = ({ standing, principal, means, answer }: Reacher): object => ({
  ...{ standing, principal, means, reason: answer.reason, statements: answer.statements },
  witness: witnessOf(answer),
});

/** A request as JSON shows it. */
export const witnessOf = ({ witness }: Answer): object | null =>
  witness === null
    ? null
    : { principal: witness.principal, action: witness.action, resource: witness.resource, context: witness.context };

const headings: Readonly<Record<Standing, string>> = {
  anyone: 'Anyone',
  'other-account': 'Other accounts',
  'identity-provider': 'Identity providers',
  'canonical-user': 'Canonical users',
  service: 'AWS services',
  inside: 'Inside',
};

function print(
  { can, undecided, asked, assumptions }: WhoCan,
  action: string,
  resource: string,
  gaps: readonly string[],
): void {
  const page = new Page();
  const inside = can.filter(({ standing }) => standing === 'inside').length;
  page.line(`${action} on ${resource}`);
  if (can.length === 0) {
    page.heading(
      `Nobody can${undecided.length > 0 ? ', as far as that could be decided' : ''}: ${asked} users, roles and root users were asked for.`,
    );
  }
  for (const [standing, heading] of Object.entries(headings)) {
    const some = can.filter((one) => one.standing === standing);
    if (some.length === 0) continue;
    page.heading(standing === 'inside' ? `${heading}: ${inside} of ${asked} users, roles and root users` : heading);
    for (const group of alike(some)) printGroup(page, group);
  }
  if (undecided.length > 0) page.heading('Not decided');
  for (const group of byReason(undecided)) {
    for (const { principal, means } of group) page.line(means ?? principal, 2);
    page.line(group[0]?.answer.reason, 4);
  }
  if (gaps.length > 0) page.heading('Not listed');
  for (const gap of gaps) page.line(gap, 2);
  page.assumptions(assumptions);
}

/** Those who can for the same reason, in the order of the first of them. */
function alike(reachers: readonly Reacher[]): readonly (readonly Reacher[])[] {
  const groups = new Map<string, Reacher[]>();
  for (const one of reachers) {
    const key = JSON.stringify([one.answer.statements, one.answer.statements.length === 0 ? one.answer.reason : '']);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()];
}

/** Those of whom it is not known for the same reason: what could not be read is often one document. */
function byReason(reachers: readonly Reacher[]): Iterable<readonly Reacher[]> {
  const groups = new Map<string, Reacher[]>();
  for (const one of reachers) groups.set(one.answer.reason, [...(groups.get(one.answer.reason) ?? []), one]);
  return groups.values();
}

function printGroup(page: Page, group: readonly Reacher[]): void {
  for (const { principal, means } of group) page.line(means ?? principal, 2);
  const { answer } = group[0] as Reacher;
  if (answer.statements.length === 0) page.line(answer.reason, 4);
  page.statements(answer.statements, 4);
  const { witness } = answer;
  if (witness !== null && Object.keys(witness.context).length > 0) page.witness(witness, 4);
}

import { ADMINISTRATOR, type Call, type Edge, EscalationGraph } from '../analysis/access/escalation-graph/graph.ts';
import { type Outsider, outsidersOf } from '../analysis/access/escalation-graph/outsiders.ts';
import { findAllPaths, findPath, type PathToAdministrator } from '../analysis/access/escalation-graph/paths.ts';
import type { DecidingStatement } from '../analysis/access/estate/answer.ts';
import { ask } from '../analysis/access/estate/ask.ts';
import type { Estate } from '../analysis/access/estate/estate.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { Page, printJson } from './access-text.ts';
import { isSnapshot, openEstate, readIdentity } from './estate.ts';

/** What `datawarden paths` is asked: a principal, where it is not everybody, and snapshots. */
export interface PathsArguments {
  readonly words?: string[] | undefined;
  readonly toAdmin: boolean;
  readonly format: string;
}

/** `datawarden paths PRINCIPAL SNAPSHOT…` and `datawarden paths --to-admin SNAPSHOT…`. @throws UsageError, SnapshotError */
export const paths = async ({ words = [], toAdmin, format }: PathsArguments): Promise<number> => {
  const [first] = words;
  const principal = first === undefined || (isSnapshot(first) && !/^\d{12}$/.test(first)) ? null : first;
  if (principal === null && !toAdmin)
    throw new UsageError('name a principal, or everybody with `--to-admin`; see `datawarden paths --help`');
  if (principal !== null && toAdmin) throw new UsageError('`--to-admin` is about everybody: leave the principal out');
  const named = principal === null ? words : words.slice(1);
  const estate = await openEstate(named, principal === null ? 'paths --to-admin' : 'paths PRINCIPAL');
  if (principal === null) {
    const graph = new EscalationGraph(estate);
    showAll(graph, findAllPaths(graph), format);
  } else {
    const identity = readIdentity(principal, estate);
    showOne(estate, findPath(new EscalationGraph(estate), identity), format);
  }
  return ExitCode.clean;
};

/** A call of a step with the statements that allow it. */
interface ShownCall extends Call {
  readonly statements: readonly DecidingStatement[];
}

const explain = (estate: Estate, { calls }: Edge): readonly ShownCall[] =>
  calls.map((call) => {
    const withoutPolicy = /[*?]/.test(call.resource);
    const { statements } = ask(estate, call.principal, call.action, call.resource, {
      context: call.context,
      withoutPolicy,
    });
    return { ...call, statements };
  });

const record = (estate: Estate, { identity, truth, steps }: PathToAdministrator): object => ({
  principal: identity.arn,
  reaches: truth,
  steps: steps.map((step) => ({
    ...{ from: step.from, to: step.to, method: step.method.id, how: step.method.how, through: step.through },
    ...{ certain: step.truth === 'yes', calls: explain(estate, step) },
  })),
});

const assumptionsOf = (estate: Estate): readonly string[] => {
  const unseen = estate.resources.runnersNotSeen;
  return [
    ...estate.accounts.flatMap(
      (account) => estate.apply(`arn:aws:iam::${account}:root`, 'iam:GetUser', '*').assumptions,
    ),
    ...(unseen.length === 0
      ? []
      : [`nothing of these types is in the snapshot: none is taken to be there: ${unseen.join(', ')}`]),
  ];
};

function showOne(estate: Estate, path: PathToAdministrator, format: string): void {
  const assumptions = assumptionsOf(estate);
  if (format === 'json') {
    printJson({ format: 'datawarden-paths', version: 1, paths: [record(estate, path)], outsiders: [], assumptions });
    return;
  }
  const page = new Page();
  page.line(summaryOf(path));
  for (const [index, step] of path.steps.entries()) {
    page.line();
    page.line(`${index + 1}. ${step.method.how} (${step.method.id})`);
    page.line(`${step.from} -> ${step.to}`, 3);
    if (step.truth === 'unknown') page.line('not certain: a document that could not be read decides', 3);
    for (const { action, resource, statements } of explain(estate, step)) {
      page.line(`${action} on ${resource}`, 3);
      page.statements(statements, 5);
    }
  }
  page.assumptions(assumptions);
}

const summaryOf = ({ identity, truth, steps }: PathToAdministrator): string => {
  if (steps.length > 0) {
    const count = steps.length === 1 ? 'one step' : `${steps.length} steps`;
    return `${identity.arn} ${truth === 'yes' ? 'can' : 'may'} become administrator in ${count}`;
  }
  if (truth === 'no') return `${identity.arn} cannot become administrator by any method that is known`;
  return `${identity.arn} ${truth === 'yes' ? 'is' : 'may be'} administrator`;
};

function showAll(graph: EscalationGraph, all: readonly PathToAdministrator[], format: string): void {
  const { estate } = graph;
  const assumptions = assumptionsOf(estate);
  const reaching = all.filter(({ truth }) => truth !== 'no');
  const outsiders = reaching
    .filter(({ truth }) => truth === 'yes')
    .flatMap(({ identity }) => (identity.kind === 'role' ? outsidersOf(graph, identity) : []));
  if (format === 'json') {
    printJson({
      ...{ format: 'datawarden-paths', version: 1, paths: all.map((path) => record(estate, path)) },
      ...{ outsiders: outsiders.map(recordOutsider), assumptions },
    });
    return;
  }
  const page = new Page();
  const administrators = reaching.filter(({ truth, steps }) => truth === 'yes' && steps.length === 0);
  const becoming = reaching.filter(({ truth, steps }) => truth === 'yes' && steps.length > 0);
  const doubtful = reaching.filter(({ truth }) => truth === 'unknown');
  page.line(
    `${all.length} users and roles: ${administrators.length} administrators, ${becoming.length} can become one, ${doubtful.length} not decided`,
  );
  printPaths(page, 'Administrators', administrators);
  printPaths(page, 'Can become administrator', becoming);
  printPaths(page, 'Not decided', doubtful);
  if (outsiders.length > 0) page.heading('From outside, through one of these roles');
  for (const { principal, means, role, action, truth } of outsiders) {
    page.line(`${means ?? principal}${truth === 'unknown' ? ' (not decided)' : ''}`, 2);
    page.line(`${action} on ${role.arn}`, 4);
  }
  page.assumptions(assumptions);
}

const recordOutsider = ({ principal, means, role, action, truth }: Outsider): object => ({
  ...{ principal, means, role: role.arn, action, certain: truth === 'yes' },
});

function printPaths(page: Page, heading: string, some: readonly PathToAdministrator[]): void {
  if (some.length > 0) page.heading(heading);
  for (const { identity, steps } of [...some].sort((a, b) => a.steps.length - b.steps.length)) {
    page.line(identity.arn, 2);
    for (const [index, { method, to, through }] of steps.entries()) {
      const where =
        to === ADMINISTRATOR ? (through === null || through === identity.arn ? '' : `: ${through}`) : `: ${to}`;
      page.line(`${index + 1}. ${method.how}${where}`, 4);
    }
  }
}

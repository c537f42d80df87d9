import { Derivation, requiredFacts } from '../analysis/derive.ts';
import { derivedFacts } from '../analysis/derived.generated.ts';
import { sensitiveTagsParameter, sensitivityFact, sensitivityOf } from '../analysis/sensitivity.ts';
import { loadPatterns } from '../evaluation/cel/patterns.ts';
import { Evaluation } from '../evaluation/evaluate.ts';
import { judgeFramework } from '../evaluation/requirement-status.ts';
import type { Rule } from '../evaluation/rule.ts';
import type { DerivedFact } from '../model/derived.ts';
import type { Finding, Verdict } from '../model/finding.ts';
import type { Framework } from '../model/framework.ts';
import type { Policy } from '../model/policy.ts';
import { type FormatName, formats } from '../report/index.ts';
import type { FormatOptions, Reporter, Run, Summary } from '../report/report.ts';
import * as checks from '../snapshot/checks.generated.js';
import { mergeSnapshots } from '../snapshot/merge.ts';
import { openSnapshot } from '../snapshot/read.ts';
import type { Line, Snapshot } from '../snapshot/snapshot.ts';

/** Opens snapshots with the models of this build. @throws SnapshotError */
export const openSnapshots = (paths: readonly string[]): Promise<Snapshot[]> =>
  Promise.all(paths.map((path) => openSnapshot(path, { checks })));

/** Takes a report's text as it comes. */
export interface Sink {
  write(text: string): void;
  /** Waits until what was written is on its way: called between batches, so that memory stays bounded. */
  flush(): Promise<void>;
}

/** A report to write while the snapshots are evaluated. */
export interface ReportRequest {
  readonly format: FormatName;
  readonly options: FormatOptions;
  readonly sink: Sink;
}

/** What {@link evaluateSnapshots} needs. */
export interface EvaluationRequest {
  readonly snapshots: readonly Snapshot[];
  readonly rules: readonly Rule[];
  /** Those whose requirements the reports show. */
  readonly frameworks?: readonly Framework[];
  readonly tool: Run['tool'];
  readonly reports: readonly ReportRequest[];
  /** Takes findings directly, beside the reports. */
  /** Tags by which buckets hold sensitive data: `KEY=VALUE`, in which `*` stands for any text of the value. */
  readonly sensitiveTags?: readonly string[];
  readonly onFinding?: { readonly wants: ReadonlySet<Verdict>; readonly take: (finding: Finding) => void };
  /** The name that findings give to a snapshot's file, where it is not the one it was read from. */
  readonly nameFile?: (file: string) => string;
}

/**
 * Evaluates snapshots in one pass (two where relations between resources are read), writing all reports at once, in memory that
 * does not grow with the number of resources.
 * @throws SnapshotError, PolicyEvaluationError
 */
export const evaluateSnapshots = async (request: EvaluationRequest): Promise<Summary> => {
  const { snapshots, frameworks = [], sensitiveTags = [], tool, reports, onFinding } = request;
  const { nameFile = (file: string) => file } = request;
  const rules = withSensitiveTags(request.rules, sensitiveTags);
  const derivation = new Derivation(derivedReadBy(rules));
  await gather(derivation, snapshots);

  const run: Run = {
    tool,
    policies: policiesOf(rules),
    frameworks,
    snapshots: snapshots.map(({ file, header }) => ({ file: nameFile(file), header })),
  };
  const writers = reports.map(({ format, options, sink }) => ({
    reporter: formats[format].format(run, options),
    sink,
  }));
  const wants = new Set<Verdict>(onFinding?.wants);
  for (const { reporter } of writers) for (const verdict of reporter.wants) wants.add(verdict);
  const emit = (finding: Finding): void => {
    for (const { reporter, sink } of writers)
      if (reporter.wants.has(finding.verdict)) sink.write(reporter.add(finding));
    if (onFinding?.wants.has(finding.verdict)) onFinding.take(finding);
  };
  const seenBy = (rule: Rule) => derivation.seenBy(rule);
  const evaluation = new Evaluation(rules, wants, emit, seenBy, sensitivityOf(sensitiveTags));

  await writeAll(writers, (reporter) => reporter.begin());
  for (const { file, header } of snapshots) {
    for (const gap of header.gaps) evaluation.addGap(gap, { file: nameFile(file), line: 1 });
  }
  const now = parseTimes();
  const named = remember(nameFile);
  // A function of its own: what waits is compiled anew, and at length, wherever it is hot.
  const judge = (line: Line): void => {
    const resource = derivation.apply(line.resource);
    const { line: at, lineOf } = line;
    const file = named(line.file);
    evaluation.add(
      lineOf === undefined ? { resource, file, line: at } : { resource, file, line: at, lineOf },
      now(resource.collectedAt),
    );
  };
  const matching = new Set(rules.filter(({ matches }) => matches).map(({ type }) => type));
  for await (const batch of mergeSnapshots(snapshots).batches()) {
    if (matching.size > 0 && batch.some(({ resource }) => matching.has(resource.type))) {
      await loadPatterns();
      matching.clear();
    }
    batch.forEach(judge);
    await Promise.all(writers.map(({ sink }) => sink.flush()));
  }
  const { resources, verdicts, failed, sensitivity, policies } = evaluation.tally;
  const collected = collectedTypes(snapshots);
  const typesOf = new Map(run.policies.map(({ id, resources: types }) => [id, types]));
  const judged = frameworks.map((framework) =>
    judgeFramework(
      framework,
      (policy) => policies.get(policy),
      (policy) => collected === null || typesOf.get(policy)?.every((type) => collected.has(type)) === true,
    ),
  );
  const summary: Summary = { resources, verdicts, failed, sensitivity, frameworks: judged };
  await writeAll(writers, (reporter) => reporter.end(summary));
  return summary;
};

/** The types that every snapshot which says so has collected; null where none says so. */
const collectedTypes = (snapshots: readonly Snapshot[]): ReadonlySet<string> | null =>
  snapshots.reduce<ReadonlySet<string> | null>((known, { header: { types } }) => {
    if (types === undefined) return known;
    return new Set(known === null ? types : types.filter((type) => known.has(type)));
  }, null);

const writeAll = async (
  writers: readonly { readonly reporter: Reporter; readonly sink: Sink }[],
  text: (reporter: Reporter) => Iterable<string>,
): Promise<void> => {
  for (const { reporter, sink } of writers) {
    for (const part of text(reporter)) {
      sink.write(part);
      await sink.flush();
    }
  }
};

const gather = async (derivation: Derivation, snapshots: readonly Snapshot[]): Promise<void> => {
  const types = derivation.gathers;
  if (types.size === 0) return;
  for (const snapshot of snapshots) {
    derivation.gatherTypes(snapshot.header.types === undefined ? null : new Set(snapshot.header.types));
    for (const gap of snapshot.header.gaps) if (types.has(gap.type)) derivation.gatherGap(gap);
    for await (const batch of snapshot.batches({ types }))
      for (const { resource } of batch) derivation.gather(resource);
  }
};

/** Most resources share their file: each name is made once. */
const remember = (nameFile: (file: string) => string): ((file: string) => string) => {
  let [last, name] = ['', ''];
  return (file) => {
    if (file !== last) [last, name] = [file, nameFile(file)];
    return name;
  };
};

/** Most resources of a snapshot share their time: each text is parsed once. */
const parseTimes = (): ((text: string) => number) => {
  let last = '';
  let time = 0;
  return (text) => {
    if (text !== last) {
      last = text;
      time = Date.parse(text);
    }
    return time;
  };
};

/** Rules that judge sensitive data know of these tags, beside those that they are set to. */
const withSensitiveTags = (rules: readonly Rule[], tags: readonly string[]): readonly Rule[] => {
  if (tags.length === 0) return rules;
  return rules.map((rule) => {
    const own = rule.shows.has(sensitivityFact) ? rule.params[sensitiveTagsParameter] : undefined;
    if (!Array.isArray(own)) return rule;
    const params = { ...rule.params, [sensitiveTagsParameter]: [...own, ...tags] };
    // Its parts are made when they are first read: a copy would make them all.
    return Object.create(rule, { params: { value: params } }) as Rule;
  });
};

/** The policies behind rules, each once, by id. */
const policiesOf = (rules: readonly Rule[]): Policy[] =>
  [...new Set(rules.map(({ policy }) => policy))].sort((a, b) => (a.id < b.id ? -1 : 1));

const derivedReadBy = (rules: readonly Rule[]): DerivedFact[] =>
  derivedFacts.filter(({ type, path }) => rules.some((rule) => rule.type === type && rule.shows.has(path)));

/**
 * The facts that rules read or show on each type, with those that their derived facts rest on; where tags say what is sensitive, also
 * those that decide it. The resources of a type of which nothing is worth reading are listed all the same: whoever asks for such a
 * policy sees that it does not apply.
 */
export const factsReadBy = (
  rules: readonly Rule[],
  sensitiveTags: readonly string[] = [],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const facts = rules.flatMap(({ type, shows }) => [...shows].map((fact) => ({ type, fact })));
  const sensitive = derivedFacts
    .filter(({ path, type }) => path === sensitivityFact && rules.some((rule) => rule.type === type))
    .map(({ path, type }) => ({ type, fact: path }));
  const listed = new Map(rules.map(({ type }): [string, ReadonlySet<string>] => [type, new Set()]));
  const read = requiredFacts(sensitiveTags.length === 0 ? facts : [...facts, ...sensitive], derivedFacts);
  return new Map([...listed, ...read]);
};

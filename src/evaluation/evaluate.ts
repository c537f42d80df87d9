import { createHash } from 'node:crypto';
import { PolicyEvaluationError } from '../errors.ts';
import type {
  Evidence,
  Finding,
  LocatedResource,
  Location,
  Missing,
  Sensitivity,
  Subject,
  Verdict,
} from '../model/finding.ts';
import { verdicts } from '../model/finding.ts';
import type { Policy, Severity } from '../model/policy.ts';
import { raiseSeverity, severities } from '../model/policy.ts';
import { type Gap, type Resource, UnknownCode } from '../model/resource.ts';
import type { Input } from './cel/expression.ts';
import type { Rule } from './rule.ts';

/** What {@link Evaluation} counts while it runs. */
export interface Tally {
  resources: number;
  readonly verdicts: Record<Verdict, number>;
  /** By severity, raised where the data is sensitive. */
  readonly failed: Record<Severity, number>;
  /** Failing verdicts on sensitive data, and on such of which it is not known whether it is. */
  readonly sensitivity: { sensitive: number; unknown: number };
  /** The verdicts of each policy, by id. */
  readonly policies: Map<string, Record<Verdict, number>>;
}

/** A rule, and the verdicts of its policy so far. */
interface Judged {
  readonly rule: Rule;
  readonly see: ReturnType<SeenBy>;
  readonly counts: Record<Verdict, number>;
}

/** What a rule sees of a resource where that depends on its parameters; null for one that sees it as it is. */
export type SeenBy = (rule: Rule) => ((resource: Resource) => Resource) | null;

/** Whether the data of a resource is sensitive, for a type of which somebody says it; null for any other type. */
export type SensitivityOf = (type: string) => ((resource: Resource) => Sensitivity) | null;

/** What is held against the resources of a type. */
interface OfType {
  readonly rules: Judged[];
  readonly sensitivityOf: ReturnType<SensitivityOf>;
}

/**
 * Runs rules over resources. Every verdict is counted; a finding is built only for the verdicts that somebody `wants`, and its
 * evidence only when it is asked for.
 */
export class Evaluation {
  readonly tally: Tally = {
    ...{ resources: 0, verdicts: emptyCounts(verdicts), failed: emptyCounts(severities) },
    sensitivity: { sensitive: 0, unknown: 0 },
    policies: new Map(),
  };
  readonly #rules = new Map<string, OfType>();
  readonly #wants: ReadonlySet<Verdict>;
  readonly #emit: (finding: Finding) => void;

  constructor(
    rules: Iterable<Rule>,
    wants: ReadonlySet<Verdict>,
    emit: (finding: Finding) => void,
    seenBy: SeenBy = () => null,
    sensitivityOf: SensitivityOf = () => null,
  ) {
    for (const rule of rules) {
      const { id } = rule.policy;
      const counts = this.tally.policies.get(id) ?? emptyCounts(verdicts);
      this.tally.policies.set(id, counts);
      const sameType = this.#rules.get(rule.type);
      const judged: Judged = { rule, counts, see: seenBy(rule) };
      if (sameType) sameType.rules.push(judged);
      else this.#rules.set(rule.type, { rules: [judged], sensitivityOf: sensitivityOf(rule.type) });
    }
    for (const { rules: sameType } of this.#rules.values())
      sameType.sort((a, b) => (a.rule.policy.id < b.rule.policy.id ? -1 : 1));
    this.#wants = wants;
    this.#emit = emit;
  }

  /**
   * Judges one resource. `now` is the moment ages are measured from, in milliseconds.
   * @throws PolicyEvaluationError where a rule gives neither true, false nor unknown.
   */
  add(located: LocatedResource, now: number): void {
    this.tally.resources++;
    const ofType = this.#rules.get(located.resource.type);
    if (ofType === undefined) return;
    const { sensitivityOf } = ofType;
    // Asked once, and only of what fails.
    let sensitivity: Sensitivity | null = null;
    for (const { rule, counts, see } of ofType.rules) {
      const seen = see === null ? located : { ...located, resource: see(located.resource) };
      const { resource } = seen;
      const input: Input = { facts: resource.facts, resource, params: rule.params, now };
      const verdict = judge(rule, input);
      if (verdict === 'fail' && sensitivityOf !== null) sensitivity ??= sensitivityOf(located.resource);
      const said = verdict === 'fail' ? sensitivity : null;
      this.#count(verdict, rule.policy, counts, said);
      if (this.#wants.has(verdict)) this.#emit(new ResourceFinding(rule, verdict, said, seen, input));
    }
  }

  /** Judges what could not be listed: every policy on the type is undecided there. */
  addGap(gap: Gap, location: Location): void {
    for (const { rule, counts } of this.#rules.get(gap.type)?.rules ?? []) {
      this.#count('unknown', rule.policy, counts, null);
      if (this.#wants.has('unknown')) this.#emit(gapFinding(rule.policy, gap, location));
    }
  }

  #count(verdict: Verdict, policy: Policy, counts: Record<Verdict, number>, said: Sensitivity | null): void {
    counts[verdict]++;
    this.tally.verdicts[verdict]++;
    if (verdict !== 'fail') return;
    this.tally.failed[severityFor(policy, said)]++;
    if (said !== null && said.verdict !== 'not-sensitive') this.tally.sensitivity[said.verdict]++;
  }
}

/** The severity of a finding: the policy's own, one level worse where the data is known to be sensitive. */
const severityFor = (policy: Policy, said: Sensitivity | null): Severity =>
  said?.verdict === 'sensitive' ? raiseSeverity(policy.severity) : policy.severity;

const emptyCounts = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

/** The verdict of one rule on one resource. */
export const judge = (rule: Rule, input: Input): Verdict => {
  if (rule.when !== null) {
    const applies = rule.when.run(input);
    if (applies === false) return 'not-applicable';
    if (applies !== true) return undecided(rule, applies);
  }
  const holds = rule.require.run(input);
  return holds === true ? 'pass' : holds === false ? 'fail' : undecided(rule, holds);
};

const undecided = (rule: Rule, value: unknown): Verdict => {
  if (value === undefined) return 'unknown';
  throw new PolicyEvaluationError(
    `policy \`${rule.policy.id}\` gave ${JSON.stringify(value)} instead of true or false`,
  );
};

class ResourceFinding implements Finding {
  readonly verdict: Verdict;
  readonly sensitivity: Sensitivity | null;
  readonly #rule: Rule;
  readonly #located: LocatedResource;
  readonly #input: Input;
  #read: readonly string[] | undefined;

  constructor(rule: Rule, verdict: Verdict, sensitivity: Sensitivity | null, located: LocatedResource, input: Input) {
    this.#rule = rule;
    this.verdict = verdict;
    this.sensitivity = sensitivity;
    this.#located = located;
    this.#input = input;
  }

  get policy(): Policy {
    return this.#rule.policy;
  }

  get severity(): Severity {
    return severityFor(this.#rule.policy, this.sensitivity);
  }

  get resource(): Subject {
    return this.#located.resource;
  }

  get message(): string {
    switch (this.verdict) {
      case 'fail':
        return this.#rule.message.fill(this.#input).trim();
      case 'unknown':
        return describeMissing(this.missing);
      case 'pass':
        return this.policy.title;
      case 'not-applicable':
        return `does not apply: ${this.policy.when ?? ''}`;
      default:
        return this.verdict satisfies never;
    }
  }

  get evidence(): readonly Evidence[] {
    const { facts } = this.#located.resource;
    return this.#facts().flatMap((fact) => (facts[fact] === undefined ? [] : [{ fact, value: facts[fact] }]));
  }

  get missing(): readonly Missing[] {
    if (this.verdict !== 'unknown') return [];
    const { facts, unknown } = this.#located.resource;
    return this.#facts().flatMap((fact) =>
      facts[fact] === undefined ? [{ fact, ...(unknown[fact] ?? unstated) }] : [],
    );
  }

  get location(): Location {
    const { file, line, lineOf } = this.#located;
    return { file, line: lineOf?.(this.policy.at) ?? line };
  }

  get fingerprint(): string {
    const { type, arn } = this.#located.resource;
    return fingerprint(this.policy.id, type, arn);
  }

  get remediation(): Policy['remediation'] {
    const entries = Object.entries(this.#rule.remediation).map(([key, template]) => [key, template.fill(this.#input)]);
    return Object.fromEntries(entries);
  }

  /** The facts that the expressions read on the way to the verdict, each once, by name. */
  #facts(): readonly string[] {
    if (this.#read === undefined) {
      const read = new Set<string>();
      const note = (fact: string): unknown => read.add(fact);
      const applies = this.#rule.when?.trace(this.#input, note) ?? true;
      if (applies === true) this.#rule.require.trace(this.#input, note);
      this.#read = [...read].sort();
    }
    return this.#read;
  }
}

/** What stands for the reason of a fact that an example leaves out. */
const unstated = { operation: '', code: UnknownCode.notCollected, message: 'the fact was not collected' };

const describeMissing = (missing: readonly Missing[]): string => {
  const causes = missing.map(
    ({ fact, operation, code }) => `\`${fact}\` (${operation ? `${operation}: ` : ''}${code})`,
  );
  return `could not be decided without ${causes.join(', ')}`;
};

const gapFinding = (policy: Policy, gap: Gap, location: Location): Finding => {
  const { type, partition, account, region, operation, code, message } = gap;
  return {
    policy,
    severity: policy.severity,
    sensitivity: null,
    verdict: 'unknown',
    resource: { type, arn: null, name: null, partition, account, region },
    message: `no ${type} could be listed (${operation ? `${operation}: ` : ''}${code}): whether any fails is not known`,
    evidence: [],
    missing: [{ fact: '', operation, code, message }],
    location,
    fingerprint: fingerprint(policy.id, type, `${account}/${region}`),
    remediation: {},
  };
};

const fingerprint = (policy: string, type: string, identity: string): string =>
  createHash('sha256').update(`${policy}\0${type}\0${identity}`).digest('hex');

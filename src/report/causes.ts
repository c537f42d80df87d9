import type { Finding, Location, Missing } from '../model/finding.ts';
import { describeSubject } from './wording.ts';

/** One reason why verdicts are unknown: what was asked, and how it was refused. */
interface Cause {
  /** `service:Operation`; empty where nothing was asked. */
  readonly operation: string;
  readonly code: string;
  /** How many verdicts it left undecided; a verdict that lacks two facts counts under both of their causes. */
  readonly verdicts: number;
  readonly resources: number;
  /** How many listings were refused: resource types of one account and region. */
  readonly listings: number;
  /** The first facts that were missing, at most five. */
  readonly facts: readonly string[];
  /** The policy, if it is one and the same for all those verdicts. */
  readonly onlyPolicy: string | null;
  /** The first verdict of the cause, as an example. */
  readonly first: { readonly subject: string; readonly message: string; readonly location: Location };
}

/** The unknown verdicts of a run, by cause. */
export interface Causes {
  add(finding: Finding): void;
  /** Those that left most undecided first. */
  list(): readonly Cause[];
  /** Verdicts whose cause was one too many to be kept apart. */
  omitted(): number;
}

/** How many facts a cause names. */
const factsShown = 5;

interface Tally {
  readonly missing: Missing;
  verdicts: number;
  resources: number;
  listings: number;
  readonly facts: Set<string>;
  onlyPolicy: string | null;
  lastSubject: string;
  readonly first: Cause['first'];
}

/**
 * Groups unknown verdicts by operation and error code, at most `limit` groups. Resources are counted without remembering them:
 * findings come in the snapshot's order, so those of one resource are neighbours.
 */
export const collectCauses = (limit: number): Causes => {
  const tallies = new Map<string, Tally>();
  let omitted = 0;

  const tallyOf = (finding: Finding, missing: Missing): Tally | undefined => {
    const key = `${missing.operation} ${missing.code}`;
    const known = tallies.get(key);
    if (known !== undefined || tallies.size >= limit) return known;
    const { policy, resource, location } = finding;
    const tally: Tally = {
      missing,
      verdicts: 0,
      resources: 0,
      listings: 0,
      facts: new Set(),
      onlyPolicy: policy.id,
      lastSubject: '',
      first: { subject: describeSubject(resource), message: missing.message, location },
    };
    tallies.set(key, tally);
    return tally;
  };

  return {
    add(finding) {
      const counted = new Set<Tally>();
      for (const missing of finding.missing) {
        const tally = tallyOf(finding, missing);
        if (tally === undefined) continue;
        if (tally.facts.size < factsShown) tally.facts.add(missing.fact);
        counted.add(tally);
      }
      if (counted.size === 0) omitted += 1;
      const { arn, type, account, region } = finding.resource;
      const subject = arn ?? `${type} ${account} ${region}`;
      for (const tally of counted) {
        tally.verdicts += 1;
        if (tally.onlyPolicy !== finding.policy.id) tally.onlyPolicy = null;
        if (tally.lastSubject === subject) continue;
        tally.lastSubject = subject;
        if (arn === null) tally.listings += 1;
        else tally.resources += 1;
      }
    },
    list: () =>
      [...tallies.values()]
        .map(({ missing: { operation, code }, lastSubject: _, facts, ...rest }) => ({
          operation,
          code,
          ...rest,
          facts: [...facts].filter((fact) => fact !== ''),
        }))
        .sort(
          (one, other) =>
            other.verdicts - one.verdicts || compare(one.operation, other.operation) || compare(one.code, other.code),
        ),
    omitted: () => omitted,
  };
};

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

import type { Identity } from '../estate/identities.ts';
import type { Truth } from '../truth.ts';
import type { Edge, EscalationGraph } from './graph.ts';
import { TargetSet } from './target-set.ts';

/** Whether a principal is, or can become, administrator, and the shortest way there. */
export interface PathToAdministrator {
  readonly identity: Identity;
  /** Whether it gets there; unknown where a document that could not be read decides. */
  readonly truth: Truth;
  /** Empty for one who is administrator, and for one who cannot become it. */
  readonly steps: readonly Edge[];
}

/** How many principals a search from one principal visits at most. */
const MAX_VISITS = 4096;

interface Arrival {
  readonly edge: Edge | null;
  /** The principal to go on from. */
  readonly at: Identity;
  readonly before: Arrival | null;
}

/** The shortest way from one principal to be administrator, step by step, the certain one before any that is in doubt. */
export function findPath(graph: EscalationGraph, from: Identity): PathToAdministrator {
  const certain = search(graph, from, ['yes']);
  if (certain.steps !== null) return { identity: from, truth: 'yes', steps: certain.steps };
  const doubtful = search(graph, from, ['yes', 'unknown']);
  const truth = doubtful.steps !== null || !doubtful.isWhole ? 'unknown' : 'no';
  return { identity: from, truth, steps: doubtful.steps ?? [] };
}

/** What a search finds: the steps, or null; and whether it looked everywhere. */
interface Found {
  readonly steps: readonly Edge[] | null;
  readonly isWhole: boolean;
}

function search(graph: EscalationGraph, from: Identity, accepted: readonly Truth[]): Found {
  const left = new Set(graph.identities.map(({ arn }) => arn));
  left.delete(from.arn);
  let unvisited = new TargetSet(left);
  const queue: Arrival[] = [{ edge: null, at: from, before: null }];
  const arrived = (steps: readonly Edge[]): Found => ({ steps, isWhole: true });
  let isWhole = true;
  let best: readonly Edge[] | null = null;
  for (let next = 0; next < queue.length; next++) {
    if (next >= MAX_VISITS) return { steps: null, isWhole: false };
    const here = queue[next] as Arrival;
    if (accepted.includes(graph.isAdministrator(here.at))) return arrived(stepsTo(here));
    const behind = stepsTo(here);
    if (best !== null && behind.length + 1 >= best.length) return arrived(best);
    for (const edge of graph.toAdministrator(here.at)) {
      if (accepted.includes(edge.truth)) return arrived([...behind, edge]);
    }
    const detour = findDetour(graph, here.at, accepted);
    if (detour !== null && (best === null || behind.length + detour.length < best.length))
      best = [...behind, ...detour];
    const found: Arrival[] = [];
    for (const edge of graph.toPrincipals(here.at, unvisited)) {
      const at = graph.estate.identities.find(edge.to);
      if (at === null || !accepted.includes(edge.truth) || !left.delete(edge.to)) continue;
      found.push({ edge, at, before: here });
      // Nothing is nearer than somebody who is administrator.
      if (accepted.includes(graph.isAdministrator(at))) break;
    }
    const last = found.at(-1);
    if (last !== undefined && accepted.includes(graph.isAdministrator(last.at))) {
      const steps = stepsTo(last);
      return arrived(best !== null && best.length < steps.length ? best : steps);
    }
    queue.push(...found);
    if (found.length > 0) unvisited = unvisited.only(left);
    isWhole &&= !graph.gaveUpOn(here.at);
  }
  return { steps: best, isWhole };
}

/**
 * The way of a principal to a role that it may change but not assume at once: it comes there step by step, and has by then given the role
 * every right.
 */
function findDetour(graph: EscalationGraph, from: Identity, accepted: readonly Truth[]): readonly Edge[] | null {
  if (!graph.editsRoles(from)) return null;
  const left = new Set(graph.identities.map(({ arn }) => arn));
  left.delete(from.arn);
  let unvisited = new TargetSet(left);
  const queue: Arrival[] = [{ edge: null, at: from, before: null }];
  for (let next = 0; next < queue.length && next < MAX_VISITS; next++) {
    const here = queue[next] as Arrival;
    for (const edge of graph.toPrincipals(here.at, unvisited)) {
      const at = graph.estate.identities.find(edge.to);
      if (at === null || !accepted.includes(edge.truth) || !left.delete(edge.to)) continue;
      const arrival = { edge, at, before: here };
      const change = firstOf(graph.editing(from, at), ({ truth }) => accepted.includes(truth));
      if (change !== null) return [...stepsTo(arrival), change];
      queue.push(arrival);
    }
    unvisited = unvisited.only(left);
  }
  return null;
}

function stepsTo(arrival: Arrival): Edge[] {
  const steps: Edge[] = [];
  for (let one: Arrival | null = arrival; one !== null; one = one.before)
    if (one.edge !== null) steps.unshift(one.edge);
  return steps;
}

/**
 * The shortest way of everybody, worked out from the administrators backwards: who reaches one of those that got there in the round
 * before needs one step more. So each principal is held against few others.
 */
export function findAllPaths(graph: EscalationGraph): readonly PathToAdministrator[] {
  const settled = new Map<string, Settled>();
  settle(graph, settled, 'yes');
  settle(graph, settled, 'unknown');
  return graph.identities.map((identity) => {
    const steps: Edge[] = [];
    const truth = settled.get(identity.arn)?.truth ?? 'no';
    for (let at: string | undefined = identity.arn; at !== undefined; at = steps.at(-1)?.to) {
      const next: readonly Edge[] = settled.get(at)?.steps ?? [];
      if (next.length === 0) break;
      steps.push(...next);
    }
    return { identity, truth, steps };
  });
}

/** Where a principal goes next: one step, or all of them where they do not follow from the next one's. */
interface Settled {
  readonly truth: Truth;
  readonly steps: readonly Edge[];
}

function settle(graph: EscalationGraph, settled: Map<string, Settled>, truth: 'yes' | 'unknown'): void {
  let frontier: string[] = [...settled.keys()];
  for (const identity of graph.identities) {
    const seed = graph.isAdministrator(identity) === truth || (truth === 'unknown' && graph.gaveUpOn(identity));
    if (settled.has(identity.arn) || !seed) continue;
    settled.set(identity.arn, { truth, steps: [] });
    frontier.push(identity.arn);
  }
  const accepted: readonly Truth[] = ['yes', truth];
  const accepts = (edge: Edge): boolean => accepted.includes(edge.truth);
  for (let round = 0; ; round++) {
    const reached = new TargetSet(frontier);
    const found: (readonly [string, readonly Edge[]])[] = [];
    for (const identity of graph.identities) {
      if (settled.has(identity.arn)) continue;
      const edge =
        (round === 0 ? firstOf(graph.toAdministrator(identity), accepts) : null) ??
        (reached.size === 0 ? null : firstOf(graph.toPrincipals(identity, reached), accepts));
      if (edge !== null) found.push([identity.arn, [edge]]);
    }
    // Detours are long, and come when nothing else is left.
    if (found.length === 0) {
      for (const identity of graph.identities) {
        const detour = settled.has(identity.arn) ? null : findDetour(graph, identity, accepted);
        if (detour !== null) found.push([identity.arn, detour]);
      }
    }
    if (found.length === 0) return;
    for (const [arn, steps] of found) settled.set(arn, { truth, steps });
    frontier = found.map(([arn]) => arn);
  }
}

function firstOf(edges: Iterable<Edge>, accepts: (edge: Edge) => boolean): Edge | null {
  for (const edge of edges) if (accepts(edge)) return edge;
  return null;
}

import fc from 'fast-check';
import {
  type Comparison,
  intersection,
  newAccess,
  type Oracle,
  type Outcome,
  oracleOf,
  possibility,
} from './comparison.ts';
import { startSolver } from './solver.ts';

// Holds the exact procedure against z3 on random documents: `npm run --silent oracle -- [documents] [seed]`.

const [count = '3000', seed = '1'] = process.argv.slice(2);

function run<Asked>({ name, asked, ask }: Comparison<Asked>, runs: number, oracle: Oracle): number {
  const outcomes: Partial<Record<Outcome, number>> = {};
  const started = performance.now();
  for (const one of fc.sample(asked, { numRuns: runs, seed: Number(seed) })) {
    const outcome = ask(one, oracle);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'differ') console.log(`${name} differs: ${JSON.stringify(one, sourceOnly)}`);
  }
  const counts = Object.entries(outcomes).sort(([a], [b]) => (a < b ? -1 : 1));
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${name}: ${runs} asked in ${seconds} s, ${counts.map(([outcome, n]) => `${n} ${outcome}`).join(', ')}`);
  return outcomes.differ ?? 0;
}

/** A document as it was written says all that its parsed form does. */
const sourceOnly = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'statements' in value && 'source' in value ? value.source : value;

const oracle = oracleOf(await startSolver());
const half = Math.ceil(Number(count) / 2);
const differences = run(possibility, half, oracle) + run(newAccess, half, oracle) + run(intersection, half, oracle);
process.exitCode = differences > 0 ? 1 : 0;

// How fast snapshots are evaluated, beside plain functions that decide the same: node scripts/run.mjs bench/evaluate.ts [SIZE…]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../scripts/sources.ts';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { packPolicies, type ShippedCode, unpackPolicies } from '../src/evaluation/pack.ts';
import { parsePolicy } from '../src/evaluation/policy-file.ts';
import type { Rule } from '../src/evaluation/rule.ts';
import { type Verdict, verdicts } from '../src/model/finding.ts';
import { catalogue } from '../src/pipeline/catalogue.ts';
import { evaluateSnapshots, openSnapshots } from '../src/pipeline/evaluate.ts';
import { compilePolicies } from '../src/pipeline/policies.ts';
import { generate } from './generate.ts';
import { plainChecks } from './plain-checks/index.ts';
import { plainlyEvaluate } from './plain-evaluation.ts';

// Each measurement has a process of its own, so that its peak memory is its own and none profits from another's warm code.

type Counts = Record<Verdict, number>;
type CountsByPolicy = Readonly<Record<string, Counts>>;

interface Measurement {
  /** Processor time, of all threads: what else the machine does counts for little. */
  readonly seconds: number;
  /** Resident set size at its highest, in MiB. */
  readonly peak: number;
  readonly resources: number;
  readonly counts: Counts;
}

const sides = ['datawarden', 'plain'] as const;
type Side = (typeof sides)[number];

interface Task {
  readonly side: Side;
  /** The snapshot. */
  readonly file: string;
  /** The compiled policies: files with this name, .cjs and .txt. */
  readonly policies: string;
}

/** Runs of each size and side; the quickest counts, as what slows a run down is not ours. */
const runsOf = (size: number): number => (size >= 1_000_000 ? 2 : 5);

/**
 * The policies that have a plain twin. The others are left out: most rest on the analysis of IAM policy documents, and a plain function
 * that decides the same would be that analysis.
 */
const compared: ReadonlySet<string> = new Set(plainChecks.map(({ id }) => id));

/** Compiles the policies as the build does: the command reads what comes out. */
const packShipped = (): { readonly code: string; readonly prose: string } =>
  packPolicies(
    filesBelow('policies')
      .filter((file) => file.endsWith('.yaml') && !file.includes('/frameworks/'))
      .map((file) => parsePolicy(readFileSync(file, 'utf8'), file))
      .filter(({ policy }) => compared.has(policy.id))
      .map((source) => compilePolicy(source, catalogue())),
  );

const readRules = (policies: string): Rule[] =>
  compilePolicies(
    unpackPolicies(createRequire(import.meta.url)(`${policies}.cjs`) as ShippedCode, () =>
      readFileSync(`${policies}.txt`, 'utf8'),
    ),
  );

const measure = async ({ side, file, policies }: Task): Promise<Measurement> => {
  const start = process.cpuUsage();
  const rules = side === 'datawarden' ? readRules(policies) : [];
  const { resources, counts } =
    side === 'plain'
      ? await plainlyEvaluate(file)
      : await evaluateSnapshots({ ...request(rules), snapshots: await openSnapshots([file]) }).then((summary) => ({
          resources: summary.resources,
          counts: { ...summary.verdicts },
        }));
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1_000_000;
  return { seconds, peak: process.resourceUsage().maxRSS / 1024, resources, counts };
};

const request = (rules: readonly Rule[]) => ({ rules, tool: { name: 'bench', version: '0' }, reports: [] });

/** Every verdict of every policy, which a measurement does not ask for. */
const countByPolicy = async ({ side, file, policies }: Task): Promise<CountsByPolicy> => {
  if (side === 'plain') return (await plainlyEvaluate(file)).byPolicy;
  const rules = readRules(policies);
  const counts = new Map<string, Counts>(rules.map(({ policy }) => [policy.id, noCounts()]));
  const take = ({ policy, verdict }: { policy: { id: string }; verdict: Verdict }): void => {
    const ofPolicy = counts.get(policy.id);
    if (ofPolicy) ofPolicy[verdict]++;
  };
  const onFinding = { wants: new Set(verdicts), take };
  await evaluateSnapshots({ ...request(rules), snapshots: await openSnapshots([file]), onFinding });
  return Object.fromEntries(counts);
};

const noCounts = (): Counts => ({ fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 });

const inChild = <Result>(what: 'measure' | 'count', task: Task): Result => {
  const self = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, [self], {
    env: { ...process.env, BENCH_TASK: JSON.stringify({ what, ...task }) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0)
    throw new Error(`${what} ${task.side} ${task.file} ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as Result;
};

/** Throws unless both sides give every policy the same number of each verdict. */
const compareCounts = (file: string, policies: string): CountsByPolicy => {
  const [ours, plain] = sides.map((side) => inChild<CountsByPolicy>('count', { side, file, policies })) as [
    CountsByPolicy,
    CountsByPolicy,
  ];
  const wrong = [...new Set([...Object.keys(ours), ...Object.keys(plain)])]
    .sort()
    .filter((id) => verdicts.some((verdict) => ours[id]?.[verdict] !== plain[id]?.[verdict]))
    .map((id) => `${id}: datawarden ${JSON.stringify(ours[id])}, plain ${JSON.stringify(plain[id])}`);
  if (wrong.length > 0) throw new Error(`the two sides differ:\n${wrong.join('\n')}`);
  return ours;
};

const compare = async (sizes: readonly number[], keepIn: string | undefined): Promise<void> => {
  const folder = keepIn ?? mkdtempSync(join(tmpdir(), 'datawarden-bench-'));
  const policies = join(folder, 'policies');
  const { code, prose } = packShipped();
  writeFileSync(`${policies}.cjs`, code);
  writeFileSync(`${policies}.txt`, prose);
  try {
    console.log(
      `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${compared.size} policies\n`,
    );
    console.log(
      '| Resources | Verdicts | datawarden | verdicts a second | peak memory | plain functions | peak memory | ratio |',
    );
    console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    for (const size of sizes) {
      const file = join(folder, `estate-${size}.ndjson`);
      if (!existsSync(file)) await generate(size, file);
      if (size <= 100_000) compareCounts(file, policies);
      const best: Partial<Record<Side, Measurement>> = {};
      for (let run = 0; run < runsOf(size); run++) {
        for (const side of sides) {
          const measured = inChild<Measurement>('measure', { side, file, policies });
          if (measured.seconds < (best[side]?.seconds ?? Number.POSITIVE_INFINITY)) best[side] = measured;
        }
      }
      const { datawarden, plain } = best as Record<Side, Measurement>;
      if (JSON.stringify(datawarden.counts) !== JSON.stringify(plain.counts))
        throw new Error(`verdicts differ at ${size}`);
      console.log(row(datawarden, plain));
      if (keepIn === undefined) rmSync(file);
    }
  } finally {
    if (keepIn === undefined) rmSync(folder, { recursive: true, force: true });
  }
};

const row = (datawarden: Measurement, plain: Measurement): string => {
  const decided = Object.values(datawarden.counts).reduce((sum, count) => sum + count, 0);
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  const cells = [
    number(datawarden.resources),
    number(decided),
    `${datawarden.seconds.toFixed(2)} s`,
    number(decided / datawarden.seconds),
    `${number(datawarden.peak)} MiB`,
    `${plain.seconds.toFixed(2)} s`,
    `${number(plain.peak)} MiB`,
    (datawarden.seconds / plain.seconds).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
};

const task = process.env['BENCH_TASK'];
if (task !== undefined) {
  const { what, ...rest } = JSON.parse(task) as Task & { readonly what: 'measure' | 'count' };
  console.log(JSON.stringify(await (what === 'measure' ? measure : countByPolicy)(rest)));
} else {
  const sizes = process.argv.slice(2).map(Number);
  await compare(sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000], process.env['BENCH_FOLDER']);
}

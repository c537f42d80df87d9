// How evaluation grows with the number of policies: node scripts/run.mjs bench/policies.ts [RESOURCES]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedPolicyFiles } from '../scripts/policy-sources.ts';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { catalogue } from '../src/pipeline/catalogue.ts';
import { evaluateSnapshots, openSnapshots } from '../src/pipeline/evaluate.ts';
import { generate } from './generate.ts';

interface Task {
  readonly count: number;
  readonly file: string;
}

interface Measurement {
  /** Processor time, of all threads. */
  readonly seconds: number;
  readonly verdicts: number;
}

const ROUNDS = 3;

/** In an order that has nothing to do with their names: each larger set holds the smaller ones, and kinds of policies mix. */
const ordered = shippedPolicyFiles().sort((a, b) => mixed(a.policy.id) - mixed(b.policy.id));

function mixed(id: string): number {
  let hash = 2166136261;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return hash >>> 0;
}

const measure = async ({ count, file }: Task): Promise<Measurement> => {
  const rules = ordered.slice(0, count).flatMap((source) => compilePolicy(source, catalogue()));
  const start = process.cpuUsage();
  const summary = await evaluateSnapshots({
    ...{ rules, tool: { name: 'bench', version: '0' }, reports: [] },
    snapshots: await openSnapshots([file]),
  });
  const { user, system } = process.cpuUsage(start);
  return {
    seconds: (user + system) / 1e6,
    verdicts: Object.values(summary.verdicts).reduce((sum, one) => sum + one, 0),
  };
};

const inChild = (task: Task): Measurement => {
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, BENCH_TASK: JSON.stringify(task) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${task.count} policies ended with ${status}`);
  return JSON.parse(stdout) as Measurement;
};

const task = process.env['BENCH_TASK'];
if (task !== undefined) console.log(JSON.stringify(await measure(JSON.parse(task) as Task)));
else {
  const [size = '20000'] = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'datawarden-bench-'));
  try {
    const file = join(folder, 'estate.ndjson');
    await generate(Number(size), file);
    const counts = [...[40, 80, 160].filter((count) => count < ordered.length), ordered.length];
    const best = new Map<number, Measurement>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const count of counts) {
        const one = inChild({ count, file });
        if (one.seconds < (best.get(count)?.seconds ?? Number.POSITIVE_INFINITY)) best.set(count, one);
      }
    }
    console.log(`${Number(size).toLocaleString('en')} resources, Node ${process.version}\n`);
    console.log('| Policies | Verdicts | Time | Microseconds a verdict |\n| ---: | ---: | ---: | ---: |');
    for (const [count, { seconds, verdicts }] of best) {
      const each = ((seconds * 1e6) / verdicts).toFixed(2);
      console.log(`| ${count} | ${verdicts.toLocaleString('en')} | ${seconds.toFixed(2)} s | ${each} |`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Answers the judge: `node scripts/run.mjs test/oracle/judge.ts < vectors.jsonl > verdicts.jsonl`, a line out for each line in.
import { createInterface } from 'node:readline';
import { answerLine } from './judge-vector.ts';

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  if (line.trim() === '') continue;
  process.stdout.write(`${answerLine(line)}\n`);
}

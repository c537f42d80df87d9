import { createReadStream } from 'node:fs';
import type { Verdict } from '../src/model/finding.ts';
import type { Resource } from '../src/model/resource.ts';
import type { PlainCheck } from './plain-checks/check.ts';
import { type Context, gather, gatheredTypes, newContext } from './plain-checks/context.ts';
import { plainChecks } from './plain-checks/index.ts';

// What somebody would write who needs no schema, no validation, no evidence and no policy files: parse the line, call the functions.

type Counts = Record<Verdict, number>;

/** Judges every resource of a snapshot file with the plain checks. */
export const plainlyEvaluate = async (
  file: string,
): Promise<{
  readonly resources: number;
  readonly counts: Counts;
  readonly byPolicy: Readonly<Record<string, Counts>>;
}> => {
  const context = await readContext(file);
  const byType = new Map<string, { readonly check: PlainCheck; readonly counts: Counts }[]>();
  const byPolicy: Record<string, Counts> = {};
  for (const check of plainChecks) {
    const counts: Counts = { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 };
    byPolicy[check.id] = counts;
    for (const type of check.types) byType.set(type, [...(byType.get(type) ?? []), { check, counts }]);
  }
  let resources = 0;
  let collectedAt = '';
  for await (const lines of linesOf(file)) {
    for (const line of lines) {
      const resource = JSON.parse(line) as Resource;
      resources++;
      if (resource.collectedAt !== collectedAt) {
        collectedAt = resource.collectedAt;
        context.now = Date.parse(collectedAt);
      }
      for (const { check, counts } of byType.get(resource.type) ?? [])
        counts[check.judge(resource.facts, resource, context)]++;
    }
  }
  const counts: Counts = { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 };
  for (const ofPolicy of Object.values(byPolicy)) {
    for (const verdict of Object.keys(counts) as Verdict[]) counts[verdict] += ofPolicy[verdict];
  }
  return { resources, counts, byPolicy };
};

/** A first pass over the few types that others refer to; other lines are not even parsed. */
const readContext = async (file: string): Promise<Context> => {
  const context = newContext();
  const marks = gatheredTypes.map((type) => `"type":"${type}"`);
  for await (const lines of linesOf(file)) {
    for (const line of lines) {
      if (marks.some((mark) => line.includes(mark))) gather(context, JSON.parse(line) as Resource);
    }
  }
  return context;
};

/** The lines after the header, as many at a time as were read. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    if (isFirst && lines.length > 0) {
      lines.shift();
      isFirst = false;
    }
    yield lines;
  }
  if (rest !== '') yield [rest];
}

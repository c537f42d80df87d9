import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SnapshotError } from '../errors.ts';
import type { Resource, SnapshotHeader } from '../model/resource.ts';
import { linesOfProperties } from './json-scan.ts';
import { headerFile } from './layout.ts';
import { maxLineLength, parseBytes, readingFailed } from './parse.ts';
import { refuseHeader, refuseResource } from './refusal.ts';
import { duplicate, type Line, type Selection, type Snapshot } from './snapshot.ts';
import { Sorter } from './sort.ts';
import { makeTemporary, removeTemporary } from './temporary.ts';
import { type At, asResource, type Checks, isHeader } from './validate.ts';

/** How many files are read at the same time. */
const filesAtOnce = 32;

interface Options {
  readonly checks: Checks;
  readonly memory?: number;
}

/** Opens a snapshot directory. Throws `SnapshotError`, and so do its batches. */
export const openDirectory = async (path: string, { checks, memory }: Options): Promise<Snapshot> => {
  if (!(await readdir(path).catch(rethrow(path))).includes(headerFile)) {
    throw new SnapshotError(`not a snapshot: the directory has no \`${headerFile}\``, { position: { file: path } });
  }
  const { value, at } = await readJson(join(path, headerFile));
  if (!isHeader(value, checks)) throw await refuseHeader(value, at, checks);
  return { file: path, header: value, batches: (selection) => readDirectory(path, value, checks, memory, selection) };
};

/** Reads every file twice: first for the ARNs, to know the order, then for the resources, so that few are held at a time. */
async function* readDirectory(
  directory: string,
  header: SnapshotHeader,
  checks: Checks,
  memory: number | undefined,
  { types }: Selection = {},
): AsyncGenerator<Line[]> {
  let spill: string | undefined;
  const sorter = new Sorter(async () => {
    spill ??= await makeTemporary(join(tmpdir(), 'datawarden-'));
    return spill;
  }, memory);
  try {
    let count = 0;
    for await (const files of inGroups(resourceFiles(directory))) {
      for (const { value, at } of await Promise.all(files.map(readJson))) {
        count++;
        if (!hasName(value)) throw await refuseResource(value, at, checks);
        const { arn, type } = value;
        if (types === undefined || types.has(type)) await sorter.add(arn, at.file);
      }
    }
    if (count !== header.resources) throw wrongCount(directory, header.resources, count);
    let previous: Line | undefined;
    for await (const entries of sorter.sorted()) {
      for (let start = 0; start < entries.length; start += filesAtOnce) {
        const files = entries.slice(start, start + filesAtOnce).map(({ value }) => value);
        const batch: Line[] = [];
        for (const { value, at } of await Promise.all(files.map(readJson))) {
          const resource = asResource(value, checks);
          if (resource === null) throw await refuseResource(value, at, checks);
          const line = toLine(resource, at);
          const { arn } = line.resource;
          if (previous !== undefined && arn === previous.resource.arn) throw duplicate(arn, line, previous);
          batch.push(line);
          previous = line;
        }
        yield batch;
      }
    }
  } finally {
    if (spill !== undefined) await removeTemporary(spill);
  }
}

const toLine = (resource: Resource, at: Required<At>): Line => ({
  resource,
  file: at.file,
  line: at.line,
  lineOf: (fact) => at.lineAt(Object.hasOwn(resource.facts, fact) ? `facts/${fact}` : `unknown/${fact}`),
});

const hasName = (value: unknown): value is { readonly arn: string; readonly type: string } => {
  const { arn, type } = (value ?? {}) as Partial<Resource>;
  return typeof arn === 'string' && typeof type === 'string';
};

/** The JSON files below a directory but its header. Names that begin with a dot, and files that are not JSON, are not ours. */
async function* resourceFiles(directory: string, isTop = true): AsyncGenerator<string> {
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(rethrow(directory))) {
    const path = join(directory, entry.name);
    if (entry.name.startsWith('.') || (isTop && entry.name === headerFile)) continue;
    if (entry.isDirectory()) yield* resourceFiles(path, false);
    else if (entry.name.endsWith('.json')) yield path;
  }
}

async function* inGroups(paths: AsyncIterable<string>): AsyncGenerator<string[]> {
  let group: string[] = [];
  for await (const path of paths) {
    group.push(path);
    if (group.length < filesAtOnce) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

const readJson = async (file: string): Promise<{ readonly value: unknown; readonly at: Required<At> }> => {
  const { size } = await stat(file).catch(rethrow(file));
  if (size > maxLineLength) {
    const message = `the file is longer than ${maxLineLength / 1024 / 1024} MiB: no resource is`;
    throw new SnapshotError(message, { position: { file } });
  }
  const bytes = await readFile(file).catch(rethrow(file));
  if (!isUtf8(bytes)) throw new SnapshotError('not UTF-8: a snapshot is UTF-8 text', { position: { file } });
  const value = parseBytes(bytes, { file, line: 1 });
  // Few files are ever asked for their lines: those that something is wrong with.
  let lines: ReadonlyMap<string, number> | undefined;
  const lineAt = (path: string): number => {
    lines ??= linesOfProperties(bytes.toString());
    const [outer = '', inner = ''] = path.split('/');
    return lines.get(`${outer}/${inner}`) ?? lines.get(outer) ?? 1;
  };
  return { value, at: { file, line: 1, lineAt } };
};

const wrongCount = (directory: string, expected: number, count: number): SnapshotError =>
  new SnapshotError(
    `the header says ${expected} resources and the directory has ${count}: files were removed or added; collect it again, or correct \`resources\``,
    { position: { file: join(directory, headerFile), path: 'resources' } },
  );

const rethrow = (file: string) => (error: unknown) => {
  throw readingFailed(file, error);
};

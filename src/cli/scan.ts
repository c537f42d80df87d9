import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../errors.ts';
import { factsReadBy, openSnapshots } from '../pipeline/evaluate.ts';
import { onInterrupt } from './interrupt.ts';
import { collectTo } from './live.ts';
import {
  type LiveArguments,
  type PolicyArguments,
  type ReportArguments,
  type SensitivityArguments,
  sensitiveTags,
} from './options.ts';
import { openReports } from './report.ts';
import { loadRules } from './rules.ts';

/** What findings call the snapshot of a scan that keeps none. */
const unkeptName = 'datawarden-snapshot.ndjson';
const interruptedName = 'datawarden-interrupted.ndjson';

/** `datawarden scan`: collect, evaluate and report in one go. Its findings are those of `collect` and `evaluate` in turn. */
export const scan = async (
  args: LiveArguments &
    PolicyArguments &
    ReportArguments &
    SensitivityArguments & { readonly snapshot?: string | undefined },
): Promise<number> => {
  // Mistakes in the options, and outputs that cannot be written, should show before the account is read.
  const tags = sensitiveTags(args);
  const selection = await loadRules(args);
  const reports = await openReports(args, args.snapshot === undefined ? [] : [args.snapshot]);
  const folder = args.snapshot === undefined ? mkdtempSync(join(tmpdir(), 'datawarden-')) : null;
  const removeFolder = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  const release = onInterrupt(removeFolder);
  try {
    const path = args.snapshot ?? join(folder as string, 'snapshot.ndjson');
    const header = await collectTo(path, args, factsReadBy(selection.rules, tags));
    const shown = args.snapshot ?? (header.interrupted ? interruptedName : unkeptName);
    const judged = { ...selection, sensitiveTags: tags };
    const code = await reports.write(await openSnapshots([path]), judged, (file) =>
      folder === null ? file.split('\\').join('/') : shown,
    );
    if (!header.interrupted) return code;
    if (folder !== null) copyFileSync(path, interruptedName);
    process.stderr.write(`interrupted: what was collected is in \`${shown}\`; the rest is unknown\n`);
    return ExitCode.interrupted;
  } catch (error) {
    reports.discard();
    throw error;
  } finally {
    release();
    removeFolder();
  }
};

import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ExitCode, UsageError } from '../errors.ts';
import { type Severity, severities } from '../model/policy.ts';
import { evaluateSnapshots, type ReportRequest } from '../pipeline/evaluate.ts';
import type { Summary } from '../report/report.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { outliveReader } from './interrupt.ts';
import { failOnLevel, type ReportArguments } from './options.ts';
import { type OutputFile, openOutput, parseOutputs, standardOutput } from './output.ts';
import type { Selection } from './rules.ts';
import { tool } from './version.ts';

/** The reports that were asked for, their files open: what cannot be written shows before anything is read. */
export interface Reports {
  /**
   * Evaluates snapshots and writes the reports; files appear only when all is written.
   * @returns the exit code.
   */
  write(
    snapshots: readonly Snapshot[],
    selection: Selection & { readonly sensitiveTags: readonly string[] },
    nameFile?: (file: string) => string,
  ): Promise<number>;
  /** Removes what was written, if it is not in place yet. */
  discard(): void;
}

/**
 * Opens the reports that the options ask for.
 * @param inputs the files that are going to be read: no report may take the place of one.
 * @throws UsageError, OutputError
 */
export const openReports = async (args: ReportArguments, inputs: readonly string[]): Promise<Reports> => {
  const failOn = failOnLevel(args.failOn);
  const specs = parseOutputs(args.output ?? ['table']);
  if (!/^[^\s/]+$/.test(args.sarifCategory))
    throw new UsageError('--sarif-category is one word without spaces and slashes');
  const read = new Set(inputs.map((file) => resolve(file)));
  for (const { file } of specs) {
    if (file !== null && read.has(resolve(file)))
      throw new UsageError(`\`--output\` would write over the snapshot \`${file}\`: name another file`);
  }
  const opened: { readonly request: ReportRequest; readonly output: OutputFile }[] = [];
  const discard = (): void => {
    for (const { output } of opened) output.discard();
  };
  try {
    for (const { format, file } of specs) {
      const output = file === null ? standardOutput() : await openOutput(file);
      const options = {
        width: (file === null && process.stdout.columns) || 80,
        colour: file === null && wantsColour(),
        unknownAsResults: args.unknownAsResults,
        category: args.sarifCategory,
      };
      opened.push({ output, request: { format, options, sink: output } });
    }
  } catch (error) {
    discard();
    throw error;
  }
  if (specs.some(({ file }) => file !== null)) outliveReader();
  return {
    discard,
    async write(snapshots, { rules, frameworks, sensitiveTags }, nameFile = relativeName) {
      try {
        const reports = opened.map(({ request }) => request);
        const summary = await evaluateSnapshots({
          snapshots,
          ...{ rules, frameworks, sensitiveTags },
          ...{ tool, reports, nameFile },
        });
        for (const { output } of opened) await output.finish();
        for (const { output } of opened) output.commit();
        return exitCode(summary, failOn, args.failOnUnknown);
      } catch (error) {
        discard();
        throw error;
      }
    },
  };
};

const wantsColour = (): boolean =>
  process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/** A file as findings name it: relative to the working directory where it lies below it. */
const relativeName = (file: string): string => {
  const path = relative(process.cwd(), file);
  return (path === '' || path.startsWith('..') || isAbsolute(path) ? file : path).split(sep).join('/');
};

const exitCode = ({ verdicts, failed }: Summary, failOn: Severity | null, failOnUnknown: boolean): number => {
  const from = failOn === null ? severities.length : severities.indexOf(failOn);
  const counted = severities.slice(from).reduce((sum, severity) => sum + failed[severity], 0);
  if (counted > 0) {
    const findings = counted === 1 ? 'one finding' : `${counted} findings`;
    process.stderr.write(`exit ${ExitCode.findings}: ${findings} of severity ${failOn} or worse (--fail-on)\n`);
    return ExitCode.findings;
  }
  if (failOnUnknown && verdicts.unknown > 0) {
    const unknown = verdicts.unknown === 1 ? 'one verdict is' : `${verdicts.unknown} verdicts are`;
    process.stderr.write(`exit ${ExitCode.incomplete}: ${unknown} unknown (--fail-on-unknown)\n`);
    return ExitCode.incomplete;
  }
  return ExitCode.clean;
};

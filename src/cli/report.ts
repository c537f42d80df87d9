import { isAbsolute, relative, sep } from 'node:path';
import { ExitCode, UsageError } from '../errors.ts';
import type { Rule } from '../evaluation/compile-policy.ts';
import { type Severity, severities } from '../model/policy.ts';
import { evaluateSnapshots, type ReportRequest } from '../pipeline/evaluate.ts';
import type { Summary } from '../report/report.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { failOnLevel, type ReportArguments } from './options.ts';
import { type OutputFile, openOutput, parseOutputs, standardOutput } from './output.ts';
import { tool } from './version.ts';

/**
 * Evaluates snapshots and writes the reports that were asked for; files appear only when all is written.
 * @returns the exit code.
 */
export const evaluateAndReport = async (
  snapshots: readonly Snapshot[],
  rules: readonly Rule[],
  args: ReportArguments,
  nameFile: (file: string) => string = relativeName,
): Promise<number> => {
  const failOn = failOnLevel(args.failOn);
  const specs = parseOutputs(args.output ?? ['table']);
  if (!/^[^\s/]+$/.test(args.sarifCategory))
    throw new UsageError('--sarif-category is one word without spaces and slashes');
  const opened: { readonly request: ReportRequest; readonly output: OutputFile }[] = [];
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
    const reports = opened.map(({ request }) => request);
    const summary = await evaluateSnapshots({ snapshots, rules, tool, reports, nameFile });
    for (const { output } of opened) await output.commit();
    return exitCode(summary, failOn, args.failOnUnknown);
  } catch (error) {
    for (const { output } of opened) output.discard();
    throw error;
  }
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
    process.stderr.write(`exit ${ExitCode.findings}: ${counted} findings of severity ${failOn} or worse (--fail-on)\n`);
    return ExitCode.findings;
  }
  if (failOnUnknown && verdicts.unknown > 0) {
    process.stderr.write(`exit ${ExitCode.incomplete}: ${verdicts.unknown} verdicts are unknown (--fail-on-unknown)\n`);
    return ExitCode.incomplete;
  }
  return ExitCode.clean;
};

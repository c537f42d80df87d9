import { DatawardenError, ExitCode } from '../errors.ts';
import { makeVisible } from '../report/escape.ts';

/** What ends the program, as standard error shows it: one line for what the user can act on, the stack for a bug of ours. */
export const explainFailure = (error: unknown): { readonly text: string; readonly exitCode: number } => {
  if (error instanceof DatawardenError) {
    return { text: `datawarden: ${makeVisible(error.message)}\n`, exitCode: error.exitCode };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `datawarden: this is a bug of datawarden, not a mistake of yours; please report it with what follows\n${stack
      .split('\n')
      .map(makeVisible)
      .join('\n')}\n`,
    exitCode: ExitCode.bug,
  };
};

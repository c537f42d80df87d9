import { ExitCode } from '../errors.ts';

const cleanups = new Set<() => void>();
const controller = new AbortController();
let collecting = false;

/** Runs when the program is stopped before it is through, unless it is taken back by then. Returns the function that takes it back. */
export const onInterrupt = (cleanup: () => void): (() => void) => {
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
};

/** Whether the program was asked to stop. */
export const stopSignal: AbortSignal = controller.signal;

/** While `work` runs, the first Ctrl-C lets it finish early; the second ends the program. */
export const stoppable = async <T>(work: () => Promise<T>): Promise<T> => {
  collecting = true;
  try {
    return await work();
  } finally {
    collecting = false;
  }
};

/** Handles Ctrl-C and termination for the whole program. */
export const watchSignals = (): void => {
  const stop = (): void => {
    if (collecting && !controller.signal.aborted) {
      process.stderr.write('\nstopping: what was collected is kept; once more ends at once\n');
      controller.abort();
      return;
    }
    for (const cleanup of cleanups) cleanup();
    process.exit(ExitCode.interrupted);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

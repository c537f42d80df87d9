import { ExitCode } from '../errors.ts';

const cleanups = new Set<() => void>();
const controller = new AbortController();
let collecting = false;

/** Runs when the program is stopped before it is through, unless it is taken back by then. Returns the function that takes it back. */
export const onInterrupt = (cleanup: () => void): (() => void) => {
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
};

/** Ends the program at once, with nothing half-written left behind. */
export const leave = (exitCode: number): never => {
  for (const cleanup of cleanups) cleanup();
  process.exit(exitCode);
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

/** Handles Ctrl-C, termination and a closed terminal for the whole program. */
export const watchSignals = (): void => {
  const stop = (): void => {
    if (collecting && !controller.signal.aborted) {
      process.stderr.write('\nstopping: what was collected is kept; once more ends at once\n');
      controller.abort();
      return;
    }
    leave(ExitCode.interrupted);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
};

let endsWithReader = true;

/** From now on the program outlives a reader of standard output that goes away: it writes files as well. */
export const outliveReader = (): void => {
  endsWithReader = false;
};

/**
 * A reader that has seen enough (`| head`) closes the pipe: that is no failure. Anything else that keeps standard output from being
 * written (a full disk) goes to `fail`.
 */
export const watchStreams = (fail: (error: Error) => void): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
    else if (endsWithReader) leave(ExitCode.clean);
  });
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined);
};

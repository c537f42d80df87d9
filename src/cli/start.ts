import { OutputError } from '../errors.ts';
import { removeAllTemporary } from '../snapshot/temporary.ts';
import { explainFailure } from './failure.ts';
import { leave, onInterrupt, watchSignals, watchStreams } from './interrupt.ts';
import { run } from './program.ts';

// The SDK would print a notice about Node's version on standard error of every run.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const report = (error: unknown): number => {
  const { text, exitCode } = explainFailure(error);
  process.stderr.write(text);
  return exitCode;
};

watchSignals();
onInterrupt(removeAllTemporary);
watchStreams((error) =>
  leave(report(new OutputError(`cannot write to standard output: ${error.message}`, { cause: error }))),
);
// Node's own exit code for these is 1, which is that of findings.
process.on('uncaughtException', (error) => leave(report(error)));

run(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.exitCode = report(error);
  },
);

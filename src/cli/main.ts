#!/usr/bin/env node
import { DatawardenError, ExitCode } from '../errors.ts';
import { makeVisible } from '../report/escape.ts';
import { watchSignals } from './interrupt.ts';
import { run } from './program.ts';

// The SDK would print a notice about Node's version on standard error of every run.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
watchSignals();

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof DatawardenError) {
    process.stderr.write(`datawarden: ${makeVisible(error.message)}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      'datawarden: this is a bug of datawarden, not a mistake of yours; please report it with what follows\n',
    );
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = ExitCode.bug;
  }
}

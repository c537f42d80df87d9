import { ExitCode } from '../errors.ts';
import * as checks from '../snapshot/checks.generated.js';
import { convertSnapshot } from '../snapshot/convert.ts';

/** `datawarden convert`: a snapshot in another form, its resources in order. */
export const convert = async ({ from, to }: { readonly from: string; readonly to: string }): Promise<number> => {
  await convertSnapshot(from, to, { checks });
  process.stderr.write(`wrote \`${to}\`\n`);
  return ExitCode.clean;
};

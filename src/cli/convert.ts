import { ExitCode } from '../errors.ts';
import { convertSnapshot } from '../snapshot/convert.ts';
import * as validators from '../snapshot/validators.generated.js';

/** `datawarden convert`: a snapshot in another form, its resources in order. */
export const convert = async ({ from, to }: { readonly from: string; readonly to: string }): Promise<number> => {
  await convertSnapshot(from, to, { validators });
  process.stderr.write(`wrote \`${to}\`\n`);
  return ExitCode.clean;
};

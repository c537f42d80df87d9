import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from 'sarif';

/** What Microsoft's multitool has to say against a SARIF file. */
export interface Complaint {
  readonly rule: string;
  readonly level: 'error' | 'warning';
  readonly message: string;
}

/**
 * The multitool's options: a tool without a home page is told off for it (SARIF2005), and this one has none yet; asking the network
 * whether URIs can be reached (SARIF2006) has no place in a test.
 */
const configuration = {
  'SARIF2005.ProvideToolProperties.Options': { RuleEnabled: 'Default', InformationUriRequired: false },
  'SARIF2006.UrisShouldBeReachable.Options': { RuleEnabled: 'Disabled' },
};

/** The package that holds the multitool and the SARIF schema for this platform; throws where Microsoft makes none. */
const findPackage = (): string => {
  const name = `@microsoft/sarif-multitool-${process.platform}`;
  const wrapper = createRequire(import.meta.url).resolve('@microsoft/sarif-multitool/package.json');
  try {
    return dirname(createRequire(wrapper).resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(`the SARIF multitool is not installed: \`${name}\` is an optional dependency; run \`npm ci\``, {
      cause,
    });
  }
};

/** The multitool itself; npm leaves it without the executable bit where install scripts are off. */
const findExecutable = (): string => {
  const folder = findPackage();
  const path = ['Sarif.Multitool', 'Sarif.Multitool.exe']
    .map((name) => join(folder, name))
    .find((file) => existsSync(file));
  if (path === undefined) throw new Error(`no SARIF multitool in \`${folder}\``);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
  return path;
};

/** The JSON schema of SARIF 2.1.0, as the multitool's package brings it (MIT). */
export const readSarifSchema = (): object => JSON.parse(readFileSync(join(findPackage(), 'sarif-2.1.0.json'), 'utf8'));

/**
 * Validates SARIF text with the multitool's own rules and GitHub's, and returns its errors and warnings. The multitool exits with 0
 * whatever it finds, so its log is read; a log that says it broke off throws.
 */
export const validateSarif = async (text: string): Promise<readonly Complaint[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'sarif-'));
  try {
    const [input, output, config] = ['input.sarif', 'output.sarif', 'config.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await Promise.all([writeFile(input, text), writeFile(config, JSON.stringify(configuration))]);
    // By default it skips files of more than 10 MB.
    const size = ['--max-file-size-in-kb', '1000000'];
    const options = [
      ...size,
      '--rule-kind',
      'Sarif;Ghas',
      '--level',
      'Error;Warning',
      '--config',
      config,
      '--output',
      output,
    ];
    const { stdout } = await promisify(execFile)(findExecutable(), ['validate', input, ...options], {
      // Without it, .NET wants the ICU libraries, which slim images lack.
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
    const log: Log = JSON.parse(await readFile(output, 'utf8'));
    const [run] = log.runs;
    if (
      run?.invocations?.every(({ executionSuccessful }) => executionSuccessful) !== true ||
      run.results === undefined
    ) {
      throw new Error(`the SARIF multitool broke off: ${stdout}`);
    }
    return run.results.map(({ ruleId, level, message }) => {
      const rule = run.tool.driver.rules?.find(({ id }) => id === ruleId);
      const template = message.text ?? rule?.messageStrings?.[message.id ?? '']?.text ?? message.id ?? '';
      return {
        rule: ruleId ?? '',
        level: level === 'error' ? 'error' : 'warning',
        message: template.replace(
          /\{(\d+)\}/g,
          (placeholder, index) => message.arguments?.[Number(index)] ?? placeholder,
        ),
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

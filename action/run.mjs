// What action.yml runs: `evaluate` calls the bundled command and fills in the outputs; `gate` fails the job where the findings ask for it.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli.js');
const severities = ['critical', 'high', 'medium', 'low', 'informational'];
const usage = 2;
const bug = 70;
/** A step's summary that is larger is dropped whole. */
const largestSummary = 1024 * 1024;

/** An input that cannot be used. */
class InputError extends Error {}

const input = (name) => process.env[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`] ?? '';

/** An input of one line. */
const line = (name) => {
  const value = input(name).trim();
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new InputError(`the input \`${name}\` is one line without control characters`);
  return value;
};

/** An input of several lines, or of one with commas where `separator` allows them. */
const lines = (name, separator = /\r?\n/) =>
  input(name)
    .split(separator)
    .map((value) => value.trim())
    .filter((value) => value !== '');
const words = (name) => lines(name, /[\r\n,]+/);

const flag = (name) => {
  const value = line(name).toLowerCase();
  if (value !== 'true' && value !== 'false') throw new InputError(`the input \`${name}\` is \`true\` or \`false\``);
  return value === 'true';
};

/** `--option=value`, in one word: whatever the value is, it is no option of its own. */
const option = (name, value) => (value === '' ? [] : [`--${name}=${value}`]);

const makeArguments = (sarifFile, summaryFile) => {
  const mode = line('mode');
  const shared = [
    ...lines('policies').flatMap((path) => option('policies', path)),
    ...['policy', 'exclude', 'severity', 'service'].flatMap((name) =>
      words(name).flatMap((word) => option(name, word)),
    ),
    ...option('fail-on', line('fail-on')),
    ...option('sarif-category', line('category')),
    ...(flag('fail-on-unknown') ? ['--fail-on-unknown'] : []),
    ...(flag('unknown-as-results') ? ['--unknown-as-results'] : []),
    '--output=table',
    `--output=sarif=${sarifFile}`,
    ...(summaryFile === null ? [] : [`--output=markdown=${summaryFile}`]),
  ];
  if (mode === 'live') {
    const account = [...option('role-arn', line('role-arn')), ...option('external-id', line('external-id'))];
    const regions = words('regions').flatMap((region) => option('regions', region));
    return ['scan', ...shared, ...account, ...regions, ...option('snapshot', line('snapshot'))];
  }
  if (mode !== 'snapshot') throw new InputError('the input `mode` is `snapshot` or `live`');
  const snapshots = lines('snapshot').map((path) => (path.startsWith('-') ? `./${path}` : path));
  if (snapshots.length === 0) throw new InputError('the input `snapshot` names no file: with `mode: snapshot` it must');
  return ['evaluate', ...snapshots, ...shared];
};

/** Adds outputs. The delimiter is random: no value can end itself and begin another output. */
const setOutputs = (outputs) => {
  const file = process.env.GITHUB_OUTPUT;
  if (!file) return;
  for (const [name, value] of Object.entries(outputs)) {
    const delimiter = `datawarden-${randomUUID()}`;
    appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  }
};

/** What a workflow command may hold (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands). */
const escapeCommand = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const annotate = (text) => process.stdout.write(`::error title=datawarden::${escapeCommand(text)}\n`);

/** Runs the command. What it prints may begin with `::`, since it names resources: until it has ended the runner takes no commands. */
const runProgram = (args) => {
  if (!existsSync(program)) {
    throw new InputError(
      'this revision of the action has no `dist` folder: use a released version, or run `npm run build` in it',
    );
  }
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  const { status, error } = spawnSync(process.execPath, [program, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.stdout.write(`\n::${token}::\n`);
  if (error !== undefined) throw error;
  return status ?? 130;
};

const addSummary = (file) => {
  const target = process.env.GITHUB_STEP_SUMMARY;
  if (!target || !existsSync(file)) return;
  const used = existsSync(target) ? statSync(target).size : 0;
  const report = readFileSync(file);
  if (used + report.length <= largestSummary) appendFileSync(target, report);
  else if (used < largestSummary - 1000) appendFileSync(target, '\nThe report is too large for this summary.\n');
};

const readOutcome = (sarifFile) => {
  const { verdicts, failed } = JSON.parse(readFileSync(sarifFile, 'utf8')).runs[0].properties;
  return {
    failed: verdicts.fail,
    unknown: verdicts.unknown,
    'highest-severity': severities.find((severity) => failed[severity] > 0) ?? 'none',
    ...Object.fromEntries(severities.map((severity) => [severity, failed[severity]])),
  };
};

const reasons = (code, { failed, unknown }, failOn) => {
  if (code === 1) return `${failed} failing verdicts, some of severity ${failOn} or worse (input \`fail-on\`)`;
  return code === 3 ? `${unknown} verdicts are unknown (input \`fail-on-unknown\`)` : '';
};

const evaluate = () => {
  const folder = mkdtempSync(join(tmpdir(), 'datawarden-action-'));
  try {
    const sarifFile = line('sarif-file');
    if (sarifFile === '') throw new InputError('the input `sarif-file` names no file');
    flag('upload-sarif');
    const summaryFile = flag('summary') ? join(folder, 'summary.md') : null;
    const code = runProgram(makeArguments(sarifFile, summaryFile));
    if (![0, 1, 3].includes(code))
      throw Object.assign(new InputError(`datawarden ended with exit code ${code}: see its message above`), { code });
    if (summaryFile !== null) addSummary(summaryFile);
    const outcome = readOutcome(sarifFile);
    setOutputs({
      'sarif-file': sarifFile,
      'snapshot-file': line('mode') === 'live' ? line('snapshot') : '',
      'exit-code': code,
      verdict: { 0: 'pass', 1: 'fail', 3: 'unknown' }[code],
      reason: reasons(code, outcome, line('fail-on')),
      ...outcome,
    });
    // The gate comes last, after the upload.
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const code = error.code ?? usage;
    setOutputs({ 'sarif-file': '', 'snapshot-file': '', 'exit-code': code, verdict: 'error' });
    annotate(error.message);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const gate = () => {
  const code = Number(process.env.EXIT_CODE);
  if (process.env.REASON) annotate(process.env.REASON);
  // An exit code that cannot be read is no pass.
  return process.env.EXIT_CODE === '' || !Number.isInteger(code) ? 1 : code;
};

try {
  process.exitCode = process.argv[2] === 'gate' ? gate() : evaluate();
} catch (error) {
  // Node's own exit code for a bug is 1, which is that of findings.
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = bug;
}

import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { run } from './run.ts';

const commands = [
  ...['scan', 'collect', 'evaluate', 'policies', 'permissions', 'convert'],
  ...['who-can', 'can', 'paths', 'policy-document', 'policy-document check', 'policy-document compare'],
  ...['policies list', 'policies show', 'policies check', 'policies test', 'policies new', 'policies frameworks'],
];

describe('help', () => {
  it.each(['', ...commands])('of `%s` shows examples that begin with the command', async (command) => {
    const words = command.split(' ').filter(Boolean);
    const { code, stdout, stderr } = await run([...words, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const examples = stdout.split('Examples:\n')[1] ?? '';
    expect(examples).toContain(`  ${['datawarden', ...words].join(' ')}`);
  });

  it('names every command and the exit codes', async () => {
    const { stdout } = await run(['--help']);
    for (const command of commands.filter((name) => !name.includes(' ')))
      expect(stdout).toContain(`  datawarden ${command} `);
    expect(stdout).toContain('Exit codes: 0 nothing at or above --fail-on; 1 findings;');
  });

  it('is in English whatever the locale', async () => {
    const { stdout } = await run(['--help'], { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } });
    expect(stdout).toContain('Show version number');
  });
});

it('--version prints the version of the package and nothing else', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

it('completion prints a script for the shell', async () => {
  const { code, stdout, stderr } = await run(['completion'], { env: { SHELL: '/bin/bash' } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('_datawarden_yargs_completions()');
});

it.each([
  [
    ['policies', ''],
    ['check', 'frameworks', 'list', 'new', 'show', 'test'],
  ],
  [
    ['policy-document', ''],
    ['check', 'compare'],
  ],
  [['paths', '--to'], ['--to-admin']],
  [
    ['evaluate', '--fail-'],
    ['--fail-on', '--fail-on-unknown'],
  ],
])('completion of `datawarden %j` offers what can stand there', async (words, offered) => {
  const { stdout } = await run(['--get-yargs-completions', 'datawarden', ...words], { env: { SHELL: '/bin/bash' } });
  expect(stdout.split('\n').filter(Boolean).sort()).toEqual(expect.arrayContaining(offered));
});

describe('a mistake in the command line is one sentence and exit code 2', () => {
  it.each([
    [[], 'say what to do; see `datawarden --help`'],
    [['evalute', 'x'], 'unknown command `evalute`: did you mean `evaluate`?'],
    [['destroy'], 'unknown command `destroy`; see `datawarden --help`'],
    [
      ['policies'],
      'say what to do with policies: list, show, frameworks, check, test or new; see `datawarden policies --help`',
    ],
    [['policies', 'lst'], 'unknown command `lst`: did you mean `list`?'],
    [['evaluate'], 'something is missing from the command; see `datawarden evaluate --help`'],
    [['convert', 'a'], 'something is missing from the command; see `datawarden convert --help`'],
    [['policies', 'show'], 'something is missing from the command; see `datawarden policies show --help`'],
    [['policies', 'show', 'a', 'b'], 'unknown argument `b`; see `datawarden policies show --help`'],
    [['policies', 'new', 'x'], '`--resource` is missing; see `datawarden policies new --help`'],
    [['evaluate', 'x', '--fial-on', 'high'], 'unknown option `--fial-on`: did you mean `--fail-on`?'],
    [['evaluate', 'x', '--bogus=1'], 'unknown option `--bogus`; see `datawarden evaluate --help`'],
    [['evaluate', 'x', '-x'], 'unknown option `-x`; see `datawarden evaluate --help`'],
    [['evaluate', 'x', '--fail-on'], '`--fail-on` needs a value; see `datawarden evaluate --help`'],
    [['evaluate', 'x', '--fail-on', 'low', '--fail-on', 'high'], '`--fail-on` is given twice: say it once'],
    [['evaluate', 'x', '--unknown-as-results=maybe'], '`--unknown-as-results` takes no value'],
    [['evaluate', 'x', '--no-output'], 'unknown option `--no-output`: did you mean `--output`?'],
    [['evaluate', 'x', '--policy.id=y'], 'unknown option `--policy.id`: did you mean `--policy`?'],
    [
      ['evaluate', 'x', '--__proto__.polluted=1'],
      'unknown option `--__proto__.polluted`; see `datawarden evaluate --help`',
    ],
    [['evaluate', 'x', '--constructor'], 'unknown option `--constructor`; see `datawarden evaluate --help`'],
    [
      ['evaluate', 'x', '--fail-on', 'sometimes'],
      '--fail-on `sometimes` is not known; use informational, low, medium, high, critical, never',
    ],
    [['evaluate', 'x', '--output', 'tables'], 'unknown output format `tables`: did you mean `table`?'],
    [
      ['evaluate', 'x', '--output', 'excel=a.xls'],
      'unknown output format `excel`; there are table, json, ndjson, sarif, markdown',
    ],
    [['evaluate', 'x', '--output', 'sarif='], '`--output sarif=` names no file after `=`'],
    [
      ['evaluate', 'x', '--output', 'json', '--output', 'table'],
      'two outputs go to standard output: give one of them a file, as in `--output table=findings.txt`',
    ],
    [
      ['evaluate', 'x', '--output', 'json=a', '--output', 'sarif=./a'],
      'two outputs go to `./a`: give each a file of its own',
    ],
    [['evaluate', 'x', '--sarif-category', 'a/b'], '--sarif-category is one word without spaces and slashes'],
    [['policies', 'list', '--format', 'yaml'], '`--format yaml` is not known; use text, json'],
    [['collect', '--quiet', '--verbose'], '`--quiet` and `--verbose` exclude each other'],
    [['scan', '--external-id', 'x'], '`--external-id` needs `--role-arn` as well'],
    [
      ['evaluate', 'no\u001b[31msuch', '--output', 'j\u0007son'],
      'unknown output format `j\\u0007son`: did you mean `json`?',
    ],
  ])('%j', async (args, message) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: `datawarden: ${message}\n` });
  });
});

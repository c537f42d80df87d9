import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeFolder } from '../cli/run.ts';
import { bucket, decided, resourceOf, smallEstate, writeSnapshot } from '../cli/small.ts';
import { root } from '../setup/build.ts';

// Plays the part of the runner: fills in the expressions, runs the steps in order with bash, reads the files they write.

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const folder = makeFolder();

/** What a job saw of the action. */
interface Job {
  readonly succeeded: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** What was uploaded, if anything was. */
  readonly uploaded: Readonly<Record<string, string>> | null;
  readonly log: string;
  /** The file of outputs, as it was written. */
  readonly written: string;
  readonly summary: string;
  readonly workspace: string;
}

type Inputs = Readonly<Record<string, string>>;

const runAction = (given: Inputs, { uploadFails = false, env = {}, actionPath = root } = {}): Job => {
  const workspace = mkdtempSync(join(folder, 'job-'));
  return runActionIn(workspace, given, { uploadFails, env, actionPath });
};

const runActionIn = (
  workspace: string,
  given: Inputs,
  {
    uploadFails = false,
    env = {},
    actionPath = root,
  }: { uploadFails?: boolean; env?: Inputs; actionPath?: string } = {},
): Job => {
  const inputs: Inputs = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default])),
    ...given,
  };
  const steps: Record<string, { outputs: Record<string, string>; outcome: string }> = {};
  const fill = (text: string): string =>
    text.replace(/\$\{\{ (?:inputs\.([\w-]+)|steps\.(\w+)\.outputs\.([\w-]+)) \}\}/g, (_, name, step, output) =>
      name === undefined ? (steps[step]?.outputs[output] ?? '') : (inputs[name] ?? ''),
    );
  const applies = ({ if: condition }: Step, failed: boolean): boolean => {
    if (condition === undefined) return !failed;
    if (condition === `\${{ inputs.upload-sarif == 'true' }}`) return !failed && inputs['upload-sarif'] === 'true';
    if (condition === `\${{ !cancelled() && steps.evaluate.outcome == 'success' }}`)
      return steps['evaluate']?.outcome === 'success';
    throw new Error(`this runner does not know the condition ${condition}`);
  };
  const summaryFile = join(workspace, '..', `${Date.now()}-${Math.random()}.md`);
  let [failed, log, written, uploaded] = [false, '', '', null as Job['uploaded']];
  for (const [index, step] of action.runs.steps.entries()) {
    if (!applies(step, failed)) continue;
    if (step.uses !== undefined) {
      uploaded = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, fill(value)]));
      failed ||= uploadFails;
      continue;
    }
    const outputFile = `${summaryFile}.${index}`;
    writeFileSync(outputFile, '');
    const script = `${summaryFile}.${index}.sh`;
    // The runner pastes expressions into a script before it runs it.
    writeFileSync(script, fill(step.run ?? ''));
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        AWS_EC2_METADATA_DISABLED: 'true',
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
        ...env,
        ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)])),
      },
    });
    log += stdout + stderr;
    written += readFileSync(outputFile, 'utf8');
    failed ||= status !== 0;
    if (step.id !== undefined)
      steps[step.id] = { outputs: readOutputs(outputFile), outcome: status === 0 ? 'success' : 'failure' };
  }
  return {
    succeeded: !failed,
    outputs: Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value)])),
    uploaded,
    log,
    written,
    summary: existsSync(summaryFile) ? readFileSync(summaryFile, 'utf8') : '',
    workspace,
  };
};

/** Reads a file of outputs as the runner does: `name<<DELIMITER`, lines, `DELIMITER`. */
const readOutputs = (file: string): Record<string, string> => {
  const outputs: Record<string, string> = {};
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let at = 0; at < lines.length - 1; at++) {
    const [, name, delimiter] = /^([\w-]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) throw new Error(`not an output: ${lines[at]}`);
    const end = lines.indexOf(delimiter, at + 1);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
};

const snapshots = {
  clean: await writeSnapshot(join(folder, 'clean.ndjson'), [bucket('features', 'enabled')]),
  small: await writeSnapshot(join(folder, 'small.ndjson'), smallEstate()),
  critical: await writeSnapshot(join(folder, 'critical.ndjson'), [
    bucket('labels', 'never'),
    resourceOf('AWS::KMS::Key', 'arn:aws:kms:eu-central-1:111122223333:key/1', {
      manager: 'CUSTOMER',
      state: 'PendingDeletion',
    }),
  ]),
};
const critical = 's3-bucket-versioning-enabled\nkms-cmk-not-scheduled-for-deletion';

describe('action.yml', () => {
  it('is composite, and each of its steps that runs something says in which shell', () => {
    expect(action.runs.using).toBe('composite');
    for (const step of action.runs.steps) if (step.run !== undefined) expect(step.shell).toBe('bash');
  });

  it('pastes no expression into a script, and hands over every input', () => {
    for (const { run = '' } of action.runs.steps) expect(run).not.toMatch(/\$\{\{/);
    const text = JSON.stringify(action.runs);
    for (const name of Object.keys(action.inputs)) expect(text).toContain(`\${{ inputs.${name} }}`);
  });

  it('describes every input and output', () => {
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)])
      expect(description).toMatch(/^\S.*[^.\s]$/);
  });

  it('uses no other action but the upload, of a fixed major version', () => {
    const uses = action.runs.steps.flatMap((step) => step.uses ?? []);
    expect(uses).toEqual(['github/codeql-action/upload-sarif@v4']);
  });
});

describe('the action on a snapshot', () => {
  it('succeeds where nothing is wrong, uploads the SARIF file and writes the summary', () => {
    const job = runAction({ snapshot: snapshots.clean, policy: 's3-bucket-versioning-enabled' });
    expect(job.log).not.toContain('::error');
    expect(job.succeeded).toBe(true);
    expect(job.outputs).toEqual({
      'sarif-file': 'datawarden.sarif',
      'snapshot-file': '',
      'exit-code': '0',
      verdict: 'pass',
      failed: '0',
      unknown: '0',
      'highest-severity': 'none',
      critical: '0',
      high: '0',
      medium: '0',
      low: '0',
      informational: '0',
    });
    expect(job.uploaded).toEqual({ sarif_file: 'datawarden.sarif', category: 'datawarden' });
    expect(JSON.parse(readFileSync(join(job.workspace, 'datawarden.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(job.summary).toContain('# datawarden: ');
  });

  it('fails the job on findings as bad as fail-on, after the upload', () => {
    const job = runAction({ snapshot: snapshots.critical, policy: critical, category: 'nightly' });
    expect(job.succeeded).toBe(false);
    expect(job.uploaded).toEqual({ sarif_file: 'datawarden.sarif', category: 'nightly' });
    expect(job.outputs).toMatchObject({
      'exit-code': '1',
      verdict: 'fail',
      failed: '2',
      'highest-severity': 'critical',
      critical: '1',
      low: '1',
    });
    expect(job.log).toContain(
      '::error title=datawarden::2 failing verdicts, some of severity high or worse (input `fail-on`)\n',
    );
    expect(job.summary).toContain('kms-cmk-not-scheduled-for-deletion');
  });

  it('fails the job also where the upload failed', () => {
    const job = runAction({ snapshot: snapshots.critical, policy: critical }, { uploadFails: true });
    expect(job.succeeded).toBe(false);
    expect(job.log).toContain('::error title=datawarden::2 failing verdicts');
  });

  it('lets milder findings pass', () => {
    const job = runAction({ snapshot: snapshots.small, policy: decided });
    expect(job.succeeded).toBe(true);
    expect(job.outputs).toMatchObject({
      'exit-code': '0',
      verdict: 'pass',
      failed: '1',
      unknown: '1',
      'highest-severity': 'low',
    });
  });

  it('fails the job on unknown verdicts if asked', () => {
    const job = runAction({ snapshot: snapshots.small, policy: decided, 'fail-on-unknown': 'true' });
    expect(job.succeeded).toBe(false);
    expect(job.uploaded).not.toBeNull();
    expect(job.outputs).toMatchObject({ 'exit-code': '3', verdict: 'unknown', unknown: '1' });
    expect(job.log).toContain('::error title=datawarden::1 verdicts are unknown (input `fail-on-unknown`)');
  });

  it('takes several snapshots, and policies of your own', () => {
    const workspace = mkdtempSync(join(folder, 'own-'));
    mkdirSync(join(workspace, 'my policies'));
    writeFileSync(
      join(workspace, 'my policies', 'own.yaml'),
      'id: own-check\ntitle: Own\nresource: AWS::S3::Bucket\nseverity: high\ncategory: recovery\nrequire: resource.recovery.versioning.status == "enabled"\nat: recovery.versioning\nmessage: No.\nwhy: Because.\nremediation: {}\nreferences: [https://docs.aws.amazon.com/]\nexamples: { pass: [{}], fail: [{}], unknown: [{}] }\n',
    );
    const job = runActionIn(workspace, {
      snapshot: `${snapshots.clean}\n${snapshots.small.replace('small', 'other')}\n`,
      policies: 'my policies\n',
      policy: 'own-check',
    });
    expect(job.outputs).toMatchObject({ verdict: 'error', 'exit-code': '2' });
    const again = runActionIn(workspace, { snapshot: snapshots.small, policies: 'my policies\n', policy: 'own-check' });
    expect(again.outputs).toMatchObject({ verdict: 'fail', failed: '1', 'highest-severity': 'high' });
  });

  it('uploads nothing and writes no summary if told so', () => {
    const job = runAction({
      snapshot: snapshots.clean,
      'upload-sarif': 'false',
      summary: 'false',
      'sarif-file': 'out/../x.sarif',
    });
    expect(job.outputs['exit-code']).toBe('2');
    const plain = runAction({
      snapshot: snapshots.clean,
      'upload-sarif': 'false',
      summary: 'false',
      'sarif-file': 'x.sarif',
    });
    expect(plain.succeeded).toBe(true);
    expect(plain.uploaded).toBeNull();
    expect(plain.summary).toBe('');
    expect(readdirSync(plain.workspace)).toEqual(['x.sarif']);
  });

  it('reads a live account with the credentials of the job, and says which it lacks', () => {
    const job = runAction({ mode: 'live', regions: 'eu-central-1', policy: decided, snapshot: 'kept.ndjson' });
    expect(job.outputs).toMatchObject({ verdict: 'error', 'exit-code': '2', 'snapshot-file': '' });
    expect(job.log).toContain('no AWS credentials were found');
    expect(job.uploaded).toBeNull();
  });
});

describe('inputs that are wrong fail the job with exit code 2 and a reason, and upload nothing', () => {
  it.each<[string, Inputs, string]>([
    ['no snapshot', {}, 'the input `snapshot` names no file: with `mode: snapshot` it must'],
    ['another mode', { mode: 'dead' }, 'the input `mode` is `snapshot` or `live`'],
    [
      'neither true nor false',
      { snapshot: snapshots.clean, summary: 'yes' },
      'the input `summary` is `true` or `false`',
    ],
    [
      'a file of two lines',
      { snapshot: snapshots.clean, 'sarif-file': 'a\nb' },
      'the input `sarif-file` is one line without control characters',
    ],
    ['no file', { snapshot: snapshots.clean, 'sarif-file': '' }, 'the input `sarif-file` names no file'],
    [
      'a snapshot that is not there',
      { snapshot: 'nothing.ndjson' },
      'datawarden ended with exit code 2: see its message above',
    ],
    [
      'a level that there is not',
      { snapshot: snapshots.clean, 'fail-on': 'bad' },
      'datawarden ended with exit code 2: see its message above',
    ],
  ])('%s', (_, inputs, reason) => {
    const job = runAction(inputs);
    expect(job.succeeded).toBe(false);
    expect(job.uploaded).toBeNull();
    expect(job.outputs).toMatchObject({ 'exit-code': '2', verdict: 'error', 'sarif-file': '', failed: '' });
    expect(job.log).toContain(`::error title=datawarden::${reason}\n`);
    expect(readdirSync(job.workspace)).toEqual([]);
  });

  it('a revision without its build', () => {
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    symlinkSync(join(root, 'action.yml'), join(bare, 'action.yml'));
    mkdirSync(join(bare, 'action'));
    writeFileSync(join(bare, 'action', 'run.mjs'), readFileSync(join(root, 'action', 'run.mjs')));
    const job = runAction({ snapshot: snapshots.clean }, { actionPath: bare });
    expect(job.outputs['exit-code']).toBe('2');
    expect(job.log).toContain('this revision of the action has no `dist` folder');
  });
});

describe('hostile inputs are text and nothing else', () => {
  const payloads = [
    `$(touch owned)\`touch owned\`"; touch owned; "'; touch owned; '$GITHUB_OUTPUT \u001b[31m`,
    `\${{ github.token }}%0Averdict=pass`,
    '--output=json=owned',
    'x\nverdict<<EOF\npass\nEOF\n\r\n::set-output name=verdict::pass\r\n',
  ];
  const names = Object.keys(action.inputs);

  it.each(names)(
    'in `%s`',
    (name) => {
      for (const payload of payloads) {
        const job = runAction({ snapshot: snapshots.small, policy: decided, [name]: payload });
        expect(readdirSync(job.workspace).filter((file) => file === 'owned')).toEqual([]);
        expect(existsSync(join(folder, 'owned'))).toBe(false);
        expect(Object.keys(job.outputs).sort()).toEqual(Object.keys(action.outputs).sort());
        // An input that means something else than it says never gives a pass that was not earned.
        if (job.outputs['verdict'] === 'pass')
          expect(job.outputs).toMatchObject({ failed: '1', unknown: '1', 'exit-code': '0' });
      }
    },
    240_000,
  );

  it('none can know how an output ends', () => {
    const inputs = { snapshot: snapshots.clean, 'sarif-file': 'EOF' };
    const delimiters = [1, 2].flatMap(() => [...runAction(inputs).written.matchAll(/<<(.+)$/gm)].map(([, end]) => end));
    expect(delimiters.length).toBeGreaterThan(20);
    expect(new Set(delimiters).size).toBe(delimiters.length);
  });

  it('and so are names in a snapshot: none is a command to the runner', async () => {
    const name = '\n::error title=owned::owned';
    const path = await writeSnapshot(join(folder, 'hostile.ndjson'), [
      { ...bucket('labels', 'never'), name },
      { ...bucket('labels2', 'never'), name: '::add-mask::owned' },
    ]);
    const { log } = runAction({ snapshot: path, policy: 's3-bucket-versioning-enabled' });
    const [, token = ''] = /^::stop-commands::([\da-f-]{36})$/m.exec(log) ?? [];
    const [before = '', inside = '', after = ''] = log.split(
      new RegExp(`^::(?:stop-commands::)?${token}(?:::)?$`, 'm'),
    );
    expect(inside).toContain('labels');
    for (const text of [before, after]) expect(text).not.toMatch(/^\s*::(?!error title=datawarden::)/m);
  });
});

it('a summary that is full is not overrun: GitHub would drop it whole', () => {
  const full = join(folder, 'full.md');
  writeFileSync(full, 'x'.repeat(1024 * 1024 - 10));
  const job = runAction({ snapshot: snapshots.small, policy: decided }, { env: { GITHUB_STEP_SUMMARY: full } });
  expect(job.succeeded).toBe(true);
  expect(readFileSync(full, 'utf8')).toHaveLength(1024 * 1024 - 10);
});

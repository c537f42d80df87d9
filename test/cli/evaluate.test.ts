import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, run } from './run.ts';
import { bucket, decided, resourceOf, smallEstate, writeSnapshot } from './small.ts';

const folder = makeFolder();
const small = await writeSnapshot(join(folder, 'small.ndjson'), smallEstate());
const clean = await writeSnapshot(join(folder, 'clean.ndjson'), [bucket('features', 'enabled')]);
const versioning = ['--policy', 's3-bucket-versioning-enabled'];

const evaluate = (args: readonly string[], cwd = folder) => run(['evaluate', ...args], { cwd });

describe('the exit code', () => {
  it('is 0 and nothing is said where nothing is found', async () => {
    const { code, stdout, stderr } = await evaluate([clean, ...versioning]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('0 fail, 0 unknown, 1 pass, 0 not applicable');
  });

  it('is 1 with its reason where a finding is as bad as --fail-on, which is low if nothing is said', async () => {
    const { code, stderr } = await evaluate([small, '--policy', decided]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'exit 1: one finding of severity low or worse (--fail-on)\n' });
  });

  it.each([
    ['informational', 1],
    ['low', 1],
    ['LOW', 1],
    ['medium', 0],
    ['high', 0],
    ['critical', 0],
    ['never', 0],
  ])('with --fail-on %s and a finding of severity low is %i', async (level, expected) => {
    const { code } = await evaluate([small, '--policy', decided, '--fail-on', level]);
    expect(code).toBe(expected);
  });

  it('is 3 with its reason where something is unknown and --fail-on-unknown was given', async () => {
    const args = [small, '--policy', decided, '--fail-on', 'medium', '--fail-on-unknown'];
    const { code, stderr } = await evaluate(args);
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'exit 3: one verdict is unknown (--fail-on-unknown)\n' });
  });

  it('is 1 rather than 3 where there is a finding as well', async () => {
    expect((await evaluate([small, '--policy', decided, '--fail-on-unknown'])).code).toBe(1);
  });

  it('is 2 where the snapshot does not exist', async () => {
    expect(await evaluate(['nothing.ndjson'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'datawarden: nothing.ndjson: cannot read: no such file or directory\n',
    });
  });
});

describe('a report', () => {
  it('is a table if nothing is said, without colour where it is not a terminal', async () => {
    const { stdout } = await evaluate([small, '--policy', decided]);
    expect(stdout).toContain('s3-bucket-versioning-enabled');
    expect(stdout).toContain('1 fail (1 low), 1 unknown, 2 pass, 0 not applicable');
    expect(stdout).not.toContain('\u001b');
  });

  it('in json holds every verdict', async () => {
    const { stdout } = await evaluate([small, '--policy', decided, '--output', 'json']);
    const report = JSON.parse(stdout) as { findings: { verdict: string; policy: string }[] };
    expect(report.findings.map(({ verdict }) => verdict).sort()).toEqual(['fail', 'pass', 'pass', 'unknown']);
  });

  it('in ndjson is a line for each verdict', async () => {
    const { stdout } = await evaluate([small, '--policy', decided, '--output', 'ndjson']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((line) => 'verdict' in line)).toHaveLength(4);
  });

  it('in sarif has its results at lines of the snapshot, and unknowns as results only if asked', async () => {
    interface Sarif {
      runs: {
        results: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[];
        automationDetails: { id: string };
      }[];
    }
    const plain = JSON.parse((await evaluate([small, '--policy', decided, '--output', 'sarif'])).stdout) as Sarif;
    expect(plain.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['s3-bucket-versioning-enabled']);
    expect(plain.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('small.ndjson');
    const args = ['--output', 'sarif', '--unknown-as-results', '--sarif-category', 'nightly'];
    const full = JSON.parse((await evaluate([small, '--policy', decided, ...args])).stdout) as Sarif;
    expect(full.runs[0]?.results.map(({ ruleId }) => ruleId).sort()).toEqual([
      'dynamodb-pitr-enabled',
      's3-bucket-versioning-enabled',
    ]);
    expect(full.runs[0]?.automationDetails.id).toMatch(/^nightly\//);
  });

  it('in markdown names what was found', async () => {
    const { stdout } = await evaluate([small, '--policy', decided, '--output', 'markdown']);
    expect(stdout).toContain('s3-bucket-versioning-enabled');
    expect(stdout).toContain('labels');
  });

  it('goes to several files and to standard output in one pass, and is the same as alone', async () => {
    const formats = ['json', 'ndjson', 'sarif', 'markdown'];
    const args = formats.flatMap((format) => ['--output', `${format}=all.${format}`]);
    const { code, stdout } = await evaluate([small, '--policy', decided, ...args, '--output', 'table']);
    expect(code).toBe(1);
    expect(stdout).toBe((await evaluate([small, '--policy', decided])).stdout);
    for (const format of formats) {
      const alone = await evaluate([small, '--policy', decided, '--output', format]);
      expect(readFileSync(join(folder, `all.${format}`), 'utf8')).toBe(alone.stdout);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('goes to standard output for `-`', async () => {
    const { stdout } = await evaluate([clean, ...versioning, '--output', 'json=-']);
    expect(JSON.parse(stdout)).toBeTruthy();
  });

  it('takes the place of an older one, also through a link', async () => {
    const { symlinkSync, lstatSync, writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'real.json'), 'old');
    symlinkSync('real.json', join(folder, 'link.json'));
    await evaluate([clean, ...versioning, '--output', 'json=link.json']);
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'real.json'), 'utf8'))).toBeTruthy();
  });

  it('is the same bytes every time', async () => {
    const once = await evaluate([small, '--output', 'sarif']);
    expect(await evaluate([small, '--output', 'sarif'])).toEqual(once);
  });

  it('is the same for a snapshot in each of its forms', async () => {
    const reports = [];
    for (const name of ['forms.ndjson', 'forms.ndjson.gz', 'forms']) {
      await writeSnapshot(join(folder, name), smallEstate());
      const { stdout } = await evaluate([name, '--policy', decided, '--output', 'ndjson']);
      reports.push(stdout);
    }
    const verdicts = reports.map((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly verdict?: string }).verdict)
        .filter((verdict) => verdict !== undefined),
    );
    expect(verdicts[0]).toHaveLength(4);
    expect(verdicts[1]).toEqual(verdicts[0]);
    expect(verdicts[2]).toEqual(verdicts[0]);
  });
});

describe('several snapshots', () => {
  it('are reported as one estate, each finding at its own file', async () => {
    const more = await writeSnapshot(join(folder, 'more.ndjson'), [bucket('clicks-raw', 'never')]);
    const { code, stdout } = await evaluate([small, more, ...versioning, '--output', 'ndjson']);
    expect(code).toBe(1);
    const failed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ location, resource }) => `${location.file}: ${resource.arn}`);
    expect(failed.sort()).toEqual(['more.ndjson: arn:aws:s3:::clicks-raw', 'small.ndjson: arn:aws:s3:::labels']);
  });

  it('may not hold the same resource twice', async () => {
    const again = await writeSnapshot(join(folder, 'again.ndjson'), [bucket('labels', 'never')]);
    const { code, stderr } = await evaluate([small, again]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `datawarden: ${again}:2: \`arn:aws:s3:::labels\` stands at ${small}:5 already: keep one of the two\n`,
    });
  });
});

describe('a filter', () => {
  const ids = async (args: readonly string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await run(['policies', 'list', '--format', 'json', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
  };

  it('--policy takes ids and globs, repeated or with commas', async () => {
    expect(await ids(['--policy', 's3-bucket-version*', '--policy', 'dynamodb-pitr-enabled,kms-cmk-not-*'])).toEqual([
      'dynamodb-pitr-enabled',
      'kms-cmk-not-scheduled-for-deletion',
      's3-bucket-versioning-enabled',
    ]);
  });

  it('--exclude leaves out what it names', async () => {
    const all = await ids(['--policy', 'dynamodb-*']);
    const rest = all.filter((id) => !id.endsWith('-backup-plan') && !id.startsWith('dynamodb-auto'));
    expect(rest).toContain('dynamodb-pitr-enabled');
    expect(rest.length).toBeLessThan(all.length);
    expect(await ids(['--policy', 'dynamodb-*', '--exclude', '*-backup-plan,dynamodb-auto*'])).toEqual(rest);
  });

  it('--severity, --category and --service keep what matches all of them', async () => {
    const { stdout } = await run(['policies', 'list', '--format', 'json']);
    const all = JSON.parse(stdout) as { id: string; severity: string; category: string }[];
    const wanted = all
      .filter(
        ({ id, severity, category }) => id.startsWith('dynamodb-') && severity === 'medium' && category === 'recovery',
      )
      .map(({ id }) => id);
    expect(wanted).toContain('dynamodb-pitr-enabled');
    expect(await ids(['--service', 'DynamoDB', '--severity', 'medium', '--category', 'recovery'])).toEqual(wanted);
  });

  it('--service holds a policy of another service against the types of that service alone', async () => {
    const asks = async (...filter: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await run(['permissions', '--policy', 'iam-policy-ineffective-condition', ...filter]);
      return [...stdout.matchAll(/"([a-z0-9]+:[A-Za-z]+)"/g)].map(([, action = '']) => action);
    };
    expect(await asks('--service', 's3')).toContain('s3:GetBucketPolicy');
    expect(await asks('--service', 's3')).not.toContain('kms:GetKeyPolicy');
    expect(await asks('--service', 'iam')).toEqual(await asks());
    expect(await asks()).toContain('kms:GetKeyPolicy');
  });

  it('says how many rules there were: a filter narrows the evaluation, too', async () => {
    const { stdout } = await evaluate([small, '--service', 'kms']);
    expect(stdout).toContain('0 fail, 0 unknown, 0 pass, 0 not applicable');
  });

  it.each([
    [
      ['--policy', 's3-bucket-versionning-enabled'],
      '--policy `s3-bucket-versionning-enabled` names no policy: did you mean `s3-bucket-versioning-enabled`?',
    ],
    [['--policy', 'nothing-like-it-*'], '--policy `nothing-like-it-*` names no policy; see `datawarden policies list`'],
    [['--exclude', 'dynamodb-pitr'], '--exclude `dynamodb-pitr` names no policy; see `datawarden policies list`'],
    [['--severity', 'hgih,criticl'], '--severity `hgih` is not known; use informational, low, medium, high, critical'],
    [['--severity', 'criticl'], '--severity `criticl` is not known: did you mean `critical`?'],
    [['--category', 'recovry'], '--category `recovry` is not known: did you mean `recovery`?'],
    [['--service', 'dynamdb'], '--service `dynamdb` has no policies: did you mean `dynamodb`?'],
    [
      ['--service', 'dynamodb', '--exclude', '*'],
      'no policy is left after --framework, --policy, --exclude, --severity, --category and --service',
    ],
  ])('%j is exit code 2 with the nearest name', async (args, message) => {
    expect(await evaluate([small, ...args])).toEqual({ code: 2, stdout: '', stderr: `datawarden: ${message}\n` });
  });
});

it('a resource whose type no policy is about is counted and changes nothing', async () => {
  const route = resourceOf('AWS::EC2::RouteTable', 'arn:aws:ec2:eu-central-1:111122223333:route-table/rtb-1');
  const path = await writeSnapshot(join(folder, 'route.ndjson'), [route]);
  const { code, stdout } = await evaluate([path, '--service', 'dynamodb']);
  expect(code).toBe(0);
  expect(stdout).toContain('1 resource');
});

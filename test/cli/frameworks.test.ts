import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedFrameworks } from '../../src/pipeline/shipped.ts';
import { makeFolder, program, run, runCommand } from './run.ts';
import { smallEstate, writeSnapshot } from './small.ts';

const folder = makeFolder();
const snapshot = await writeSnapshot(join(folder, 'small.ndjson'), smallEstate());

/** A folder of policies in which only a framework lies. */
const ownFolder = (name: string, text: string): string => {
  const own = join(folder, name);
  mkdirSync(join(own, 'frameworks'), { recursive: true });
  writeFileSync(join(own, 'frameworks', 'house.yaml'), text);
  return own;
};

const house = `id: house-rules
title: What we hold to
version: '3'
source: https://wiki.example.com/rules
requirements:
  - { id: H-1, title: Buckets can be restored, policies: [s3-bucket-versioning-enabled] }
  - { id: H-2, title: Tables can be restored, policies: [dynamodb-pitr-enabled] }
  - { id: H-3, title: Clusters can be restored, policies: [redshift-backup-enabled] }
  - { id: H-4, title: Somebody owns every table, policies: [] }
`;
const own = ownFolder('own', house);

describe('policies frameworks', () => {
  it('is a line for each framework, with how much of it is covered', async () => {
    const { code, stdout } = await run(['policies', 'frameworks', '--policies', own]);
    expect(code).toBe(0);
    expect(stdout).toContain('house-rules     3 of 4      What we hold to, 3\n');
    for (const { id } of shippedFrameworks()) expect(stdout).toMatch(new RegExp(`^${id} `, 'm'));
  });

  it('shows the requirements of one, and which of them no policy decides', async () => {
    const { stdout } = await run(['policies', 'frameworks', 'house-rules', '--policies', own]);
    expect(stdout).toContain('\nH-1  Buckets can be restored\n  s3-bucket-versioning-enabled\n');
    expect(stdout).toContain('\nH-4  Somebody owns every table\n  not covered\n');
    const { stdout: json } = await run(['policies', 'frameworks', 'cis-aws', '--format', 'json']);
    expect(JSON.parse(json)).toEqual(shippedFrameworks().find(({ id }) => id === 'cis-aws'));
  });

  it.each([
    ['cis-asw', 'there is no framework `cis-asw`: did you mean `cis-aws`?'],
    [
      'qqqq',
      'there is no framework `qqqq`; there are aws-fsbp, cis-aws, hipaa, ml-data-estate, nist-800-53-r5, pci-dss-4, soc2',
    ],
  ])('names the nearest to %s', async (name, message) =>
    expect(await run(['policies', 'frameworks', name])).toEqual({
      code: 2,
      stdout: '',
      stderr: `datawarden: ${message}\n`,
    }),
  );
});

describe('--framework', () => {
  it('runs the policies of its requirements, and reports each requirement', async () => {
    const args = ['evaluate', snapshot, '--policies', own, '--framework', 'house-rules'];
    const { code, stdout } = await run([...args, '--output', 'json']);
    expect(code).toBe(1);
    const { policies, frameworks } = JSON.parse(stdout);
    expect(policies.map(({ id }: { id: string }) => id)).toEqual([
      'dynamodb-pitr-enabled',
      'redshift-backup-enabled',
      's3-bucket-versioning-enabled',
    ]);
    expect(frameworks).toHaveLength(1);
    expect(frameworks[0].requirements.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ['H-1', 'not-met'],
      ['H-2', 'unknown'],
      ['H-3', 'nothing-to-check'],
      ['H-4', 'not-covered'],
    ]);
  });

  it('may be repeated: the policies of all, a section for each in the order in which they were named', async () => {
    const args = ['evaluate', snapshot, '--policies', own, '--framework', 'soc2', '--framework', 'house-rules,SOC2'];
    const { stdout } = await run([...args, '--fail-on', 'never']);
    expect(stdout.match(/^(SOC2|HOUSE-RULES) {2}/gm)).toEqual(['SOC2  ', 'HOUSE-RULES  ']);
    expect(stdout).toMatch(/^ {2}not met {11}H-1 {2}Buckets can be restored \(1 fail, 1 pass\)$/m);
  });

  it('stands beside the other filters: what they leave out was not run, and is never met', async () => {
    const args = ['evaluate', snapshot, '--policies', own, '--framework', 'house-rules', '--exclude', 's3-*'];
    const { stdout } = await run([...args, '--output', 'json', '--fail-on', 'never']);
    expect(JSON.parse(stdout).frameworks[0].requirements[0]).toMatchObject({
      status: 'unknown',
      notRun: ['s3-bucket-versioning-enabled'],
    });
  });

  it('selects for policies list and permissions, too', async () => {
    const { stdout } = await run(['policies', 'list', '--policies', own, '--framework', 'house-rules']);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('3 policies');
    const { stdout: document } = await run(['permissions', '--policies', own, '--framework', 'house-rules']);
    const actions: string[] = JSON.parse(document).Statement[0].Action;
    expect(actions).toContain('s3:GetBucketVersioning');
    expect(actions.filter((action) => action.startsWith('iam:'))).toEqual([]);
  });

  it('is checked for collect and scan before anything is read', async () => {
    for (const command of ['collect', 'scan']) {
      const { code, stderr } = await run([command, '--framework', 'hippa']);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'datawarden: there is no framework `hippa`: did you mean `hipaa`?\n',
      });
    }
  });

  it('names a misspelt policy of an own framework with file, line and column, and exit code 2', async () => {
    const wrong = ownFolder('wrong', house.replace('[dynamodb-pitr-enabled]', '[dynamodb-pitr-enable]'));
    const { code, stderr } = await run(['evaluate', snapshot, '--policies', wrong, '--framework', 'house-rules']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `datawarden: ${join(wrong, 'frameworks', 'house.yaml')}:7:58: there is no policy \`dynamodb-pitr-enable\`: did you mean \`dynamodb-pitr-enabled\`?\n`,
    });
  });

  it('does not let an own framework stand in for one that ships', async () => {
    const same = ownFolder('same', house.replace('house-rules', 'hipaa'));
    const { code, stderr } = await run(['evaluate', snapshot, '--policies', same, '--framework', 'hipaa']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'datawarden: two frameworks have the id `hipaa`: rename one\n',
    });
  });
});

describe('policies check and policies show', () => {
  it('check finds frameworks sound that lie beside policies', async () => {
    const { code, stdout } = await run(['policies', 'check', own]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '0 policies are sound\n1 framework is sound\n' });
    const file = await run(['policies', 'check', join(own, 'frameworks', 'house.yaml')]);
    expect(file.stdout).toBe('0 policies are sound\n1 framework is sound\n');
  });

  it('show says which requirements a policy decides', async () => {
    const { stdout } = await run(['policies', 'show', 's3-bucket-ssl-requests-only']);
    expect(stdout).toMatch(/\nFrameworks\n {2}aws-fsbp: S3\.5\n {2}cis-aws: 3\.1\.1\n/);
  });
});

it('a run that asks for no framework does not read them', async () => {
  const copy = join(folder, 'dist');
  cpSync(dirname(program), copy, { recursive: true });
  rmSync(join(copy, 'frameworks.txt'));
  const args = [join(copy, 'cli.js'), 'evaluate', snapshot, '--fail-on', 'never'];
  expect(await runCommand(process.execPath, args, { cwd: folder })).toMatchObject({ code: 0 });
  expect(await runCommand(process.execPath, [...args, '--framework', 'cis-aws'], { cwd: folder })).toMatchObject({
    code: 70,
  });
});

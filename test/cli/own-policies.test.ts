import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, run } from './run.ts';
import { bucket, writeSnapshot } from './small.ts';

const folder = makeFolder();
const snapshot = await writeSnapshot(join(folder, 'small.ndjson'), [
  bucket('features', 'enabled', { Owner: 'data-platform' }),
  bucket('labels', 'never', {}),
]);

/** A sound policy on DynamoDB tables, with some of its lines replaced. */
const policy = (replaced: Readonly<Record<string, string>> = {}): string => {
  const lines: Record<string, string> = {
    id: 'id: tables-own-check',
    title: 'title: Tables should hold',
    resource: 'resource: AWS::DynamoDB::Table',
    severity: 'severity: high',
    category: 'category: recovery',
    require: "require: resource.status == 'ACTIVE'",
    at: 'at: status',
    message: "message: '{name} is {resource.status}.'",
    why: 'why: Because.',
    remediation: 'remediation: { text: Mend it. }',
    references: 'references: [https://docs.aws.amazon.com/]',
    examples: 'examples: { pass: [{ status: ACTIVE }], fail: [{ status: CREATING }], unknown: [{}] }',
    ...replaced,
  };
  return `${Object.values(lines).join('\n')}\n`;
};

let folders = 0;

/**
 * Checks a policy in which `⟦` stands just before the place that the error must name.
 * @returns what was said after `FILE:LINE:COLUMN: `, once that is found to be the place.
 */
const mistakeIn = async (marked: string): Promise<string> => {
  const dir = join(folder, `own-${folders++}`);
  mkdirSync(dir);
  writeFileSync(join(dir, 'own.yaml'), marked.replace('⟦', ''));
  const before = marked.slice(0, marked.indexOf('⟦')).split('\n');
  const place = `${join(dir, 'own.yaml')}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  const { code, stdout, stderr } = await run(['evaluate', snapshot, '--policies', dir, '--output', 'json=out.json'], {
    cwd: dir,
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toContain(`datawarden: ${place}: `);
  return stderr.slice(`datawarden: ${place}: `.length).trimEnd();
};

describe('--policies', () => {
  it('adds the policies of a folder and those below it to the shipped ones', async () => {
    const dir = join(folder, 'mine');
    mkdirSync(join(dir, 'deep'), { recursive: true });
    const owner = policy({
      id: 'id: s3-bucket-owner-tag',
      resource: 'resource: AWS::S3::Bucket',
      require: 'require: "\'Owner\' in resource.tags"',
      at: 'at: tags',
      message: "message: '{name} has no owner.'",
      examples: 'examples: { pass: [{ tags: { Owner: x } }], fail: [{ tags: {} }], unknown: [{}] }',
    });
    writeFileSync(join(dir, 'deep', 'owner.yml'), owner);
    writeFileSync(join(dir, 'table.yaml'), policy());
    writeFileSync(join(dir, 'notes.txt'), 'not a policy');
    const args = [snapshot, '--policies', dir, '--policy', 's3-bucket-owner-tag,s3-bucket-versioning-enabled'];
    const { code, stdout } = await run(['evaluate', ...args, '--output', 'ndjson']);
    expect(code).toBe(1);
    const failed = stdout.split('\n').filter((line) => line.includes('"verdict":"fail"'));
    expect(failed.map((line) => JSON.parse(line).message)).toEqual([
      'labels has no owner.',
      'Versioning is never on bucket labels.',
    ]);
  });

  it('takes a single file', async () => {
    const path = join(folder, 'one.yaml');
    writeFileSync(path, policy());
    const { stdout } = await run(['policies', 'list', '--policies', path, '--policy', 'tables-own-check']);
    expect(stdout).toBe('tables-own-check  high           Tables should hold\n1 policy\n');
  });

  it.each([
    ['there is no policy file or folder `./missing`', './missing', () => undefined],
    [
      'there is no policy in `./hollow`: its files should end in .yaml or .yml',
      './hollow',
      (dir: string) => mkdirSync(join(dir, 'hollow')),
    ],
    [
      'not-utf8.yaml: not UTF-8: policies and frameworks are UTF-8 text',
      'not-utf8.yaml',
      (dir: string) => writeFileSync(join(dir, 'not-utf8.yaml'), Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xff, 0xfe])),
    ],
  ])('says that %s', async (message, path, prepare) => {
    const dir = mkdtempSync(join(folder, 'bad-'));
    prepare(dir);
    expect(await run(['evaluate', snapshot, '--policies', path], { cwd: dir })).toEqual({
      code: 2,
      stdout: '',
      stderr: `datawarden: ${message}\n`,
    });
  });
});

describe('a mistake in a policy of your own is named with file, line, column and the nearest name', () => {
  it.each([
    ['text that is not YAML', `${policy({ why: 'why: "Because' })}⟦`, /^missing closing "quote$/],
    ['a key that stands twice', policy({ why: 'why: Because.\n⟦why: Again.' }), 'map keys must be unique'],
    [
      'an unknown key',
      policy({ why: '⟦wy: Because.\nwhy: Because.' }),
      'unknown key `wy` in the policy: did you mean `why`?',
    ],
    [
      'an unknown key inside another',
      policy({ remediation: 'remediation: { ⟦clli: x }' }),
      'unknown key `clli` in `remediation`: did you mean `cli`?',
    ],
    ['a key that is missing', `⟦${policy({ why: '' })}`, 'the policy lacks `why`'],
    [
      'a word that is not one of the severities',
      policy({ severity: 'severity: ⟦hgih' }),
      '`severity` must be one of informational, low, medium, high, critical',
    ],
    [
      'an unknown resource type',
      policy({ resource: 'resource: ⟦AWS::DynamoDB::Tabel' }),
      'unknown resource type `AWS::DynamoDB::Tabel`: did you mean `AWS::DynamoDB::Table`?',
    ],
    [
      'a fact that the finding points at and that is not there',
      policy({ at: 'at: ⟦recovery.pointInTme' }),
      '`recovery.pointInTme` is not a fact of AWS::DynamoDB::Table: did you mean `recovery.pointInTime`?',
    ],
    [
      'an unknown field',
      policy({ require: 'require: resource.recovery.⟦pointInTme.enabled' }),
      'unknown field `pointInTme` on `recovery` of AWS::DynamoDB::Table: did you mean `pointInTime`?',
    ],
    [
      'an unknown field inside a value',
      policy({ require: 'require: resource.recovery.pointInTime.⟦enbled' }),
      'unknown field `enbled`: did you mean `enabled`?',
    ],
    [
      'an unknown field in a literal block',
      policy({ require: "require: |\n  resource.status == 'ACTIVE' &&\n    resource.⟦stats == 'ACTIVE'" }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown field in a folded block',
      policy({ require: "require: >-\n  resource.status == 'ACTIVE' &&\n\n    resource.⟦stats == 'ACTIVE'" }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown field in a single-quoted text',
      policy({ require: "require: 'resource.status == ''ACTIVE'' && resource.⟦stats == ''ACTIVE'''" }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown field in a double-quoted text with escapes',
      policy({ require: 'require: "resource.status == \\"ACTIVE\\" && resource.⟦stats == \\u0022ACTIVE\\u0022"' }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown field after an escape of several characters in a double-quoted text',
      policy({ require: 'require: "resource.status == \\u0022ACTIVE\\x22 && resource.⟦stats == \'ACTIVE\'"' }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown field in a plain text over two lines',
      policy({ require: "require: resource.status == 'ACTIVE' &&\n  resource.⟦stats == 'ACTIVE'" }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown field in a condition',
      policy({ require: "when: resource.⟦stats == 'ACTIVE'\nrequire: resource.recovery.deletionProtection" }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    ['a value that AWS does not have', policy({ require: "require: resource.status == ⟦'ACTIV'" }), /`ACTIVE`/],
    [
      'a comparison of unlike types',
      policy({ require: "require: ⟦resource.itemCount == '0'" }),
      /int.*string|string.*int/,
    ],
    [
      'a read of what may be null',
      policy({ require: 'require: ⟦resource.stream.view == "NEW_IMAGE"' }),
      '`resource.stream` may be null here: guard it, as in `resource.stream != null && …`',
    ],
    ['something that is neither true nor false', policy({ require: 'require: ⟦resource.itemCount' }), /true or false/],
    ['CEL that does not parse', policy({ require: "require: resource.status == ⟦&& 'x'" }), /./],
    [
      'a placeholder that names nothing',
      policy({ message: "message: 'It is {resource.⟦stats}.'" }),
      'unknown field `stats` on AWS::DynamoDB::Table: did you mean `status`?',
    ],
    [
      'an unknown parameter',
      policy({
        require:
          'parameters: { most: { type: integer, default: 5, description: At most. } }\nrequire: resource.itemCount <= params.⟦moost',
      }),
      'unknown parameter `moost`: did you mean `most`?',
    ],
    [
      'an id that is taken',
      policy({ id: 'id: ⟦dynamodb-pitr-enabled' }),
      'the id `dynamodb-pitr-enabled` is taken by policy dynamodb-pitr-enabled: choose another',
    ],
    ['a regular expression that is none', policy({ require: "require: resource.status.matches(⟦'(')" }), /./],
  ])('%s', async (_, text, message) => {
    const said = await mistakeIn(text);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('an id that two of your own files have', async () => {
    const dir = mkdtempSync(join(folder, 'twice-'));
    writeFileSync(join(dir, 'a.yaml'), policy());
    writeFileSync(join(dir, 'b.yaml'), policy());
    expect(await run(['policies', 'list', '--policies', dir])).toEqual({
      code: 2,
      stdout: '',
      stderr: `datawarden: ${join(dir, 'b.yaml')}:1:5: the id \`tables-own-check\` is taken by ${join(dir, 'a.yaml')}: choose another\n`,
    });
  });

  it.each([
    ['an empty file', ''],
    ['a list instead of a policy', '- 1\n'],
    ['two documents', `${policy()}---\n${policy()}`],
    [
      'aliases that multiply',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
        .split('')
        .map((x, i) => `${x}: &${x} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
        .join('\n')}\n`,
    ],
    ['10,000 levels of nesting', `id: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    [
      'an expression of 10,000 brackets',
      policy({ require: `require: ${'('.repeat(10_000)}true${')'.repeat(10_000)}` }),
    ],
    ['an expression of 10,000 terms', policy({ require: `require: ${Array(10_000).fill('true').join(' && ')}` })],
    ['a key called __proto__', `__proto__: { id: x }\n${policy()}`],
    ['control characters', policy({ id: 'id: "x\\e[31m\\a"' })],
    ['binary junk', String.fromCharCode(0, 1, 2, 7, 27, 127).repeat(20)],
    ['a chain as long as the parser takes', policy({ require: `require: 1${'+1'.repeat(900)} == 1` })],
  ])('%s is one sentence, too', async (_, text) => {
    const path = join(folder, 'hostile.yaml');
    writeFileSync(path, text);
    const { code, stdout, stderr } = await run(['policies', 'check', path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^datawarden: [^\n]+\n$/);
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(stderr).toContain(path);
  });
});

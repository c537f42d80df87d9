import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import { compilePolicy } from '../../src/evaluation/compile-policy.ts';
import { checkExamples } from '../../src/evaluation/examples.ts';
import { parsePolicy } from '../../src/evaluation/policy-file.ts';
import { Nullable, Shape } from '../../src/model/define.ts';

const catalogue = new Map([
  [
    'AWS::Test::Table',
    {
      status: Type.String({ examples: ['ACTIVE'] }),
      'recovery.pointInTime': Nullable(Shape({ enabled: Type.Boolean() })),
    },
  ],
  [
    'AWS::Test::Other',
    {
      status: Type.String({ examples: ['ACTIVE'] }),
      'recovery.pointInTime': Nullable(Shape({ enabled: Type.Boolean() })),
    },
  ],
]);

const sound = `id: test-table-backup
title: Tables should have backups
resource: AWS::Test::Table
severity: medium
category: recovery
when: resource.status == 'ACTIVE'
require: resource.recovery.pointInTime != null && resource.recovery.pointInTime.enabled
at: recovery.pointInTime
message: "Backups are off for {name}: {resource.recovery.pointInTime.enabled}."
why: Data is lost.
remediation:
  cli: |
    aws test enable --table {name} --json '{"on": true}'
references: [https://docs.aws.amazon.com/]
examples:
  pass:
    - { status: ACTIVE, recovery.pointInTime: { enabled: true } }
  fail:
    - { status: ACTIVE, recovery.pointInTime: { enabled: false } }
    - name: none at all
      facts: { status: ACTIVE, recovery.pointInTime: null }
  unknown:
    - { status: ACTIVE }
  not-applicable:
    - { status: DELETING }
`;

const message = (text: string): string => {
  try {
    compilePolicy(parsePolicy(text, 'own.yaml'), catalogue);
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('a policy file', () => {
  it('is read, compiled and has examples that hold', () => {
    const [rule] = compilePolicy(parsePolicy(sound, 'own.yaml'), catalogue);
    expect(rule && checkExamples(rule)).toEqual([]);
    expect([...(rule?.facts ?? [])]).toEqual(['status', 'recovery.pointInTime']);
  });

  it('may speak of several types', () => {
    const rules = compilePolicy(
      parsePolicy(sound.replace('AWS::Test::Table', '[AWS::Test::Table, AWS::Test::Other]'), 'own.yaml'),
      catalogue,
    );
    expect(rules.map(({ type }) => type)).toEqual(['AWS::Test::Table', 'AWS::Test::Other']);
  });

  it.each([
    ['no YAML', (text: string) => text.replace('title: ', 'title: "'), /^own\.yaml:\d+:\d+: /],
    ['a key twice', (text: string) => `${text}id: again\n`, 'own.yaml:26:1: map keys must be unique'],
    [
      'an unknown key',
      (text: string) => text.replace('severity:', 'severty:'),
      'own.yaml:4:1: unknown key `severty` in the policy: did you mean `severity`?',
    ],
    ['a missing key', (text: string) => text.replace(/why: .*\n/, ''), 'own.yaml:1:1: the policy lacks `why`'],
    [
      'a severity that is none',
      (text: string) => text.replace('medium', 'middling'),
      'own.yaml:4:11: `severity` must be one of informational, low, medium, high, critical',
    ],
    [
      'an unknown type',
      (text: string) => text.replace('Test::Table', 'Test::Tabel'),
      'own.yaml:3:11: unknown resource type `AWS::Test::Tabel`: did you mean `AWS::Test::Table`?',
    ],
    [
      'a misspelt fact',
      (text: string) => text.replace('!= null && resource.recovery', '!= null && resource.recvery'),
      'own.yaml:7:60: unknown field `recvery` on AWS::Test::Table: did you mean `recovery`?',
    ],
    [
      'a value that is none',
      (text: string) => text.replace(`== 'ACTIVE'`, `== 'ACTVE'`),
      'own.yaml:6:26: `ACTVE` is none of its values: did you mean `ACTIVE`?',
    ],
    [
      'a place that is no fact',
      (text: string) => text.replace('at: recovery.pointInTime', 'at: recovery.pointinTime'),
      'own.yaml:8:5: `recovery.pointinTime` is not a fact of AWS::Test::Table: did you mean `recovery.pointInTime`?',
    ],
    [
      'a placeholder that names nothing',
      (text: string) => text.replace('{resource.recovery.', '{resource.recover.'),
      'own.yaml:9:49: unknown field `recover` on AWS::Test::Table: did you mean `recovery`?',
    ],
    [
      'a mistake in a folded scalar',
      (text: string) => text.replace(/require: (.*) && /, 'require: >-\n  $1\n  &&\n  false == 3 && '),
      'own.yaml:10:3: bool is compared with int',
    ],
    [
      'a mistake in a quoted scalar',
      (text: string) => text.replace(/when: .*/, `when: "resource.status == \\"ACTIVE\\" && resource.statu == ''"`),
      'own.yaml:6:50: unknown field `statu` on AWS::Test::Table: did you mean `status`?',
    ],
    [
      'a condition that is no truth',
      (text: string) => text.replace(/when: .*/, 'when: resource.status'),
      'own.yaml:6:7: `when` must be true or false, and is string',
    ],
  ])('with %s is refused with its place', (_, change, expected) => {
    const text = change(sound);
    expect(text).not.toBe(sound);
    if (typeof expected === 'string') expect(message(text)).toBe(expected);
    else expect(message(text)).toMatch(expected);
  });

  it('has its examples checked', () => {
    const wrong = (text: string): string[] => {
      const [rule] = compilePolicy(parsePolicy(text, 'own.yaml'), catalogue);
      return rule === undefined
        ? []
        : checkExamples(rule).map(({ section, index, message: problem }) => `${section}[${index}] ${problem}`);
    };
    expect(wrong(sound.replace('{ enabled: true } }', '{ enabled: false } }'))).toEqual(['pass[0] gives fail']);
    expect(wrong(sound.replace('{ status: DELETING }', '{ status: DELETING, recovery.pointInTime: null }'))).toEqual([
      'not-applicable[0] is decided (not-applicable) without `recovery.pointInTime`: leave it out, or make the policy read it',
    ]);
    expect(wrong(sound.replace(/when: .*\n/, '').replace('require: resource', 'require: true || resource'))).toContain(
      'unknown[-1] gives pass with nothing known',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { FrameworkError } from '../../src/errors.ts';
import { parseFramework } from '../../src/evaluation/framework-file.ts';
import { packFrameworks, unpackFrameworks } from '../../src/evaluation/pack.ts';

const policies = [
  { id: 's3-bucket-versioning-enabled', aliases: ['s3-versioning'] },
  { id: 'dynamodb-pitr-enabled', aliases: [] },
];

const sound = `id: house-rules
title: What we hold to
version: '3'
source: https://wiki.example.com/rules
requirements:
  - id: 'H-1'
    title: Data can be restored
    page: https://wiki.example.com/rules#h-1
    policies:
      - s3-bucket-versioning-enabled
      - dynamodb-pitr-enabled
  - id: 'H-2'
    title: Somebody owns every table
    policies: []
`;

const message = (text: string): string => {
  try {
    parseFramework(text, 'own.yaml', policies);
  } catch (error) {
    if (error instanceof FrameworkError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('a framework file', () => {
  it('is read, and what no policy decides stays in it', () => {
    expect(parseFramework(sound, 'own.yaml', policies)).toEqual({
      id: 'house-rules',
      title: 'What we hold to',
      version: '3',
      source: 'https://wiki.example.com/rules',
      requirements: [
        {
          id: 'H-1',
          title: 'Data can be restored',
          page: 'https://wiki.example.com/rules#h-1',
          policies: ['s3-bucket-versioning-enabled', 'dynamodb-pitr-enabled'],
        },
        { id: 'H-2', title: 'Somebody owns every table', page: null, policies: [] },
      ],
    });
  });

  it('may name a policy by its older id, which counts once beside the new one', () => {
    const text = sound.replace('      - dynamodb-pitr-enabled', '      - s3-versioning');
    const [first] = parseFramework(text, 'own.yaml', policies).requirements;
    expect(first?.policies).toEqual(['s3-bucket-versioning-enabled']);
  });

  it('is the same after it was packed', () => {
    const framework = parseFramework(sound, 'own.yaml', policies);
    expect(unpackFrameworks(packFrameworks([framework, framework]))).toEqual([framework, framework]);
  });

  it.each([
    [
      'a misspelt policy',
      (text: string) => text.replace('dynamodb-pitr-enabled', 'dynamodb-pitr-enable'),
      'own.yaml:11:9: there is no policy `dynamodb-pitr-enable`: did you mean `dynamodb-pitr-enabled`?',
    ],
    [
      'a policy that nothing is like',
      (text: string) => text.replace('dynamodb-pitr-enabled', 'qqqqqqqq'),
      'own.yaml:11:9: there is no policy `qqqqqqqq`; see `datawarden policies list`',
    ],
    [
      'a requirement twice',
      (text: string) => text.replace('H-2', 'H-1'),
      'own.yaml:12:10: requirement `H-1` stands here twice',
    ],
    [
      'a misspelt key',
      (text: string) => text.replace('    page:', '    pages:'),
      'own.yaml:8:5: unknown key `pages` in `requirements.0`: did you mean `page`?',
    ],
    [
      'a number that YAML would shorten',
      (text: string) => text.replace("'H-2'", '3.10'),
      'own.yaml:12:9: `requirements.1.id` must be text: put it in quotes',
    ],
    [
      'no list of policies: none at all has to be said',
      (text: string) => text.replace('    policies: []\n', ''),
      'own.yaml:12:5: `requirements.1` lacks `policies`',
    ],
    [
      'a source that is no address',
      (text: string) => text.replace('source: https:', 'source: http:'),
      'own.yaml:4:9: `source` must match pattern "^https://\\S+$"',
    ],
    [
      'a policy twice',
      (text: string) => text.replace('      - dynamodb-pitr-enabled', '      - s3-bucket-versioning-enabled'),
      'own.yaml:10:7: `requirements.0.policies` must NOT have duplicate items (items ## 1 and 0 are identical)',
    ],
    ['no YAML', (text: string) => text.replace("'3'", "'3"), /^own\.yaml:\d+:\d+: /],
    ['nothing', () => '', 'own.yaml:1:1: the framework must be object'],
    ['no framework', () => 'id: x\nseverity: low\n', 'own.yaml:2:1: unknown key `severity` in the framework'],
  ])('is refused with %s', (_, change, expected) => {
    if (typeof expected === 'string') expect(message(change(sound))).toBe(expected);
    else expect(message(change(sound))).toMatch(expected);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyKind } from '../../../../src/analysis/access/validate/check.ts';
import { checkPolicyDocument } from '../../../../src/analysis/access/validate/check-text.ts';
import { scanJson } from '../../../../src/analysis/access/validate/json-scan.ts';

const KINDS = ['identity', 'resource', 'trust', 'scp', 'rcp', null] as const;

const placed = (text: string): readonly unknown[] =>
  checkPolicyDocument(text, 'identity').map(({ check, path, line, column }) => [check, path, line, column]);

describe('a finding in a text', () => {
  it('has the line and column of the value that it is about, and findings come in the order of the text', () => {
    const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:GetObjekt"],
      "Resource": "bucket",
      "Condition": {
        "StringEquals": {
          "token.actions.githubusercontent.com:sub": "a",
          "aws:PrincipalTag/cost.center": "b*"
        }
      }
    }
  ]
}
`;
    expect(placed(text)).toEqual([
      ['invalid-action', 'Statement[0].Action[1]', 6, 34],
      ['invalid-arn-prefix', 'Statement[0].Resource', 7, 19],
      ['wildcard-without-like-operator', 'Statement[0].Condition.StringEquals.aws:PrincipalTag/cost.center', 11, 43],
    ]);
  });

  it('has the place of what lacks something', () => {
    expect(placed('{"Version": "2012-10-17",\n "Statement": [{"Action": "s3:*",\n "Resource": "*"}]}')).toEqual([
      ['missing-effect', 'Statement[0]', 2, 16],
    ]);
    expect(placed('\n  {"Version": "2012-10-17"}')).toEqual([['missing-statement', '', 2, 3]]);
  });

  it('has the place where the text stops being JSON', () => {
    expect(placed('{\n  "Version": "2012-10-17",\n}')).toEqual([['json-syntax-error', '', 3, 1]]);
    expect(placed('')).toEqual([['json-syntax-error', '', 1, 1]]);
    expect(placed('{"Version": "2012')).toEqual([['json-syntax-error', '', 1, 13]]);
  });

  it('is nowhere if there is nothing to find', () => {
    expect(checkPolicyDocument('{"Version": "2012-10-17", "Statement": []}', null)).toMatchObject([
      { check: 'missing-statement', severity: 'error', line: 1, column: 40 },
    ]);
    const fine =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}}';
    expect(checkPolicyDocument(fine, null)).toEqual([]);
  });
});

describe('the scanner of JSON', () => {
  it('accepts just what JSON.parse accepts', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\u00e4"',
      '"\\x"',
      '1',
      '-0.5e3',
      '01',
      'true',
      ' ',
      '\n',
      '\u00a0',
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 1 })).map(([json, at, extra]) => {
        const cut = at % (json.length + 1);
        return `${json.slice(0, cut)}${extra}${json.slice(cut + 1)}`;
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(scanJson(text).errorAt === null).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('validation answers', () => {
  const kinds = fc.constantFrom(...KINDS);
  const answers = (text: string, asked: readonly (PolicyKind | null)[] = KINDS): void => {
    for (const kind of asked) {
      const findings = checkPolicyDocument(text, kind);
      expect(findings.filter(({ line, column, message }) => line < 1 || column < 1 || message === '')).toEqual([]);
    }
  };

  it.each([
    [
      '20 KB of wildcards',
      JSON.stringify(policy({ Action: '*'.repeat(20_000), Resource: `arn:aws:s3:::${'*?'.repeat(10_000)}` })),
    ],
    [
      'wildcards in many actions',
      JSON.stringify(policy({ Action: Array.from({ length: 1_000 }, (_, at) => `s3:*${at}*`) })),
    ],
    [
      'wildcards in many ARNs',
      JSON.stringify(policy({ Resource: Array.from({ length: 700 }, (_, at) => `arn:aws:*:*:*:*/${at}*`) })),
    ],
    ['variables without an end', JSON.stringify(policy({ Resource: '${'.repeat(9_000) }))],
    ['brackets', '['.repeat(20_000)],
    ['brackets that close', `${'['.repeat(9_000)}${']'.repeat(9_000)}`],
    ['a statement that is deep', `{"Version":"2012-10-17","Statement":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    [
      'names that objects inherit',
      '{"__proto__": 1, "constructor": 2, "Statement": [{"toString": 1, "Condition": {"__proto__": {"a": 1}}}]}',
    ],
    ['duplicate keys', '{"Version":"2012-10-17","Statement":[],"Statement":[{"Effect":"Allow","Effect":"Deny"}]}'],
    [
      'numbers for text',
      '{"Version":2012,"Id":1,"Statement":{"Sid":1,"Effect":1,"Principal":{"AWS":1},"Action":1,"Resource":1,"Condition":{"Bool":{"a:b":1}}}}',
    ],
    ['nothing', 'null'],
  ])('for %s', (_, text) => answers(text));

  it('for policies with parts exchanged for others', () => {
    const strange = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', '*', '${', 'arn:', 'arn:aws:s3:::*', 's3:', ':', '{}', 'repo:*', 'aws:', '1.2.3.4/33'),
    );
    const element = fc.constantFrom(
      'Sid',
      'Effect',
      'Principal',
      'NotPrincipal',
      'Action',
      'NotAction',
      'Resource',
      'NotResource',
      'Condition',
    );
    const operator = fc.constantFrom(
      'StringLike',
      'ForAnyValue:StringNotLike',
      'ArnLikeIfExists',
      'Null',
      'IpAddress',
      'DateEquals',
      'Odd',
    );
    const key = fc.constantFrom(
      'aws:SourceIp',
      'aws:userid',
      'aws:PrincipalOrgID',
      's3:prefix',
      'a.b:aud',
      'a.b:sub',
      'kms:ViaService',
      'x',
      '',
    );
    const condition = fc.dictionary(operator, fc.dictionary(key, strange, { maxKeys: 3 }), { maxKeys: 3 });
    const changes = fc.dictionary(element, strange, { maxKeys: 4 });
    fc.assert(
      fc.property(changes, condition, fc.boolean(), kinds, (changed, Condition, isList, kind) => {
        const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition, ...changed };
        answers(JSON.stringify({ Version: '2012-10-17', Statement: isList ? [statement, statement] : statement }), [
          kind,
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('for texts that are not JSON, and for JSON that is no policy', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), kinds, (text, kind) => answers(text, [kind])),
      { numRuns: 300 },
    );
  });
});

function policy(changes: object): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...changes }] };
}

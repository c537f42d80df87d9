import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerLine } from './judge-vector.ts';

const ask = (vector: unknown) => JSON.parse(answerLine(JSON.stringify(vector)));
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const request = {
  principal: 'arn:aws:iam::111122223333:user/bob',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::features/a',
  resourceAccount: '111122223333',
  context: {},
};

describe('the judge', () => {
  it('is answered allow or deny, whether the deny is explicit or not', () => {
    const verdict = (policies: object) => ask({ id: 'v1', kind: 'authorize', policies, request });
    expect(verdict({ identity: [document(allow)] })).toEqual({ id: 'v1', verdict: 'allow' });
    expect(verdict({ identity: [document(allow, { ...allow, Effect: 'Deny' })] }).verdict).toBe('deny');
    expect(verdict({ identity: [] }).verdict).toBe('deny');
    expect(verdict({ identity: [document(allow)], scp: [{ id: 'r-1', policies: [] }] }).verdict).toBe('deny');
    expect(verdict({ identity: [document(allow)], scp: null, boundary: null, session: null }).verdict).toBe('allow');
    expect(verdict({ identity: [], acl: [{ grantee: 'AllUsers', permission: 'READ' }] }).verdict).toBe('allow');
    expect(verdict({ identity: [], acl: [{ grantee: 'AllUsers', permission: 'WRITE' }] }).verdict).toBe('deny');
  });

  it('is told what is wrong with a document, which may be text', () => {
    const verdict = (given: unknown) => ask({ kind: 'validate', policies: { document: given } }).verdict;
    expect(verdict(document({ ...allow, Resource: 'arn:aws:s3:::features/*' }))).toEqual([]);
    expect(verdict({ Statement: [{ ...allow, Action: ['s4:Get', 's5:Get'] }] })).toEqual([
      'invalid-service-in-action',
      'missing-version',
    ]);
    expect(verdict({ $raw: '{' })).toEqual(['json-syntax-error']);
    expect(verdict(undefined)).toBe('unknown');
  });

  it('takes a request that names no account for one within the account of its caller', () => {
    const { resourceAccount: _, ...rest } = request;
    expect(ask({ kind: 'authorize', policies: { identity: [document(allow)] }, request: rest }).verdict).toBe('allow');
  });

  it('may block public access by level', () => {
    const open = { ...request, principal: '*anonymous' };
    const policies = { resource: document({ ...allow, Principal: '*' }) };
    const verdict = (blockPublicAccess: unknown) =>
      ask({ kind: 'authorize', policies, request: { ...open, blockPublicAccess } }).verdict;
    expect(verdict(undefined)).toBe('allow');
    expect(verdict({ RestrictPublicBuckets: false })).toBe('allow');
    expect(verdict({ account: { restrictPublicBuckets: true }, bucket: null })).toBe('deny');
  });

  it.each([
    ['{', null],
    ['null', null],
    ['{"id":7,"kind":"constructor"}', 7],
    ['{"id":"x","kind":"public"}', 'x'],
    [`{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, null],
  ])('gets unknown, once, for %.40s', (line, id) => {
    expect(JSON.parse(answerLine(line))).toEqual({ id, verdict: 'unknown' });
  });

  it('gets one line for any line', () => {
    const part = fc.dictionary(
      fc.constantFrom('identity', 'resource', 'scp', 'principal', 'action', 'context'),
      fc.jsonValue(),
    );
    const vector = fc.record({
      id: fc.jsonValue(),
      kind: fc.constantFrom('authorize', 'robust'),
      policies: part,
      request: part,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          vector.map((value) => JSON.stringify(value)),
        ),
        (line) => {
          const answer = answerLine(line);
          expect(answer).not.toContain('\n');
          expect(Object.keys(JSON.parse(answer))).toEqual(['id', 'verdict']);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

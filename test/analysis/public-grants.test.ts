import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import {
  bucketNotPrincipalGrants,
  bucketPublicGrants,
  keyPublicGrants,
  rolePublicGrants,
  streamPublicGrants,
  tablePublicGrants,
} from '../../src/analysis/public-grants.ts';
import type { DerivedFact } from '../../src/model/derived.ts';

const derive = (fact: DerivedFact, document: unknown): unknown => {
  const derived = new Derivation([fact]).apply({
    key: '',
    arn: 'arn',
    type: fact.type,
    name: 'features',
    partition: 'aws',
    account: '111122223333',
    region: 'eu-central-1',
    source: 'live',
    collectedAt: '2026-11-23T06:40:30Z',
    facts: document === undefined ? {} : Object.fromEntries(fact.reads.map((read) => [read, document])),
    unknown: {},
  });
  return derived.facts[fact.path] ?? derived.unknown[fact.path];
};
const document = (...Statement: object[]) => ({
  Version: '2012-10-17',
  Statement: Statement.map((one) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...one })),
});
const everyone = { Principal: '*' };
const outsideVpc = { Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } };

describe('the public grants', () => {
  it.each([bucketPublicGrants, keyPublicGrants, tablePublicGrants, streamPublicGrants, rolePublicGrants])(
    'of %o are named',
    (fact) => {
      const condition = {
        StringLike: { 'aws:Referer': 'https://example.com/*' },
        Bool: { 'aws:SecureTransport': 'true' },
      };
      const given = document(
        { Principal: { AWS: '111122223333' } },
        { Sid: 'Site', ...everyone, Condition: condition },
      );
      expect(derive(fact, given)).toEqual([
        { statement: 1, sid: 'Site', conditions: ['aws:Referer', 'aws:SecureTransport'] },
      ]);
      expect(derive(fact, document({ Principal: { AWS: '111122223333' } }))).toEqual([]);
      expect(derive(fact, null)).toEqual([]);
      expect(derive(fact, undefined)).toMatchObject({ code: 'NotCollected' });
      expect(derive(fact, document({ Principal: '*', Effect: 'allow' }))).toMatchObject({ code: 'NotUnderstood' });
    },
  );

  it('count what a Deny takes back for tables only', () => {
    const given = document(everyone, outsideVpc);
    for (const fact of [bucketPublicGrants, keyPublicGrants, rolePublicGrants]) {
      expect(derive(fact, given)).toEqual([{ statement: 0, sid: null, conditions: [] }]);
    }
    for (const fact of [tablePublicGrants, streamPublicGrants]) expect(derive(fact, given)).toEqual([]);
  });

  it('follow the keys of each service', () => {
    const caller = document({ ...everyone, Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } });
    expect(derive(keyPublicGrants, caller)).toEqual([]);
    expect(derive(bucketPublicGrants, caller)).toHaveLength(1);
  });

  it('are unknown where AWS does not settle them, unless one is certain', () => {
    const open = { ...everyone, Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEID12345678:*' } } };
    expect(derive(bucketPublicGrants, document(open))).toMatchObject({
      message: 'statement 0 of the policy: AWS does not say whether the values of its condition count as fixed',
    });
    expect(derive(bucketPublicGrants, document(open, everyone))).toEqual([{ statement: 1, sid: null, conditions: [] }]);
  });
});

describe('grants with NotPrincipal', () => {
  it('are found whatever their conditions, and denials are not', () => {
    const list = { NotPrincipal: { AWS: '111122223333' } };
    expect(
      derive(
        bucketNotPrincipalGrants,
        document(everyone, { Sid: 'Open', ...list, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
      ),
    ).toEqual([{ statement: 1, sid: 'Open' }]);
    expect(derive(bucketNotPrincipalGrants, document({ ...list, Effect: 'Deny' }))).toEqual([]);
    expect(derive(bucketNotPrincipalGrants, null)).toEqual([]);
  });

  it('are unknown where the document or such a statement cannot be read', () => {
    const list = { NotPrincipal: { AWS: '111122223333' } };
    expect(derive(bucketNotPrincipalGrants, document({ ...list, Effect: 'allow' }))).toMatchObject({
      code: 'NotUnderstood',
    });
    expect(derive(bucketNotPrincipalGrants, { Statement: 1 })).toMatchObject({ code: 'NotUnderstood' });
    expect(derive(bucketNotPrincipalGrants, undefined)).toMatchObject({ code: 'NotCollected' });
  });
});

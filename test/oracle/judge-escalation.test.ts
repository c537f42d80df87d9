import { describe, expect, it } from 'vitest';
import { answerLine } from './judge-vector.ts';

const allow = (Action: unknown, rest: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...rest });
const verdict = (kind: string, statements: readonly object[], request: object = {}, policies: object = {}) => {
  const identity = [{ Version: '2012-10-17', Statement: statements }];
  return JSON.parse(answerLine(JSON.stringify({ id: 1, kind, policies: { identity, ...policies }, request }))).verdict;
};

describe('the judge', () => {
  it('is told whether policies let their holder raise its rights, and by which sets', () => {
    const passing = [allow(['iam:PassRole', 'lambda:*'])];
    expect(verdict('escalation', [allow('iam:CreateAccessKey')])).toBe('escalation');
    expect(verdict('escalation', [allow('s3:*')])).toBe('no-escalation');
    expect(verdict('escalation', [allow('sts:AssumeRole')])).toBe('no-escalation');
    expect(verdict('escalation', [{ ...allow('iam:PutUserPolicy'), Effect: 'Perhaps' }])).toBe('unknown');
    expect(verdict('escalation', passing, { question: 'action-sets' })).toEqual([
      ['iam:passrole', 'lambda:createfunction'],
      ['lambda:updatefunctioncode'],
      ['lambda:updatefunctionconfiguration'],
    ]);
    expect(verdict('escalation', passing, { question: 'all methods' })).toContainEqual([
      'iam:passrole',
      'lambda:createfunction',
      'lambda:invokefunction',
    ]);
    expect(verdict('escalation', [allow('iam:*')], { question: 'methods' })).not.toContainEqual(['iam:*']);
  });

  it('is told of the principal that it names', () => {
    const ofBob = [allow('iam:CreateAccessKey', { Resource: 'arn:aws:iam::111122223333:user/bob' })];
    expect(verdict('escalation', ofBob)).toBe('escalation');
    expect(verdict('escalation', ofBob, { principal: 'arn:aws:iam::111122223333:user/bob' })).toBe('no-escalation');
    expect(verdict('escalation', ofBob, { principal: '111122223333' })).toBe('escalation');
  });

  it('is told whether policies amount to administrator', () => {
    const boundary = [{ Version: '2012-10-17', Statement: allow('s3:*') }];
    expect(verdict('admin', [allow('*')])).toBe('admin');
    expect(verdict('admin', [allow('s3:*')])).toBe('not-admin');
    expect(verdict('admin', [allow('*')], {}, { boundary })).toBe('not-admin');
    expect(verdict('admin', [{ ...allow('*'), Effect: 'Perhaps' }])).toBe('unknown');
  });

  it('is told the actions of a risk, however that is spelled', () => {
    for (const question of ['DataExfiltration', 'data-exfiltration', 'data_exfiltration', 'Data exfiltration']) {
      expect(verdict('risk', [allow(['s3:getobject', 's3:PutObject'])], { question })).toEqual(['s3:GetObject']);
    }
    expect(verdict('risk', [allow('*')], { question: 'anything' })).toBe('unknown');
  });
});

import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { glueJobOverreach, instanceProfileOverreach, notebookOverreach } from '../../src/analysis/runner-overreach.ts';
import type { DerivedFact } from '../../src/model/derived.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { allow, denied, document, home, resource, role, roleArn, trustOf } from './access/estate/estate-of.ts';

const profileArn = `arn:aws:iam::${home}:instance-profile/label-studio`;
const guarded = { enabled: true, requiresTokens: true, hopLimit: 1 };
const open = { ...guarded, requiresTokens: false };
const profile = (facts: object = {}): Resource =>
  resource('AWS::IAM::InstanceProfile', profileArn, { executionRole: roleArn('label-studio'), ...facts });
const instance = (id: string, facts: object = {}): Resource =>
  resource('AWS::EC2::Instance', `arn:aws:ec2:eu-central-1:${home}:instance/${id}`, {
    ...{ executionRole: roleArn('label-studio'), instanceProfile: profileArn, metadata: guarded, state: 'running' },
    ...facts,
  });
const may = (...statements: readonly object[]): Resource[] =>
  role('label-studio', { inline: { own: document(...statements) } });

const derive = (fact: DerivedFact, subject: Resource, others: readonly Resource[], gap?: Gap): unknown => {
  const derivation = new Derivation([fact]);
  for (const one of others) derivation.gather(one);
  if (gap !== undefined) derivation.gatherGap(gap);
  const derived = derivation.apply(subject);
  const value = derived.facts[fact.path];
  return value === undefined ? derived.unknown[fact.path]?.code : value;
};
const problems = (others: readonly Resource[], subject = profile()): unknown => {
  const found = derive(instanceProfileOverreach, subject, others);
  return Array.isArray(found)
    ? (found as readonly { problem: string; details: string[] }[]).map(
        ({ problem, details }) => `${problem} ${details[0]}`,
      )
    : found;
};

const narrow = may(allow('s3:GetObject', 'arn:aws:s3:::labels/*'));
const admin = role('admin', {
  inline: { all: document(allow('*')) },
  trust: trustOf({ Service: 'lambda.amazonaws.com' }),
});
const makesFunctions = allow(['lambda:CreateFunction', 'lambda:InvokeFunction', 'iam:PassRole']);

describe('the role in an instance profile is too wide', () => {
  it.each<[string, readonly Resource[], unknown]>([
    ['not with one bucket', [...narrow, instance('i-1')], []],
    ['with every bucket', [...may(allow('s3:*')), instance('i-1')], ['data s3:GetObject']],
    ['with every table', [...may(allow('dynamodb:Scan')), instance('i-1')], ['data dynamodb:Scan']],
    [
      'where it can become administrator',
      [...may(makesFunctions), ...admin, instance('i-1')],
      [expect.stringMatching(/^escalation .*:role\/admin$/)],
    ],
    ['not where there is nothing to become', [...may(makesFunctions), instance('i-1')], []],
    ['as an administrator', [...may(allow('*')), instance('i-1')], ['data s3:GetObject']],
    [
      'where an instance gives its credentials away',
      [...narrow, instance('i-1'), instance('i-2', { metadata: open })],
      [expect.stringMatching(/^metadata .*i-2$/)],
    ],
    ['not where metadata are off', [...narrow, instance('i-1', { metadata: { ...open, enabled: false } })], []],
    [
      'in several ways',
      [...may(allow('s3:*')), instance('i-1', { metadata: open })],
      ['data s3:GetObject', expect.stringContaining('metadata')],
    ],
  ])('%s', (_, others, expected) => expect(problems(others)).toEqual(expected));

  it('only while instances have it', () => {
    const wide = may(allow('*'));
    expect(problems(wide)).toBeNull();
    expect(problems([...wide, instance('i-1', { state: 'terminated' })])).toBeNull();
    expect(problems([...wide, instance('i-1', { instanceProfile: `${profileArn}-other` })])).toBeNull();
    expect(problems([...wide, instance('i-1', { executionRole: null })], profile({ executionRole: null }))).toBeNull();
  });

  it('is unknown where instances, the role or a policy are, unless something certain is too wide', () => {
    const gap = { type: 'AWS::EC2::Instance', partition: 'aws', account: home, region: 'eu-west-1', ...denied };
    expect(derive(instanceProfileOverreach, profile(), narrow, gap)).toBe('NotInSnapshot');
    expect(derive(instanceProfileOverreach, profile(), [...narrow, instance('i-1')], gap)).toEqual([]);
    expect(problems([instance('i-1')])).toBe('NotInSnapshot');
    expect(problems([instance('i-1')], profile({ executionRole: denied }))).toBe('AccessDenied');
    expect(problems([...role('label-studio', { inline: { own: denied } as never }), instance('i-1')])).toBe(
      'NotUnderstood',
    );
    expect(problems([...narrow, instance('i-1', { metadata: denied })])).toBe('NotCollected');
    expect(problems([...may(allow('s3:*')), instance('i-1', { metadata: denied })])).toEqual(['data s3:GetObject']);
  });
});

describe('the role of what else runs code', () => {
  it('is asked for its data and its ways up', () => {
    const arn = `arn:aws:sagemaker:eu-central-1:${home}:notebook-instance/review`;
    const notebook = (executionRole: unknown) => resource('AWS::SageMaker::NotebookInstance', arn, { executionRole });
    expect(derive(notebookOverreach, notebook(roleArn('label-studio')), narrow)).toEqual([]);
    expect(derive(notebookOverreach, notebook(roleArn('label-studio')), may(allow('s3:*')))).toMatchObject([
      { problem: 'data' },
    ]);
    expect(derive(notebookOverreach, notebook(denied), narrow)).toBe('AccessDenied');
    const job = resource('AWS::Glue::Job', `arn:aws:glue:eu-central-1:${home}:job/etl`, {
      executionRole: roleArn('label-studio'),
    });
    expect(derive(glueJobOverreach, job, [...may(makesFunctions), ...admin])).toMatchObject([
      { problem: 'escalation' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { type AccessPolicies, authorize } from '../../../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../../../src/analysis/access/document.ts';
import { METHODS } from '../../../../src/analysis/access/escalation/methods.ts';
import { canEscalate, explainEscalation } from '../../../../src/analysis/access/escalation/principal-escalation.ts';
import { allow, BOB, deny, documentOf, NONE, ROLE } from '../policies.ts';
import { ALICE, ask, found, foundIn } from './found.ts';

const methods = METHODS.map((method) => [method.id, method] as const);
const grantOf = (actions: readonly string[], rest: object = {}) => allow({ Action: actions, ...rest });

describe.each(methods)('%s', (id, method) => {
  const { steps, passedTo, edge } = method;
  const has = (policies: Partial<AccessPolicies>) =>
    ask(policies, {}, [method]).flatMap(({ truth }) => (truth === 'yes' ? [id] : []));
  const hasIn = (...statements: readonly object[]) => has({ identity: [documentOf(...statements)] });
  const actions = steps.map(({ action }) => action);
  const grant = grantOf(actions);

  it('applies where every action is allowed, in one document or in several, whatever their case', () => {
    expect(hasIn(grant)).toContain(id);
    expect(has({ identity: actions.map((action) => documentOf(allow({ Action: action.toUpperCase() }))) })).toContain(
      id,
    );
  });

  it('comes with a request for each step that the evaluator allows', () => {
    const [answer] = ask({ identity: [documentOf(grant)] }, {}, [method]);
    for (const { action, witness } of answer?.steps ?? []) {
      if (action.includes('*')) continue;
      // A role's trust is not among the documents.
      const trust = documentOf({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' });
      const policies = { ...NONE, identity: [documentOf(grant)], resource: action === 'sts:AssumeRole' ? trust : null };
      expect(witness, action).not.toBeNull();
      if (witness !== null) expect(authorize(witness, policies).decision, action).toBe('allow');
    }
    expect(explainEscalation(answer ?? never()).at(-1)).toMatch(/; so it [a-z]/);
    expect(canEscalate([answer ?? never()])).toBe(edge ? 'no' : 'yes');
  });

  it.each(actions)('does not without %s', (action) => {
    expect(hasIn(grantOf(actions.filter((other) => other !== action)))).not.toContain(id);
    expect(hasIn(grant, deny({ Action: action }))).not.toContain(id);
    expect(has({ identity: [documentOf(grant), documentOf(deny({ Action: action }))] })).not.toContain(id);
    const others = documentOf(allow({ Action: undefined, NotAction: action }));
    expect(has({ identity: [documentOf(grant)], boundary: [others] })).not.toContain(id);
    expect(has({ identity: [documentOf(grant)], session: others })).not.toContain(id);
    const scp = [
      { id: 'root', policies: [documentOf(allow())] },
      { id: 'account', policies: [others] },
    ];
    expect(has({ identity: [documentOf(grant)], scp })).not.toContain(id);
  });

  it('stays where limits allow it, and where a Deny has a condition or spares some resources', () => {
    const everything = documentOf(allow());
    expect(
      has({ identity: [documentOf(grant)], boundary: [everything], scp: [{ id: 'root', policies: [everything] }] }),
    ).toContain(id);
    const mfa = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
    expect(hasIn(grant, deny({ Action: actions, Condition: mfa }))).toContain(id);
    expect(hasIn(grant, deny({ Action: actions, Resource: 'arn:aws:iam::111122223333:role/protected' }))).toContain(id);
  });

  it('is not there on resources of another type, nor under a condition that nobody fulfils', () => {
    expect(hasIn(grantOf(actions, { Resource: 'arn:aws:sqs:eu-central-1:111122223333:features' }))).not.toContain(id);
    const nobody = { StringEquals: { 'aws:PrincipalType': 'Anonymous' } };
    expect(hasIn(grantOf(actions, { Condition: nobody }))).not.toContain(id);
  });

  if (passedTo.length === 0) return;
  it('needs a role that can be passed to its service', () => {
    const rest = actions.filter((action) => action !== 'iam:PassRole');
    const passing = (service: string) => ({ Condition: { StringEquals: { 'iam:PassedToService': service } } });
    const grantPassing = (pass: object) => hasIn(grantOf(rest), grantOf(['iam:PassRole'], pass));
    for (const service of passedTo) expect(grantPassing(passing(service))).toContain(id);
    expect(grantPassing(passing('monitoring.rds.amazonaws.com'))).not.toContain(id);
    expect(grantPassing({ Resource: 'arn:aws:iam::111122223333:role/etl' })).toContain(id);
    expect(grantPassing({ Resource: 'arn:aws:iam::111122223333:user/etl' })).not.toContain(id);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    expect(grantPassing({ Resource: 'arn:aws:iam::111122223333:role/aws-service-role/*' })).not.toContain(id);
  });
});

describe('methods on users', () => {
  const OWN = `arn:aws:iam::*:user/\${aws:username}`;

  it('that need another user are not given by rights on oneself', () => {
    const selfService = [
      'iam:CreateAccessKey',
      'iam:DeleteAccessKey',
      'iam:CreateLoginProfile',
      'iam:UpdateLoginProfile',
    ];
    expect(foundIn(allow({ Action: selfService, Resource: OWN }))).toEqual([]);
    expect(foundIn(allow({ Action: selfService, Resource: `arn:aws:iam::*:user/*/\${aws:username}` }))).toEqual([]);
    expect(
      foundIn(allow({ Action: selfService }), deny({ Action: selfService, Resource: undefined, NotResource: OWN })),
    ).toEqual([]);
    expect(foundIn(allow({ Action: selfService, Resource: ALICE }))).toContain('iam-002');
    const named = { identity: [documentOf(allow({ Action: selfService, Resource: ALICE }))] };
    expect(found(named, { principal: ALICE })).toEqual([]);
    expect(found(named, { principal: BOB })).toContain('iam-002');
  });

  it('are not given by a variable that its document does not know', () => {
    const statement = allow({ Action: ['iam:CreateAccessKey', 'iam:PutUserPolicy'], Resource: OWN });
    expect(found({ identity: [parseDocument({ Version: '2008-10-17', Statement: statement })] })).toEqual([]);
  });

  it('that work on oneself are', () => {
    expect(foundIn(allow({ Action: 'iam:PutUserPolicy', Resource: OWN }))).toEqual(['iam-007']);
    expect(foundIn(allow({ Action: 'iam:AttachUserPolicy', Resource: OWN }))).toEqual(['iam-008']);
    const onAlice = { identity: [documentOf(allow({ Action: 'iam:PutUserPolicy', Resource: ALICE }))] };
    expect(found(onAlice)).toEqual(['iam-007']);
    expect(found(onAlice, { principal: ALICE })).toEqual(['iam-007']);
    expect(found(onAlice, { principal: BOB })).toEqual([]);
    expect(found(onAlice, { principal: ROLE })).toEqual([]);
  });

  it('may be for one user alone', () => {
    const only = (key: string, value: string) =>
      foundIn(allow({ Action: 'iam:PutUserPolicy', Condition: { StringEquals: { [key]: value } } }));
    expect(only('aws:username', 'alice')).toEqual(['iam-007']);
    expect(only('aws:PrincipalArn', ALICE)).toEqual(['iam-007']);
    expect(only('aws:PrincipalArn', ROLE)).toEqual([]);
    expect(foundIn(allow({ Action: 'iam:PutUserPolicy', Resource: 'arn:aws:iam::*:user/*-etl' }))).toEqual(['iam-007']);
  });

  it('need a policy worth attaching', () => {
    const attaching = (arn: string, operator = 'ArnEquals') =>
      foundIn(allow({ Action: 'iam:AttachUserPolicy', Condition: { [operator]: { 'iam:PolicyARN': arn } } }));
    expect(attaching('arn:aws:iam::aws:policy/AdministratorAccess')).toEqual(['iam-008']);
    expect(attaching('arn:aws:iam::aws:policy/ReadOnlyAccess')).toEqual([]);
    expect(attaching('arn:aws:iam::aws:policy/job-function/ViewOnlyAccess')).toEqual([]);
    expect(attaching('arn:aws:iam::111122223333:policy/team/*', 'ArnLike')).toEqual(['iam-008']);
    expect(attaching('arn:aws:iam::aws:policy/AdministratorAccess', 'ArnNotEquals')).toEqual(['iam-008']);
  });

  it('are not given by a boundary that has to be there where the user has none', () => {
    const Condition = { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::111122223333:policy/edge' } };
    expect(foundIn(allow({ Action: 'iam:PutUserPolicy', Condition }))).toEqual([]);
    const identity = [documentOf(allow({ Action: 'iam:PutUserPolicy', Condition }))];
    expect(found({ identity, boundary: [documentOf(allow())] })).toEqual(['iam-007']);
  });
});

describe('methods of several actions', () => {
  const instance = (name: string) => `arn:aws:ec2:eu-central-1:111122223333:instance/${name}`;
  const restart = (stop: string, modify: string) =>
    foundIn(
      allow({ Action: ['ec2:StopInstances', 'ec2:StartInstances'], Resource: instance(stop) }),
      allow({ Action: 'ec2:ModifyInstanceAttribute', Resource: instance(modify) }),
    );

  it('are done to one and the same thing', () => {
    expect(restart('i-1', 'i-1')).toEqual(['ec2-002']);
    expect(restart('i-1', 'i-2')).toEqual([]);
    expect(restart('i-1*', 'i-*2')).toEqual(['ec2-002']);
    expect(restart('i-1*', 'i-2*')).toEqual([]);
  });

  it('are certain not to be, where nothing is open to all of them', () => {
    const stop = allow({ Action: ['ec2:StopInstances', 'ec2:StartInstances'], Resource: instance('i-1') });
    const modify = allow({ Action: 'ec2:ModifyInstanceAttribute', Resource: instance('i-2') });
    const truths = ask({ identity: [documentOf(stop, modify)] }).map(({ truth }) => truth);
    expect(new Set(truths)).toEqual(new Set(['no']));
  });

  it('need every kind of resource that AWS checks', () => {
    const send = (...Resource: string[]) => foundIn(allow({ Action: 'ssm:SendCommand', Resource }));
    expect(send('arn:aws:ssm:*:*:document/AWS-RunShellScript', instance('*'))).toEqual(['ssm-002']);
    expect(send(instance('*'))).toEqual([]);
  });
});

describe('documents whose holder is not known', () => {
  const function_ = (account: string) =>
    allow({ Action: 'lambda:UpdateFunctionCode', Resource: `arn:aws:lambda:*:${account}:function:features` });

  it('are of the account that they name, and of one at a time', () => {
    expect(foundIn(function_('444455556666'))).toEqual(['lambda-003']);
    const other = allow({ Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::777788889999:role/etl' });
    expect(foundIn(function_('444455556666'), other)).toEqual(['iam-005', 'lambda-003']);
    const pass = allow({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::777788889999:role/etl' });
    const create = allow({ Action: 'glue:CreateJob', Resource: 'arn:aws:glue:*:444455556666:job/features' });
    const run = allow({ Action: 'glue:StartJobRun', Resource: 'arn:aws:glue:*:*:job/features' });
    expect(foundIn(pass, create, run)).toEqual([]);
    const condition = { StringEquals: { 'aws:PrincipalAccount': '444455556666' } };
    expect(foundIn(allow({ Action: 'iam:PutUserPolicy', Condition: condition }))).toEqual(['iam-007']);
  });

  it('are of the partition that they name', () => {
    expect(foundIn(allow({ Action: 'iam:PutUserPolicy', Resource: 'arn:aws-us-gov:iam::*:user/*' }))).toEqual([
      'iam-007',
    ]);
  });
});

describe('what is around a principal', () => {
  const around = {
    users: [ALICE, BOB],
    groups: 'unknown',
    ownGroups: [],
    roles: [
      {
        arn: ROLE,
        trust: documentOf({ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      },
    ],
    attachedPolicies: [],
    strongerResources: ['arn:aws:lambda:eu-central-1:111122223333:function:labels'],
  } as const;
  const truths = (actions: readonly string[], surroundings: Parameters<typeof ask>[1] = { surroundings: around }) =>
    Object.fromEntries(
      ask({ identity: [documentOf(allow({ Action: actions }))] }, { principal: BOB, ...surroundings })
        .filter(({ truth }) => truth !== 'no')
        .map(({ method, truth }) => [method.id, truth]),
    );

  it('is unknown where it was not read', () => {
    const unread = { ...around, users: 'unknown', strongerResources: 'unknown', roles: 'unknown' } as const;
    const surroundings = { surroundings: unread };
    expect(truths(['iam:CreateAccessKey'], surroundings)).toEqual({ 'iam-002': 'unknown' });
    expect(truths(['lambda:UpdateFunctionCode'], surroundings)).toEqual({ 'lambda-003': 'unknown' });
    expect(truths(['iam:PassRole', 'glue:CreateDevEndpoint'], surroundings)).toEqual({ 'glue-001': 'unknown' });
    expect(truths(['iam:AddUserToGroup'])).toEqual({ 'iam-013': 'unknown' });
  });

  it('has another user, or none', () => {
    expect(truths(['iam:CreateAccessKey'])).toEqual({ 'iam-002': 'yes' });
    expect(truths(['iam:CreateAccessKey'], { surroundings: { ...around, users: [BOB] } })).toEqual({});
  });

  it('has roles that trust a service, and others that do not', () => {
    expect(truths(['iam:PassRole', 'glue:CreateDevEndpoint'])).toEqual({ 'glue-001': 'yes' });
    expect(truths(['iam:PassRole', 'sagemaker:CreateNotebookInstance'])).toEqual({});
    const unread = { surroundings: { ...around, roles: [{ arn: ROLE, trust: 'unknown' }] } } as const;
    expect(truths(['iam:PassRole', 'glue:CreateDevEndpoint'], unread)).toEqual({ 'glue-001': 'unknown' });
  });

  it('has roles that the principal can assume, and others that it cannot', () => {
    const policies = ['sts:AssumeRole', 'iam:PutRolePolicy'];
    expect(truths(policies)).toEqual({});
    const trust = documentOf({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' });
    expect(truths(policies, { surroundings: { ...around, roles: [{ arn: ROLE, trust }] } })).toEqual({
      'iam-005': 'yes',
      'iam-017': 'yes',
      'sts-001': 'yes',
    });
    expect(truths(['iam:PutRolePolicy'], { principal: ROLE, surroundings: around })).toEqual({ 'iam-005': 'yes' });
  });

  it('has things that run with a stronger role', () => {
    expect(truths(['lambda:UpdateFunctionCode'])).toEqual({ 'lambda-003': 'yes' });
    expect(truths(['codebuild:StartBuild'])).toEqual({});
  });

  it('has a boundary to take away, or none', () => {
    expect(truths(['iam:DeleteUserPermissionsBoundary'])).toEqual({});
    const identity = [documentOf(allow({ Action: 'iam:DeleteUserPermissionsBoundary' }))];
    const limited = { identity, boundary: [documentOf(allow())] };
    expect(found(limited, { principal: BOB, surroundings: around })).toEqual(['delete-user-boundary']);
  });
});

describe('a principal', () => {
  it('whose policies cannot be read is not known to have any method, nor to have none', () => {
    expect(new Set(ask({ identity: 'unknown' }).map(({ truth }) => truth))).toEqual(new Set(['unknown']));
    const broken = documentOf({ ...allow({ Action: 'iam:PutUserPolicy' }), Effect: 'Perhaps' });
    expect(canEscalate(ask({ identity: [broken] }))).toBe('unknown');
  });

  it('has no method by what the policy of a resource grants', () => {
    const identity = [documentOf(allow({ Action: 'lambda:UpdateFunctionCode', Resource: 'arn:aws:s3:::features' }))];
    expect(found({ identity, resource: documentOf(allow({ Principal: '*' })) })).toEqual([]);
  });

  it('with power over all but IAM has what others run', () => {
    const power = foundIn({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' });
    expect(power).toEqual(expect.arrayContaining(['lambda-003', 'ssm-001', 'cloudformation-002']));
    expect(power.filter((id) => id.startsWith('iam-'))).toEqual([]);
  });

  it('that only reads, or assumes roles, has none', () => {
    expect(foundIn(allow({ Action: ['s3:Get*', 'iam:Get*', 'iam:List*', 'ec2:Describe*', 'lambda:Get*'] }))).toEqual(
      [],
    );
    expect(canEscalate(ask({ identity: [documentOf(allow({ Action: 'sts:AssumeRole' }))] }))).toBe('no');
  });
});

function never(): never {
  throw new Error('the method was not asked about');
}

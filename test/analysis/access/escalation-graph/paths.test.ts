import { describe, expect, it } from 'vitest';
import { EscalationGraph } from '../../../../src/analysis/access/escalation-graph/graph.ts';
import { outsidersOf } from '../../../../src/analysis/access/escalation-graph/outsiders.ts';
import { findAllPaths, findPath } from '../../../../src/analysis/access/escalation-graph/paths.ts';
import {
  allow,
  denied,
  document,
  estateOf,
  group,
  home,
  other,
  policy,
  resource,
  role,
  roleArn,
  trustOf,
  user,
  userArn,
} from '../estate/estate-of.ts';

// The methods are those of https://pathfinding.cloud; what each of them needs is on AWS's pages of the actions.

type Resources = Parameters<typeof estateOf>[0];
const everything = document(allow('*'));
const admin = (trust: object = trustOf({ Service: 'ec2.amazonaws.com' })) =>
  role('admin', { inline: { everything }, trust });

/** The path of a principal, in a few words; both searches have to find the same. */
const pathOf = (arn: string, resources: Resources): string => {
  const graph = new EscalationGraph(estateOf(resources));
  const identity = graph.estate.identities.find(arn);
  if (identity === null) throw new Error(`there is no ${arn}`);
  const { truth, steps } = findPath(graph, identity);
  const all = findAllPaths(new EscalationGraph(estateOf(resources))).find((one) => one.identity.arn === arn);
  expect({ truth: all?.truth, steps: all?.steps.length }).toEqual({ truth, steps: steps.length });
  const short = (text: string): string => text.split('/').at(-1) ?? text;
  return [truth, ...steps.map(({ method, to }) => `${method.id} > ${short(to)}`)].join(': ');
};

const ada = (inline: Readonly<Record<string, object>>, facts: object = {}) => user('ada', { inline, ...facts });
const adaPath = (statement: object, ...more: Resources): string =>
  pathOf(userArn('ada'), [ada({ own: document(statement) }), ...more]);

describe('one step to administrator', () => {
  it.each([
    ['iam:PutUserPolicy', userArn('ada'), 'yes: iam-007 > administrator'],
    ['iam:PutUserPolicy', userArn('bob'), 'no'],
    ['iam:AttachUserPolicy', `arn:aws:iam::${home}:user/\${aws:username}`, 'yes: iam-008 > administrator'],
    ['iam:CreateAccessKey', `arn:aws:iam::${home}:user/*`, 'yes: iam-002 > root-like'],
    ['iam:CreateAccessKey', userArn('ada'), 'no'],
    ['iam:UpdateLoginProfile', '*', 'yes: iam-006 > root-like'],
    ['iam:UpdateAssumeRolePolicy', roleArn('admin'), 'yes: iam-012 > admin'],
    ['iam:AddUserToGroup', '*', 'yes: iam-013 > administrator'],
    ['iam:AddUserToGroup', `arn:aws:iam::${home}:group/readers`, 'no'],
    ['iam:CreatePolicyVersion', '*', 'yes: iam-001 > administrator'],
    ['iam:GetUser', '*', 'no'],
    // It may be that an older version is stronger.
    ['iam:SetDefaultPolicyVersion', '*', 'unknown: set-default-policy-version > administrator'],
  ])('%s on %s: %s', (action, on, expected) => {
    const owned = `arn:aws:iam::${home}:policy/owned`;
    expect(
      pathOf(userArn('ada'), [
        user('ada', { inline: { own: document(allow(action, on)) }, attached: [owned] }),
        policy('owned', document(allow('s3:ListAllMyBuckets'))),
        user('root-like', { inline: { everything } }),
        admin(),
        group('admins', { inline: { everything } }),
        group('readers', { inline: { read: document(allow('s3:GetObject')) } }),
      ]),
    ).toBe(expected);
  });

  it('takes both parts of a method', () => {
    const created = ['iam:CreateRole', 'iam:AttachRolePolicy'];
    expect(adaPath(allow(created))).toBe('yes: create-role-attach-policy > administrator');
    expect(adaPath(allow(created.slice(0, 1)))).toBe('no');
  });

  it('does not count where the policy that may be attached, or the boundary that has to be there, holds it back', () => {
    const attach = (Condition: object) => adaPath(allow('iam:AttachUserPolicy', '*', { Condition }));
    expect(attach({ ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } })).toBe('no');
    expect(attach({ ArnLike: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/*' } })).toBe('yes: iam-008 > administrator');
    const bound = { StringEquals: { 'iam:PermissionsBoundary': `arn:aws:iam::${home}:policy/bound` } };
    expect(adaPath(allow(['iam:CreateRole', 'iam:PutRolePolicy'], '*', { Condition: bound }))).toBe('no');
  });

  it('does not count within a boundary, but for who takes the boundary away', () => {
    const boundary = `arn:aws:iam::${home}:policy/bound`;
    const bounded = (actions: readonly string[]) =>
      pathOf(userArn('ada'), [
        user('ada', { inline: { everything }, boundary }),
        policy('bound', document(allow(['s3:*', ...actions]))),
      ]);
    expect(bounded(['iam:PutUserPolicy'])).toBe('no');
    expect(bounded(['iam:DeleteUserPermissionsBoundary'])).toBe('yes: delete-user-boundary > administrator');
  });
});

describe('a role that is passed to a service', () => {
  const lambda = trustOf({ Service: 'lambda.amazonaws.com' });
  const make = ['lambda:CreateFunction', 'lambda:InvokeFunction', 'iam:PassRole'];

  it('gives its rights where the service takes it', () => {
    expect(adaPath(allow(make), admin(lambda))).toBe('yes: pass-role-create-function > admin');
    expect(adaPath(allow(make), admin(trustOf({ Service: 'glue.amazonaws.com' })))).toBe('no');
    expect(adaPath(allow(['lambda:CreateFunction', 'lambda:InvokeFunction']), admin(lambda))).toBe('no');
  });

  it('does not where it may be passed to another service only', () => {
    const pass = (service: string) =>
      pathOf(userArn('ada'), [
        ada({
          make: document(allow(make.slice(0, 2))),
          pass: document(
            allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': service } } }),
          ),
        }),
        admin(lambda),
      ]);
    expect(pass('ec2.amazonaws.com')).toBe('no');
    expect(pass('lambda.amazonaws.com')).toContain('yes');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
  it('gives its rights to an instance where it is in an instance profile, or may be put into one', () => {
    const start = ['ec2:RunInstances', 'iam:PassRole'];
    const inProfiles = (instanceProfiles: unknown) =>
      role('admin', { inline: { all: document(allow('*')) }, instanceProfiles });
    expect(adaPath(allow(start), admin())).toBe('yes: ec2-001 > admin');
    expect(adaPath(allow(start), inProfiles([]))).toBe('no');
    expect(adaPath(allow([...start, 'iam:CreateInstanceProfile']), inProfiles([]))).toBe('no');
    expect(adaPath(allow([...start, 'iam:AddRoleToInstanceProfile']), inProfiles([]))).toBe('unknown: ec2-001 > admin');
    const both = [...start, 'iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'];
    expect(adaPath(allow(both), inProfiles([]))).toBe('yes: ec2-001 > admin');
    expect(adaPath(allow(start), inProfiles(denied))).toBe('unknown: ec2-001 > admin');
    expect(adaPath(allow(both), inProfiles(denied))).toBe('yes: ec2-001 > admin');
  });

  it('is in doubt where something has to be there that the snapshot says nothing of', () =>
    expect(adaPath(allow(['iam:PassRole', 'lambda:UpdateFunctionConfiguration']), admin(lambda))).toBe(
      'unknown: pass-role-update-function-configuration > admin',
    ));
});

describe('something that runs with a role', () => {
  const functionArn = `arn:aws:lambda:eu-central-1:${home}:function:label-events`;
  const runs = (executionRole: string) =>
    resource('AWS::Lambda::Function', functionArn, { executionRole, 'access.policyDocument': null });

  it('gives its rights to who changes its code', () => {
    const change = allow('lambda:UpdateFunctionCode', functionArn);
    expect(adaPath(change, admin(), runs(roleArn('admin')))).toBe('yes: lambda-003 > admin');
    expect(adaPath(change, admin(), runs(roleArn('reader')), role('reader'))).toBe('no');
    expect(adaPath(allow('lambda:UpdateFunctionCode', `${functionArn}-2`), admin(), runs(roleArn('admin')))).toBe('no');
  });

  it('is in doubt where functions could not be listed', () => {
    const place = { partition: 'aws', account: home, region: 'eu-central-1' };
    const gap = { type: 'AWS::Lambda::Function', ...place, ...denied };
    const truthOf = (statement: object): string => {
      const graph = new EscalationGraph(estateOf([ada({ own: document(statement) })], [gap]));
      const [identity] = graph.identities;
      const [all] = findAllPaths(graph);
      const one = findPath(graph, identity ?? never());
      expect(all?.truth).toBe(one.truth);
      return one.truth;
    };
    expect(truthOf(allow('lambda:UpdateFunctionCode'))).toBe('unknown');
    expect(truthOf(allow('codebuild:StartBuild'))).toBe('no');
  });

  it('gives nothing behind a policy of its own that denies it', () => {
    const closed = document({
      Effect: 'Deny',
      Principal: '*',
      Action: 'lambda:UpdateFunctionCode',
      Resource: functionArn,
    });
    const guarded = resource('AWS::Lambda::Function', functionArn, {
      executionRole: roleArn('admin'),
      'access.policyDocument': closed,
    });
    expect(adaPath(allow('lambda:UpdateFunctionCode'), admin(), guarded)).toBe('no');
  });
});

describe('a role that is assumed', () => {
  const delegated = trustOf({ AWS: `arn:aws:iam::${home}:root` });

  it('needs the principal to be allowed where the trust leaves it to the account, and not where it names it', () => {
    const mayAssume = allow('sts:AssumeRole', roleArn('admin'));
    expect(adaPath(mayAssume, admin(delegated))).toBe('yes: sts-001 > admin');
    expect(adaPath(allow('s3:GetObject'), admin(delegated))).toBe('no');
    expect(adaPath(allow('s3:GetObject'), admin(trustOf({ AWS: userArn('ada') })))).toBe('yes: sts-001 > admin');
    expect(adaPath(mayAssume, admin(trustOf({ AWS: userArn('bob') })))).toBe('no');
  });

  it('stays out of reach behind a deny, and within reach of a condition that somebody may fulfil', () => {
    const no = { Effect: 'Deny', Action: 'sts:*', Resource: '*' };
    expect(pathOf(userArn('ada'), [ada({ own: document(allow('sts:AssumeRole'), no) }), admin(delegated)])).toBe('no');
    const mfa = trustOf({ AWS: `arn:aws:iam::${home}:root` }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
    expect(adaPath(allow('sts:AssumeRole'), admin(mfa))).toBe('yes: sts-001 > admin');
  });

  it('may stand in another account, which has to name this one', () => {
    const far = (trust: object) => role('admin', { inline: { everything }, trust }, other);
    const mayAssume = allow('sts:AssumeRole', '*');
    expect(adaPath(mayAssume, far(trustOf({ AWS: `arn:aws:iam::${home}:root` })))).toBe('yes: sts-001 > admin');
    expect(adaPath(mayAssume, far(trustOf({ AWS: `arn:aws:iam::${other}:root` })))).toBe('no');
    // In another account being named is not enough.
    expect(adaPath(allow('s3:GetObject'), far(trustOf({ AWS: userArn('ada') })))).toBe('no');
  });
});

describe('a path of several steps', () => {
  const trusts = (who: string) => trustOf({ AWS: who });
  const chain: Resources = [
    user('ada'),
    role('deploy', {
      trust: trusts(userArn('ada')),
      inline: { own: document(allow('iam:CreateAccessKey', userArn('ops'))) },
    }),
    user('ops', { inline: { own: document(allow('sts:AssumeRole', roleArn('admin'))) } }),
    admin(trustOf({ AWS: `arn:aws:iam::${home}:root` })),
  ];

  it('goes from principal to principal', () =>
    expect(pathOf(userArn('ada'), chain)).toBe('yes: sts-001 > deploy: iam-002 > ops: sts-001 > admin'));

  it('is the shortest there is', () =>
    expect(
      pathOf(userArn('ada'), [...chain, role('shortcut', { trust: trusts(userArn('ada')), inline: { everything } })]),
    ).toBe('yes: sts-001 > shortcut'));

  it('goes through a role that the principal may change once it is there', () =>
    expect(
      pathOf(userArn('ada'), [
        ada({ own: document(allow('iam:PutRolePolicy', roleArn('last'))) }),
        role('first', { trust: trusts(userArn('ada')) }),
        role('last', { trust: trusts(roleArn('first')) }),
      ]),
    ).toBe('yes: sts-001 > first: sts-001 > last: iam-005 > administrator'));

  it('does not come round to where it was', () =>
    expect(
      pathOf(roleArn('a'), [
        role('a', { trust: trusts(roleArn('b')) }),
        role('b', { trust: trusts(roleArn('a')) }),
        admin(),
      ]),
    ).toBe('no'));

  it('says how each step is taken', () => {
    const graph = new EscalationGraph(estateOf(chain));
    const [first, second] = findPath(graph, graph.identities.find(({ name }) => name === 'ada') ?? never()).steps;
    expect(first?.calls).toEqual([
      { principal: userArn('ada'), action: 'sts:AssumeRole', resource: roleArn('deploy'), context: {} },
    ]);
    expect(second).toMatchObject({ from: roleArn('deploy'), to: userArn('ops'), through: userArn('ops') });
  });
});

it('what a document that could not be read decides is unknown', () => {
  const lost = { attached: [`arn:aws:iam::${home}:policy/lost`] };
  expect(pathOf(userArn('ada'), [user('ada', lost), admin()])).toBe('unknown');
  expect(pathOf(userArn('ada'), [user('ada'), user('bob', lost), admin()])).toBe('no');
});

it('outsiders are whoever a trust policy lets in from elsewhere, services left out', () => {
  const provider = `arn:aws:iam::${home}:oidc-provider/token.actions.githubusercontent.com`;
  const trust = document(
    {
      Effect: 'Allow',
      Principal: { AWS: [other, userArn('ada')], Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
    { Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithWebIdentity' },
  );
  const graph = new EscalationGraph(estateOf([user('ada'), role('deploy', { trust })]));
  const [deploy] = graph.identities.filter(({ kind }) => kind === 'role');
  expect(outsidersOf(graph, deploy ?? never()).map(({ means, principal }) => means ?? principal)).toEqual([
    `whomever account ${other} lets`,
    provider,
  ]);
});

const never = (): never => {
  throw new Error('it should be there');
};

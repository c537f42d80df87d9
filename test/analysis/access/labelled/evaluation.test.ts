// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe } from 'vitest';
import { ACCOUNT, allow, BOB, deny, doc, EVE, iam, OTHER, session, table } from './vectors.ts';

const ROLE = iam('role/etl');
const SESSION = session('etl/nightly');
const OBJECT = 'arn:aws:s3:::features/a';
const get = { principal: BOB, action: 's3:GetObject', resource: OBJECT, resourceAccount: ACCOUNT };
const by = (principal: string, rest: object = {}) => ({ ...get, principal, ...rest });
const identity = [doc(allow({ Action: 's3:*' }))];
const to = (AWS: string | readonly string[], rest: object = {}) =>
  doc(allow({ Principal: { AWS }, Action: 's3:*', ...rest }));
const other = [doc(allow({ Action: 'ec2:*' }))];
const denied = [doc(allow(), deny({ Action: 's3:*' }))];
const FULL = [doc(allow())];

describe('how policies of one account combine', () =>
  table('reference_policies_evaluation-logic_policy-eval-denyallow.html', 'authorize', [
    ['nothing at all', 'deny', {}, get],
    ['an identity policy', 'allow', { identity }, get],
    ['an identity policy for another service', 'deny', { identity: other }, get],
    ['a resource policy for the user', 'allow', { resource: to(BOB) }, get],
    ['a deny in the identity policy', 'deny', { identity: denied, resource: to(BOB) }, get],
    ['a deny in the resource policy', 'deny', { identity, resource: doc(deny({ Principal: '*' })) }, get],
    ['a deny for somebody else', 'allow', { identity, resource: doc(deny({ Principal: { AWS: EVE } })) }, get],
    ['a deny in the boundary', 'deny', { identity, boundary: denied }, get],
    ['a boundary that lacks the action', 'deny', { identity, boundary: other }, get],
    ['a boundary that has the action', 'allow', { identity, boundary: identity }, get],
    ['a boundary alone grants nothing', 'deny', { boundary: identity }, get],
    ['a boundary of two documents', 'allow', { identity, boundary: [...other, ...identity] }, get],
    [
      'a session policy that lacks the action',
      'deny',
      { identity, session: doc(allow({ Action: 'ec2:*' })) },
      by(SESSION),
    ],
    ['a session policy that has it', 'allow', { identity, session: identity[0] }, by(SESSION)],
    ['a session policy alone grants nothing', 'deny', { session: identity[0] }, by(SESSION)],
    ['a deny in the session policy', 'deny', { identity, session: denied[0] }, by(SESSION)],
    [
      'identity, boundary and session must all allow',
      'deny',
      { identity, boundary: identity, session: other[0] },
      by(SESSION),
    ],
    ['the action in other letters', 'allow', { identity: [doc(allow({ Action: 'S3:GETobject' }))] }, get],
    ['the action with a wildcard in the middle', 'allow', { identity: [doc(allow({ Action: 's3:*Object' }))] }, get],
    ['an action that is longer', 'deny', { identity: [doc(allow({ Action: 's3:GetObjectAcl' }))] }, get],
    ['an action with a question mark', 'allow', { identity: [doc(allow({ Action: 's3:GetObjec?' }))] }, get],
    [
      'a NotAction that leaves it',
      'allow',
      { identity: [doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })] },
      get,
    ],
    [
      'a NotAction that names it',
      'deny',
      { identity: [doc({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })] },
      get,
    ],
    [
      'a denied NotAction that names it',
      'allow',
      { identity: [doc(allow(), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' })] },
      get,
    ],
    [
      'a NotResource that leaves it',
      'allow',
      { identity: [doc({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::labels/*' })] },
      get,
    ],
    [
      'a NotResource that names it',
      'deny',
      { identity: [doc({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::features/*' })] },
      get,
    ],
    ['a single statement that is no list', 'allow', { identity: [{ Version: '2012-10-17', Statement: allow() }] }, get],
    ['a document without a version', 'allow', { identity: [{ Statement: [allow()] }] }, get],
    ['a document with an empty list of statements', 'deny', { identity: [doc()] }, get],
    ['resource and other letters', 'deny', { identity: [doc(allow({ Resource: 'arn:aws:s3:::Features/a' }))] }, get],
    ['a resource without its object', 'deny', { identity: [doc(allow({ Resource: 'arn:aws:s3:::features' }))] }, get],
    ['a star that takes slashes', 'allow', { identity: [doc(allow({ Resource: 'arn:aws:s3:::feat*' }))] }, get],
    ['another partition', 'deny', { identity: [doc(allow({ Resource: 'arn:aws-cn:s3:::features/*' }))] }, get],
    ['any partition', 'allow', { identity: [doc(allow({ Resource: 'arn:*:s3:::features/*' }))] }, get],
  ]));

describe('resource policies and implicit denies', () =>
  table('reference_policies_evaluation-logic_policy-eval-denyallow.html', 'authorize', [
    ['a user, without an identity policy', 'allow', { resource: to(BOB) }, get],
    ['a user, against its boundary', 'allow', { resource: to(BOB), boundary: other }, get],
    ['a role, without an identity policy', 'allow', { resource: to(ROLE) }, by(SESSION)],
    ['a role, against its boundary', 'deny', { resource: to(ROLE), boundary: other }, by(SESSION)],
    ['a role, within its boundary', 'allow', { resource: to(ROLE), boundary: identity }, by(SESSION)],
    ['a role, against a session policy', 'deny', { resource: to(ROLE), session: other[0] }, by(SESSION)],
    ['a role, within a session policy', 'allow', { resource: to(ROLE), session: identity[0] }, by(SESSION)],
    ['a role itself', 'allow', { resource: to(ROLE) }, by(ROLE)],
    ['a role itself, against its boundary', 'deny', { resource: to(ROLE), boundary: other }, by(ROLE)],
    ['a session, without an identity policy', 'allow', { resource: to(SESSION) }, by(SESSION)],
    ['a session, against its boundary', 'allow', { resource: to(SESSION), boundary: other }, by(SESSION)],
    ['a session, against a session policy', 'allow', { resource: to(SESSION), session: other[0] }, by(SESSION)],
    ['another session', 'deny', { resource: to(SESSION) }, by(session('etl/hourly'))],
    ['a session, for the role that nobody named', 'deny', { resource: to(SESSION) }, by(ROLE)],
    ['a session of a role of another name', 'deny', { resource: to(ROLE) }, by(session('etl2/nightly'))],
    ['a role with a path', 'allow', { resource: to(iam('role/jobs/etl')) }, by(SESSION)],
    ['a role of another account', 'deny', { resource: to(iam('role/etl', OTHER)) }, by(SESSION)],
    [
      'a federated user, without an identity policy',
      'allow',
      { resource: to(`arn:aws:sts::${ACCOUNT}:federated-user/bob`) },
      by(`arn:aws:sts::${ACCOUNT}:federated-user/bob`),
    ],
    [
      'a federated user, against a session policy',
      'allow',
      { resource: to(`arn:aws:sts::${ACCOUNT}:federated-user/bob`), session: other[0] },
      by(`arn:aws:sts::${ACCOUNT}:federated-user/bob`),
    ],
    [
      'the federating user, within the session policy',
      'allow',
      { resource: to(BOB), session: identity[0] },
      by(`arn:aws:sts::${ACCOUNT}:federated-user/bob`),
    ],
    [
      'the federating user, against the session policy',
      'deny',
      { resource: to(BOB), session: other[0] },
      by(`arn:aws:sts::${ACCOUNT}:federated-user/bob`),
    ],
    ['the account, without an identity policy', 'deny', { resource: to(ACCOUNT) }, get],
    ['the account, with an identity policy', 'allow', { resource: to(ACCOUNT), identity }, get],
    ['the account, against the boundary', 'deny', { resource: to(iam('root')), identity, boundary: other }, get],
    ['everyone, without an identity policy', 'allow', { resource: to('*') }, get],
    [
      'everyone with a condition on the user',
      'allow',
      { resource: doc(allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': BOB } } })) },
      get,
    ],
    [
      'everyone with a condition on the role, against boundary and session policy',
      'allow',
      {
        resource: doc(allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } })),
        boundary: other,
        session: other[0],
      },
      by(SESSION),
    ],
    [
      'everyone with a condition on another',
      'deny',
      { resource: doc(allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': EVE } } })) },
      get,
    ],
    ['no principal', 'deny', { resource: doc(allow()) }, get],
    ['no principal in a deny', 'allow', { identity, resource: doc(deny()) }, get],
    ['a wildcard in a name', 'deny', { resource: to(iam('user/*')) }, get],
    ['a name in other letters', 'deny', { resource: to(iam('user/Bob')) }, get],
    ['a group', 'deny', { resource: to(iam('group/analysts')) }, get],
    ['a deleted user', 'deny', { resource: to('AIDACKCEVSQ6C2EXAMPLE') }, get],
  ]));

const foreign = (principal = EVE, rest: object = {}) => by(principal, rest);
describe('access from another account', () =>
  table('reference_policies_evaluation-logic-cross-account.html', 'authorize', [
    ['identity policy only', 'deny', { identity }, foreign()],
    ['resource policy only', 'deny', { resource: to(EVE) }, foreign()],
    ['both', 'allow', { identity, resource: to(EVE) }, foreign()],
    ['the account and an identity policy', 'allow', { identity, resource: to(OTHER) }, foreign()],
    ['its root and an identity policy', 'allow', { identity, resource: to(iam('root', OTHER)) }, foreign()],
    ['the account only', 'deny', { resource: to(OTHER) }, foreign()],
    ['everyone only', 'deny', { resource: to('*') }, foreign()],
    ['everyone and an identity policy', 'allow', { identity, resource: to('*') }, foreign()],
    ['a third account', 'deny', { identity, resource: to('999999999999') }, foreign()],
    ['both, against the boundary', 'deny', { identity, resource: to(EVE), boundary: other }, foreign()],
    [
      'both, against the session policy',
      'deny',
      { identity, resource: to(iam('role/etl', OTHER)), session: other[0] },
      foreign(session('etl/x', OTHER)),
    ],
    [
      'both, within the session policy',
      'allow',
      { identity, resource: to(iam('role/etl', OTHER)), session: identity[0] },
      foreign(session('etl/x', OTHER)),
    ],
    [
      'both, with a deny on the resource',
      'deny',
      {
        identity,
        resource: doc(
          allow({ Principal: { AWS: EVE } }),
          deny({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } }),
        ),
      },
      foreign(),
    ],
    [
      'both, against an SCP of the caller',
      'deny',
      { identity, resource: to(EVE), scp: [{ id: 'r', policies: other }] },
      foreign(),
    ],
    ['its root user needs the resource policy', 'deny', {}, foreign(iam('root', OTHER))],
    ['its root user, named', 'allow', { resource: to(OTHER) }, foreign(iam('root', OTHER))],
    [
      'an account in the ARN',
      'deny',
      { identity: [doc(allow())] },
      { principal: EVE, action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs` },
    ],
    [
      'an organization that matches',
      'allow',
      {
        identity,
        resource: doc(allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
      },
      foreign(EVE, { context: { 'aws:PrincipalOrgID': 'o-1' } }),
    ],
    [
      'an organization that does not',
      'deny',
      {
        identity,
        resource: doc(allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
      },
      foreign(EVE, { context: { 'aws:PrincipalOrgID': 'o-2' } }),
    ],
  ]));

const level = (...policies: readonly object[]) => ({ id: 'level', policies });
describe('service control policies', () =>
  table(
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html',
    'authorize',
    [
      ['full access at every level', 'allow', { identity, scp: [level(...FULL), level(...FULL)] }, get],
      ['a level without a policy', 'deny', { identity, scp: [level(...FULL), level()] }, get],
      ['a level with a document of no statements', 'deny', { identity, scp: [level(...FULL), level(doc())] }, get],
      [
        'a level that lacks the action',
        'deny',
        { identity, scp: [level(...FULL), level(...other), level(...FULL)] },
        get,
      ],
      ['two policies at a level', 'allow', { identity, scp: [level(...other, ...identity)] }, get],
      ['a deny at the root', 'deny', { identity, scp: [level(...denied), level(...FULL)] }, get],
      ['a deny only', 'deny', { identity, scp: [level(doc(deny({ Action: 'ec2:*' })))] }, get],
      ['SCPs grant nothing', 'deny', { scp: [level(...FULL)] }, get],
      ['no organization, or its management account', 'allow', { identity, scp: null }, get],
      ['an empty list', 'allow', { identity, scp: [] }, get],
      ['the root user is limited too', 'deny', { scp: [level(...denied)] }, by(iam('root'))],
      ['a resource policy does not get around it', 'deny', { resource: to(BOB), scp: [level(...other)] }, get],
      [
        'service-linked roles are left alone',
        'allow',
        { identity, scp: [level(...denied)] },
        by(iam('role/aws-service-role/s3.amazonaws.com/AWSServiceRoleForX')),
      ],
      ['and their sessions', 'allow', { identity, scp: [level(...denied)] }, by(session('AWSServiceRoleForX/s'))],
      [
        'AWS services are left alone',
        'allow',
        { resource: doc(allow({ Principal: { Service: 'logging.s3.amazonaws.com' } })), scp: [level(...denied)] },
        by('logging.s3.amazonaws.com'),
      ],
      [
        'a condition in an allow',
        'deny',
        { identity, scp: [level(doc(allow({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })))] },
        by(BOB, { context: { 'aws:RequestedRegion': 'us-east-1' } }),
      ],
      [
        'a region that is denied to all but some services',
        'deny',
        {
          identity: FULL,
          scp: [
            level(
              doc(allow(), {
                Effect: 'Deny',
                NotAction: ['iam:*'],
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
              }),
            ),
          ],
        },
        by(BOB, { context: { 'aws:RequestedRegion': 'us-east-1' } }),
      ],
      [
        'and lets those pass',
        'allow',
        {
          identity: FULL,
          scp: [
            level(
              doc(allow(), {
                Effect: 'Deny',
                NotAction: ['iam:*'],
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
              }),
            ),
          ],
        },
        by(BOB, { action: 'iam:ListUsers', resource: '*', context: { 'aws:RequestedRegion': 'us-east-1' } }),
      ],
      [
        'an exempted role',
        'allow',
        {
          identity,
          scp: [
            level(doc(allow(), deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/etl' } } }))),
          ],
        },
        by(SESSION),
      ],
      [
        'and everyone else',
        'deny',
        {
          identity,
          scp: [
            level(doc(allow(), deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/etl' } } }))),
          ],
        },
        get,
      ],
    ],
  ));

const rcp = (...statements: readonly object[]) => [level(doc(allow({ Principal: '*' }), ...statements))];
const onlyOrg = deny({
  Principal: '*',
  Action: 's3:*',
  Condition: {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
});
describe('resource control policies', () =>
  table('https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html', 'authorize', [
    ['a deny', 'deny', { identity, rcp: rcp(deny({ Principal: '*', Action: 's3:*' })) }, get],
    [
      'a deny for another action',
      'allow',
      { identity, rcp: rcp(deny({ Principal: '*', Action: 's3:PutObject' })) },
      get,
    ],
    ['a deny without a principal', 'deny', { identity, rcp: rcp(deny({ Action: 's3:*' })) }, get],
    ['none', 'allow', { identity, rcp: null }, get],
    ['a level without a policy: RCPFullAWSAccess cannot be detached', 'allow', { identity, rcp: [level()] }, get],
    [
      'a perimeter, from inside',
      'allow',
      { identity, rcp: rcp(onlyOrg) },
      by(BOB, { context: { 'aws:PrincipalOrgID': 'o-1' } }),
    ],
    [
      'a perimeter, from outside',
      'deny',
      { identity, resource: to(EVE), rcp: rcp(onlyOrg) },
      foreign(EVE, { context: { 'aws:PrincipalOrgID': 'o-2' } }),
    ],
    [
      'a perimeter, anonymously',
      'deny',
      {
        resource: doc(allow({ Principal: '*' })),
        rcp: rcp(
          deny({ Principal: '*', Action: 's3:*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
        ),
      },
      by('*anonymous'),
    ],
    [
      'service-linked roles are left alone',
      'allow',
      { identity, rcp: rcp(deny({ Principal: '*' })) },
      by(iam('role/aws-service-role/s3.amazonaws.com/AWSServiceRoleForX')),
    ],
    [
      'a service that RCPs do not reach',
      'allow',
      { identity: FULL, rcp: rcp(deny({ Principal: '*' })) },
      { principal: BOB, action: 'ec2:StopInstances', resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1` },
    ],
    ['the root user of the account', 'deny', { rcp: rcp(deny({ Principal: '*' })) }, by(iam('root'))],
    ['RCPs grant nothing', 'deny', { rcp: rcp() }, get],
  ]));

describe('VPC endpoint policies', () =>
  table('https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html', 'authorize', [
    ['full access', 'allow', { identity, endpoint: [doc(allow({ Principal: '*' }))] }, get],
    ['no mention of a principal', 'allow', { identity, endpoint: FULL }, get],
    [
      'another bucket',
      'deny',
      { identity, endpoint: [doc(allow({ Principal: '*', Resource: 'arn:aws:s3:::labels/*' }))] },
      get,
    ],
    ['a deny', 'deny', { identity, endpoint: [doc(allow({ Principal: '*' }), deny({ Principal: '*' }))] }, get],
    ['grants nothing', 'deny', { endpoint: [doc(allow({ Principal: '*' }))] }, get],
    ['another principal', 'deny', { identity, endpoint: [doc(allow({ Principal: { AWS: EVE } }))] }, get],
    [
      'the own account only, for it',
      'allow',
      {
        identity,
        endpoint: [doc(allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } }))],
      },
      get,
    ],
    [
      'the own account only, for another',
      'deny',
      {
        identity,
        resource: to(EVE),
        endpoint: [doc(allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } }))],
      },
      foreign(),
    ],
    [
      'the own resources only',
      'deny',
      {
        identity,
        resource: to(BOB),
        endpoint: [doc(allow({ Principal: '*', Condition: { StringEquals: { 'aws:ResourceAccount': OTHER } } }))],
      },
      get,
    ],
  ]));

const notPrincipal = (AWS: string | readonly string[]) => ({
  identity,
  resource: doc({ Effect: 'Deny', NotPrincipal: { AWS }, Action: '*', Resource: '*' }),
});
const notAllowed = (AWS: string) => ({
  resource: doc({ Effect: 'Allow', NotPrincipal: { AWS }, Action: '*', Resource: '*' }),
});
describe('NotPrincipal', () =>
  table('reference_policies_elements_notprincipal.html', 'authorize', [
    ['the user and its account are spared', 'allow', notPrincipal([BOB, iam('root')]), get],
    ['the account by its number', 'allow', notPrincipal([BOB, ACCOUNT]), get],
    ['somebody else is not', 'deny', notPrincipal([iam('user/ada'), iam('root')]), get],
    ['the account alone does not spare its users', 'deny', notPrincipal(iam('root')), get],
    ['session, role and account are spared', 'allow', notPrincipal([SESSION, ROLE, iam('root')]), by(SESSION)],
    [
      'another session of the role is not',
      'deny',
      notPrincipal([SESSION, ROLE, iam('root')]),
      by(session('etl/hourly')),
    ],
    ['nobody with a boundary is', 'deny', { ...notPrincipal([BOB, iam('root')]), boundary: FULL }, get],
    ['everyone is', 'allow', notPrincipal('*'), get],
    ['an allow for all but another', 'allow', notAllowed(EVE), get],
    ['an allow for all but oneself', 'deny', notAllowed(BOB), get],
    ['an allow for all but some user, anonymously', 'allow', notAllowed(BOB), by('*anonymous')],
    ['the root user of the account', 'allow', notPrincipal(iam('root')), by(iam('root'))],
  ]));

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const decrypt = (principal = BOB, rest: object = {}) => ({ principal, action: 'kms:Decrypt', resource: KEY, ...rest });
const kms = [doc(allow({ Action: 'kms:*' }))];
const keyPolicy = (AWS: string, rest: object = {}) => doc(allow({ Principal: { AWS }, Action: 'kms:*', ...rest }));
describe('KMS keys', () =>
  table('https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html', 'authorize', [
    [
      'an identity policy without the statement for the account',
      'deny',
      { identity: kms, resource: keyPolicy(iam('user/ada')) },
      decrypt(),
    ],
    ['an identity policy and no key policy', 'deny', { identity: kms }, decrypt()],
    ['the statement for the account', 'allow', { identity: kms, resource: keyPolicy(iam('root')) }, decrypt()],
    ['the statement for the account alone', 'deny', { resource: keyPolicy(iam('root')) }, decrypt()],
    ['the key policy names the user', 'allow', { resource: keyPolicy(BOB) }, decrypt()],
    [
      'a deny in the identity policy',
      'deny',
      { identity: [doc(deny({ Action: 'kms:*' }))], resource: keyPolicy(BOB) },
      decrypt(),
    ],
    ['the root user without the statement', 'deny', { resource: keyPolicy(BOB) }, decrypt(iam('root'))],
    ['the root user with it', 'allow', { resource: keyPolicy(iam('root')) }, decrypt(iam('root'))],
    ['another account: both', 'allow', { identity: kms, resource: keyPolicy(iam('root', OTHER)) }, decrypt(EVE)],
    ['another account: the key policy alone', 'deny', { resource: keyPolicy(EVE) }, decrypt(EVE)],
    [
      'another account: its identity policy alone',
      'deny',
      { identity: kms, resource: keyPolicy(iam('root')) },
      decrypt(EVE),
    ],
    [
      'the caller account as a condition',
      'allow',
      { resource: keyPolicy('*', { Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }) },
      decrypt(),
    ],
    [
      'the caller account of another',
      'deny',
      { identity: kms, resource: keyPolicy('*', { Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }) },
      decrypt(EVE),
    ],
    [
      'through a service',
      'allow',
      { resource: keyPolicy(BOB, { Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } }) },
      decrypt(BOB, { context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }),
    ],
    [
      'not through it',
      'deny',
      { resource: keyPolicy(BOB, { Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } }) },
      decrypt(),
    ],
    ['an action on no key', 'allow', { identity: kms }, { principal: BOB, action: 'kms:ListKeys', resource: '*' }],
    [
      'an alias of AWS',
      'deny',
      { identity: kms },
      { principal: BOB, action: 'kms:DeleteAlias', resource: `arn:aws:kms:us-east-1:${ACCOUNT}:alias/aws/s3` },
    ],
    [
      'an alias of the customer',
      'allow',
      { identity: kms },
      { principal: BOB, action: 'kms:DeleteAlias', resource: `arn:aws:kms:us-east-1:${ACCOUNT}:alias/x` },
    ],
  ]));

const assume = (principal = BOB, rest: object = {}) => ({
  principal,
  action: 'sts:AssumeRole',
  resource: ROLE,
  ...rest,
});
const sts = [doc(allow({ Action: 'sts:AssumeRole', Resource: ROLE }))];
const trust = (Principal: unknown, Condition?: object, Action = 'sts:AssumeRole') =>
  doc({ Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) });
const GITHUB = 'token.actions.githubusercontent.com';
const oidc = (claims: object, Condition?: object) =>
  [
    { resource: trust({ Federated: iam(`oidc-provider/${GITHUB}`) }, Condition, 'sts:AssumeRoleWithWebIdentity') },
    {
      principal: iam(`oidc-provider/${GITHUB}`),
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: ROLE,
      context: claims,
    },
  ] as const;
const sub = {
  StringLike: { [`${GITHUB}:sub`]: 'repo:acme/*' },
  StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
};
const saml = (aud: string) =>
  [
    {
      resource: trust(
        { Federated: iam('saml-provider/adfs') },
        { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        'sts:AssumeRoleWithSAML',
      ),
    },
    {
      principal: iam('saml-provider/adfs'),
      action: 'sts:AssumeRoleWithSAML',
      resource: ROLE,
      context: { 'SAML:aud': aud },
    },
  ] as const;
describe('trust policies', () =>
  table('id_roles_update-role-trust-policy.html', 'authorize', [
    ['the account and an identity policy', 'allow', { identity: sts, resource: trust({ AWS: ACCOUNT }) }, assume()],
    ['the account only', 'deny', { resource: trust({ AWS: iam('root') }) }, assume()],
    ['the user only', 'allow', { resource: trust({ AWS: BOB }) }, assume()],
    ['an identity policy only', 'deny', { identity: sts, resource: trust({ AWS: iam('user/ada') }) }, assume()],
    ['no trust policy', 'deny', { identity: sts }, assume()],
    ['another account: both', 'allow', { identity: sts, resource: trust({ AWS: OTHER }) }, assume(EVE)],
    ['another account: the trust policy only', 'deny', { resource: trust({ AWS: EVE }) }, assume(EVE)],
    [
      'an external id that matches',
      'allow',
      { identity: sts, resource: trust({ AWS: OTHER }, { StringEquals: { 'sts:ExternalId': '12345' } }) },
      assume(EVE, { context: { 'sts:ExternalId': '12345' } }),
    ],
    [
      'an external id that is missing',
      'deny',
      { identity: sts, resource: trust({ AWS: OTHER }, { StringEquals: { 'sts:ExternalId': '12345' } }) },
      assume(EVE),
    ],
    [
      'MFA that is missing',
      'deny',
      { identity: sts, resource: trust({ AWS: OTHER }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }) },
      assume(EVE),
    ],
    ['the root user cannot', 'deny', { resource: trust({ AWS: ACCOUNT }) }, assume(iam('root'))],
    ['a role that trusts itself', 'allow', { resource: trust({ AWS: ROLE }) }, assume(SESSION)],
    ['a role that does not name itself', 'deny', { identity: sts, resource: trust({ AWS: BOB }) }, assume(SESSION)],
    ['a service', 'allow', { resource: trust({ Service: 'ec2.amazonaws.com' }) }, assume('ec2.amazonaws.com')],
    ['another service', 'deny', { resource: trust({ Service: 'ec2.amazonaws.com' }) }, assume('lambda.amazonaws.com')],
    [
      'a user where a service is trusted',
      'deny',
      { identity: sts, resource: trust({ Service: 'ec2.amazonaws.com' }) },
      assume(),
    ],
    [
      'a service of the right account',
      'allow',
      { resource: trust({ Service: 'glue.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }) },
      assume('glue.amazonaws.com', { context: { 'aws:SourceAccount': ACCOUNT } }),
    ],
    [
      'a service of another account',
      'deny',
      { resource: trust({ Service: 'glue.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }) },
      assume('glue.amazonaws.com', { context: { 'aws:SourceAccount': OTHER } }),
    ],
    [
      'GitHub, the right repository',
      'allow',
      ...oidc({ [`${GITHUB}:sub`]: 'repo:acme/x:ref:refs/heads/main', [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, sub),
    ],
    [
      'GitHub, another repository',
      'deny',
      ...oidc({ [`${GITHUB}:sub`]: 'repo:evil/x:ref:refs/heads/main', [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, sub),
    ],
    ['GitHub, no audience', 'deny', ...oidc({ [`${GITHUB}:sub`]: 'repo:acme/x:ref:refs/heads/main' }, sub)],
    ['GitHub, without a condition', 'allow', ...oidc({})],
    ['SAML, the right audience', 'allow', ...saml('https://signin.aws.amazon.com/saml')],
    ['SAML, another audience', 'deny', ...saml('https://example.com')],
    [
      'a wildcard in the name of a role',
      'deny',
      { identity: sts, resource: trust({ AWS: iam('role/*') }) },
      assume(session('x/y')),
    ],
  ]));

const anonymous = by('*anonymous');
const open = { resource: doc(allow({ Principal: '*', Action: 's3:GetObject' })) };
const acl = (grantee: string, permission = 'READ') => ({ acl: [{ grantee, permission }] });
const restrict = { blockPublicAccess: { RestrictPublicBuckets: true } };
describe('S3', () =>
  table('https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html', 'authorize', [
    ['a public policy, anonymously', 'allow', open, anonymous],
    ['AWS:* is the same', 'allow', { resource: to('*') }, anonymous],
    ['a public policy, another action', 'deny', open, by('*anonymous', { action: 's3:PutObject' })],
    ['a policy for an account, anonymously', 'deny', { resource: to(ACCOUNT) }, anonymous],
    ['a restricted public bucket, anonymously', 'deny', open, { ...anonymous, ...restrict }],
    ['a restricted public bucket, from another account', 'deny', { identity, ...open }, { ...foreign(), ...restrict }],
    ['a restricted public bucket, from its own account', 'allow', open, { ...get, ...restrict }],
    [
      'BlockPublicPolicy does not touch a policy that is there',
      'allow',
      open,
      { ...anonymous, blockPublicAccess: { BlockPublicPolicy: true } },
    ],
    [
      'a policy for one account is not public',
      'allow',
      { identity, resource: to(OTHER) },
      { ...foreign(), ...restrict },
    ],
    ['an ACL for everyone', 'allow', acl('AllUsers'), anonymous],
    [
      'an ACL that is ignored',
      'deny',
      acl('AllUsers'),
      { ...anonymous, blockPublicAccess: { IgnorePublicAcls: true } },
    ],
    [
      'BlockPublicAcls does not touch an ACL that is there',
      'allow',
      acl('AllUsers'),
      { ...anonymous, blockPublicAccess: { BlockPublicAcls: true } },
    ],
    [
      'an ACL where the bucket owner is enforced',
      'deny',
      acl('AllUsers'),
      { ...anonymous, objectOwnership: 'BucketOwnerEnforced' },
    ],
    ['an ACL for authenticated users, anonymously', 'deny', acl('AuthenticatedUsers'), anonymous],
    [
      'an ACL for authenticated users, from another account',
      'allow',
      { identity, ...acl('AuthenticatedUsers') },
      foreign(),
    ],
    ['an ACL for reading, and writing', 'deny', acl('AllUsers'), by('*anonymous', { action: 's3:PutObject' })],
    [
      'an ACL and a deny in the policy',
      'deny',
      { ...acl('AllUsers'), resource: doc(deny({ Principal: '*' })) },
      anonymous,
    ],
    [
      'only over TLS, without',
      'deny',
      {
        ...open,
        resource: doc(
          allow({ Principal: '*' }),
          deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ),
      },
      by('*anonymous', { context: { 'aws:SecureTransport': false } }),
    ],
    [
      'an origin access identity',
      'allow',
      { resource: to('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1') },
      by('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'),
    ],
    [
      'a canonical user',
      'allow',
      { resource: doc(allow({ Principal: { CanonicalUser: 'a'.repeat(64) } })) },
      by('a'.repeat(64)),
    ],
    [
      'another canonical user',
      'deny',
      { resource: doc(allow({ Principal: { CanonicalUser: 'a'.repeat(64) } })) },
      by('b'.repeat(64)),
    ],
    [
      'the root user mends a bucket policy that locks it out',
      'allow',
      { resource: doc(deny({ Principal: '*' })) },
      by(iam('root'), { action: 's3:DeleteBucketPolicy', resource: 'arn:aws:s3:::features' }),
    ],
  ]));

describe('the root user, and what AWS answers itself', () =>
  table('id_root-user.html', 'authorize', [
    ['everything by default', 'allow', {}, by(iam('root'))],
    ['the account number is the root user', 'allow', {}, by(ACCOUNT)],
    ['a deny on the resource', 'deny', { resource: doc(deny({ Principal: '*' })) }, by(iam('root'))],
    ['nothing of another account', 'deny', {}, by(iam('root', OTHER))],
    [
      'identity policies and boundaries are not its own',
      'allow',
      { identity: denied, boundary: denied },
      by(iam('root')),
    ],
    ['who am I, without any policy', 'allow', {}, { principal: BOB, action: 'sts:GetCallerIdentity', resource: '*' }],
    [
      'who am I, with a deny',
      'allow',
      { identity: denied.concat(doc(deny())) },
      { principal: BOB, action: 'sts:GetCallerIdentity', resource: '*' },
    ],
    [
      'a role of IAM Identity Center cannot be changed',
      'deny',
      { identity: FULL },
      {
        principal: BOB,
        action: 'iam:DeleteRole',
        resource: iam('role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_0123456789abcdef'),
      },
    ],
    [
      'a policy of AWS cannot be changed',
      'deny',
      { identity: FULL },
      { principal: BOB, action: 'iam:DeletePolicy', resource: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ],
    [
      'a policy of AWS can be read',
      'allow',
      { identity: FULL },
      { principal: BOB, action: 'iam:GetPolicy', resource: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ],
  ]));

const sso = (ArnLike: string) => ({
  identity: [doc(allow({ Condition: { ArnLike: { 'aws:PrincipalArn': ArnLike } } }))],
});
const analyst = by(session('AWSReservedSSO_Analyst_0123456789abcdef/ada'));
describe('roles of IAM Identity Center', () =>
  table('https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html', 'authorize', [
    [
      'by name, whatever the path',
      'allow',
      sso(iam('role/aws-reserved/sso.amazonaws.com*AWSReservedSSO_Analyst_*')),
      analyst,
    ],
    ['another name', 'deny', sso(iam('role/aws-reserved/sso.amazonaws.com*AWSReservedSSO_Admin_*')), analyst],
    [
      'with a Region that is not known',
      'unknown',
      sso(iam('role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Analyst_*')),
      analyst,
    ],
    [
      'with the ARN that is stated',
      'allow',
      sso(iam('role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Analyst_*')),
      {
        ...analyst,
        context: {
          'aws:PrincipalArn': iam(
            'role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_0123456789abcdef',
          ),
        },
      },
    ],
    ['without a path', 'deny', sso(iam('role/AWSReservedSSO_Analyst_*')), analyst],
    [
      'a resource policy that names the role',
      'allow',
      { resource: to(iam('role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Analyst_0123456789abcdef')) },
      analyst,
    ],
  ]));

const home = doc(allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/${aws:username}/*' }));
const tagged = doc(
  allow({
    Action: 's3:GetObject',
    Resource: ['arn:aws:s3:::team-${aws:PrincipalTag/team}/*', 'arn:aws:s3:::features/*'],
  }),
);
describe('variables in resources', () =>
  table('reference_policies_variables.html', 'authorize', [
    ['the own folder', 'allow', { identity: [home] }, by(BOB, { resource: 'arn:aws:s3:::home/bob/x' })],
    ['the folder of another', 'deny', { identity: [home] }, by(BOB, { resource: 'arn:aws:s3:::home/eve/x' })],
    ['a role has no user name', 'deny', { identity: [home] }, by(SESSION, { resource: 'arn:aws:s3:::home/etl/x' })],
    [
      'in the older version they are text',
      'deny',
      { identity: [{ ...home, Version: '2008-10-17' }] },
      by(BOB, { resource: 'arn:aws:s3:::home/bob/x' }),
    ],
    [
      'and match themselves',
      'allow',
      { identity: [{ ...home, Version: '2008-10-17' }] },
      by(BOB, { resource: 'arn:aws:s3:::home/${aws:username}/x' }),
    ],
    [
      'a tag that is there',
      'allow',
      { identity: [tagged] },
      by(BOB, { resource: 'arn:aws:s3:::team-red/x', context: { 'aws:PrincipalTag/team': 'red' } }),
    ],
    [
      'a tag that is not matches nothing',
      'deny',
      { identity: [tagged] },
      by(BOB, { resource: 'arn:aws:s3:::team-red/x' }),
    ],
    ['but the other resources stand', 'allow', { identity: [tagged] }, get],
    [
      'a default',
      'allow',
      { identity: [doc(allow({ Resource: "arn:aws:s3:::team-${aws:PrincipalTag/team, 'company-wide'}" }))] },
      by(BOB, { resource: 'arn:aws:s3:::team-company-wide' }),
    ],
    [
      'a star in a value is a character',
      'deny',
      { identity: [tagged] },
      by(BOB, { resource: 'arn:aws:s3:::team-red/x', context: { 'aws:PrincipalTag/team': '*' } }),
    ],
  ]));

const at = (pattern: string, resource: string) =>
  [
    { identity: [doc(allow({ Resource: pattern }))] },
    { principal: BOB, action: 'sns:Publish', resource, resourceAccount: ACCOUNT },
  ] as const;
describe('wildcards in resources', () =>
  table('reference_policies_elements_resource.html', 'authorize', [
    [
      'a star in the middle of a part',
      'allow',
      ...at('arn:aws:sns:us-*-1:111122223333:t', 'arn:aws:sns:us-east-1:111122223333:t'),
    ],
    ['does not reach over a colon', 'deny', ...at('arn:aws:sns:us-*-1:t', 'arn:aws:sns:us-east-1:111122223333:x-1:t')],
    ['a star at the end of a part may', 'allow', ...at('arn:aws:sns:*:t', 'arn:aws:sns:us-east-1:111122223333:t')],
    [
      'a question mark is one character',
      'allow',
      ...at('arn:aws:sns:us-east-?:111122223333:t', 'arn:aws:sns:us-east-1:111122223333:t'),
    ],
    ['and no colon', 'deny', ...at('arn:aws:sns?us-east-1:111122223333:t', 'arn:aws:sns:us-east-1:111122223333:t')],
    ['any account', 'allow', ...at('arn:aws:sns:*:*:t', 'arn:aws:sns:us-east-1:111122223333:t')],
    ['another region', 'deny', ...at('arn:aws:sns:us-west-2:*:t', 'arn:aws:sns:us-east-1:111122223333:t')],
    ['everything', 'allow', ...at('*', 'arn:aws:sns:us-east-1:111122223333:t')],
    ['everything of a service', 'allow', ...at('arn:aws:sns:*', 'arn:aws:sns:us-east-1:111122223333:t')],
    [
      'colons in the last part',
      'allow',
      ...at('arn:aws:sns:us-east-1:111122223333:t:*', 'arn:aws:sns:us-east-1:111122223333:t:5b1f'),
    ],
  ]));

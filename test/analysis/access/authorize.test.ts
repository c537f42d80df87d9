// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import { type AccessRequest, authorize } from '../../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../../src/analysis/access/document.ts';
import {
  ACCOUNT,
  allow,
  BOB,
  decide,
  deny,
  documentOf,
  NONE,
  OTHER_ACCOUNT,
  outcome,
  ROLE,
  SESSION,
} from './policies.ts';

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const decrypt: Partial<AccessRequest> = { action: 'kms:Decrypt', resource: KEY };
const assume: Partial<AccessRequest> = { action: 'sts:AssumeRole', resource: ROLE };

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html
describe('the example of Carlos and his buckets', () => {
  const carlos = 'arn:aws:iam::123456789012:user/carlossalazar';
  const own = ['arn:aws:s3:::carlossalazar/*', 'arn:aws:s3:::carlossalazar'];
  const identity = [
    documentOf(
      {
        Sid: 'AllowS3ListRead',
        Effect: 'Allow',
        Action: [
          's3:GetBucketLocation',
          's3:GetAccountPublicAccessBlock',
          's3:ListAccessPoints',
          's3:ListAllMyBuckets',
        ],
        Resource: 'arn:aws:s3:::*',
      },
      { Sid: 'AllowS3Self', Effect: 'Allow', Action: 's3:*', Resource: own },
      { Sid: 'DenyS3Logs', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*log*' },
    ),
  ];
  const resource = documentOf({ Effect: 'Allow', Principal: { AWS: carlos }, Action: 's3:*', Resource: own });
  const put = { principal: carlos, action: 's3:PutObject', resourceAccount: '123456789012' };

  it('denies him the logs, and says which statement did', () => {
    const decision = decide({ identity }, { ...put, resource: 'arn:aws:s3:::carlossalazar-logs/x' });
    expect(decision).toMatchObject({
      decision: 'deny',
      decidedBy: [{ kind: 'identity', level: null, document: 0, statement: 2, sid: 'DenyS3Logs' }],
    });
  });

  it('lets him write to his own bucket, by either policy and by both', () => {
    const request = { ...put, resource: 'arn:aws:s3:::carlossalazar/x' };
    expect(decide({ identity, resource }, request).decidedBy).toMatchObject([
      { kind: 'identity', sid: 'AllowS3Self' },
      { kind: 'resource', statement: 0 },
    ]);
    expect(outcome({ identity }, request)).toBe('allow');
    expect(outcome({ resource }, request)).toBe('allow');
    expect(outcome({}, request)).toBe('implicit-deny');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
describe('explicit and implicit denies', () => {
  const identity = [
    documentOf(
      { Sid: 'AllowGetList', Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
      { Sid: 'DenyReports', Effect: 'Deny', Action: 'iam:*Report', Resource: '*' },
    ),
  ];
  it.each([
    ['iam:GetUser', 'allow'],
    ['IAM:getuser', 'allow'],
    ['iam:CreatePolicy', 'implicit-deny'],
    ['iam:GetOrganizationsAccessReport', 'deny'],
    ['iam:GenerateCredentialReport', 'deny'],
  ])('%s: %s', (action, expected) => expect(outcome({ identity }, { action, resource: '*' })).toBe(expected));
});

// The table of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
describe('a grant of the resource to a principal of the same account', () => {
  const FEDERATED = `arn:aws:sts::${ACCOUNT}:federated-user/alice`;
  const everyone = [documentOf(allow())];
  const nobody = [documentOf(allow({ Action: 'ec2:*' }))];
  const viaArn = { Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': [BOB, ROLE] } } };

  // Columns: without identity policies; then with a boundary that leaves it out; then with such a session policy.
  it.each<[string, string, object, string, string, string]>([
    ['a user', BOB, { Principal: { AWS: BOB } }, 'allow', 'allow', 'allow'],
    ['a role', SESSION, { Principal: { AWS: ROLE } }, 'allow', 'implicit-deny', 'implicit-deny'],
    ['a session', SESSION, { Principal: { AWS: SESSION } }, 'allow', 'allow', 'allow'],
    ['a federated session', FEDERATED, { Principal: { AWS: FEDERATED } }, 'allow', 'allow', 'allow'],
    ['everyone with the ARN of a user', BOB, viaArn, 'allow', 'allow', 'allow'],
    ['everyone with the ARN of a role', SESSION, viaArn, 'allow', 'allow', 'allow'],
    ['the account', BOB, { Principal: { AWS: ACCOUNT } }, 'implicit-deny', 'implicit-deny', 'implicit-deny'],
    ['another user', BOB, { Principal: { AWS: `${BOB}2` } }, 'implicit-deny', 'implicit-deny', 'implicit-deny'],
  ])('%s', (_, principal, who, alone, bounded, inSession) => {
    const resource = documentOf(allow(who));
    expect(outcome({ resource }, { principal })).toBe(alone);
    expect(outcome({ resource, boundary: nobody }, { principal })).toBe(bounded);
    expect(outcome({ resource, session: nobody[0] ?? null }, { principal })).toBe(inSession);
  });

  it('to the account leaves it to the identity policies, within boundary and session policy', () => {
    const resource = documentOf(allow({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }));
    const identity = everyone;
    expect(outcome({ resource, identity })).toBe('allow');
    expect(outcome({ resource, identity, boundary: nobody })).toBe('implicit-deny');
    expect(outcome({ resource, identity, session: nobody[0] ?? null }, { principal: SESSION })).toBe('implicit-deny');
  });

  it('never outweighs an explicit deny', () => {
    const resource = documentOf(allow({ Principal: { AWS: BOB } }));
    const no = documentOf(allow(), deny());
    const places = [{ identity: [no] }, { boundary: [no] }, { session: no }, { scp: [{ id: 'r-1', policies: [no] }] }];
    for (const place of places) expect(outcome({ resource, ...place }), Object.keys(place)[0]).toBe('deny');
    const everybody = documentOf(allow({ Principal: '*' }), deny({ Principal: '*' }));
    expect(outcome({ resource, rcp: [{ id: 'r-1', policies: [everybody] }] })).toBe('deny');
    expect(outcome({ resource, endpoint: [everybody] })).toBe('deny');
  });

  it('to a federated session is all it has when it was given no session policy', () => {
    expect(outcome({ identity: everyone }, { principal: FEDERATED })).toBe('implicit-deny');
    expect(outcome({ identity: everyone, session: documentOf(allow()) }, { principal: FEDERATED })).toBe('allow');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
describe('a request to another account', () => {
  const there = { resourceAccount: OTHER_ACCOUNT };
  const identity = [documentOf(allow())];

  it.each([BOB, ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, '*'])('needs both sides, naming %s', (AWS) => {
    const resource = documentOf(allow({ Principal: { AWS } }));
    expect(outcome({ identity, resource }, there)).toBe('allow');
    expect(outcome({ resource }, there)).toBe('implicit-deny');
    expect(outcome({ identity }, there)).toBe('implicit-deny');
  });

  it('stays within the boundary even where the user is named', () => {
    const resource = documentOf(allow({ Principal: { AWS: BOB } }));
    expect(outcome({ identity, resource, boundary: [documentOf(allow({ Action: 'ec2:*' }))] }, there)).toBe(
      'implicit-deny',
    );
  });

  it('of the root user needs only the other side', () => {
    const principal = `arn:aws:iam::${ACCOUNT}:root`;
    expect(outcome({ resource: documentOf(allow({ Principal: { AWS: ACCOUNT } })) }, { ...there, principal })).toBe(
      'allow',
    );
    expect(outcome({}, { ...there, principal })).toBe('implicit-deny');
  });

  it('is undecided where nobody says whose resource it is and that matters', () => {
    expect(outcome({ identity }, { resourceAccount: null })).toBe('unknown');
    const resource = documentOf(allow({ Principal: { AWS: BOB } }));
    expect(outcome({ identity, resource }, { resourceAccount: null })).toBe('allow');
    expect(outcome({}, { resourceAccount: null })).toBe('implicit-deny');
  });
});

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
describe('a KMS key', () => {
  const identity = [documentOf(allow({ Action: 'kms:*' }))];
  const root = documentOf(
    allow({ Sid: 'Enable IAM User Permissions', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*' }),
  );

  it('lets IAM policies decide only where its policy names the account', () => {
    expect(outcome({ identity, resource: root }, decrypt)).toBe('allow');
    expect(outcome({ resource: root }, decrypt)).toBe('implicit-deny');
    const roleOnly = documentOf(allow({ Principal: { AWS: ROLE }, Action: 'kms:*' }));
    expect(outcome({ identity, resource: roleOnly }, decrypt)).toBe('implicit-deny');
    expect(outcome({ resource: roleOnly }, { ...decrypt, principal: SESSION })).toBe('allow');
    expect(outcome({ resource: roleOnly, identity: [documentOf(deny())] }, { ...decrypt, principal: SESSION })).toBe(
      'deny',
    );
  });

  it('is closed to the root user unless its policy opens it', () => {
    const principal = `arn:aws:iam::${ACCOUNT}:root`;
    expect(outcome({ resource: root }, { ...decrypt, principal })).toBe('allow');
    expect(outcome({ resource: documentOf(allow({ Principal: { AWS: ROLE } })) }, { ...decrypt, principal })).toBe(
      'implicit-deny',
    );
  });

  it('knows the account of its caller', () => {
    const Condition = {
      StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
    };
    const resource = documentOf(allow({ Principal: { AWS: '*' }, Action: 'kms:*', Condition }));
    const context = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
    expect(outcome({ resource }, { ...decrypt, context })).toBe('allow');
    expect(outcome({ resource }, decrypt)).toBe('implicit-deny');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_compare-resource-policies.html
describe('a role', () => {
  const trust = (rest: object) => documentOf({ Effect: 'Allow', Action: 'sts:AssumeRole', ...rest });
  const identity = [documentOf(allow({ Action: 'sts:AssumeRole' }))];

  it('is assumed only by whom its trust policy allows', () => {
    expect(outcome({ identity }, assume)).toBe('implicit-deny');
    expect(outcome({ identity, resource: trust({ Principal: { AWS: ACCOUNT } }) }, assume)).toBe('allow');
    expect(outcome({ resource: trust({ Principal: { AWS: ACCOUNT } }) }, assume)).toBe('implicit-deny');
    expect(outcome({ resource: trust({ Principal: { AWS: BOB } }) }, assume)).toBe('allow');
  });

  it('is assumed by a service, and by tokens of a provider, by its trust policy alone', () => {
    const service = { ...assume, principal: 'lambda.amazonaws.com' };
    expect(outcome({ resource: trust({ Principal: { Service: 'lambda.amazonaws.com' } }) }, service)).toBe('allow');
    expect(outcome({ resource: trust({ Principal: { Service: 'ec2.amazonaws.com' } }) }, service)).toBe(
      'implicit-deny',
    );
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
    const resource = documentOf({
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/etl:*' } },
    });
    const web = { ...assume, action: 'sts:AssumeRoleWithWebIdentity', principal: provider };
    const from = (sub: string) => ({ ...web, context: { 'token.actions.githubusercontent.com:sub': sub } });
    expect(outcome({ resource }, from('repo:acme/etl:ref:refs/heads/main'))).toBe('allow');
    expect(outcome({ resource }, from('repo:evil/etl:ref:refs/heads/main'))).toBe('implicit-deny');
    expect(outcome({ resource }, web)).toBe('implicit-deny');
  });

  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  it('is never assumed by the root user', () => {
    const principal = `arn:aws:iam::${ACCOUNT}:root`;
    expect(outcome({ resource: trust({ Principal: { AWS: ACCOUNT } }) }, { ...assume, principal })).toBe(
      'implicit-deny',
    );
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
  it('asks for its external id', () => {
    const resource = trust({
      Principal: { AWS: OTHER_ACCOUNT },
      Condition: { StringEquals: { 'sts:ExternalId': '12345' } },
    });
    const request = { ...assume, principal: `arn:aws:iam::${OTHER_ACCOUNT}:user/vendor` };
    expect(outcome({ identity, resource }, { ...request, context: { 'sts:ExternalId': '12345' } })).toBe('allow');
    expect(outcome({ identity, resource }, request)).toBe('implicit-deny');
  });
});

describe('the resources of a statement', () => {
  const reads = (Resource: unknown, resource: string, context = {}) =>
    outcome({ identity: [documentOf(allow({ Action: 's3:GetObject', Resource }))] }, { resource, context });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  it.each([
    ['arn:aws:s3:::features/*', 'arn:aws:s3:::features/a/b', 'allow'],
    ['arn:aws:s3:::features', 'arn:aws:s3:::features/a', 'implicit-deny'],
    ['arn:aws:s3:::features/A', 'arn:aws:s3:::features/a', 'implicit-deny'],
    ['arn:aws:s3:::features/?.csv', 'arn:aws:s3:::features/1.csv', 'allow'],
    ['arn:aws:s3:*', 'arn:aws:s3:::features/a', 'allow'],
    ['arn:aws:s3', 'arn:aws:s3:::features/a', 'unknown'],
    ['arn:aws:s3:eu-*-1:111122223333:q', 'arn:aws:s3:eu-west-1:111122223333:q', 'allow'],
    ['arn:aws:s3:eu-*-1:111122223333:q', 'arn:aws:s3:eu-west:x-1:111122223333:q', 'implicit-deny'],
    ['arn:aws:s3:*:q', 'arn:aws:s3:eu-west-1:111122223333:q', 'allow'],
  ])('%s against %s: %s', (pattern, resource, expected) => expect(reads(pattern, resource)).toBe(expected));

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-resourceelement
  it('take variables behind the fifth colon', () => {
    const home = 'arn:aws:s3:::features/${aws:username}/*';
    expect(reads(home, 'arn:aws:s3:::features/bob/x')).toBe('allow');
    expect(reads(home, 'arn:aws:s3:::features/eve/x')).toBe('implicit-deny');
    expect(
      reads('arn:aws:s3:::${aws:PrincipalTag/team}/*', 'arn:aws:s3:::ml/x', { 'aws:principaltag/TEAM': 'ml' }),
    ).toBe('allow');
    expect(reads('arn:aws:s3::${aws:PrincipalAccount}:features/*', 'arn:aws:s3:::features/x')).toBe('unknown');
  });

  it('with a variable that has no value match nothing, nor does their complement', () => {
    const principal = SESSION;
    const NotResource = 'arn:aws:s3:::features/${aws:username}/*';
    const other = documentOf({ Effect: 'Deny', Action: '*', NotResource }, allow());
    expect(outcome({ identity: [other] }, { principal })).toBe('allow');
    expect(outcome({ identity: [other] }, {})).toBe('deny');
  });

  it('are literal text in the older version of the language', () => {
    const identity = [parseDocument({ Statement: allow({ Resource: 'arn:aws:s3:::features/${aws:username}/*' }) })];
    expect(outcome({ identity }, { resource: 'arn:aws:s3:::features/bob/x' })).toBe('implicit-deny');
    expect(outcome({ identity }, { resource: 'arn:aws:s3:::features/${aws:username}/x' })).toBe('allow');
  });
});

describe('what AWS settles whatever the policies say', () => {
  const identity = [documentOf(allow())];

  it.each([
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    ['sts:GetCallerIdentity', '*', [documentOf(deny())], 'allow'],
    ['iam:CreatePolicyVersion', 'arn:aws:iam::aws:policy/ReadOnlyAccess', identity, 'implicit-deny'],
    ['iam:GetPolicy', 'arn:aws:iam::aws:policy/ReadOnlyAccess', identity, 'allow'],
    [
      'iam:AttachRolePolicy',
      `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/x`,
      identity,
      'implicit-deny',
    ],
    ['kms:UpdateAlias', `arn:aws:kms:us-east-1:${ACCOUNT}:alias/aws/s3`, identity, 'implicit-deny'],
    ['kms:UpdateAlias', `arn:aws:kms:us-east-1:${ACCOUNT}:alias/mine`, identity, 'allow'],
  ])('%s on %s', (action, resource, documents, expected) => {
    expect(outcome({ identity: documents }, { action, resource, resourceAccount: null })).toBe(expected);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
  it('lets the root user of the account mend a bucket policy that shuts everybody out', () => {
    const resource = documentOf(deny({ Principal: '*' }));
    const bucket = { resource: 'arn:aws:s3:::features', principal: `arn:aws:iam::${ACCOUNT}:root` };
    expect(outcome({ resource }, { ...bucket, action: 's3:DeleteBucketPolicy' })).toBe('allow');
    expect(outcome({ resource }, { ...bucket, action: 's3:ListBucket' })).toBe('deny');
    expect(outcome({ resource }, { ...bucket, principal: BOB, action: 's3:DeleteBucketPolicy' })).toBe('deny');
  });
});

describe('what is not known', () => {
  const yes = documentOf(allow());
  const granted = { identity: [yes], resource: documentOf(allow({ Principal: { AWS: BOB } })) };

  it('makes the decision unknown where the rest does not decide', () => {
    for (const kind of ['boundary', 'session', 'scp', 'rcp', 'endpoint', 'identity', 'resource'] as const) {
      expect(outcome({ ...granted, [kind]: 'unknown' }), kind).toBe('unknown');
      expect(outcome({ ...granted, [kind]: 'unknown', identity: [documentOf(deny())] }), kind).toBe('deny');
    }
  });

  it('leaves a denial alone that it could not lift', () => {
    expect(outcome({ boundary: 'unknown' })).toBe('implicit-deny');
    expect(outcome({ scp: 'unknown' })).toBe('implicit-deny');
    expect(outcome({ identity: 'unknown' })).toBe('unknown');
    expect(outcome({ identity: 'unknown' }, { resourceAccount: OTHER_ACCOUNT })).toBe('implicit-deny');
  });

  it('includes documents and statements that cannot be read', () => {
    expect(outcome({ identity: [parseDocument('{')] })).toBe('unknown');
    expect(outcome({ identity: [yes, parseDocument('{')] })).toBe('unknown');
    expect(outcome({ identity: [documentOf({ ...allow(), Effect: 'allow' })] })).toBe('unknown');
    expect(outcome({ identity: [documentOf(allow(), { ...deny(), Sidd: 'x' })] })).toBe('unknown');
    expect(outcome({ identity: [documentOf(allow(), { ...allow(), Sidd: 'x' })] })).toBe('allow');
    expect(outcome({ identity: [documentOf(deny(), { ...allow(), Sidd: 'x' })] })).toBe('deny');
  });

  it('includes a caller, an action or an account nobody can make out', () => {
    expect(
      authorize(
        {
          principal: 'bob',
          action: 's3:GetObject',
          resource: '*',
          resourceAccount: null,
          context: {},
          blockPublicAccess: null,
        },
        NONE,
      ).decision,
    ).toBe('unknown');
    expect(outcome({ identity: [yes] }, { action: 'GetObject' })).toBe('unknown');
    expect(outcome({ identity: [yes] }, { action: 's3:*' })).toBe('unknown');
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
describe('RestrictPublicBuckets', () => {
  const blockPublicAccess = { ignorePublicAcls: 'no', restrictPublicBuckets: 'yes' } as const;
  const shared = { Principal: { AWS: OTHER_ACCOUNT } };
  const eve: Partial<AccessRequest> = { principal: `arn:aws:iam::${OTHER_ACCOUNT}:user/eve`, blockPublicAccess };
  const identity = [documentOf(allow())];

  it('cuts other accounts off as soon as one statement of the policy is public', () => {
    expect(outcome({ identity, resource: documentOf(allow(shared)) }, eve)).toBe('allow');
    const open = documentOf(allow(shared), allow({ Principal: '*', Action: 's3:ListBucket' }));
    expect(outcome({ identity, resource: open }, eve)).toBe('implicit-deny');
    expect(outcome({ identity, resource: open }, { ...eve, blockPublicAccess: null })).toBe('allow');
    expect(
      outcome(
        { identity, resource: open },
        { ...eve, blockPublicAccess: { ...blockPublicAccess, restrictPublicBuckets: 'unknown' } },
      ),
    ).toBe('unknown');
  });

  it('leaves services and the own account in, and anonymous callers out', () => {
    const resource = documentOf(allow({ Principal: '*' }));
    expect(outcome({ resource }, { blockPublicAccess, principal: 'logging.s3.amazonaws.com' })).toBe('allow');
    expect(outcome({ resource }, { blockPublicAccess })).toBe('allow');
    expect(outcome({ resource }, { blockPublicAccess, principal: '*anonymous' })).toBe('implicit-deny');
  });
});

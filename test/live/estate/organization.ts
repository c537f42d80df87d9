import type { Answerer } from '../answerer.ts';
import type { Tree } from '../protocol.ts';
import { AwsError } from '../protocol.ts';
import { accounts, archive, prod, regions, sandbox } from './site.ts';

// The organization of the two accounts, recorded: the emulator makes accounts with ids of its own, and none of them its member
// that is asked. The production account owns it; its resource policy lets the sandbox read it too.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html

export const organizationId = 'o-acmedata01';
const root = 'r-acme';
const workloads = 'ou-acme-workload1';
const playground = 'ou-acme-playgrnd1';

const arn = (rest: string): string => `arn:aws:organizations::${prod}:${rest}`;

interface Policy {
  readonly id: string;
  readonly name: string;
  readonly kind: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY' | 'S3_POLICY';
  readonly byAws?: boolean;
  readonly content: object;
  readonly targets: readonly string[];
}

const everything = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

const everybody = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** What stays in its Regions is denied elsewhere: services without Regions are left out. */
const homeRegions = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OtherRegions',
      Effect: 'Deny',
      NotAction: ['iam:*', 'organizations:*', 'sts:*', 's3:*', 'support:*', 'cloudfront:*', 'route53:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': [...regions].sort() } },
    },
  ],
};

const stay = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Stay', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }],
};

const ownIdentities = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OwnIdentities',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*', 'kms:*'],
      Resource: '*',
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    },
  ],
};

const policies: readonly Policy[] = [
  {
    id: 'p-FullAWSAccess',
    name: 'FullAWSAccess',
    kind: 'SERVICE_CONTROL_POLICY',
    byAws: true,
    content: everything,
    targets: [root, workloads, playground, prod, sandbox, archive],
  },
  {
    id: 'p-regions01',
    name: 'home-regions',
    kind: 'SERVICE_CONTROL_POLICY',
    content: homeRegions,
    targets: [playground],
  },
  { id: 'p-staying01', name: 'stay', kind: 'SERVICE_CONTROL_POLICY', content: stay, targets: [root] },
  {
    id: 'p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    kind: 'RESOURCE_CONTROL_POLICY',
    byAws: true,
    content: everybody,
    targets: [root, workloads, playground, prod, sandbox, archive],
  },
  {
    id: 'p-ownids0001',
    name: 'own-identities',
    kind: 'RESOURCE_CONTROL_POLICY',
    content: ownIdentities,
    targets: [workloads],
  },
  {
    id: 'p-private001',
    name: 'private-buckets',
    kind: 'S3_POLICY',
    content: { s3_attributes: { public_access_block_configuration: { '@@assign': 'all' } } },
    targets: [workloads],
  },
];

const units: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>> = {
  [root]: [
    { id: workloads, name: 'workloads' },
    { id: playground, name: 'playground' },
  ],
};

const members: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>> = {
  [root]: [{ id: prod, name: 'data-production' }],
  [workloads]: [{ id: archive, name: 'data-archive' }],
  [playground]: [{ id: sandbox, name: 'data-sandbox' }],
};

const joined = new Date('2023-02-06T09:30:00Z');

const summary = ({ id, name, kind, byAws = false }: Policy): Tree => {
  const place = byAws ? 'arn:aws:organizations::aws:policy' : arn(`policy/${organizationId}`);
  const Arn = `${place}/${kind.toLowerCase()}/${id}`;
  return { Id: id, Arn, Name: name, Description: '', Type: kind, AwsManaged: byAws };
};

const target = (id: string): Tree => {
  if (id === root) return { TargetId: id, Arn: arn(`root/${organizationId}/${id}`), Name: 'Root', Type: 'ROOT' };
  if (id.startsWith('ou-')) {
    return { TargetId: id, Arn: arn(`ou/${organizationId}/${id}`), Name: id, Type: 'ORGANIZATIONAL_UNIT' };
  }
  return { TargetId: id, Arn: arn(`account/${organizationId}/${id}`), Name: id, Type: 'ACCOUNT' };
};

const find = (id: unknown): Policy => {
  const found = policies.find((policy) => policy.id === id);
  if (found === undefined) throw new AwsError('PolicyNotFoundException', 'There is no such policy', 400);
  return found;
};

/** Only accounts of the organization may ask; the others learn that they belong to none. */
const toMembers =
  (answer: (input: Readonly<Record<string, unknown>>) => Tree): Answerer =>
  ({ account, input }) => {
    if ((accounts as readonly string[]).includes(account)) return answer(input);
    throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.', 400);
  };

/** Answers of AWS Organizations, by operation: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html */
export const organizationAnswers: Readonly<Record<string, Answerer>> = {
  'organizations:DescribeOrganization': toMembers(() => ({
    Organization: {
      Id: organizationId,
      Arn: arn(`organization/${organizationId}`),
      FeatureSet: 'ALL',
      MasterAccountId: prod,
      MasterAccountArn: arn(`account/${organizationId}/${prod}`),
      MasterAccountEmail: 'aws@acme.example',
    },
  })),
  'organizations:DescribeEffectivePolicy': toMembers(() => {
    throw new AwsError('EffectivePolicyNotFoundException', 'There is no effective policy of this type.', 400);
  }),
  'organizations:ListRoots': toMembers(() => ({
    Roots: [
      {
        Id: root,
        Arn: arn(`root/${organizationId}/${root}`),
        Name: 'Root',
        PolicyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'S3_POLICY'].map((Type) => ({
          Type,
          Status: 'ENABLED',
        })),
      },
    ],
  })),
  'organizations:ListOrganizationalUnitsForParent': toMembers(({ ParentId }) => ({
    OrganizationalUnits: (units[String(ParentId)] ?? []).map(({ id, name }) => ({
      Id: id,
      Arn: arn(`ou/${organizationId}/${id}`),
      Name: name,
    })),
  })),
  'organizations:ListAccountsForParent': toMembers(({ ParentId }) => ({
    Accounts: (members[String(ParentId)] ?? []).map(({ id, name }) => ({
      Id: id,
      Arn: arn(`account/${organizationId}/${id}`),
      Name: name,
      Email: `${name}@acme.example`,
      State: 'ACTIVE',
      JoinedMethod: 'CREATED',
      JoinedTimestamp: joined,
    })),
  })),
  'organizations:ListPolicies': toMembers(({ Filter }) => ({
    Policies: policies.filter(({ kind }) => kind === Filter).map(summary),
  })),
  'organizations:DescribePolicy': toMembers(({ PolicyId }) => {
    const policy = find(PolicyId);
    return { Policy: { PolicySummary: summary(policy), Content: JSON.stringify(policy.content) } };
  }),
  'organizations:ListDelegatedAdministrators': toMembers(() => ({
    DelegatedAdministrators: [{ Id: archive, Name: 'data-archive', Status: 'ACTIVE', JoinedTimestamp: joined }],
  })),
  'organizations:ListTargetsForPolicy': toMembers(({ PolicyId }) => ({ Targets: find(PolicyId).targets.map(target) })),
};

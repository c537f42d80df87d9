import type { Answerer, Asked } from '../answerer.ts';
import type { Tree } from '../protocol.ts';
import { prod, sandbox } from './site.ts';

// What the emulator does not know of credentials: service-specific ones, what they were used for, root users of the organization.

/** Users by account, with the service that a credential of theirs is for. */
const serviceCredentials: Readonly<Record<string, readonly { readonly user: string; readonly created: Date }[]>> = {
  [sandbox]: [{ user: 'bob', created: new Date('2021-03-01T09:00:00Z') }],
};

/** What identities did, by the end of their ARN; the others use what S3 has every day. */
const used = (arn: string): readonly { readonly service: string; readonly at: Date | null }[] => {
  const recent = new Date('2026-11-20T09:00:00Z');
  if (arn.includes(`:${prod}:user/`)) return [{ service: 'sts', at: recent }];
  if (arn.includes(`:${sandbox}:`))
    return [
      { service: 'bedrock', at: null },
      { service: 's3', at: recent },
    ];
  return [{ service: 's3', at: recent }];
};

const jobs = new Map<string, string>();

const list = (items: readonly Tree[string][]): Tree => (items.length === 0 ? {} : { member: items });

/** Answers of IAM and Access Analyzer that the emulator cannot give, in the shape that AWS documents. */
export const credentialAnswers: Readonly<Record<string, Answerer>> = {
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
  'iam:ListServiceSpecificCredentials': ({ account }) => ({
    IsTruncated: false,
    ServiceSpecificCredentials: list(
      (serviceCredentials[account] ?? []).map(({ user, created }) => ({
        UserName: user,
        Status: 'Active',
        ServiceUserName: `${user}-at-${account}`,
        CreateDate: created,
        ServiceSpecificCredentialId: 'ACCAEXAMPLE000000001',
        ServiceName: 'codecommit.amazonaws.com',
      })),
    ),
  }),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
  'iam:GenerateServiceLastAccessedDetails': ({ input }: Asked) => {
    const arn = String(input.Arn);
    const JobId = Buffer.from(arn).toString('hex').slice(-32).padStart(32, '0');
    jobs.set(JobId, arn);
    return { JobId };
  },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
  'iam:GetServiceLastAccessedDetails': ({ input }: Asked) => ({
    JobStatus: 'COMPLETED',
    JobCreationDate: new Date('2026-11-23T06:00:00Z'),
    JobCompletionDate: new Date('2026-11-23T06:00:01Z'),
    IsTruncated: false,
    ServicesLastAccessed: list(
      used(jobs.get(String(input.JobId)) ?? '').map(({ service, at }) => ({
        ServiceName: service,
        ServiceNamespace: service,
        ...(at === null ? {} : { LastAuthenticated: at }),
      })),
    ),
  }),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
  'iam:ListOrganizationsFeatures': ({ account }) => ({
    OrganizationId: 'o-acmedata01',
    EnabledFeatures: list(account === prod ? ['RootCredentialsManagement', 'RootSessions'] : []),
  }),
  // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html
  'accessanalyzer:ListFindingsV2': ({ account, input }) => {
    const arn = String(input.analyzerArn);
    const finding = {
      id: 'a1b2c3',
      resource: `arn:aws:s3:::acme-dashboards`,
      resourceType: 'AWS::S3::Bucket',
      resourceOwnerAccount: account,
      status: 'ACTIVE',
      createdAt: '2026-11-01T09:00:00Z',
      analyzedAt: '2026-11-20T09:00:00Z',
      updatedAt: '2026-11-01T09:00:00Z',
      findingType: 'ExternalAccess',
    };
    return { findings: arn.includes(':us-east-1:') && arn.endsWith('/external-access') ? [finding] : [] };
  },
};

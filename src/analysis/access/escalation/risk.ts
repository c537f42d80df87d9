import { type Action, allActions, findAction, services } from '../actions.ts';
import { speaksOf } from '../administration.ts';
import { parseArn } from '../arn.ts';
import type { AccessPolicies } from '../authorize.ts';
import { withoutConditions } from './administrator.ts';
import { likelyCallers } from './callers.ts';
import { type Layer, readLayer } from './layer.ts';
import { findEscalations } from './principal-escalation.ts';
import { managesPermissions } from './risk-levels.ts';

/** The risks of a policy as Cloudsplaining sorts them: https://cloudsplaining.readthedocs.io/en/latest/glossary/ */
export const RISKS = [
  'PrivilegeEscalation',
  'DataExfiltration',
  'ResourceExposure',
  'CredentialsExposure',
  'ServiceWildcard',
  'InfrastructureModification',
] as const;

/** One of `RISKS`. */
export type Risk = (typeof RISKS)[number];

/** Reads of what is usually secret. */
export const EXFILTRATING = [
  's3:GetObject',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
];

/** Actions whose answer is a credential, or that make or change one. */
export const GIVING_CREDENTIALS = [
  'airflow:CreateCliToken',
  'airflow:CreateWebLoginToken',
  'appsync:CreateApiKey',
  'chime:CreateApiKey',
  'cloud9:CreateEnvironmentToken',
  'codeartifact:GetAuthorizationToken',
  'codepipeline:PollForJobs',
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetOpenIdToken',
  'cognito-identity:GetOpenIdTokenForDeveloperIdentity',
  'cognito-idp:GetSigningCertificate',
  'connect:GetFederationToken',
  'ec2:GetPasswordData',
  'ecr-public:GetAuthorizationToken',
  'ecr:GetAuthorizationToken',
  'emr-containers:GetManagedEndpointSessionCredentials',
  'finspace-api:GetProgrammaticAccessCredentials',
  'gamelift:GetInstanceAccess',
  'gamelift:RequestUploadCredentials',
  'grafana:CreateWorkspaceApiKey',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateServiceSpecificCredential',
  'iam:ResetServiceSpecificCredential',
  'iam:UpdateAccessKey',
  'license-manager:GetAccessToken',
  'lightsail:CreateBucketAccessKey',
  'lightsail:DownloadDefaultKeyPair',
  'lightsail:GetInstanceAccessDetails',
  'lightsail:GetRelationalDatabaseMasterUserPassword',
  'mediapackage:RotateChannelCredentials',
  'mediapackage:RotateIngestEndpointCredentials',
  'rds-db:connect',
  'redshift-serverless:GetCredentials',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  'sso:GetRoleCredentials',
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:GetFederationToken',
  'sts:GetSessionToken',
];

/**
 * The actions of a risk that the policies grant without a condition and without naming resources, in order and as AWS spells
 * them; of `ServiceWildcard`, the services. Null where a policy cannot be read.
 */
export function riskyActions(risk: Risk, policies: AccessPolicies): readonly string[] | null {
  const layers = layersOf(policies);
  if (layers === null) return null;
  const isGranted = (action: Action): boolean =>
    layers.every(
      ({ allows, denies }) =>
        allows.some((allow) => speaksOf(allow, action)) && !denies.some((deny) => speaksOf(deny, action)),
    );
  const grantedAmong = (
    actions: Iterable<Action>,
    isOfRisk: (action: Action) => boolean = () => true,
  ): readonly string[] => {
    const names: string[] = [];
    for (const action of actions) if (isOfRisk(action) && isGranted(action)) names.push(action.name);
    return names.sort();
  };
  switch (risk) {
    case 'PrivilegeEscalation':
      return escalatingActions(policies);
    case 'DataExfiltration':
      return grantedAmong(EXFILTRATING.map(actionOf));
    case 'CredentialsExposure':
      return grantedAmong(GIVING_CREDENTIALS.map(actionOf));
    case 'ResourceExposure':
      return grantedAmong(allActions(), (action) => action.onResources && managesPermissions(action));
    case 'InfrastructureModification':
      return grantedAmong(
        allActions(),
        (action) => action.onResources && (!isRead(action) || managesPermissions(action)),
      );
    case 'ServiceWildcard':
      return wildcardServices(policies);
  }
}

const isRead = ({ level }: Action): boolean => level === 'Read' || level === 'List';

/** An action that the data does not have is taken to be on resources: then only a `*` grants it here, which it does either way. */
const actionOf = (name: string): Action =>
  findAction(name) ?? { name, folded: name.toLowerCase(), level: 'Read', onResources: true };

/** What the policies themselves say without conditions, and the limits on it. */
function layersOf({ identity, boundary, session, scp }: AccessPolicies): readonly Layer[] | null {
  if (identity === 'unknown' || boundary === 'unknown' || session === 'unknown' || scp === 'unknown') return null;
  const caller = likelyCallers(identity)[0] ?? '';
  const partition = parseArn(caller)?.partition ?? 'aws';
  const limits = [
    ...(boundary === null ? [] : [boundary]),
    ...(session === null ? [] : [[session]]),
    ...(scp ?? []).map(({ policies }) => policies),
  ];
  const layers = [
    readLayer(identity, partition, (statement) => (statement.conditions.length === 0 ? statement : null)),
    ...limits.map((documents) =>
      readLayer(documents, partition, (statement, document) => withoutConditions(statement, document, caller)),
    ),
  ];
  return layers.some(({ unclearAllow, unclearDeny }) => unclearAllow || unclearDeny) ? null : layers;
}

function escalatingActions(policies: AccessPolicies): readonly string[] | null {
  const found = findEscalations({ principal: null, policies, surroundings: 'assumed' });
  if (found.some(({ truth }) => truth === 'unknown')) return null;
  const steps = found
    .filter(({ method, truth }) => truth === 'yes' && !method.edge)
    .flatMap(({ method }) => method.steps);
  return [...new Set(steps.map(({ action }) => action))].filter((action) => !action.includes('*')).sort();
}

/** Services of which every action is granted by their name and `*`, on whatever resources, and not all denied. */
function wildcardServices({ identity }: AccessPolicies): readonly string[] {
  if (identity === 'unknown') return [];
  const named = { Allow: new Set<string>(), Deny: new Set<string>() };
  for (const { effect, conditions, actions, resources } of identity.flatMap(({ statements }) => statements)) {
    if (effect === null || conditions.length > 0) continue;
    if (effect === 'Deny' && resources?.includes('*') !== true) continue;
    for (const pattern of actions ?? []) {
      const [prefix = '', rest = '*'] = pattern.toLowerCase().split(':');
      if (!/^\*+$/.test(rest)) continue;
      for (const service of /^\*+$/.test(prefix) ? services() : [prefix]) named[effect].add(service);
    }
  }
  return [...named.Allow].filter((service) => !named.Deny.has(service)).sort();
}

import { check, days, decide, type PlainCheck } from './check.ts';

interface ActiveKey {
  readonly rotatedAt: string;
  readonly lastUsedAt: string | null;
}

interface User {
  readonly path?: string;
  readonly groups?: readonly string[];
  readonly attachedPolicies?: readonly string[];
  readonly inlinePolicies?: readonly string[];
  readonly 'credentials.password'?: { readonly changedAt: string; readonly lastUsedAt: string | null } | null;
  readonly 'credentials.mfaActive'?: boolean;
  readonly 'credentials.activeAccessKeys'?: readonly ActiveKey[];
  readonly 'credentials.activeSigningCertificates'?: number;
}

interface PasswordPolicy {
  readonly policy?: {
    readonly minimumLength: number;
    readonly characters: readonly string[];
    readonly rememberedPasswords: number;
    readonly maxAgeDays: number | null;
  } | null;
  readonly consoleUsers?: number;
}

interface Account {
  readonly 'root.hasAccessKeys'?: boolean;
  readonly 'root.hasPassword'?: boolean;
  readonly 'root.hasMfa'?: boolean;
  readonly 'root.virtualMfaDevices'?: readonly string[];
  readonly 'root.activeAccessKeys'?: readonly unknown[];
  readonly 'root.lastUses'?: readonly { readonly at: string }[];
  readonly supportAccess?: { readonly roles: readonly string[] };
}

const userType = 'AWS::IAM::User';
const accountType = 'AWS::IAM::Account';
const principalTypes = [userType, 'AWS::IAM::Group', 'AWS::IAM::Role'];

const passwordPolicy = (id: string, holds: (policy: NonNullable<PasswordPolicy['policy']>) => boolean): PlainCheck =>
  check(id, 'AWS::IAM::AccountPasswordPolicy', ({ policy, consoleUsers }: PasswordPolicy) => {
    if (policy === undefined) return 'unknown';
    if (policy !== null) return decide(holds(policy));
    return consoleUsers === undefined ? 'unknown' : consoleUsers > 0 ? 'fail' : 'not-applicable';
  });

const unusedCredentials = (id: string, limit: number): PlainCheck =>
  check(id, userType, (user: User, _resource, { now }) => {
    const login = user['credentials.password'];
    const keys = user['credentials.activeAccessKeys'];
    if (login === undefined || keys === undefined) return 'unknown';
    const isStale = (lastActive: string): boolean => now - Date.parse(lastActive) > days(limit);
    if (login !== null && isStale(login.lastUsedAt ?? login.changedAt)) return 'fail';
    return decide(!keys.some(({ rotatedAt, lastUsedAt }) => isStale(lastUsedAt ?? rotatedAt)));
  });

const passwordChecks = [
  passwordPolicy('iam-password-policy-lowercase', ({ characters }) => characters.includes('lowercase')),
  passwordPolicy('iam-password-policy-uppercase', ({ characters }) => characters.includes('uppercase')),
  passwordPolicy('iam-password-policy-number', ({ characters }) => characters.includes('number')),
  passwordPolicy('iam-password-policy-symbol', ({ characters }) => characters.includes('symbol')),
  passwordPolicy('iam-password-policy-max-age', ({ maxAgeDays }) => maxAgeDays !== null && maxAgeDays <= 90),
  passwordPolicy('iam-password-policy-minimum-length', ({ minimumLength }) => minimumLength >= 14),
  passwordPolicy('iam-password-policy-reuse', ({ rememberedPasswords }) => rememberedPasswords >= 24),
  passwordPolicy(
    'iam-password-policy',
    ({ minimumLength, characters }) =>
      minimumLength >= 8 && ['uppercase', 'lowercase', 'number', 'symbol'].every((kind) => characters.includes(kind)),
  ),
];

const accountChecks = [
  check('iam-root-access-key-check', accountType, (account: Account) => {
    const has = account['root.hasAccessKeys'];
    const active = account['root.activeAccessKeys'];
    if (has === true || (active !== undefined && active.length > 0)) return 'fail';
    return has === undefined || active === undefined ? 'unknown' : 'pass';
  }),

  check('iam-root-account-hardware-mfa-enabled', accountType, (account: Account, { partition }) => {
    const password = account['root.hasPassword'];
    const keys = partition === 'aws' ? account['root.hasAccessKeys'] : false;
    const mfa = account['root.hasMfa'];
    const virtual = account['root.virtualMfaDevices'];
    if (!password && !keys) return password === undefined || keys === undefined ? 'unknown' : 'not-applicable';
    if (mfa === false || (virtual !== undefined && virtual.length > 0)) return 'fail';
    return mfa === undefined || virtual === undefined ? 'unknown' : 'pass';
  }),

  check('iam-root-account-mfa-enabled', accountType, (account: Account) => {
    const password = account['root.hasPassword'];
    const keys = account['root.hasAccessKeys'];
    if (!password && !keys) return password === undefined || keys === undefined ? 'unknown' : 'not-applicable';
    return decide(account['root.hasMfa']);
  }),

  check('iam-root-account-unused', accountType, (account: Account, _resource, { now }) =>
    decide(account['root.lastUses']?.every(({ at }) => now - Date.parse(at) > days(90))),
  ),

  check('iam-support-role-created', accountType, ({ supportAccess }: Account) =>
    decide(supportAccess === undefined ? undefined : supportAccess.roles.length > 0),
  ),
];

const userChecks = [
  check('iam-mfa-enabled-for-iam-console-access', userType, (user: User) => {
    const login = user['credentials.password'];
    if (login === undefined) return 'unknown';
    return login === null ? 'not-applicable' : decide(user['credentials.mfaActive']);
  }),

  check('iam-user-group-membership-check', userType, ({ groups }: User) =>
    decide(groups === undefined ? undefined : groups.length > 0),
  ),

  check('iam-user-mfa-enabled', userType, (user: User) => {
    const login = user['credentials.password'];
    const keys = user['credentials.activeAccessKeys'];
    const certificates = user['credentials.activeSigningCertificates'];
    if (login || (keys !== undefined && keys.length > 0) || (certificates !== undefined && certificates > 0)) {
      return decide(user['credentials.mfaActive']);
    }
    return login === undefined || keys === undefined || certificates === undefined ? 'unknown' : 'not-applicable';
  }),

  check('iam-user-no-policies-check', userType, ({ attachedPolicies, inlinePolicies }: User) => {
    if ((attachedPolicies?.length ?? 0) > 0 || (inlinePolicies?.length ?? 0) > 0) return 'fail';
    return attachedPolicies === undefined || inlinePolicies === undefined ? 'unknown' : 'pass';
  }),

  check('iam-user-single-access-key', userType, (user: User, _resource, { now }) => {
    const keys = user['credentials.activeAccessKeys'];
    if (keys === undefined) return 'unknown';
    const isBeingRotated = keys.length === 2 && keys.some(({ rotatedAt }) => now - Date.parse(rotatedAt) < days(0));
    return decide(keys.length <= 1 || isBeingRotated);
  }),

  unusedCredentials('iam-user-unused-credentials-45', 45),
  unusedCredentials('iam-user-unused-credentials-check', 90),
];

const forbiddenPolicies = ['aws', 'aws-cn', 'aws-us-gov'].map(
  (name) => `arn:${name}:iam::aws:policy/AWSCloudShellFullAccess`,
);

/** The policies of `policies/iam`. */
export const iam = [
  ...passwordChecks,
  ...accountChecks,
  ...userChecks,

  check(
    'iam-access-keys-rotated',
    'AWS::IAM::AccessKey',
    ({ status, createdAt }: { readonly status?: string; readonly createdAt?: string }, _resource, { now }) => {
      if (status === undefined) return 'unknown';
      if (status !== 'Active') return 'not-applicable';
      return decide(createdAt === undefined ? undefined : now - Date.parse(createdAt) <= days(90));
    },
  ),

  check(
    'iam-external-access-analyzer-enabled',
    'AWS::AccessAnalyzer::RegionalCoverage',
    ({ analyzers }: { readonly analyzers?: readonly { readonly kind: string; readonly status: string }[] }) =>
      decide(
        analyzers?.some((one) => (one.kind === 'ACCOUNT' || one.kind === 'ORGANIZATION') && one.status === 'ACTIVE'),
      ),
  ),

  check('iam-group-has-users-check', 'AWS::IAM::Group', ({ members }: { readonly members?: readonly string[] }) =>
    decide(members === undefined ? undefined : members.length > 0),
  ),

  check('iam-no-inline-policy-check', principalTypes, ({ path, inlinePolicies }: User) => {
    if (path === undefined) return 'unknown';
    if (path.startsWith('/aws-service-role/')) return 'not-applicable';
    return decide(inlinePolicies === undefined ? undefined : inlinePolicies.length === 0);
  }),

  check('iam-policy-blacklisted-check', principalTypes, ({ attachedPolicies }: User) =>
    decide(
      attachedPolicies === undefined ? undefined : !attachedPolicies.some((arn) => forbiddenPolicies.includes(arn)),
    ),
  ),

  check(
    'iam-server-certificate-expired',
    'AWS::IAM::ServerCertificate',
    ({ expiresAt }: { readonly expiresAt?: string }, _resource, { now }) =>
      decide(expiresAt === undefined ? undefined : Date.parse(expiresAt) - now > days(0)),
  ),
];

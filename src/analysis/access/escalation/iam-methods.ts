import { type Method, method, on } from './method.ts';

/** Methods that change IAM identities, their policies and who may assume them. */
export const IAM_METHODS: readonly Method[] = [
  method(
    'iam-everything',
    'uses whichever change of IAM it likes, for every action of IAM is granted',
    on('self', 'iam:*'),
  ),
  method('iam-put-everything', 'writes inline policies of any user, group and role', on('self', 'iam:Put*')),
  method(
    'iam-001',
    'writes a new version of a policy that is attached within its reach',
    on('attached-policy', 'iam:CreatePolicyVersion'),
  ),
  method(
    'set-default-policy-version',
    'makes an older, stronger version of an attached policy the default',
    on('attached-policy', 'iam:SetDefaultPolicyVersion'),
  ),
  method('iam-002', 'makes an access key for another user', on('another-user', 'iam:CreateAccessKey')),
  method(
    'iam-003',
    "replaces another user's access key where that user has two already",
    on('another-user', 'iam:CreateAccessKey', 'iam:DeleteAccessKey'),
  ),
  method('iam-004', 'gives a password to another user who has none', on('another-user', 'iam:CreateLoginProfile')),
  method('iam-005', 'writes an inline policy of a role it can use', on('assumable-role', 'iam:PutRolePolicy')),
  method('iam-006', "changes another user's password", on('another-user', 'iam:UpdateLoginProfile')),
  method('iam-007', 'writes an inline policy of its own user', on('self', 'iam:PutUserPolicy')),
  method('iam-008', 'attaches a stronger policy to its own user', on('self', 'iam:AttachUserPolicy')),
  method('iam-009', 'attaches a stronger policy to a role it can use', on('assumable-role', 'iam:AttachRolePolicy')),
  method('iam-010', 'attaches a stronger policy to a group it is in', on('own-group', 'iam:AttachGroupPolicy')),
  method('iam-011', 'writes an inline policy of a group it is in', on('own-group', 'iam:PutGroupPolicy')),
  method('iam-012', 'makes a stronger role trust it', on('any-role', 'iam:UpdateAssumeRolePolicy')),
  method('iam-013', 'adds itself to a stronger group', on('any-group', 'iam:AddUserToGroup')),
  method(
    'iam-014',
    'attaches a stronger policy to a role and assumes it',
    on('trusting-role', 'sts:AssumeRole', 'iam:AttachRolePolicy'),
  ),
  method(
    'iam-015',
    'attaches a stronger policy to another user and makes an access key for that user',
    on('another-user', 'iam:AttachUserPolicy', 'iam:CreateAccessKey'),
  ),
  method(
    'iam-016',
    'writes a new version of a policy of a role and assumes the role',
    on('trusting-role', 'sts:AssumeRole'),
    on('attached-policy', 'iam:CreatePolicyVersion'),
  ),
  method(
    'iam-017',
    'writes an inline policy of a role and assumes it',
    on('trusting-role', 'sts:AssumeRole', 'iam:PutRolePolicy'),
  ),
  method(
    'iam-018',
    'writes an inline policy of another user and makes an access key for that user',
    on('another-user', 'iam:PutUserPolicy', 'iam:CreateAccessKey'),
  ),
  method(
    'iam-019',
    'attaches a stronger policy to a role and makes that role trust it',
    on('any-role', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'),
  ),
  method(
    'iam-020',
    'writes a new version of a policy of a role and makes that role trust it',
    on('any-role', 'iam:UpdateAssumeRolePolicy'),
    on('attached-policy', 'iam:CreatePolicyVersion'),
  ),
  method(
    'iam-021',
    'writes an inline policy of a role and makes that role trust it',
    on('any-role', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'),
  ),
  method(
    'assume-role-update-trust',
    'changes the trust of a role and assumes it',
    on('trusting-role', 'sts:AssumeRole', 'iam:UpdateAssumeRolePolicy'),
  ),
  method(
    'create-role-attach-policy',
    'makes a role that trusts it and attaches a stronger policy to it',
    on('new-role', 'iam:CreateRole', 'iam:AttachRolePolicy'),
  ),
  method(
    'create-role-put-policy',
    'makes a role that trusts it and writes its inline policy',
    on('new-role', 'iam:CreateRole', 'iam:PutRolePolicy'),
  ),
  method(
    'delete-user-boundary',
    'takes away the permissions boundary that limits it',
    on('self', 'iam:DeleteUserPermissionsBoundary'),
  ),
  method(
    'delete-role-boundary',
    'takes away the permissions boundary of a role and assumes it',
    on('trusting-role', 'sts:AssumeRole', 'iam:DeleteRolePermissionsBoundary'),
  ),
  {
    ...method('sts-001', 'assumes a role, which may be stronger', on('trusting-role', 'sts:AssumeRole')),
    edge: true,
  },
  method(
    'sso-attach-managed-policy',
    'attaches a stronger policy to a permission set of IAM Identity Center that it has',
    on('existing', 'sso:AttachManagedPolicyToPermissionSet'),
  ),
  method(
    'sso-put-inline-policy',
    'writes the inline policy of a permission set of IAM Identity Center that it has',
    on('existing', 'sso:PutInlinePolicyToPermissionSet'),
  ),
  method(
    'sso-create-permission-set',
    'makes a permission set of IAM Identity Center with a strong policy and assigns it to itself',
    on('new', 'sso:CreatePermissionSet', 'sso:AttachManagedPolicyToPermissionSet', 'sso:CreateAccountAssignment'),
  ),
];

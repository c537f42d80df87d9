/**
 * What AWS leaves users without a second factor, so that they can register one and sign in with it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
 */
export const REGISTERING_MFA: readonly string[] = [
  ...['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ResyncMFADevice', 'sts:GetSessionToken'],
  ...['iam:GetMFADevice', 'iam:ListMFADevices', 'iam:ListVirtualMFADevices', 'iam:GetUser', 'iam:ListUsers'],
  // The first page names it for new passwords: it tells what they must be like.
  'iam:GetAccountPasswordPolicy',
];

/** Of which the first page says that it can be left too, and that AWS does not recommend it. */
export const CHANGING_PASSWORD = 'iam:ChangePassword';

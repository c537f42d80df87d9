/** Policies of which the shared estate shows one verdict only, and why. */
export const oneWay: Readonly<Record<string, string>> = {
  'account-part-of-organizations': 'both accounts of the estate belong to one',
  'config-aggregator-all-regions': 'the other account is a member of the organization',
  'iam-administrator-users-mfa': 'no administrator of the estate is a user with a second factor',
  'iam-effective-admin-by-union': 'nobody in the estate is administrator by several policies',
  'iam-group-administrator-access': 'no group of the estate is of administrators',
  'iam-inline-policy-admin-access': 'no inline policy of the estate grants everything',
  'iam-inline-policy-privilege-escalation': 'no inline policy of the estate leads to more rights',
  'iam-role-max-session-duration': 'no role of the estate has long sessions',
  'iam-role-unused': 'roles of the emulator are as old as the test',
  'iam-root-signing-certificate': 'moto has no certificates of the root user',
  'kms-key-grant-count': 'no key of the estate has 40,000 grants',
  'kms-key-policy-defined': 'every key of the emulator has a policy',
  'redshift-endpoint-authorization-external': 'only whoever lists trusted accounts has leaves that pass',
  's3-bucket-server-side-encryption-enabled': 'S3 encrypts every new object since January 2023',
  's3-multi-region-access-point-policy-external-access': 'no Multi-Region Access Point of the estate is shared',
  's3-replication-kms-objects-covered': 'moto forgets which objects a replication rule selects',
};

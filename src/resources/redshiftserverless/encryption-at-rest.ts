/** With this Redshift Serverless names a key of AWS's own, which no account sees. */
const ownedByAws = 'AWS_OWNED_KMS_KEY';

/** Redshift Serverless encrypts always: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html */
export const encryptionAtRest = (key: string) => ({
  enabled: true,
  algorithm: 'KMS',
  key: key === ownedByAws ? null : key,
});

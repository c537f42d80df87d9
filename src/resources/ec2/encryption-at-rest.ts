import type { Static } from 'typebox';
import type { EncryptionAtRest } from '../../model/facets.ts';
import { given } from '../live.ts';

/**
 * Fact `encryption.atRest` of EBS volumes and snapshots: encrypted ones are always encrypted with a KMS key.
 * https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
 */
export const encryptionAtRest = ({
  Encrypted,
  KmsKeyId,
}: {
  readonly Encrypted?: boolean | undefined;
  readonly KmsKeyId?: string | undefined;
}): Static<typeof EncryptionAtRest> => {
  const enabled = given(Encrypted, 'whether the data is encrypted');
  return {
    enabled,
    algorithm: enabled ? 'KMS' : null,
    key: enabled ? (KmsKeyId ?? null) : null,
  };
};

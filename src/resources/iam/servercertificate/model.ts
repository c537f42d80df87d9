import { defineModel, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';
import { Path, UniqueId } from '../facets.ts';

/** A server certificate stored in IAM. */
export const serverCertificate = defineModel(
  'AWS::IAM::ServerCertificate',
  'A TLS certificate uploaded to IAM for load balancers and distributions; never its private key.',
  {
    path: Path,
    uniqueId: UniqueId,
    uploadedAt: Timestamp(),
    expiresAt: Timestamp(),
    tags: Tags,
  },
);

import { type Static, Type } from 'typebox';
import { Known, Nullable, Opaque, Shape, StringMap, Timestamp } from './define.ts';

// Shapes that many types share: one shape and one name everywhere, so that one policy can speak of every data store.

/** A policy document as AWS stores it, parsed. */
export type PolicyDocumentValue = Readonly<Record<string, unknown>>;

/** Fact `access.policyDocument`: the resource's own policy; `null` where it has none. */
export const PolicyDocument = Nullable(Opaque<PolicyDocumentValue>(), {
  description: "The resource's policy document as AWS stores it; null when it has none.",
});

/** Fact `access.policyStatus`: what S3 itself says of the resource's policy; `null` where there is no policy. */
export const PolicyStatus = Nullable(
  Shape({
    isPublic: Type.Boolean({
      description:
        'S3 takes the policy for public: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    }),
  }),
  { description: "What S3 itself makes of the resource's policy; null when it has none." },
);

/** Fact `executionRole`: whose permissions code that runs in the resource has. */
export const ExecutionRole = Nullable(Type.String(), {
  description: 'ARN of the IAM role that what runs here acts with; null without one.',
});

/** Fact `environmentNames`: never the values, which may be secrets. */
export const EnvironmentNames = Type.Array(Type.String(), {
  description: 'Names of the environment variables, sorted. Their values are not read into snapshots.',
});

/** Fact `encryption.atRest`. */
export const EncryptionAtRest = Shape(
  {
    enabled: Type.Boolean({ description: 'Whether data at rest is encrypted at all.' }),
    algorithm: Nullable(
      Known(['AES256', 'aws:kms', 'aws:kms:dsse', 'KMS', 'HSM'], { description: "In the service's own spelling." }),
    ),
    key: Nullable(Type.String(), {
      description:
        'ARN, id or alias of the KMS key as the service reports it; null when the service or AWS owns the key or names none.',
    }),
  },
  { description: 'Encryption at rest.' },
);

/** Fact `access.publicAccessBlock`: the four switches of S3 Block Public Access. */
export const PublicAccessBlock = Shape(
  {
    blockPublicAcls: Type.Boolean(),
    ignorePublicAcls: Type.Boolean(),
    blockPublicPolicy: Type.Boolean(),
    restrictPublicBuckets: Type.Boolean(),
  },
  { description: 'The four settings of S3 Block Public Access at this level.' },
);
export type PublicAccessBlockValue = Static<typeof PublicAccessBlock>;

/** Fact `access.publicAccessBlock` of what may have none: a bucket, an account. */
export const OptionalPublicAccessBlock = Nullable(PublicAccessBlock, {
  description:
    'The four settings of S3 Block Public Access at this level; null when it has no configuration, which is as if all four were off.',
});

/** Fact `recovery.pointInTime`. */
export const PointInTimeRecovery = Shape(
  {
    enabled: Type.Boolean(),
    retentionDays: Nullable(Type.Integer({ minimum: 0 }), { description: 'How far back a restore may go.' }),
  },
  { description: 'Continuous backups with restore to any second.' },
);

/** Fact `recovery.backupPlan`: whether AWS Backup holds recovery points of the resource. */
export const BackupProtection = Shape(
  {
    protected: Type.Boolean({ description: 'AWS Backup lists the resource among its protected resources.' }),
    lastBackupAt: Nullable(Timestamp(), { description: 'When its newest recovery point was made.' }),
  },
  { description: 'Whether AWS Backup protects the resource (ListProtectedResources).' },
);

/** Fact `recovery.recoveryPoints`: the newest recovery points of AWS Backup that can be restored. */
export const RecoveryPoints = Shape(
  {
    latestAt: Nullable(Timestamp(), { description: 'When the newest was made; null without any.' }),
    latestAirGappedAt: Nullable(Timestamp(), {
      description: 'When the newest in a logically air-gapped vault was made; null without any.',
    }),
  },
  { description: 'The newest completed recovery points that AWS Backup has of the resource.' },
);

/** Fact `tags`. */
export const Tags = StringMap({ description: 'The tags, by key.' });

import { Type } from 'typebox';
import { defineModel, Known, Nullable, OneOf, Shape, Timestamp } from '../../../model/define.ts';
import {
  BackupProtection,
  EncryptionAtRest,
  OptionalPublicAccessBlock,
  PolicyDocument,
  PolicyStatus,
  RecoveryPoints,
  Tags,
} from '../../../model/facets.ts';
import { LifecycleRule } from '../lifecycle-rule.ts';

/** A grant of a bucket's access control list. */
const Grant = Shape({
  grantee: OneOf(['user', 'email', 'all-users', 'authenticated-users', 'log-delivery', 'other-group'], {
    description: 'Who: a canonical user, or one of the predefined groups.',
  }),
  id: Nullable(Type.String(), {
    description:
      "The canonical user's id, the e-mail address or the other group's URI; null for the groups named above.",
  }),
  permission: Known(['FULL_CONTROL', 'READ', 'READ_ACP', 'WRITE', 'WRITE_ACP']),
});

const ReplicationRule = Shape({
  id: Nullable(Type.String()),
  enabled: Type.Boolean(),
  prefix: Type.String({ description: 'What the keys begin with; empty for every key.' }),
  tags: Type.Array(Shape({ key: Type.String(), value: Type.String() })),
  destinationBucket: Type.String({ description: 'ARN.' }),
  destinationAccount: Nullable(Type.String(), { description: 'Null when the rule names none.' }),
  destinationKey: Nullable(Type.String(), {
    description: 'The KMS key that encrypts the replicas; null when the rule names none.',
  }),
  replicatesDeleteMarkers: Type.Boolean(),
  replicatesKmsEncrypted: Type.Boolean({ description: 'Objects encrypted with AWS KMS are replicated too.' }),
});

const Notification = Shape({
  to: OneOf(['topic', 'queue', 'function']),
  arn: Type.String(),
  events: Type.Array(Type.String(), {
    description: 'As configured: `s3:ObjectCreated:*`, `s3:ObjectRemoved:Delete`, ...',
  }),
  prefix: Type.String({ description: 'What the keys begin with; empty for every key.' }),
  suffix: Type.String({ description: 'What the keys end with; empty for every key.' }),
});

const InJob = Known(['TRUE', 'FALSE', 'UNKNOWN']);

const SaidByMacie = Nullable(
  Shape({
    error: Nullable(Known(['ACCESS_DENIED', 'BUCKET_COUNT_EXCEEDS_QUOTA']), {
      description: 'Why Macie cannot read the bucket; null where it can.',
    }),
    inJob: InJob,
    monitoredByJob: InJob,
    automatedDiscovery: Nullable(Known(['MONITORED', 'NOT_MONITORED']), {
      description: 'Whether automated discovery looks into the bucket; null where AWS does not say.',
    }),
    lastAutomatedDiscovery: Nullable(Timestamp(), { description: 'When it last did; null where it never did.' }),
    score: Nullable(Type.Integer(), {
      description: '51 to 100 sensitive, 1 to 49 not, 50 not analyzed yet, -1 not readable; null without discovery.',
    }),
    objects: Nullable(Type.Integer()),
    classifiableObjects: Nullable(Type.Integer(), {
      description: 'Objects of a storage class and format that Macie reads.',
    }),
    unencryptedObjects: Nullable(Type.Integer()),
    objectsOfUnknownEncryption: Nullable(Type.Integer()),
  }),
  { description: 'What Amazon Macie says of the bucket; null where it is not enabled in the Region of the bucket.' },
);
const CorsRule = Shape({
  id: Nullable(Type.String()),
  origins: Type.Array(Type.String(), {
    description: 'Web sites whose pages may ask, as written: `https://app.example.com`, `https://*.example.com`, `*`.',
  }),
  methods: Type.Array(Known(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'])),
  headers: Type.Array(Type.String(), { description: 'Headers that the pages may send, as written.' }),
});

const Inventory = Shape({
  id: Type.String(),
  enabled: Type.Boolean(),
  bucket: Type.String({ description: 'ARN of the bucket that the lists are written to.' }),
  encryption: Nullable(OneOf(['SSE-S3', 'SSE-KMS']), {
    description: 'How the lists are encrypted; null where the inventory does not say, which leaves it to the bucket.',
  }),
  prefix: Type.String({ description: 'What the keys begin with that are listed; empty for every key.' }),
  versions: Known(['All', 'Current']),
  frequency: Known(['Daily', 'Weekly']),
});

const Tiering = Shape({
  id: Type.String(),
  enabled: Type.Boolean(),
  prefix: Type.String({ description: 'What the keys begin with; empty for every key.' }),
  tags: Type.Array(Shape({ key: Type.String(), value: Type.String() })),
  archiveDays: Nullable(Type.Integer(), {
    description: 'After how many days without access objects move to the Archive Access tier; null for never.',
  }),
  deepArchiveDays: Nullable(Type.Integer(), {
    description: 'After how many days without access objects move to the Deep Archive Access tier; null for never.',
  }),
});

const ObjectAcls = Shape({
  listed: Type.Integer({ description: 'How many keys were listed, in the order of S3.' }),
  sampled: Type.Integer({ description: 'How many of those had their ACL read.' }),
  public: Type.Array(
    Shape({
      key: Type.String(),
      grantee: OneOf(['all-users', 'authenticated-users']),
      permission: Known(['FULL_CONTROL', 'READ', 'READ_ACP', 'WRITE', 'WRITE_ACP']),
    }),
    { description: 'Grants to everybody, or to everybody with an AWS account.' },
  ),
});

/** A general purpose bucket. */
export const bucket = defineModel('AWS::S3::Bucket', 'An S3 general purpose bucket.', {
  'access.policyDocument': PolicyDocument,
  'access.policyStatus': PolicyStatus,
  'access.publicAccessBlock': OptionalPublicAccessBlock,
  'access.objectOwnership': Known(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'], {
    description: 'ObjectWriter when none was ever set.',
  }),
  'access.acl': Type.Array(Grant, {
    description: "The bucket's ACL as stored, also while Object Ownership or Block Public Access mask it.",
  }),
  'access.owner': Type.String({
    description: 'The canonical user id of the account that owns the bucket, as ACLs name accounts.',
  }),
  'access.cors': Type.Array(CorsRule, {
    description: 'What pages of other web sites may ask a browser to do; empty without a configuration.',
  }),
  'access.requesterPays': Type.Boolean({
    description: 'Whoever asks pays for requests and transfer; requests without a signature are refused.',
  }),
  'access.objectAcls': Nullable(ObjectAcls, {
    description:
      'The ACLs of 25 objects, evenly spaced among the first 5,000 keys; null where the bucket itself ignores ACLs.',
  }),
  'access.website': Nullable(
    Shape({
      redirectsTo: Nullable(Type.String(), {
        description: 'The host that every request is sent on to; null if none is.',
      }),
      indexDocument: Nullable(Type.String(), { description: 'The page of a folder, such as `index.html`.' }),
      errorDocument: Nullable(Type.String()),
      routingRules: Type.Integer({ minimum: 0, description: 'How many rules redirect some requests.' }),
    }),
    { description: 'Static website hosting, which answers without TLS and without signatures; null when it is off.' },
  ),
  'encryption.atRest': Nullable(EncryptionAtRest, {
    description: 'Default encryption of new objects; null when AWS reports none (before January 2023).',
  }),
  'encryption.bucketKey': Type.Boolean({ description: 'S3 Bucket Keys reduce calls to AWS KMS.' }),
  'encryption.blockedTypes': Type.Array(Known(['SSE-C']), {
    description: 'Kinds of encryption that writers may not use; empty when none is blocked.',
  }),
  'recovery.backupPlan': BackupProtection,
  'recovery.recoveryPoints': RecoveryPoints,
  'recovery.versioning': Shape({
    status: OneOf(['enabled', 'suspended', 'never'], { description: 'never: versioning was never enabled.' }),
    mfaDelete: Type.Boolean({
      description: 'Deleting a version, and changing this setting, asks for a second factor.',
    }),
  }),
  'recovery.objectLock': Nullable(
    Shape({
      mode: Nullable(Known(['GOVERNANCE', 'COMPLIANCE']), {
        description: 'Mode of the default retention; null without one.',
      }),
      retentionDays: Nullable(Type.Integer(), { description: 'Default retention; years count 365 days.' }),
    }),
    { description: 'Object Lock; null when it is off.' },
  ),
  'recovery.replication': Type.Array(ReplicationRule, {
    description: 'Replication rules; empty without a configuration.',
  }),
  'lifecycle.rules': Type.Array(LifecycleRule, { description: 'Lifecycle rules; empty without a configuration.' }),
  'lifecycle.transitionMinimum': Nullable(Known(['all_storage_classes_128K', 'varies_by_storage_class']), {
    description:
      'Below which size rules without a filter for sizes leave objects where they are: 128 KB, or for GLACIER and DEEP_ARCHIVE none; ' +
      'null without a configuration.',
  }),
  'lifecycle.tiering': Type.Array(Tiering, {
    description: 'What of Intelligent-Tiering goes to archive tiers; empty without a configuration.',
  }),
  'logging.accessLogs': Nullable(Shape({ targetBucket: Type.String(), targetPrefix: Type.String() }), {
    description: 'Where server access logs go; null when they are off.',
  }),
  'logging.inventories': Type.Array(Inventory, { description: 'S3 Inventory; empty without a configuration.' }),
  'logging.eventNotifications': Shape({
    notifications: Type.Array(Notification),
    eventBridge: Type.Boolean({ description: 'Every event of the bucket is sent to Amazon EventBridge.' }),
  }),
  'sensitivity.findings': Nullable(Type.Integer(), {
    description: 'Sensitive data findings of Macie that are not archived; null where it is not enabled in the Region.',
  }),
  'sensitivity.macie': SaidByMacie,
  'network.transferAcceleration': OneOf(['enabled', 'suspended', 'never'], {
    description: 'never: it was never enabled, or the Region does not have it.',
  }),
  objectCount: Type.Integer({ description: 'Objects of every storage class, as CloudWatch has it once a day.' }),
  tags: Tags,
});

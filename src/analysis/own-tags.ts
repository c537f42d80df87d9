import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

// The prefix is reserved in either case: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const isOwn = (key: string): boolean => !key.toLowerCase().startsWith('aws:');

const ownTags = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'ownTagKeys',
    schema: Type.Array(Type.String(), {
      description: 'Keys of the tags but those that AWS makes, which begin with `aws:`; sorted.',
    }),
    reads: ['tags'],
    relation: null,
    derive: (resource) => {
      const tags = resource.facts['tags'] as Readonly<Record<string, string>> | undefined;
      return tags === undefined ? unknownBecause(resource, 'tags') : Object.keys(tags).filter(isOwn).sort();
    },
  });

/** The tags that somebody gave a bucket. */
export const bucketOwnTags: DerivedFact = ownTags('AWS::S3::Bucket');
/** The tags that somebody gave a cluster. */
export const clusterOwnTags: DerivedFact = ownTags('AWS::Redshift::Cluster');
/** The tags that somebody gave a snapshot of a cluster. */
export const clusterSnapshotOwnTags: DerivedFact = ownTags('AWS::Redshift::ClusterSnapshot');
/** The tags that somebody gave a subnet group. */
export const clusterSubnetGroupOwnTags: DerivedFact = ownTags('AWS::Redshift::ClusterSubnetGroup');
/** The tags that somebody gave a parameter group. */
export const clusterParameterGroupOwnTags: DerivedFact = ownTags('AWS::Redshift::ClusterParameterGroup');
/** The tags that somebody gave an event subscription. */
export const eventSubscriptionOwnTags: DerivedFact = ownTags('AWS::Redshift::EventSubscription');
/** The tags that somebody gave a key. */
export const keyOwnTags: DerivedFact = ownTags('AWS::KMS::Key');
/** The tags that somebody gave a user. */
export const userOwnTags: DerivedFact = ownTags('AWS::IAM::User');
/** The tags that somebody gave a role. */
export const roleOwnTags: DerivedFact = ownTags('AWS::IAM::Role');
/** The tags that somebody gave an OIDC provider. */
export const oidcProviderOwnTags: DerivedFact = ownTags('AWS::IAM::OIDCProvider');
/** The tags that somebody gave a SAML provider. */
export const samlProviderOwnTags: DerivedFact = ownTags('AWS::IAM::SAMLProvider');
/** The tags that somebody gave a server certificate. */
export const serverCertificateOwnTags: DerivedFact = ownTags('AWS::IAM::ServerCertificate');
/** The tags that somebody gave an analyzer. */
export const analyzerOwnTags: DerivedFact = ownTags('AWS::AccessAnalyzer::Analyzer');
/** The tags that somebody gave a table. */
export const tableOwnTags: DerivedFact = ownTags('AWS::DynamoDB::Table');

/** Whether the account may tag a thing, or AWS keeps it to itself. */
const taggable = (type: string, fact: string, isOfAws: (value: unknown) => boolean): DerivedFact =>
  defineDerived({
    type,
    path: 'isTaggable',
    schema: Type.Boolean({ description: 'Whether the account may tag it: what AWS services made and run it may not.' }),
    reads: [fact],
    relation: null,
    derive: (resource) => {
      const value = resource.facts[fact];
      return value === undefined ? unknownBecause(resource, fact) : !isOfAws(value);
    },
  });

const always = (type: string): DerivedFact => taggable(type, 'tags', () => false);

/** Paths of service-linked roles, and of those of IAM Identity Center: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const roleIsTaggable: DerivedFact = taggable(
  'AWS::IAM::Role',
  'path',
  (path) => typeof path === 'string' && /^\/aws-(?:service-role|reserved)\//.test(path),
);
/** Users are always the account's own. */
export const userIsTaggable: DerivedFact = always('AWS::IAM::User');
/** So are OIDC providers. */
export const oidcProviderIsTaggable: DerivedFact = always('AWS::IAM::OIDCProvider');
/** So are SAML providers, but that of IAM Identity Center, which it makes in each account and names so. */
export const samlProviderIsTaggable: DerivedFact = always('AWS::IAM::SAMLProvider');
/** So are server certificates. */
export const serverCertificateIsTaggable: DerivedFact = always('AWS::IAM::ServerCertificate');
/** AWS services run analyzers of their own. */
export const analyzerIsTaggable: DerivedFact = taggable(
  'AWS::AccessAnalyzer::Analyzer',
  'managedBy',
  (by) => by !== null,
);

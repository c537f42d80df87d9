import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { findPublicGrants, isPublicByService, type PublicAnswer } from './access/public.ts';
import { COUNTS_DENIES, type PublicSubject } from './access/public-keys.ts';
import { notUnderstood } from './identity-policy.ts';
import { conditionKeys, place, placeOf, readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const grants = (description: string) =>
  Type.Array(
    Shape({
      ...place,
      conditions: Type.Array(Type.String(), {
        description: 'Keys of its conditions, none of which says who may call.',
      }),
    }),
    { description },
  );

/** The statements of a resource's policy that its service calls public. */
const publicGrants = (
  type: string,
  subject: PublicSubject,
  path = 'access.publicGrants',
  from: string = resourcePolicy,
): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: grants(
      'Allow statements of the policy that grant to everyone, with no condition that confines it to callers whom a fixed value names' +
        (COUNTS_DENIES.has(subject) ? ', less what the policy denies.' : '; what the policy denies is not counted.'),
    ),
    reads: [from],
    relation: null,
    derive: (resource: Resource) => {
      const document = readResourcePolicy(resource, from);
      if (document instanceof Underivable) return document;
      const find = COUNTS_DENIES.has(subject) ? isPublicByService : findPublicGrants;
      const answer = find(document, subject);
      if (answer.truth === 'unknown') return document.problems.length > 0 ? notUnderstood(document) : undecided(answer);
      return document.statements
        .filter(({ index }) => answer.statements.includes(index))
        .map((statement) => ({ ...placeOf(statement), conditions: conditionKeys(statement) }));
    },
  });

const undecided = ({ reason, doubtful }: PublicAnswer): Underivable =>
  new Underivable({
    operation: '',
    code: UnknownCode.notUnderstood,
    message: `statement ${doubtful[0] ?? 0} of the policy: ${reason}`,
  });

/** Of a bucket's policy. */
export const bucketPublicGrants = publicGrants('AWS::S3::Bucket', 's3-bucket');

/** Of a key's policy. */
export const keyPublicGrants = publicGrants('AWS::KMS::Key', 'kms');

/** Of a table's policy. */
export const tablePublicGrants = publicGrants('AWS::DynamoDB::Table', 'dynamodb');

/** Of the policy of a table's latest stream. */
export const streamPublicGrants = publicGrants(
  'AWS::DynamoDB::Table',
  'dynamodb',
  'access.streamPublicGrants',
  'access.streamPolicyDocument',
);

/** Of a role's trust policy. */
export const rolePublicGrants = publicGrants('AWS::IAM::Role', 'iam-role');

/** Allow statements with NotPrincipal. */
export const bucketNotPrincipalGrants: DerivedFact = defineDerived({
  type: 'AWS::S3::Bucket',
  path: 'access.notPrincipalGrants',
  schema: Type.Array(Shape(place), {
    description:
      'Statements of the policy that combine Allow with NotPrincipal: a grant to everyone but those listed, whatever its conditions.',
  }),
  reads: [resourcePolicy],
  relation: null,
  derive: (bucket) => {
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const found = document.statements.filter(({ effect, source }) => effect === 'Allow' && hasNotPrincipal(source));
    const doubtful = document.statements.some(({ effect, source }) => effect === null && hasNotPrincipal(source));
    return (document.understood && !doubtful) || found.length > 0 ? found.map(placeOf) : notUnderstood(document);
  },
});

const hasNotPrincipal = (source: unknown): boolean =>
  typeof source !== 'object' || source === null || Object.keys(source).some((name) => /^notprincipal$/i.test(name));

import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import type { Condition, PolicyDocument } from './access/document.ts';
import { type Attachment, ineffectiveConditions, problems } from './access/ineffective/find.ts';
import { unknownBecause } from './derive.ts';
import { notUnderstood, readIdentityPolicy } from './identity-policy.ts';
import { place, placeOf, readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const schema = Type.Array(
  Shape({
    ...place,
    effect: OneOf(['Allow', 'Deny']),
    operator: Type.String({ description: 'With its qualifier, as written.' }),
    key: Type.String({ description: 'As written.' }),
    problem: OneOf(problems, {
      description:
        'for-all-values, if-exists: a request without the key fulfils it, and is allowed; any-value: every value fulfils it; no-value: it lists none; key-of-no-action: no action of the statement has the key; passes-long-term-keys: a Deny that requests signed with keys of a user are not met by.',
    }),
    action: Nullable(Type.String(), {
      description: 'An action that is allowed to a request without the key; null where it is no particular one.',
    }),
  }),
  {
    description:
      'Conditions that do not restrict what they seem to. Whether a request without the key is allowed is decided on the statement and all that the document denies.',
  },
);

const listed = (document: PolicyDocument, attachment: Attachment) => {
  const { found, doubt } = ineffectiveConditions(document, attachment);
  if (found.length > 0) {
    return found.map(({ statement, condition, problem, action }) => ({
      ...placeOf(statement),
      effect: statement.effect === 'Deny' ? ('Deny' as const) : ('Allow' as const),
      operator: operatorOf(condition),
      key: condition.key,
      ...{ problem, action },
    }));
  }
  if (doubt !== null) return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message: doubt });
  return document.understood && document.statements.every(({ understood }) => understood)
    ? []
    : notUnderstood(document);
};

const operatorOf = ({ qualifier, operator, ifExists }: Condition): string =>
  `${qualifier === null ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;

const path = 'access.ineffectiveConditions';

const ofIdentityPolicy = (type: string, holders: string): DerivedFact =>
  defineDerived({
    ...{ type, path, schema },
    reads: ['document', holders],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const { account, partition } = policy;
      const held = (who: Attachment['holders']) =>
        listed(document, { kind: 'identity', account, partition, holders: who });
      const known = holdersOf(policy);
      if (known !== null) return held(known);
      const [any, roles] = [held('any'), held('roles')];
      return any instanceof Underivable || roles instanceof Underivable || any.length === roles.length
        ? any
        : unknownBecause(policy, holders);
    },
  });

/** Whether only roles have the policy; null where that is not known. */
function holdersOf({ type, facts }: Resource): Attachment['holders'] | null {
  if (type === 'AWS::IAM::Policy') {
    const owner = facts['owner'] as { readonly kind: string } | undefined;
    return owner === undefined ? null : owner.kind === 'role' ? 'roles' : 'any';
  }
  const attachedTo = facts['attachedTo'] as readonly string[] | undefined;
  if (attachedTo === undefined) return null;
  return attachedTo.length > 0 && attachedTo.every((arn) => arn.includes(':role/')) ? 'roles' : 'any';
}

/** Conditions of a customer managed policy. */
export const managedPolicyIneffectiveConditions: DerivedFact = ofIdentityPolicy(
  'AWS::IAM::ManagedPolicy',
  'attachedTo',
);
/** Conditions of an inline policy. */
export const inlinePolicyIneffectiveConditions: DerivedFact = ofIdentityPolicy('AWS::IAM::Policy', 'owner');

const ofResourcePolicy = (type: string): DerivedFact =>
  defineDerived({
    ...{ type, path, schema },
    reads: [resourcePolicy],
    relation: null,
    derive: (resource) => {
      const document = readResourcePolicy(resource);
      if (document instanceof Underivable) return document;
      const { account, partition } = resource;
      return listed(document, { kind: 'resource', account, partition, holders: 'any' });
    },
  });

/** Conditions of a trust policy. */
export const roleIneffectiveConditions: DerivedFact = ofResourcePolicy('AWS::IAM::Role');
/** Conditions of a bucket policy. */
export const bucketIneffectiveConditions: DerivedFact = ofResourcePolicy('AWS::S3::Bucket');
/** Conditions of an access point's policy. */
export const accessPointIneffectiveConditions: DerivedFact = ofResourcePolicy('AWS::S3::AccessPoint');
/** Conditions of a key policy. */
export const keyIneffectiveConditions: DerivedFact = ofResourcePolicy('AWS::KMS::Key');
/** Conditions of a table's policy. */
export const tableIneffectiveConditions: DerivedFact = ofResourcePolicy('AWS::DynamoDB::Table');

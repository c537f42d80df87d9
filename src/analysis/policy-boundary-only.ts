import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

const path = 'isBoundaryOnly';
const schema = Type.Boolean({
  description:
    'Whether it is a permissions boundary and attached to nobody, so that it grants nothing. One that is attached as well grants.',
});

const ofManaged = (type: string): DerivedFact =>
  defineDerived({
    type,
    path,
    schema,
    reads: ['attachedTo', 'boundaryOf'],
    relation: null,
    derive: (policy) => {
      const attachedTo = policy.facts['attachedTo'] as readonly string[] | undefined;
      const boundaryOf = policy.facts['boundaryOf'] as readonly string[] | undefined;
      if (attachedTo !== undefined && attachedTo.length > 0) return false;
      if (boundaryOf !== undefined && boundaryOf.length === 0) return false;
      if (attachedTo === undefined) return unknownBecause(policy, 'attachedTo');
      return boundaryOf === undefined ? unknownBecause(policy, 'boundaryOf') : true;
    },
  });

/** Whether a customer managed policy only bounds. */
export const managedPolicyBoundaryOnly: DerivedFact = ofManaged('AWS::IAM::ManagedPolicy');

/** Whether a policy of AWS only bounds. */
export const awsPolicyBoundaryOnly: DerivedFact = ofManaged('AWS::IAM::AWSManagedPolicy');

/** An inline policy always grants: a boundary is a managed policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const inlinePolicyBoundaryOnly: DerivedFact = defineDerived({
  type: 'AWS::IAM::Policy',
  path,
  schema,
  reads: [],
  relation: null,
  derive: () => false,
});

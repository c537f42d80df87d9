import type { DerivedFact } from '../../src/model/derived.ts';
import { Underivable } from '../../src/model/derived.ts';
import type { Resource } from '../../src/model/resource.ts';

/** An IAM policy with this document, or with a document that could not be read. */
export const policyWith = (document: object | undefined, partition = 'aws'): Resource => ({
  key: '',
  arn: `arn:${partition}:iam::111122223333:policy/features`,
  type: 'AWS::IAM::ManagedPolicy',
  name: 'features',
  partition,
  account: '111122223333',
  region: '',
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts: document === undefined ? {} : { document },
  unknown: document === undefined ? { document: refusal } : {},
});

export const refusal = { operation: 'iam:GetPolicyVersion', code: 'AccessDenied', message: 'not authorized' };

/** A document of these statements. */
export const documentOf = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });

/** An Allow of actions on resources, `*` where none are given. */
export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: object = {},
) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

/** A Deny of actions on resources, `*` where none are given. */
export const deny = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: object = {},
) => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});

/** The places of the statements that a derived fact finds; `unknown` where it cannot be derived. */
export const statementsOf = (fact: DerivedFact, document: object | undefined, partition?: string): unknown => {
  const value: unknown = fact.derive(policyWith(document, partition), null);
  if (value instanceof Underivable) return 'unknown';
  return (value as readonly { readonly statement: number }[]).map(({ statement }) => statement);
};

import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { findAction } from './access/actions.ts';
import { type PolicyDocument, parseDocument, type Statement } from './access/document.ts';
import type { NamedDocument } from './access/estate/documents.ts';
import { allowsMore } from './access/exact/compare.ts';
import { ofIdentity } from './access/of-identity.ts';
import { CHANGING_PASSWORD, REGISTERING_MFA } from './access/self-service.ts';
import { type SingleGrant, singleGrants } from './access/single-grants.ts';
import { notInSnapshot } from './derive.ts';
import { documentsOfGroup, identityEstate, undecidedBy } from './identity-estate.ts';

const documentOf = (...Statement: readonly object[]): PolicyDocument =>
  parseDocument({ Version: '2012-10-17', Statement });

const without = (Condition: object): object => ({ Effect: 'Deny', Action: '*', Resource: '*', Condition });
const granting = (actions: readonly string[]): PolicyDocument =>
  documentOf({ Effect: 'Allow', Action: actions, Resource: '*' });

const KEY = 'aws:MultiFactorAuthPresent';
const AGE = without({ Null: { 'aws:MultiFactorAuthAge': 'false' } });

/**
 * Requests without a second factor, by what signs them: those of a user's access key do not have the condition key at all, those of a
 * session have it with `false`, and neither has an age.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
const UNPROVEN: Readonly<Record<'access-key' | 'session', PolicyDocument>> = {
  'access-key': documentOf(AGE, without({ Null: { [KEY]: 'false' } })),
  session: documentOf(AGE, without({ Null: { [KEY]: 'true' } }), without({ Bool: { [KEY]: 'true' } })),
};

const REGISTERING = granting(REGISTERING_MFA);
const REGISTERING_OR_PASSWORD = granting([...REGISTERING_MFA, CHANGING_PASSWORD]);

/** What the members of a group may do without a second factor. */
export const groupWithoutMfa: DerivedFact = defineDerived({
  type: 'AWS::IAM::Group',
  path: 'access.withoutMfa',
  schema: Type.Array(
    Shape({
      credentials: OneOf(['access-key', 'session'], {
        description: 'What signs the request: an access key of the user, or a session, such as that of the console.',
      }),
      action: Type.String({ description: 'One of those that it may call.' }),
    }),
    {
      description:
        'What the policies of the group allow without a second factor, an action for each kind of credentials; what it takes to register a device does not count.',
    },
  ),
  reads: [],
  relation: identityEstate,
  costly: true,
  derive: ({ arn }, index) => {
    const documents = documentsOfGroup(index, arn);
    if (documents === null) return notInSnapshot(arn);
    const found: { credentials: 'access-key' | 'session'; action: string }[] = [];
    let doubt: Underivable | null = null;
    for (const credentials of ['access-key', 'session'] as const) {
      const action = allowedWithin(documents, UNPROVEN[credentials]);
      if (action instanceof Underivable) doubt = action;
      else if (action !== null) found.push({ credentials, action });
    }
    return found.length === 0 && doubt !== null ? doubt : found;
  },
});

/** An action that these limits leave of what the documents allow; another than that for passwords, if there is one. */
function allowedWithin(documents: readonly NamedDocument[], limits: PolicyDocument): string | Underivable | null {
  let doubt: Underivable | null = null;
  let password: string | null = null;
  for (const grant of singleGrants(documents)) {
    let found = actionBeyond(REGISTERING, grant, limits);
    if (found === CHANGING_PASSWORD) {
      password = found;
      found = actionBeyond(REGISTERING_OR_PASSWORD, grant, limits);
    }
    if (typeof found === 'string') return found;
    if (found !== null) doubt = undecidedBy(documents, found.doubt);
  }
  return password ?? doubt;
}

/** An action that the grant allows beyond others. */
function actionBeyond(
  spared: PolicyDocument,
  { documents }: SingleGrant,
  limits: PolicyDocument,
): string | { readonly doubt: string } | null {
  // Most of what else is denied has nothing to do with it, and makes the question much longer.
  const decisive = documents.map((document) => ({ ...document, statements: document.statements.filter(isDecisive) }));
  if (allowsMore(ofIdentity([limits, ...decisive]), ofIdentity([spared])).truth === 'no') return null;
  const { truth, witness, reason } = allowsMore(ofIdentity([limits, ...documents]), ofIdentity([spared]));
  if (witness !== null) return findAction(witness.action)?.name ?? witness.action;
  return truth === 'unknown' ? { doubt: reason } : null;
}

const isDecisive = ({ effect, conditions }: Statement): boolean =>
  effect !== 'Deny' || conditions.every(({ key }) => key.toLowerCase().startsWith('aws:multifactorauth'));

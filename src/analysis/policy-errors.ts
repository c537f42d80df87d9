import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import type { PolicyKind } from './access/validate/check.ts';
import { validateDocument } from './access/validate/validate.ts';
import { unknownBecause } from './derive.ts';

/** Such a variable is plain text in a document of the old version, which AWS calls a warning: nothing that it should match does. */
const LITERAL = 'variable-unsupported-in-version';

const errorsOf = (type: string, fact: string, kind: PolicyKind): DerivedFact =>
  defineDerived({
    type,
    path: 'access.documentErrors',
    schema: Type.Array(
      Shape({
        check: Type.String({ description: "Access Analyzer's name of the check, in kebab-case." }),
        path: Type.String({ description: 'Where in the document: `Statement[2].Action[0]`.' }),
        message: Type.String(),
      }),
      {
        description:
          'Errors that IAM Access Analyzer finds in the document, and policy variables that its version takes for plain text.',
      },
    ),
    reads: [fact],
    relation: null,
    costly: true,
    derive: (resource: Resource) => {
      const document = resource.facts[fact];
      if (document === undefined) return unknownBecause(resource, fact);
      return validateDocument(document, kind)
        .filter(({ severity, check }) => severity === 'error' || check === LITERAL)
        .map(({ check, path, message }) => ({ check, path, message }));
    },
  });

/** What is wrong with a customer managed policy. */
export const managedPolicyErrors: DerivedFact = errorsOf('AWS::IAM::ManagedPolicy', 'document', 'identity');
/** What is wrong with an inline policy. */
export const inlinePolicyErrors: DerivedFact = errorsOf('AWS::IAM::Policy', 'document', 'identity');
/** What is wrong with a trust policy. */
export const rolePolicyErrors: DerivedFact = errorsOf('AWS::IAM::Role', 'access.policyDocument', 'trust');

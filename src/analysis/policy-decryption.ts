import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { openDecryptionIn } from './access/decryption.ts';
import { GrantingStatements, notUnderstood, readIdentityPolicy, showStatement } from './identity-policy.ts';

const decryptionOf = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.openDecryption',
    schema: GrantingStatements({
      description:
        'The Allow statements that grant kms:Decrypt or kms:ReEncryptFrom with all keys, of whatever Region or account, and that the document does not deny.',
    }),
    reads: ['document'],
    relation: null,
    derive: (policy) => {
      const document = readIdentityPolicy(policy);
      if (document instanceof Underivable) return document;
      const found = openDecryptionIn(document, policy);
      return found?.map(({ one }) => showStatement(one)) ?? notUnderstood(document);
    },
  });

/** Whether a customer managed policy decrypts with every key. */
export const managedPolicyDecryption: DerivedFact = decryptionOf('AWS::IAM::ManagedPolicy');

/** Whether an inline policy decrypts with every key. */
export const inlinePolicyDecryption: DerivedFact = decryptionOf('AWS::IAM::Policy');

import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** A SAML identity provider. */
export const samlProvider = defineModel(
  'AWS::IAM::SAMLProvider',
  'A SAML 2.0 identity provider whose users may assume roles that trust it.',
  {
    createdAt: Timestamp(),
    validUntil: Nullable(Timestamp(), {
      description: 'When its metadata document expires; null where AWS names no date.',
    }),
    signingCertificates: Type.Array(Timestamp(), {
      description: 'When each certificate expires with which the provider signs, by its metadata document; in order.',
    }),
    assertionEncryption: Nullable(Known(['Required', 'Allowed']), {
      description: 'Whether the provider must, or may, encrypt its assertions; null where no key for that was set.',
    }),
    tags: Tags,
  },
);

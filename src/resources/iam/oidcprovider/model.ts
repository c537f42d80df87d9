import { Type } from 'typebox';
import { defineModel, Timestamp } from '../../../model/define.ts';
import { Tags } from '../../../model/facets.ts';

/** An OpenID Connect identity provider. */
export const oidcProvider = defineModel(
  'AWS::IAM::OIDCProvider',
  'An OpenID Connect identity provider, such as GitHub Actions or an EKS cluster, whose tokens may assume roles that trust it.',
  {
    url: Type.String({ description: 'The issuer, as AWS gives it: without https://.' }),
    clientIds: Type.Array(Type.String(), { description: 'The audiences it accepts, sorted.' }),
    thumbprints: Type.Array(Type.String(), { description: "SHA-1 thumbprints of the issuer's certificates, sorted." }),
    createdAt: Timestamp(),
    tags: Tags,
  },
);

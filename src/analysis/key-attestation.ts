import { Type } from 'typebox';
import { Nullable, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { UnknownCode } from '../model/resource.ts';
import { ATTESTED_OPERATIONS, attestationIn, mentionsAttestation } from './access/trust/attestation.ts';
import { unknownBecause } from './derive.ts';
import { notUnderstood } from './identity-policy.ts';
import { placeOf, readResourcePolicy, resourcePolicy } from './resource-policy.ts';

const grantsFact = 'access.grants';

interface Grant {
  readonly id: string;
  readonly grantee: string;
  readonly operations: readonly string[];
}

/** What a key asks of enclaves, and who gets round it. */
export const keyAttestation: DerivedFact = defineDerived({
  type: 'AWS::KMS::Key',
  path: 'access.attestation',
  schema: Nullable(
    Shape({
      measurements: Type.Array(
        Shape({
          key: Type.String({ description: 'The condition key, as written.' }),
          value: Type.String({ description: 'In lower case.' }),
        }),
        { description: 'The measurements of images and registers that the policy accepts.' },
      ),
      bypasses: Type.Array(
        Shape({
          statement: Nullable(Type.Integer({ minimum: 0 }), {
            description: 'Its place in the policy, from 0; null for a grant.',
          }),
          sid: Nullable(Type.String()),
          grant: Nullable(Type.String(), { description: 'The id of the grant; null for a statement.' }),
          principal: Type.String({ description: 'Somebody whom it lets do so.' }),
          action: Type.String({ description: 'What it lets do without attestation.' }),
        }),
        {
          description:
            'Statements and grants that let somebody decrypt, re-encrypt, derive a secret or get the plaintext of a data key in a request without one of these measurements, less what the policy denies. A statement for the account counts: its IAM policies then decide.',
        },
      ),
    }),
    {
      description: 'What the policy asks of Nitro Enclaves and NitroTPMs; null where it does not speak of attestation.',
    },
  ),
  reads: [resourcePolicy, grantsFact],
  relation: null,
  derive: (key) => {
    const document = readResourcePolicy(key);
    if (document instanceof Underivable) return document;
    if (!mentionsAttestation(document)) return null;
    if (!document.understood) return notUnderstood(document);
    const { measurements, bypasses, doubt } = attestationIn(document, key.arn);
    const grants = key.facts[grantsFact] as readonly Grant[] | undefined;
    const found = [
      ...bypasses.map(({ statement, principal, action }) => ({
        ...{ ...placeOf(statement), grant: null, principal, action },
      })),
      ...(grants ?? []).flatMap(({ id, grantee, operations }) => {
        const operation = operations.find((one) => ATTESTED_OPERATIONS.includes(one));
        return operation === undefined
          ? []
          : [{ statement: null, sid: null, grant: id, principal: grantee, action: `kms:${operation}` }];
      }),
    ];
    if (found.length === 0 && doubt !== null) return undecided(doubt);
    if (found.length === 0 && grants === undefined) return unknownBecause(key, grantsFact);
    return { measurements: measurements.map((one) => ({ ...one })), bypasses: found };
  },
});

const undecided = (message: string): Underivable =>
  new Underivable({ operation: '', code: UnknownCode.notUnderstood, message: `of the policy: ${message}` });

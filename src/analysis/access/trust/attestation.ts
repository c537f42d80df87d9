import { findAction } from '../actions.ts';
import { type Condition, type PolicyDocument, parseDocument, type Statement } from '../document.ts';
import { asNamed } from '../exact/callers.ts';
import { allowsMore } from '../exact/compare.ts';
import { ofResource } from '../of-resource.ts';

/** A measurement that a key policy accepts: of the image, or of a register of the enclave. */
export interface Measurement {
  /** As written. */
  readonly key: string;
  /** In lower case, as hexadecimal digits are compared. */
  readonly value: string;
}

/** A statement that lets somebody get at the plaintext without a measurement that the policy names. */
export interface Bypass {
  readonly statement: Statement;
  /** Somebody whom it lets through, as a policy would name them. */
  readonly principal: string;
  readonly action: string;
}

/** What a key policy says of enclaves. */
export interface Attestation {
  readonly measurements: readonly Measurement[];
  readonly bypasses: readonly Bypass[];
  /** Why there may be more bypasses; null where all are known. */
  readonly doubt: string | null;
}

/** The condition keys of what Nitro Enclaves and NitroTPMs attest: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-attestation.html */
const KEY = /^kms:recipientattestation:/i;

/**
 * The operations whose plaintext goes to the enclave alone where it is attested; and ReEncrypt, which takes the data to another key
 * without anybody attesting anything. What gives no plaintext (GenerateDataKeyWithoutPlaintext) asks for none.
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-nitro-enclaves.html
 */
export const ATTESTED_OPERATIONS: readonly string[] = [
  ...['Decrypt', 'DeriveSharedSecret', 'GenerateDataKey', 'GenerateDataKeyPair', 'ReEncryptFrom'],
];

/** Whether the document speaks of attestation at all. */
export const mentionsAttestation = ({ source }: PolicyDocument): boolean =>
  /"kms:recipientattestation:/i.test(JSON.stringify(source) ?? '');

/** Which measurements a key's policy accepts, and which of its statements do without one, decided over all requests. */
export function attestationIn(document: PolicyDocument, arn: string): Attestation {
  const measurements = document.statements.flatMap(({ effect, conditions }) =>
    conditions.filter((condition) => KEY.test(condition.key) && isAsked(condition, effect)).flatMap(measured),
  );
  const denies = [...document.statements.filter(({ effect }) => effect === 'Deny'), ...limitsOf(measurements, arn)];
  const bypasses: Bypass[] = [];
  let doubt: string | null = null;
  for (const statement of document.statements) {
    if (statement.effect === 'Deny') continue;
    const { truth, witness, reason } = allowsMore(
      ofResource({ ...document, statements: [statement, ...denies] }),
      ofResource(NOTHING),
    );
    if (witness !== null) {
      const { principal, action } = witness;
      bypasses.push({ statement, principal: asNamed(principal ?? ''), action: findAction(action)?.name ?? action });
    } else if (truth === 'unknown') {
      doubt ??= reason;
    }
  }
  return { measurements, bypasses, doubt };
}

const NOTHING = parseDocument({ Version: '2012-10-17', Statement: [] });

/** An Allow asks for a value that it equals, a Deny for one that it does not differ from. */
const isAsked = ({ operator }: Condition, effect: Statement['effect']): boolean =>
  (effect === 'Deny' ? /^StringNot(?:Equals|EqualsIgnoreCase|Like)$/ : /^String(?:Equals|EqualsIgnoreCase|Like)$/).test(
    operator,
  );

/** Only what is one value names a measurement: any that is like a pattern may be somebody else's. */
const measured = ({ key, values }: Condition): readonly Measurement[] =>
  values.filter((value) => !/[*?$]/.test(value)).map((value) => ({ key, value: value.toLowerCase() }));

/** What does not concern the question, as statements that deny it: other operations, other keys, requests with a measurement that is named. */
function limitsOf(measurements: readonly Measurement[], arn: string): readonly Statement[] {
  const byKey = new Map<string, string[]>();
  for (const { key, value } of measurements) byKey.set(key, [...(byKey.get(key) ?? []), value]);
  const deny = (rest: object): object => ({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', ...rest });
  return parseDocument({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Deny', Principal: '*', NotAction: ATTESTED_OPERATIONS.map((name) => `kms:${name}`), Resource: '*' },
      { Effect: 'Deny', Principal: '*', Action: '*', NotResource: arn },
      ...[...byKey].map(([key, values]) => deny({ Condition: { StringEqualsIgnoreCase: { [key]: values } } })),
    ],
  }).statements;
}

/** A grant of a KMS key, as the snapshot has it. */
export interface KeyGrant {
  readonly id: string;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly constraints: readonly string[];
}

/** A condition that stands for the encryption context of a constraint, and one for its source. */
const ENCRYPTION_CONTEXT = ['kms:EncryptionContext:of-the-grant', 'the encryption context of the grant'] as const;
const SOURCE = ['kms:SourceArn:of-the-grant', 'the source of the grant'] as const;

/** What a request is that fulfils no constraint of a grant: these keys are absent. */
export const NO_CONSTRAINT: Readonly<Record<string, null>> = { [ENCRYPTION_CONTEXT[0]]: null, [SOURCE[0]]: null };

/** Whether a request, by its context, fulfils a constraint of a grant whose value nobody knows. */
export const meetsConstraint = (context: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(context).some(([, value]) => value === ENCRYPTION_CONTEXT[1] || value === SOURCE[1]);

/** A constraint on the encryption context says nothing of these: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
const WITHOUT_CONTEXT = new Set(['DescribeKey', 'RetireGrant']);

/**
 * A grant as statements of the key's policy, since it gives its grantee the operations without any other policy:
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 * What a constraint asks for is not collected: a request has to have the key of the condition, with a value that nobody knows.
 */
export function statementsOfGrant({ id, grantee, operations, constraints }: KeyGrant): readonly object[] {
  const statement = (some: readonly string[], conditions: readonly (readonly [string, string])[]): object => ({
    Sid: `grant ${id}`,
    Effect: 'Allow',
    Principal: grantee.startsWith('arn:') ? { AWS: grantee } : { Service: grantee },
    Action: some.map((operation) => `kms:${operation}`),
    Resource: '*',
    ...(conditions.length === 0 ? {} : { Condition: { StringEquals: Object.fromEntries(conditions) } }),
  });
  const conditions = constraints.map((one) => (one === 'source-arn' ? SOURCE : ENCRYPTION_CONTEXT));
  const bound = operations.filter((operation) => !WITHOUT_CONTEXT.has(operation));
  const free = operations.filter((operation) => WITHOUT_CONTEXT.has(operation));
  return [
    ...(bound.length === 0 ? [] : [statement(bound, conditions)]),
    ...(free.length === 0
      ? []
      : [
          statement(
            free,
            conditions.filter((one) => one === SOURCE),
          ),
        ]),
  ];
}

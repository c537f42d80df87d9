/** A grant of a KMS key, as the snapshot has it. */
export interface KeyGrant {
  readonly id: string;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly constraints: readonly string[];
}

/**
 * A grant as a statement of the key's policy, since it gives its grantee the operations without any other policy:
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 * What a constraint asks for is not collected: a request has to have the key of the condition, with a value that nobody knows.
 */
export const statementOfGrant = ({ id, grantee, operations, constraints }: KeyGrant): object => ({
  Sid: `grant ${id}`,
  Effect: 'Allow',
  Principal: grantee.startsWith('arn:') ? { AWS: grantee } : { Service: grantee },
  Action: operations.map((operation) => `kms:${operation}`),
  Resource: '*',
  ...(constraints.length === 0
    ? {}
    : { Condition: { StringEquals: Object.fromEntries(constraints.map(conditionOf)) } }),
});

const conditionOf = (constraint: string): readonly [string, string] =>
  constraint === 'source-arn'
    ? ['aws:SourceArn', 'the source of the grant']
    : ['kms:EncryptionContext:of-the-grant', 'the encryption context of the grant'];

import type { AccessRequest } from '../authorize.ts';
import { STORES, type StoreAction, type Use } from '../escalation/reach.ts';
import { parseCaller } from '../principal.ts';
import { both, type Truth } from '../truth.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';
import type { Estate } from './estate.ts';
import { meetsConstraint, NO_CONSTRAINT } from './kms-grants.ts';
import type { EstateResource } from './resources.ts';

/** Whether a principal can do something with the data in a store. */
export interface DataAnswer {
  readonly truth: Truth;
  /** The action that does it, or the last one that does not. */
  readonly action: string;
  /** What the documents say of that action on the store. */
  readonly onStore: Answer;
  /** What they say of the key that encrypts the store; null where none is needed. */
  readonly onKey: Answer | null;
  /** One sentence. */
  readonly reason: string;
}

const bucketItself: StoreAction['at'] = (arn) => arn;

/** A session of a directory bucket reads and writes alike: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html */
const SESSION: readonly StoreAction[] = [{ action: 's3express:CreateSession', at: bucketItself }];

const stores: typeof STORES = {
  ...STORES,
  'AWS::S3Express::DirectoryBucket': {
    read: SESSION,
    write: SESSION,
    delete: [...SESSION, { action: 's3express:DeleteBucket', at: bucketItself }],
    permit: [{ action: 's3express:PutBucketPolicy', at: bucketItself }],
  },
};

/** Whether the type holds data that this module knows how to reach. */
export const isDataStore = ({ type }: Pick<EstateResource, 'type'>): boolean => Object.hasOwn(stores, type);

/**
 * Whether the principal can read, write, delete or re-permission what is in a data store. What is encrypted with a KMS key takes
 * the key as well: a principal whom the key does not let decrypt reads nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * The encryption of a bucket is its default: an object may have been written with another key, or before it was set.
 */
export function reachData(estate: Estate, principal: string, store: EstateResource, use: Use): DataAnswer | null {
  let best: DataAnswer | null = null;
  for (const one of stores[store.type]?.[use] ?? []) {
    const answer = reachBy(estate, principal, store, use, one);
    if (answer.truth === 'yes') return answer;
    if (best === null || (answer.truth === 'unknown' && best.truth === 'no')) best = answer;
  }
  return best;
}

function reachBy(estate: Estate, principal: string, store: EstateResource, use: Use, one: StoreAction): DataAnswer {
  const { action } = one;
  const onStore = ask(estate, principal, action, one.at(store.arn));
  const plain = { truth: onStore.truth, action, onStore, onKey: null, reason: onStore.reason };
  if ((use !== 'read' && use !== 'write') || onStore.truth === 'no') return plain;
  const onKey = askKey(estate, principal, store, use === 'read' ? 'kms:Decrypt' : 'kms:GenerateDataKey');
  if (onKey === null) return plain;
  const truth = both(onStore.truth, onKey.truth);
  const reason = onKey.truth === 'yes' ? onStore.reason : `the key of the data: ${onKey.reason}`;
  return { ...plain, truth, onKey, reason };
}

/** How each service asks AWS KMS for its caller, in kms:ViaService: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
const viaService: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 's3',
  'AWS::S3Express::DirectoryBucket': 's3express',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::EC2::Snapshot': 'ec2',
};

/** What the key's policy, grants and the principal's own policies say; null where the data takes no key of an account. */
function askKey(estate: Estate, principal: string, store: EstateResource, action: string): Answer | null {
  const { encryption } = store;
  // Services that are not listed use the key by themselves: who logs in to a cluster needs no key.
  const service = viaService[store.type];
  if (encryption === null || service === undefined) return null;
  if (encryption === 'unknown') return settled('unknown', 'how the data is encrypted is not known');
  const key = encryption.key ?? (usesManagedKey(store) ? 'alias/aws/s3' : null);
  if (key === null) return null;
  const via = { 'kms:ViaService': `${service}.${store.region}.amazonaws.com` };
  const found = estate.resources.findKey(key, store);
  if (found !== null) return askKeyOf(estate, principal, action, found.arn, via);
  // Keys of AWS serve their own account alone, and everybody in it: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
  if (key.includes('alias/aws/')) {
    const own = parseCaller(principal, '')?.account === store.account;
    return settled(
      own ? 'yes' : 'no',
      own ? 'the key of AWS serves its account' : 'a key of AWS serves its own account only',
    );
  }
  return settled('unknown', `the key \`${key}\` is not in the snapshot`);
}

/** A grant under a constraint serves the data only if its value is that of the data, and values are not collected. */
function askKeyOf(estate: Estate, principal: string, action: string, key: string, context: object): Answer {
  const plain = ask(estate, principal, action, key, { context: { ...context, ...NO_CONSTRAINT } });
  if (plain.truth === 'yes') return plain;
  const answer = ask(estate, principal, action, key, { context: { ...context } });
  return answer.truth === 'yes' && meetsConstraint(answer.witness?.context ?? {})
    ? settled('unknown', 'a grant allows it under a constraint, and what that asks for is not collected')
    : answer;
}

/** With SSE-KMS and no key named S3 uses the key that AWS manages for it. */
const usesManagedKey = ({ type, encryption }: EstateResource): boolean =>
  type === 'AWS::S3::Bucket' &&
  encryption !== null &&
  encryption !== 'unknown' &&
  /^aws:kms/.test(encryption.algorithm ?? '');

const settled = (truth: Truth, reason: string): Answer => ({
  truth,
  witness: null as AccessRequest | null,
  statements: [],
  reason,
  assumptions: [],
});

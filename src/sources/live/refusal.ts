import type { Unknown } from '../../model/resource.ts';

/** A call that was given up: carries what the facts that need it become. */
export class Refused extends Error {
  readonly unknown: Unknown;
  constructor(unknown: Unknown) {
    super(`${unknown.operation}: ${unknown.code}`);
    this.unknown = unknown;
  }
}

const operations = new WeakMap<object, string>();

/** Notes on an error thrown by a client which operation it came from. */
export const tagOperation = (error: unknown, operation: string): void => {
  if (typeof error === 'object' && error !== null && !operations.has(error)) operations.set(error, operation);
};

/** Errors of Node's network layer, which have a code and no metadata. */
const networkCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const networkNames = new Set([
  'TimeoutError',
  'RequestTimeout',
  'AbortError',
  'CredentialsProviderError',
  'TokenProviderError',
]);

interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: unknown;
}

/** AWS's or the network's name for what went wrong; `null` where the error is neither: a bug of ours. */
export const errorCode = (error: unknown): string | null => {
  if (typeof error !== 'object' || error === null) return null;
  const { name, code, $metadata } = error as ServiceError;
  if (code !== undefined && networkCodes.has(code)) return code;
  // A body that is not the protocol's fails in the SDK's parsers: of JSON with a SyntaxError, of XML with a plain one.
  if (error instanceof SyntaxError || name === 'Error') return $metadata === undefined ? null : 'InvalidAnswer';
  // A HEAD is answered without a body that could say more: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
  const { httpStatusCode } = ($metadata ?? {}) as { readonly httpStatusCode?: number };
  if (httpStatusCode === 403 && (name === 'Unknown' || name === 'UnknownError')) return 'AccessDenied';
  if (name !== undefined && ($metadata !== undefined || networkNames.has(name))) return name;
  return null;
};

const longest = 300;

/**
 * What a failed call leaves behind, or `null` where the error did not come from AWS or the network.
 * Request ids and encoded messages are dropped, so that two runs say the same.
 */
export const describeRefusal = (error: unknown, operation: string): Unknown | null => {
  const code = errorCode(error);
  if (code === null) return null;
  const raw = (error as ServiceError).message ?? '';
  const message = raw
    .replace(/\s*Encoded authorization failure message: \S+/g, '')
    .replace(/\s*\(?(?:Request ?ID|RequestId|Extended Request ID|request id)[:=]? ?[\w+/=-]+\)?;?/gi, '')
    .replace(/\s*Deserialization error: to see the raw response.*$/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    operation: operations.get(error as object) ?? operation,
    code,
    message: message.length > longest ? `${message.slice(0, longest)}…` : message,
  };
};

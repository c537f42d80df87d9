import { createHash } from 'node:crypto';
import type { AwsRequest, Protocol } from './operations.ts';

// How each AWS protocol spells answers and errors.

/** What goes back over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An answer in the words of the protocol's own documentation: XML element names or JSON members; arrays repeat their element. */
export type Tree = { readonly [name: string]: TreeValue };
type TreeValue = string | number | boolean | null | undefined | Date | Tree | readonly TreeValue[];

/** Thrown by a recorded answer: AWS's refusal, which the proxy spells in the protocol of the request. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const requestId = (request: AwsRequest): string =>
  createHash('sha256').update(request.operation).update(request.url).digest('hex').slice(0, 32);

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const writeXml = (tree: Tree): string =>
  Object.entries(tree)
    .map(([name, value]) => (isList(value) ? value : [value]).map((item) => writeElement(name, item)).join(''))
    .join('');

const isList = (value: TreeValue): value is readonly TreeValue[] => Array.isArray(value);

const writeElement = (name: string, value: TreeValue): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === 'object') return `<${name}>${writeXml(value as Tree)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
};

/** Access Analyzer writes moments as text, the other JSON services as seconds since 1970. */
const writeJson = (tree: Tree, service: string): string =>
  JSON.stringify(tree, function (this: Record<string, unknown>, key: string, value: unknown) {
    const moment = this[key]; // JSON.stringify has turned a Date into text by the time it gets here.
    if (!(moment instanceof Date)) return value;
    return service === 'accessanalyzer' ? moment.toISOString() : moment.getTime() / 1000;
  });

const contentTypes: Readonly<Record<Protocol, string>> = {
  json: 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
  ec2: 'text/xml;charset=UTF-8',
  s3: 'application/xml',
  's3-control': 'application/xml',
};

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A normal answer, in the protocol of the request. */
export const writeAnswer = (request: AwsRequest, tree: Tree): WireAnswer => {
  const name = request.operation.split(':')[1] ?? '';
  const id = requestId(request);
  const body = ((): string => {
    switch (request.protocol) {
      case 'json':
      case 'rest-json':
        return writeJson(tree, request.service);
      case 'query':
        return `${declaration}<${name}Response><${name}Result>${writeXml(tree)}</${name}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${name}Response>`;
      case 'ec2':
        return `${declaration}<${name}Response><requestId>${id}</requestId>${writeXml(tree)}</${name}Response>`;
      case 's3':
      case 's3-control':
        return `${declaration}<${name}Result>${writeXml(tree)}</${name}Result>`;
    }
  })();
  return { status: 200, headers: headersOf(request.protocol, id), body };
};

const headersOf = (protocol: Protocol, id: string): Record<string, string> => ({
  'content-type': contentTypes[protocol],
  [protocol === 's3' || protocol === 's3-control' ? 'x-amz-request-id' : 'x-amzn-requestid']: id,
});

/** An error, in the protocol of the request. */
export const writeError = (request: AwsRequest, error: AwsError): WireAnswer => {
  const id = requestId(request);
  const { code, message, status } = error;
  const headers = headersOf(request.protocol, id);
  const element = writeXml({ Code: code, Message: message });
  const type = status < 500 ? 'Sender' : 'Receiver';
  switch (request.protocol) {
    case 'json':
      return { status, headers, body: JSON.stringify({ __type: `com.amazonaws#${code}`, message }) };
    case 'rest-json':
      return { status, headers: { ...headers, 'x-amzn-errortype': code }, body: JSON.stringify({ message }) };
    case 'ec2': {
      const body = `${declaration}<Response><Errors><Error>${element}</Error></Errors><RequestID>${id}</RequestID></Response>`;
      return { status, headers, body };
    }
    case 's3': {
      const body = `${declaration}<Error>${element}<RequestId>${id}</RequestId><HostId>${id}</HostId></Error>`;
      return { status, headers, body: request.method === 'HEAD' ? '' : body };
    }
    case 'query':
    case 's3-control': {
      const body = `${declaration}<ErrorResponse><Error><Type>${type}</Type>${element}</Error><RequestId>${id}</RequestId></ErrorResponse>`;
      return { status, headers, body };
    }
  }
};

/** What AWS says to a caller without the permission. */
export const accessDenied = (request: AwsRequest): AwsError => {
  const message = `User is not authorized to perform: ${request.operation}`;
  switch (request.protocol) {
    case 'ec2':
      return new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`, 403);
    case 'json':
      return new AwsError('AccessDeniedException', message, 400);
    case 'rest-json':
      return new AwsError('AccessDeniedException', message, 403);
    default:
      return new AwsError('AccessDenied', message, 403);
  }
};

/** What each service says to a caller that asks too often. */
export const throttled = (request: AwsRequest): AwsError => {
  switch (request.service) {
    case 's3':
    case 's3-control':
      return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
    case 'ec2':
      return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    case 'accessanalyzer':
      return new AwsError('ThrottlingException', 'Rate exceeded', 429);
    case 'lambda':
      return new AwsError('TooManyRequestsException', 'Rate exceeded', 429);
    case 'organizations':
      return new AwsError('TooManyRequestsException', 'AWS Organizations has received too many requests.', 400);
    case 'cloudformation':
    case 'iam':
    case 'redshift':
    case 'sts':
      return new AwsError('Throttling', 'Rate exceeded', 400);
    default:
      return new AwsError('ThrottlingException', 'Rate exceeded', 400);
  }
};

/** What each service says when something of its own has failed. */
export const failed = (request: AwsRequest): AwsError => {
  const codes: Readonly<Record<string, string>> = {
    accessanalyzer: 'InternalServerException',
    'application-autoscaling': 'InternalServiceException',
    backup: 'ServiceUnavailableException',
    cloudformation: 'InternalFailure',
    codebuild: 'InternalFailure',
    dlm: 'InternalServerException',
    dynamodb: 'InternalServerError',
    ecs: 'ServerException',
    glue: 'InternalServiceException',
    iam: 'ServiceFailure',
    kms: 'KMSInternalException',
    lambda: 'ServiceException',
    organizations: 'ServiceException',
    rbin: 'InternalServerException',
    redshift: 'InternalFailure',
    sagemaker: 'InternalFailure',
    sts: 'InternalFailure',
  };
  return new AwsError(
    codes[request.service] ?? 'InternalError',
    'We encountered an internal error. Please try again.',
    500,
  );
};

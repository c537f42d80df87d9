import { parseArn } from '../../src/analysis/access/arn.ts';
import type { AccessPolicies, AccessRequest, Level } from '../../src/analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../../src/analysis/access/document.ts';
import { parseCaller } from '../../src/analysis/access/principal.ts';
import { type Fields, fieldsOf, listOf, textOf } from './judge-fields.ts';
import { readAcl, readBlock } from './judge-public.ts';

/** The request of a vector. */
export function readRequest(request: Fields): AccessRequest {
  const principal = textOf(request['principal']);
  const action = textOf(request['action']);
  const resource = request['resource'] === undefined ? '*' : textOf(request['resource']);
  const stated = request['resourceAccount'];
  // A vector that names no account, neither by itself nor in the ARN, is about one account.
  const own = parseArn(resource)?.account ? null : (parseCaller(principal, action.toLowerCase())?.account ?? null);
  return {
    principal,
    action,
    resource,
    resourceAccount: typeof stated === 'string' || typeof stated === 'number' ? String(stated) : own,
    context: fieldsOf(request['context']),
    blockPublicAccess: isGiven(request['blockPublicAccess']) ? readBlock(request['blockPublicAccess']) : null,
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** The documents of a vector. */
export function readPolicies(policies: Fields, request: Fields): AccessPolicies {
  return {
    identity: documentsOf(policies['identity']),
    resource: only(documentsOf(policies['resource'])),
    acl: readAcl(policies['acl'], request),
    boundary: noneIfEmpty(documentsOf(policies['boundary'])),
    session: only(documentsOf(policies['session'])),
    scp: noneIfEmpty(levelsOf(policies['scp'])),
    rcp: noneIfEmpty(levelsOf(policies['rcp'])),
    endpoint: noneIfEmpty(documentsOf(policies['endpoint'])),
  };
}

/** A resource and a session have one document: what several mean together is not said. */
const only = (documents: readonly PolicyDocument[]): PolicyDocument | 'unknown' | null =>
  documents.length > 1 ? 'unknown' : (documents[0] ?? null);

const levelsOf = (value: unknown): readonly Level[] =>
  listOf(value).map((level, index) => ({
    id: textOf(fieldsOf(level)['id'] ?? index),
    policies: documentsOf(fieldsOf(level)['policies']),
  }));

/** A document, or a list of them, each as JSON or as `{"$raw": text}`. */
export const documentsOf = (value: unknown): readonly PolicyDocument[] =>
  listOf(value).map((document) => parseDocument(fieldsOf(document)['$raw'] ?? document));

const noneIfEmpty = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

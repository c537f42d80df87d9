import {
  type AccessPolicies,
  type AccessRequest,
  authorize,
  type Decision,
} from '../../../src/analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../../../src/analysis/access/document.ts';

/** A document of the current version with these statements. */
export const documentOf = (...Statement: readonly unknown[]): PolicyDocument =>
  parseDocument({ Version: '2012-10-17', Statement });

export const allow = (rest: object = {}): object => ({ Effect: 'Allow', Action: '*', Resource: '*', ...rest });
export const deny = (rest: object = {}): object => ({ Effect: 'Deny', Action: '*', Resource: '*', ...rest });

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/etl`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/etl/nightly`;

export const NONE: AccessPolicies = {
  identity: [],
  resource: null,
  boundary: null,
  session: null,
  scp: null,
  rcp: null,
  endpoint: null,
};

/** Decides a request for an object in a bucket of `ACCOUNT`, by bob, unless told otherwise. */
export function decide(policies: Partial<AccessPolicies>, request: Partial<AccessRequest> = {}): Decision {
  return authorize(
    {
      principal: BOB,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::features/2026/part-0.parquet',
      resourceAccount: ACCOUNT,
      context: {},
      blockPublicAccess: null,
      ...request,
    },
    { ...NONE, ...policies },
  );
}

/** The word of the decision only. */
export const outcome = (
  policies: Partial<AccessPolicies>,
  request: Partial<AccessRequest> = {},
): Decision['decision'] => decide(policies, request).decision;

import { type Acl, type AclGrant, isPublicAcl, parseGrantee } from '../../src/analysis/access/acl.ts';
import { type PolicyDocument, parseDocument } from '../../src/analysis/access/document.ts';
import { isPublicAccessPointPolicy, isPublicByService, isPublicGrantee } from '../../src/analysis/access/public.ts';
import {
  type BlockFlags,
  type BlockInForce,
  findBlockInForce,
  isPublicBucket,
  isPublicByPolicy,
} from '../../src/analysis/access/public-bucket.ts';
import type { PublicSubject } from '../../src/analysis/access/public-keys.ts';
import { isPublicShare } from '../../src/analysis/access/share.ts';
import { either, type Truth } from '../../src/analysis/access/truth.ts';
import { type Fields, fieldsOf, listOf, memberOf, plain, textOf } from './judge-fields.ts';

const VERDICTS: Readonly<Record<Truth, string>> = { yes: 'public', no: 'not-public', unknown: 'unknown' };

/** Answers a vector of kind `public`: is it public, as AWS means it? */
export function answerPublic(policies: Fields, request: Fields): string {
  const shared = memberOf(policies, 'share');
  const acl = memberOf(policies, 'acl');
  const document = memberOf(policies, 'resource', 'document', 'policy');
  const grants = listOf(memberOf(policies, 'grants'));
  if (shared === undefined && acl === undefined && document === undefined && grants.length === 0) return 'unknown';
  const answers: Truth[] = [];
  if (shared !== undefined && shared !== null) answers.push(judgeShare(fieldsOf(shared), request));
  if (document !== undefined || acl !== undefined) answers.push(judgeResource(listOf(document), acl, request));
  for (const grant of grants)
    answers.push(isPublicGrantee(textOf(memberOf(fieldsOf(grant), 'grantee', 'granteePrincipal'))));
  return VERDICTS[answers.reduce(either, 'no')];
}

function judgeShare(share: Fields, request: Fields): Truth {
  const encrypted = memberOf(share, 'encrypted');
  const block = memberOf(request, 'blockPublicAccess');
  // https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
  const state = plain(textOf(typeof block === 'object' ? memberOf(fieldsOf(block), 'state') : block));
  if (state === 'blockallsharing') return 'no';
  return isPublicShare({
    groups:
      memberOf(share, 'public') === true
        ? ['all']
        : listOf(memberOf(share, 'groups', 'group', 'groupNames')).map(textOf),
    accounts: listOf(memberOf(share, 'accounts', 'userIds', 'values')).map(textOf),
    encrypted: plain(String(encrypted)) === 'true' ? true : plain(String(encrypted)) === 'false' ? false : null,
  });
}

function judgeResource(given: readonly unknown[], acl: unknown, request: Fields): Truth {
  const subject = findSubject(request, given[0]);
  const documents = given.map((document) => parseDocument(memberOf(fieldsOf(document), '$raw') ?? document));
  const publicPolicy = documents.map((one) => judgeDocument(one, subject, request)).reduce(either, 'no');
  const settings = readBlock(memberOf(request, 'blockPublicAccess'));
  if (subject === 's3-access-point') return isPublicByPolicy({ publicPolicy, settings });
  if (subject !== 's3-bucket') return publicPolicy;
  const list = readAcl(acl, request);
  const publicAcl = list === null ? 'no' : isPublicAcl(list.grants);
  return isPublicBucket({ publicAcl, aclsEnabled: list?.enabled ?? 'yes', publicPolicy, settings });
}

function judgeDocument(document: PolicyDocument, subject: PublicSubject, request: Fields): Truth {
  if (subject !== 's3-access-point') return isPublicByService(document, subject).truth;
  const origin = plain(textOf(memberOf(request, 'networkOrigin'))) === 'vpc' ? 'VPC' : 'Internet';
  return isPublicAccessPointPolicy(document, origin).truth;
}

/** What the resource is, by its type and service; by its document's actions where neither is given. */
function findSubject(request: Fields, document: unknown): PublicSubject {
  const type = plain(textOf(memberOf(request, 'resourceType')));
  const service = plain(
    textOf(memberOf(request, 'service')) || (textOf(memberOf(request, 'resource')).split(':')[2] ?? ''),
  );
  const name = `${service} ${type}`;
  if (/trust|assumerole|iamrole/.test(name) || (service === 'iam' && !type.includes('user'))) return 'iam-role';
  if (type === 'role' || (service === 'sts' && type === '')) return 'iam-role';
  if (/accesspoint/.test(name) && !/efs|elasticfilesystem/.test(name)) return 's3-access-point';
  if (/s3express|directorybucket/.test(name)) return 's3-directory-bucket';
  if (/s3tables|tablebucket|s3glacier|s3vectors/.test(name)) return 'other';
  if (/efs|elasticfilesystem/.test(name)) return 'efs';
  if (/dynamodb/.test(name)) return 'dynamodb';
  if (/dsql/.test(name)) return 'dsql';
  if (/kms/.test(name)) return 'kms';
  if (/s3/.test(name)) return 's3-bucket';
  if (service !== '' || type !== '') return 'other';
  const text = JSON.stringify(document) ?? '';
  if (/"sts:AssumeRole/i.test(text)) return 'iam-role';
  if (/"dynamodb:/i.test(text)) return 'dynamodb';
  if (/"kms:/i.test(text)) return 'kms';
  if (/"elasticfilesystem:/i.test(text)) return 'efs';
  return document === undefined || /"s3:/i.test(text) ? 's3-bucket' : 'other';
}

/** A list of grants, each with its grantee as text or as the API writes it; null if there is none. */
export function readAcl(value: unknown, request: Fields): Acl | null {
  if (value === undefined || value === null) return null;
  const given = memberOf(fieldsOf(value), 'grants') ?? value;
  const ownership = memberOf(request, 'objectOwnership');
  const text = plain(
    textOf(typeof ownership === 'object' ? memberOf(fieldsOf(ownership), 'objectOwnership') : ownership),
  );
  const enabled: Truth = text === 'bucketownerenforced' ? 'no' : text === 'unknown' ? 'unknown' : 'yes';
  return { grants: listOf(given).flatMap(readGrant), enabled };
}

const CANNED: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  publicread: [['AllUsers', 'READ']],
  publicreadwrite: [
    ['AllUsers', 'READ'],
    ['AllUsers', 'WRITE'],
  ],
  authenticatedread: [['AuthenticatedUsers', 'READ']],
  logdeliverywrite: [
    ['LogDelivery', 'WRITE'],
    ['LogDelivery', 'READ_ACP'],
  ],
};

const SYNONYMS: Readonly<Record<string, string>> = {
  everyone: 'AllUsers',
  public: 'AllUsers',
  anyone: 'AllUsers',
  authenticated: 'AuthenticatedUsers',
  anyauthenticatedawsuser: 'AuthenticatedUsers',
};

function readGrant(value: unknown): readonly AclGrant[] {
  if (typeof value === 'string') {
    return (CANNED[plain(value)] ?? []).map(([grantee, permission]) => ({ ...parseGrantee(grantee), permission }));
  }
  const grant = fieldsOf(value);
  const who = memberOf(grant, 'grantee');
  const inside = fieldsOf(who);
  const text =
    textOf(who) ||
    textOf(memberOf(inside, 'uri')) ||
    textOf(memberOf(inside, 'id')) ||
    textOf(memberOf(inside, 'emailAddress', 'email')) ||
    textOf(memberOf(inside, 'group', 'name', 'displayName'));
  const synonym = SYNONYMS[plain(text)];
  const permission = textOf(memberOf(grant, 'permission')).toUpperCase().replace(/[- ]/g, '_');
  return [{ ...parseGrantee(synonym ?? text), permission }];
}

const LEVELS = ['organization', 'org', 'account', 'bucket', 'accessPoint'] as const;

/** Flags may stand together or by level; a level that is named and not an object was not readable. */
export function readBlock(value: unknown): BlockInForce {
  if (value === undefined || value === null) return findBlockInForce({});
  if (typeof value === 'boolean') return findBlockInForce({ bucket: flagsOf({ all: value }) });
  if (typeof value !== 'object') return findBlockInForce({ bucket: 'unknown' });
  const fields = fieldsOf(value);
  if (!LEVELS.some((level) => memberOf(fields, level) !== undefined)) {
    return findBlockInForce({ bucket: flagsOf(fields) });
  }
  return findBlockInForce({
    organization: organizationOf(memberOf(fields, 'organization', 'org')),
    account: levelOf(memberOf(fields, 'account')),
    bucket: levelOf(memberOf(fields, 'bucket')),
    accessPoint: levelOf(memberOf(fields, 'accessPoint')),
  });
}

function levelOf(value: unknown): BlockFlags | 'unknown' | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return flagsOf({ all: value });
  return typeof value === 'object' ? flagsOf(fieldsOf(value)) : plain(textOf(value)) === 'none' ? null : 'unknown';
}

function organizationOf(value: unknown): 'all' | 'none' | 'unknown' | null {
  if (value === undefined || value === null) return null;
  if (value === 'all' || value === true) return 'all';
  if (value === 'none' || value === false) return 'none';
  const flags = fieldsOf(value);
  if (Object.keys(flags).length === 0) return 'unknown';
  return isSet(flags, 'restrictPublicBuckets') || isSet(flags, 'ignorePublicAcls') ? 'all' : 'none';
}

const flagsOf = (fields: Fields): BlockFlags => ({
  blockPublicAcls: isSet(fields, 'blockPublicAcls'),
  ignorePublicAcls: isSet(fields, 'ignorePublicAcls'),
  blockPublicPolicy: isSet(fields, 'blockPublicPolicy'),
  restrictPublicBuckets: isSet(fields, 'restrictPublicBuckets'),
});

function isSet(fields: Fields, name: string): boolean {
  const value = memberOf(fields, name, 'all');
  return value === true || plain(textOf(value)) === 'true';
}

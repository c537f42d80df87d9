import type { Statement } from '../../src/analysis/access/document.ts';
import { allowsMore } from '../../src/analysis/access/exact/compare.ts';
import { type OutsideSubject, outsidersGetIn } from '../../src/analysis/access/exact/outside.ts';
import { possible } from '../../src/analysis/access/exact/possible.ts';
import { NO_TRUST, type TrustZone } from '../../src/analysis/access/exact/zone.ts';
import { either, type Truth } from '../../src/analysis/access/truth.ts';
import { type Fields, fieldsOf, listOf, memberOf, textOf } from './judge-fields.ts';
import { documentsOf, readPolicies, readRequest } from './judge-policies.ts';
import { readAcl, readBlock } from './judge-public.ts';

/** Answers a vector of kind `possible`: can any request of this form be allowed? */
export function answerPossible(policies: Fields, request: Fields): string {
  const open = { ...readRequest(request), contextComplete: request['contextComplete'] === true };
  const { truth } = possible(open, readPolicies(policies, request));
  return truth === 'yes' ? 'allow' : truth === 'no' ? 'deny' : 'unknown';
}

/** Answers a vector of kind `external`: does it reach anyone outside the owner and the zone of trust? */
export function answerExternal(policies: Fields, request: Fields): string {
  const zone = readZone(fieldsOf(memberOf(request, 'trusted')));
  const owner = textOf(memberOf(request, 'owner', 'resourceAccount')) || null;
  // Cloud Custodian can be asked for grants to everyone only.
  const everyone = /everyone|anyone|public/i.test(textOf(memberOf(request, 'question')));
  const answers: Truth[] = [];
  const shared = memberOf(policies, 'share');
  if (shared !== undefined && shared !== null) answers.push(judgeShare(fieldsOf(shared), owner, zone));
  const block = memberOf(request, 'blockPublicAccess');
  const documents = documentsOf(memberOf(policies, 'resource', 'document', 'policy') ?? null);
  for (const policy of documents) {
    const subject: OutsideSubject = {
      owner,
      policy: everyone ? { ...policy, statements: policy.statements.filter(speaksOfEveryone) } : policy,
      rcp: readPolicies(policies, request).rcp,
      acl: null,
      blockPublicAccess: block === undefined || block === null ? null : readBlock(block),
      actions: listOf(memberOf(request, 'actions')).map((action) => textOf(action).toLowerCase()),
    };
    answers.push(outsidersGetIn(subject, zone, { firstOnly: true }).truth);
  }
  const acl = readAcl(memberOf(policies, 'acl'), request);
  const ignored = readBlock(block).ignorePublicAcls;
  for (const { grantee, id } of acl === null || acl.enabled === 'no' ? [] : acl.grants) {
    const isGroup = grantee === 'all-users' || grantee === 'authenticated-users';
    if (isGroup) answers.push(ignored === 'yes' ? 'no' : 'yes');
    // Whose canonical id it is no document tells; the owner's own is in most lists.
    else if (grantee !== 'log-delivery')
      answers.push(id === owner || zone.principals.includes(id ?? '') ? 'no' : 'unknown');
  }
  if (answers.length === 0) return 'not-external';
  const truth = answers.reduce(either, 'no');
  return truth === 'yes' ? 'external' : truth === 'no' ? 'not-external' : 'unknown';
}

/** A Deny, or an Allow that names nobody in particular. */
const speaksOfEveryone = ({ effect, principals, notPrincipals }: Statement): boolean =>
  effect !== 'Allow' || notPrincipals !== null || principals?.some(({ value }) => value === '*') === true;

function judgeShare(share: Fields, owner: string | null, zone: TrustZone): Truth {
  const groups = listOf(memberOf(share, 'groups', 'group')).map(textOf);
  const isEncrypted = memberOf(share, 'encrypted') === true;
  if (groups.some((group) => group.toLowerCase() === 'all') && !isEncrypted) return 'yes';
  const accounts = listOf(memberOf(share, 'accounts', 'userIds')).map(textOf);
  return accounts.some((account) => account !== owner && !zone.accounts.includes(account)) ? 'yes' : 'no';
}

function readZone(trusted: Fields): TrustZone {
  const list = (...names: readonly string[]): readonly string[] => listOf(memberOf(trusted, ...names)).map(textOf);
  const flag = (name: string): boolean => memberOf(trusted, name) === true;
  return {
    ...NO_TRUST,
    accounts: list('accounts').map((account) => /\d{12}/.exec(account)?.[0] ?? account),
    orgs: list('orgs', 'organizations'),
    orgPaths: list('orgPaths'),
    vpcs: list('vpcs'),
    vpces: list('vpces'),
    ips: list('ips'),
    principals: list('principals'),
    conditionKeys: list('conditionKeys'),
    anyVpc: flag('anyVpc'),
    anyVpce: flag('anyVpce'),
  };
}

/** Answers a vector of kind `compare`: what the policies allow, against the other ones. */
export function answerCompare(policies: Fields, request: Fields, vector: Fields): string {
  const given = vector['other'] ?? policies['other'];
  if (given === undefined || given === null) return 'unknown';
  const one = readPolicies(withDocument(policies), request);
  const other = readPolicies(withDocument(fieldsOf(given)), request);
  const more = allowsMore(one, other).truth;
  const less = allowsMore(other, one).truth;
  if (more === 'unknown' || less === 'unknown') return 'unknown';
  if (more === 'yes') return less === 'yes' ? 'incomparable' : 'more';
  return less === 'yes' ? 'less' : 'equivalent';
}

/** A document whose place is not said is attached to a resource if it names principals. */
function withDocument(policies: Fields): Fields {
  const document = policies['document'];
  if (document === undefined || document === null) return policies;
  const names = documentsOf(document).some(({ statements }) =>
    statements.some(({ principals, notPrincipals }) => principals !== null || notPrincipals !== null),
  );
  return { ...policies, [names ? 'resource' : 'identity']: document };
}

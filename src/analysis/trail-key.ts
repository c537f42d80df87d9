import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import type { Resource, Unknown } from '../model/resource.ts';
import type { PolicyDocument, Principal } from './access/document.ts';
import { keySurface } from './access/trust/granted-actions.ts';
import { decrypters, isNamedInside } from './access/trust/key-duties.ts';
import { UNIQUE_ID } from './access/trust/outside.ts';
import { type ServiceGrant, serviceGrants } from './access/trust/service-customers.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';
import { type OpenStatement, openToStrangers, strangersLetIn } from './open-to-strangers.ts';
import { type OrganizationMembers, organizationMembers } from './organization-members.ts';
import { listGrants, resourcePolicy } from './resource-policy.ts';

const trailType = 'AWS::CloudTrail::Trail';
const keyType = 'AWS::KMS::Key';
const encryption = 'encryption.atRest';

/** The keys that trails encrypt with. */
interface TrailKeys {
  /** Their ARNs. */
  readonly wanted: Set<string>;
  readonly keys: Map<string, Resource>;
  readonly members: OrganizationMembers;
  /** By account and Region: why its keys could not be listed. */
  readonly gaps: Map<string, Unknown>;
}

const keyArnOf = (trail: Resource): string | null | undefined =>
  (trail.facts[encryption] as { readonly key: string | null } | undefined)?.key;

/** A snapshot is in the order of ARNs, in which trails come before keys: only those that a trail names are kept. */
const trailKeys: Relation<TrailKeys> = {
  name: 'trail-keys',
  gathers: [
    { type: trailType, facts: [encryption] },
    { type: keyType, facts: [resourcePolicy] },
    ...organizationMembers.gathers,
  ],
  start: () => ({ wanted: new Set(), keys: new Map(), members: organizationMembers.start(), gaps: new Map() }),
  add: (index, resource) => {
    if (resource.type === trailType) {
      const key = keyArnOf(resource);
      if (typeof key === 'string') index.wanted.add(key);
    } else if (resource.type === keyType) {
      if (index.wanted.has(resource.arn)) index.keys.set(resource.arn, resource);
    } else organizationMembers.add(index.members, resource);
  },
  addGap: (index, gap) => {
    const { type, account, region, operation, code, message } = gap;
    if (type === keyType) index.gaps.set(`${account} ${region}`, { operation, code, message });
    else if (type !== trailType) organizationMembers.addGap(index.members, gap);
  },
};

/** The key of a trail; null where it has none. */
const keyOf = ({ keys, gaps }: TrailKeys, trail: Resource): Resource | null | Underivable => {
  const arn = keyArnOf(trail);
  if (arn === undefined) return unknownBecause(trail, encryption);
  if (arn === null) return null;
  const [, , , region = '', account = ''] = arn.split(':');
  const found = keys.get(arn);
  if (found !== undefined) return found;
  const gap = gaps.get(`${account} ${region}`);
  return gap === undefined ? notInSnapshot(`the key ${arn}`) : new Underivable(gap);
};

/** A fact about the policy of a trail's key; `without` is what it comes to for a trail without a key. */
const aboutKey = <Value>(
  without: Value,
  derive: (key: Resource, trail: Resource, index: TrailKeys) => Value | Underivable,
) => ({
  type: trailType,
  reads: [encryption],
  relation: trailKeys,
  derive: (trail: Resource, index: TrailKeys): Value | Underivable => {
    const key = keyOf(index, trail);
    if (key instanceof Underivable) return key;
    return key === null ? without : derive(key, trail, index);
  },
});

/** What the key policy gives CloudTrail for encrypting: without any of it no log file is delivered. */
const encrypting = (document: PolicyDocument, { arn, account }: Resource): readonly ServiceGrant[] =>
  serviceGrants(document, 'cloudtrail.amazonaws.com', { arn, account, surface: keySurface }).filter(({ actions }) =>
    actions.includes('kms:GenerateDataKey'),
  );

/** Whether CloudTrail may encrypt with the key. */
export const trailKeyUsable: DerivedFact = defineDerived({
  ...aboutKey(true, (key) => {
    const grants = listGrants(key, (document) => encrypting(document, key));
    return grants instanceof Underivable ? grants : grants.length > 0;
  }),
  path: 'encryption.keyUsable',
  schema: Type.Boolean({
    description: 'The policy of the key lets CloudTrail make data keys (kms:GenerateDataKey*); true without a key.',
  }),
});

/** For whom else CloudTrail may encrypt with the key. */
export const trailKeyOpenTo: DerivedFact = defineDerived({
  ...aboutKey<OpenStatement[]>([], (key, trail, { members }) =>
    strangersLetIn(key, (document) => encrypting(document, key), members, [trail.account, key.account]),
  ),
  path: 'encryption.keyOpenTo',
  schema: openToStrangers(
    'Allow statements of the key by which CloudTrail may encrypt on behalf of others: neither kms:EncryptionContext:aws:cloudtrail:arn ' +
      'nor aws:SourceArn nor aws:SourceAccount says whose trails are meant.',
  ),
});

/** Who may read the log files, as far as the key decides: a deleted principal is nobody. */
const readers = (
  path: string,
  description: string,
  counts: (reader: Principal, account: string) => boolean,
): DerivedFact =>
  defineDerived({
    ...aboutKey<string[]>([], (key) => {
      const found = listGrants(key, (document) => decrypters(document, key));
      if (found instanceof Underivable) return found;
      return found
        .filter((one) => !UNIQUE_ID.test(one.value) && counts(one, key.account))
        .map(({ value }) => value)
        .sort();
    }),
    path,
    schema: Type.Array(Type.String(), { description }),
  });

/** Users and roles of the account that the key policy lets decrypt. */
export const trailKeyReaders: DerivedFact = readers(
  'encryption.keyReaders',
  'Users and roles of its account, as written and sorted, to which the policy of the key gives kms:Decrypt. Those to which IAM gives it, ' +
    'where the policy leaves that to IAM, are not among them.',
  isNamedInside,
);

/** Who else may decrypt by the key policy. */
export const trailKeyOpenReaders: DerivedFact = readers(
  'encryption.keyOpenReaders',
  'Whom else the policy of the key gives kms:Decrypt, as written and sorted: other accounts and their principals, and * for everybody, ' +
    'also where a condition keeps that within the account.',
  (reader, account) => !isNamedInside(reader, account),
);

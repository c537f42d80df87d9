import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../../model/derived.ts';
import type { Resource } from '../../model/resource.ts';
import { unknownBecause } from '../derive.ts';
import { organizationMembers, strangersAmong } from '../organization-members.ts';

/** Accounts that a resource names and that are nobody's whom its account knows. */
const strangers = (
  type: string,
  path: string,
  description: string,
  fact: string,
  accountsIn: (value: unknown) => readonly string[],
): DerivedFact =>
  defineDerived({
    type,
    path,
    schema: Type.Array(Type.String(), { description }),
    reads: [fact],
    relation: organizationMembers,
    derive: (resource: Resource, members) => {
      const value = resource.facts[fact];
      if (value === undefined) return unknownBecause(resource, fact);
      return strangersAmong(members, [resource.account], accountsIn(value));
    },
  });

/** Whose topic a channel writes to, where it is a stranger's. */
export const topicStrangers: DerivedFact = strangers(
  'AWS::Config::DeliveryChannel',
  'destination.topicStrangers',
  'The account of the topic, if that is neither this account nor of its organization.',
  'destination.topic',
  (topic) => (typeof topic === 'string' ? topic.split(':').slice(4, 5) : []),
);

/** Who may gather what AWS Config records, where it is a stranger. */
export const authorizedStrangers: DerivedFact = strangers(
  'AWS::Config::AggregationAuthorization',
  'authorizedStrangers',
  'The account that may gather, if it is not of the organization of this one.',
  'authorizedAccount',
  (account) => (typeof account === 'string' ? [account] : []),
);

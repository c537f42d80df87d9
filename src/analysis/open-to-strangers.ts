import { type TArray, Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { Underivable } from '../model/derived.ts';
import type { Resource } from '../model/resource.ts';
import type { PolicyDocument } from './access/document.ts';
import type { ServiceGrant } from './access/trust/service-customers.ts';
import { type OrganizationMembers, strangersAmong } from './organization-members.ts';
import { listGrants, place, placeOf } from './resource-policy.ts';

/** Allow statements by which a service acts for customers who are strangers. */
export const openToStrangers = (description: string): TArray =>
  Type.Array(
    Shape({
      ...place,
      customers: Type.Array(Type.String(), {
        description: 'Those of them that are neither the account nor of its organization; * for every customer of AWS.',
      }),
    }),
    { description },
  );

/** A statement, and for which strangers it is open. */
export interface OpenStatement {
  readonly statement: number;
  readonly sid: string | null;
  readonly customers: string[];
}

/** What {@link openToStrangers} describes, of a resource's policy; the customers in `own`, and their organizations, are no strangers. */
export const strangersLetIn = (
  resource: Resource,
  grantsIn: (document: PolicyDocument) => readonly ServiceGrant[],
  members: OrganizationMembers,
  own: readonly string[],
): OpenStatement[] | Underivable => {
  const grants = listGrants(resource, grantsIn);
  if (grants instanceof Underivable) return grants;
  const open: OpenStatement[] = [];
  for (const { statement, customers } of grants) {
    const strangers = strangersAmong(members, own, customers);
    if (strangers instanceof Underivable) return strangers;
    if (strangers.length > 0) open.push({ ...placeOf(statement), customers: strangers });
  }
  return open;
};

import { describe, expect, it } from 'vitest';
import { isOfSameOrganization, organizationMembers } from '../../../../src/analysis/organization-members.ts';
import type { Resource } from '../../../../src/model/resource.ts';
import { assumableByIn, other, own, resourceWith } from './resources.ts';

const organization = 'o-a1b2c3d4e5';
const stranger = '777788889999';

const accountOf = (accountId: string, of = organization): Resource => ({
  ...resourceWith('AWS::IAM::Role', { accountId, organization: of }),
  type: 'AWS::Organizations::Account',
});
const organizationOf = (id: string | null | undefined): Resource => ({
  ...resourceWith('AWS::IAM::Role', { id }),
  type: 'AWS::Organizations::Organization',
});
const gap = {
  type: 'AWS::Organizations::Account',
  partition: 'aws',
  account: own,
  region: 'global',
  operation: 'organizations:ListAccounts',
  code: 'AccessDenied',
  message: 'not authorized',
};

const indexOf = (...resources: readonly Resource[]) => {
  const index = organizationMembers.start();
  for (const one of resources) organizationMembers.add(index, one);
  return index;
};

describe('the organization of an account', () => {
  it('has the accounts that it lists, and no others', () => {
    const index = indexOf(accountOf(own), accountOf(other), accountOf(stranger, 'o-0987654321'));
    expect(isOfSameOrganization(index, own, other)).toBe(true);
    expect(isOfSameOrganization(index, own, stranger)).toBe(false);
    expect(isOfSameOrganization(index, own, '000011112222')).toBe(false);
    expect(isOfSameOrganization(index, own, organization)).toBe(true);
    expect(isOfSameOrganization(index, own, 'o-0987654321')).toBe(false);
  });

  it('is known of a member that may not list it, but not whom else it has', () => {
    const index = indexOf(organizationOf(organization));
    expect(isOfSameOrganization(index, own, organization)).toBe(true);
    expect(isOfSameOrganization(index, own, other)).toBeNull();
  });

  it('may have more accounts where a listing was refused or broken off', () => {
    const index = indexOf(accountOf(own), accountOf(other));
    organizationMembers.addGap(index, gap);
    expect(isOfSameOrganization(index, own, other)).toBe(true);
    expect(isOfSameOrganization(index, own, stranger)).toBeNull();
  });

  it('is none, or is not known', () => {
    expect(isOfSameOrganization(indexOf(organizationOf(null)), own, other)).toBe(false);
    expect(isOfSameOrganization(indexOf(organizationOf(undefined)), own, other)).toBeNull();
    expect(isOfSameOrganization(indexOf(), own, organization)).toBeNull();
  });

  it('shows in who may assume a role, where the own account is its own', () => {
    const trust = { Effect: 'Allow', Principal: { AWS: [own, other, stranger] }, Action: 'sts:AssumeRole' };
    const ours = assumableByIn(indexOf(accountOf(own), accountOf(other)), trust).map((one) => one.ours);
    expect(ours).toEqual([true, true, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { isOfSameOrganization, organizationMembers } from '../../../../src/analysis/organization-members.ts';
import type { Resource } from '../../../../src/model/resource.ts';
import { other, own, resourceWith, strangersIn } from './resources.ts';

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

const refused = { operation: gap.operation, code: gap.code };

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
    organizationMembers.addGap(index, gap);
    expect(isOfSameOrganization(index, own, organization)).toBe(true);
    expect(isOfSameOrganization(index, own, 'o-0987654321')).toBe(false);
    expect(isOfSameOrganization(index, own, other)).toMatchObject(refused);
    expect(isOfSameOrganization(index, own, '*')).toBe(false);
  });

  it('may have more accounts where a listing was refused or broken off', () => {
    const index = indexOf(accountOf(own), accountOf(other));
    organizationMembers.addGap(index, gap);
    expect(isOfSameOrganization(index, own, other)).toBe(true);
    expect(isOfSameOrganization(index, own, stranger)).toMatchObject(refused);
  });

  it('is none, or nothing that the source knows of', () => {
    const index = indexOf(organizationOf(null));
    organizationMembers.addGap(index, gap);
    expect(isOfSameOrganization(index, own, other)).toBe(false);
    expect(isOfSameOrganization(indexOf(), own, organization)).toBe(false);
  });

  it('that could not be asked for its id may have anybody', () => {
    expect(isOfSameOrganization(indexOf(organizationOf(undefined)), own, other)).toMatchObject({
      code: 'AccessDenied',
    });
  });

  it('leaves strangers, or leaves them unknown', () => {
    const trust = { Effect: 'Allow', Principal: { AWS: [own, other, stranger] }, Action: 'sts:AssumeRole' };
    const index = indexOf(accountOf(own), accountOf(other));
    expect(strangersIn(index, trust)).toEqual([stranger]);
    organizationMembers.addGap(index, gap);
    expect(strangersIn(index, trust)).toMatchObject(refused);
    expect(strangersIn(index, { ...trust, Principal: { AWS: other } })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { aggregationRole, fullAggregator } from '../../../src/analysis/config/aggregation.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { derived, gap, member, own, refusal, resource, stranger } from '../resources.ts';

const security = '222233334444';

const configOf = (account: string, delegated: unknown): Resource =>
  resource(
    'AWS::Config::Account',
    `arn:aws:config::${account}:account`,
    { delegatedAdministrators: delegated },
    { account },
  );

/** The organization as an account sees it: `own` manages it. */
const organizationOf = (account: string, id: unknown = 'o-1', managementAccount: unknown = id === null ? null : own) =>
  resource(
    'AWS::Organizations::Organization',
    `arn:aws:organizations::${account}:organization`,
    { id, managementAccount },
    { account },
  );

const everything = { role: 'arn:aws:iam::111122223333:role/aggregate', allRegions: true, regions: [] };
const aggregator = (account: string, changes: object = {}): Resource =>
  resource(
    'AWS::Config::ConfigurationAggregator',
    `arn:aws:config:eu-central-1:${account}:config-aggregator/config-aggregator-0a`,
    { accountSources: [], organizationSource: everything, resourceTypes: null, ...changes },
    { account },
  );

describe('what an account is to its organization', () => {
  const role = (account: string, delegated: unknown, others: readonly Resource[]) =>
    derived(aggregationRole, configOf(account, delegated), others);

  it('is standalone, management, delegated or member', () => {
    expect(role(own, null, [organizationOf(own, null)])).toBe('standalone');
    expect(role(own, [], [organizationOf(own)])).toBe('management');
    expect(role(security, [security], [organizationOf(security)])).toBe('delegated');
    expect(role(member, [security], [organizationOf(member)])).toBe('member');
  });

  it('is unknown for a member that may not ask, unless its management account has said', () => {
    expect(role(member, refusal, [organizationOf(member)])).toEqual(refusal);
    const said = [organizationOf(member), organizationOf(own), configOf(own, [security])];
    expect(role(member, refusal, said)).toBe('member');
    expect(role(security, refusal, [...said, organizationOf(security)])).toBe('delegated');
    const ofAnother = [organizationOf(member), organizationOf(stranger, 'o-2'), configOf(stranger, [member])];
    expect(role(member, refusal, ofAnother)).toEqual(refusal);
  });

  it('is management without asking who is delegated', () =>
    expect(role(own, refusal, [organizationOf(own)])).toBe('management'));

  it('is unknown where the organization is', () => {
    expect(role(own, [], [])).toMatchObject({ code: 'NotInSnapshot' });
    expect(role(own, [], [organizationOf(own, 'o-1', refusal)])).toEqual(refusal);
  });
});

describe('the aggregator of everything', () => {
  const find = (
    account: string,
    delegated: unknown,
    others: readonly Resource[],
    gaps: ReturnType<typeof gap>[] = [],
  ) => derived(fullAggregator, configOf(account, delegated), others, gaps);

  it('gathers the organization, all Regions and all types', () => {
    const of = (changes: object) => find(own, [], [organizationOf(own), aggregator(own, changes)]);
    expect(of({})).toBe(aggregator(own).arn);
    expect(of({ organizationSource: { ...everything, allRegions: false, regions: ['us-east-1'] } })).toBeNull();
    expect(of({ resourceTypes: ['AWS::S3::Bucket'] })).toBeNull();
    const named = { organizationSource: null, accountSources: [{ accounts: [own], allRegions: true, regions: [] }] };
    expect(of(named)).toBeNull();
    expect(of({ organizationSource: refusal })).toEqual(refusal);
  });

  it('of an account without organization gathers its own Regions', () => {
    const named = (accounts: readonly string[]) =>
      aggregator(own, { organizationSource: null, accountSources: [{ accounts, allRegions: true, regions: [] }] });
    expect(find(own, null, [organizationOf(own, null), named([own])])).toBe(aggregator(own).arn);
    expect(find(own, null, [organizationOf(own, null), named([member])])).toBeNull();
  });

  it('may be in the account of a delegated administrator, which has to be in the snapshot for a no', () => {
    const here = [organizationOf(own)];
    expect(find(own, [security], here)).toMatchObject({ code: 'NotInSnapshot' });
    expect(find(own, [security], [...here, configOf(security, [security])])).toBeNull();
    const there = [...here, configOf(security, [security]), aggregator(security)];
    expect(find(own, [security], there)).toBe(aggregator(security).arn);
    expect(find(own, [security], [...here, aggregator(own)])).toBe(aggregator(own).arn);
  });

  it('is unknown where aggregators could not be listed', () =>
    expect(find(own, [], [organizationOf(own)], [gap('AWS::Config::ConfigurationAggregator')])).toMatchObject({
      code: 'AccessDenied',
    }));
});

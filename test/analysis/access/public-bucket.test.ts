import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BLOCK_FLAGS,
  type BlockFlags,
  findBlockInForce,
  isPublicBucket,
  isPublicByAcl,
  isPublicByPolicy,
} from '../../../src/analysis/access/public-bucket.ts';
import type { Truth } from '../../../src/analysis/access/truth.ts';

const off: BlockFlags = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
const on: BlockFlags = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};
const both = [false, true];
const truth = (flag: boolean): Truth => (flag ? 'yes' : 'no');

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
describe('a bucket', () => {
  const of = (publicAcl: boolean, ignore: boolean, publicPolicy: boolean, restrict: boolean, enforced = false) =>
    isPublicBucket({
      publicAcl: truth(publicAcl),
      aclsEnabled: truth(!enforced),
      publicPolicy: truth(publicPolicy),
      settings: findBlockInForce({
        account: { ...off, ignorePublicAcls: ignore },
        bucket: { ...off, restrictPublicBuckets: restrict },
      }),
    });

  // The truth table of ACL, IgnorePublicAcls, policy and RestrictPublicBuckets, row by row.
  it.each<[string, readonly boolean[], readonly boolean[], readonly boolean[], readonly boolean[], string]>([
    ['nothing public', [false], both, [false], both, 'no'],
    ['a public ACL that counts', [true], [false], both, both, 'yes'],
    ['a public ACL that is ignored', [true], [true], [false], both, 'no'],
    ['a public policy that is not restricted', both, both, [true], [false], 'yes'],
    ['no public ACL and a restricted policy', [false], both, [true], [true], 'no'],
    ['an ignored ACL and a restricted policy', [true], [true], [true], [true], 'no'],
  ])('with %s', (_, acls, ignores, policies, restricts, expected) => {
    for (const acl of acls)
      for (const ignore of ignores)
        for (const policy of policies)
          for (const restrict of restricts) expect(of(acl, ignore, policy, restrict)).toBe(expected);
  });

  it('whose owner is enforced has no ACLs', () => {
    expect(of(true, false, false, false, true)).toBe('no');
    expect(of(true, false, true, false, true)).toBe('yes');
  });

  it.each([
    ['blockPublicAcls', 'yes'],
    ['blockPublicPolicy', 'yes'],
    ['ignorePublicAcls', 'yes'],
    ['restrictPublicBuckets', 'yes'],
  ] as const)('that is public twice over stays so with %s alone', (flag, expected) => {
    const settings = findBlockInForce({ bucket: { ...off, [flag]: true } });
    expect(isPublicBucket({ publicAcl: 'yes', aclsEnabled: 'yes', publicPolicy: 'yes', settings })).toBe(expected);
  });

  it('is neither helped nor harmed by flags that only refuse what is new', () => {
    const settings = findBlockInForce({ bucket: { ...off, blockPublicAcls: true, blockPublicPolicy: true } });
    expect(isPublicByAcl({ publicAcl: 'yes', aclsEnabled: 'yes', settings })).toBe('yes');
    expect(isPublicByPolicy({ publicPolicy: 'yes', settings })).toBe('yes');
  });

  it('whose account settings could not be read is settled by its own only where they are on', () => {
    const exposure = { publicAcl: 'yes', aclsEnabled: 'yes', publicPolicy: 'yes' } as const;
    const settled = (levels: Parameters<typeof findBlockInForce>[0]) =>
      isPublicBucket({ ...exposure, settings: findBlockInForce(levels) });
    expect(settled({ account: 'unknown', bucket: on })).toBe('no');
    expect(settled({ account: 'unknown', bucket: off })).toBe('unknown');
    expect(settled({ account: on, bucket: 'unknown' })).toBe('no');
    expect(settled({ account: off, bucket: 'unknown' })).toBe('unknown');
    expect(settled({ account: null, bucket: null })).toBe('yes');
  });

  it('never gets a certain answer that what is unknown could turn round', () => {
    const any = fc.constantFrom<Truth>('yes', 'no', 'unknown');
    const settle = (value: Truth, as: boolean): Truth => (value === 'unknown' ? truth(as) : value);
    fc.assert(
      fc.property(any, any, any, any, any, fc.boolean(), (acl, enabled, policy, ignore, restrict, as) => {
        const ask = (map: (value: Truth) => Truth) =>
          isPublicBucket({
            publicAcl: map(acl),
            aclsEnabled: map(enabled),
            publicPolicy: map(policy),
            settings: { ignorePublicAcls: map(ignore), restrictPublicBuckets: map(restrict) },
          });
        const answer = ask((value) => value);
        if (answer !== 'unknown') expect(ask((value) => settle(value, as))).toBe(answer);
      }),
    );
  });
});

describe('the flags in force', () => {
  it.each(BLOCK_FLAGS)('hold %s if one level sets it', (flag) => {
    const one = { ...off, [flag]: true };
    for (const levels of [{ account: one }, { bucket: one }, { accessPoint: one }]) {
      const inForce = findBlockInForce({ account: off, bucket: off, accessPoint: off, ...levels });
      expect(Object.entries(inForce).filter(([, value]) => value !== 'no')).toEqual([[flag, 'yes']]);
    }
  });

  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3.html
  it('are those of the organization in place of the account', () => {
    expect(findBlockInForce({ organization: 'all', account: off, bucket: off }).restrictPublicBuckets).toBe('yes');
    expect(findBlockInForce({ organization: 'none', account: on, bucket: off }).restrictPublicBuckets).toBe('no');
    expect(findBlockInForce({ organization: 'none', account: on, bucket: on }).restrictPublicBuckets).toBe('yes');
    expect(findBlockInForce({ organization: 'none', account: 'unknown', bucket: off }).ignorePublicAcls).toBe('no');
    expect(findBlockInForce({ organization: 'unknown', account: on }).ignorePublicAcls).toBe('unknown');
    expect(findBlockInForce({ organization: null, account: on }).ignorePublicAcls).toBe('yes');
  });
});

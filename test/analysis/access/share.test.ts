import { describe, expect, it } from 'vitest';
import { isPublicShare } from '../../../src/analysis/access/share.ts';

const share = (rest: Partial<Parameters<typeof isPublicShare>[0]>) =>
  isPublicShare({ groups: [], accounts: [], encrypted: false, ...rest });

describe('a snapshot or image', () => {
  // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
  it('is public if it is shared with the group all', () => {
    expect(share({ groups: ['all'] })).toBe('yes');
    expect(share({ groups: ['all'], accounts: ['444455556666'], encrypted: null })).toBe('yes');
    expect(share({})).toBe('no');
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
  it('of RDS is public if it is shared with the account all', () => expect(share({ accounts: ['all'] })).toBe('yes'));

  it('is not public by the accounts and organizations it is shared with', () =>
    expect(share({ accounts: ['444455556666', 'arn:aws:organizations::111122223333:organization/o-abc'] })).toBe('no'));

  it('is never public if it is encrypted', () => expect(share({ groups: ['all'], encrypted: true })).toBe('no'));
});

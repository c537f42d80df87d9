import { describe, expect, it } from 'vitest';
import { allowsMore } from '../../../../src/analysis/access/exact/compare.ts';
import { possible } from '../../../../src/analysis/access/exact/possible.ts';
import { ACCOUNT, allow, BOB, deny, documentOf, NONE } from '../policies.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example1.html */
const listing = (prefixes: readonly string[]) => ({
  ...NONE,
  identity: [documentOf(allow({ Action: 's3:ListBucket', Condition: { StringEquals: { 's3:prefix': prefixes } } }))],
});

describe('a value that is empty', () => {
  it('is one that a request has, where the caller chooses it: the root of a bucket is listed with an empty prefix', () => {
    const { truth, witness } = possible(
      {
        principal: BOB,
        action: 's3:ListBucket',
        resource: 'arn:aws:s3:::features',
        resourceAccount: ACCOUNT,
        context: {},
        contextComplete: false,
        blockPublicAccess: null,
      },
      listing(['']),
    );
    expect({ truth, prefix: witness?.context['s3:prefix'] }).toEqual({ truth: 'yes', prefix: '' });
  });

  it('is new access where only one of two documents allows it, and where only one of them denies it', () => {
    expect(allowsMore(listing(['', 'home/']), listing(['home/'])).truth).toBe('yes');
    const identity = [documentOf(allow(), deny({ Condition: { StringEquals: { 'aws:PrincipalTag/team': '' } } }))];
    expect(allowsMore({ ...NONE, identity: [documentOf(allow())] }, { ...NONE, identity }).truth).toBe('yes');
  });

  it('is none of a name, which AWS gives', () => {
    const identity = [documentOf(allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': '' } } }))];
    expect(allowsMore({ ...NONE, identity }, NONE).truth).toBe('no');
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument } from '../../../../src/analysis/access/document.ts';
import { mayGrant } from '../../../../src/analysis/access/estate/grants.ts';
import { possible } from '../../../../src/analysis/access/exact/possible.ts';

const actions = ['s3:GetObject', 's3:Get*', 's3:PutObject', '*', 'S3:getobject', 'dynamodb:*', '?3:GetObject'];
const resources = [
  ...[
    '*',
    'arn:aws:s3:::features/*',
    'arn:aws:s3:::features/a',
    'arn:aws:s3:::lab*',
    'arn:aws:s3',
    `arn:aws:s3:::\${aws:username}/*`,
  ],
  ...['arn:*:s3:::features/*', 'arn:aws:s3:::?eatures/*', 'arn:aws:s3:::features'],
];

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  action: fc.tuple(fc.constantFrom('Action', 'NotAction'), fc.subarray(actions, { minLength: 1 })),
  resource: fc.tuple(fc.constantFrom('Resource', 'Resource', 'NotResource'), fc.subarray(resources, { minLength: 1 })),
});

const document = fc.array(statement, { minLength: 1, maxLength: 3 }).map((list) =>
  parseDocument({
    Version: '2012-10-17',
    Statement: list.map(({ Effect, action, resource }) => ({
      Effect,
      [action[0]]: action[1],
      [resource[0]]: resource[1],
    })),
  }),
);

it('what is ruled out by how patterns begin is ruled out by the exact procedure as well', () => {
  let ruledOut = 0;
  fc.assert(
    fc.property(
      document,
      fc.constantFrom(
        'arn:aws:s3:::features/*',
        'arn:aws:s3:::features/a',
        'arn:aws:s3:::labels/b',
        'arn:aws:s3:::*',
        '*',
      ),
      (policy, resource) => {
        if (mayGrant(policy, 's3:getobject', resource)) return;
        ruledOut++;
        const policies = {
          identity: [policy],
          resource: null,
          boundary: null,
          session: null,
          scp: null,
          rcp: null,
          endpoint: null,
        };
        const request = {
          ...{
            principal: 'arn:aws:iam::111122223333:user/ada',
            action: 's3:GetObject',
            resource,
            blockPublicAccess: null,
          },
          ...{ resourceAccount: '111122223333', context: {}, contextComplete: false },
        };
        expect(possible(request, policies).truth).toBe('no');
      },
    ),
    { numRuns: 2000 },
  );
  expect(ruledOut).toBeGreaterThan(100);
});

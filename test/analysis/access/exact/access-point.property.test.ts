import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCESS_POINT_ACTIONS, nameThrough } from '../../../../src/analysis/access/access-point.ts';
import { type AccessPolicies, type AccessRequest, authorize } from '../../../../src/analysis/access/authorize.ts';
import { type PolicyDocument, parseDocument } from '../../../../src/analysis/access/document.ts';
import { canHave } from '../../../../src/analysis/access/exact/caller-keys.ts';
import { anyoneGetsIn } from '../../../../src/analysis/access/exact/outside.ts';
import { possible } from '../../../../src/analysis/access/exact/possible.ts';
import { parseCaller } from '../../../../src/analysis/access/principal.ts';
import { ACCOUNT, NONE, OTHER_ACCOUNT } from '../policies.ts';
import { callers, contexts, documentOf } from './arbitrary.ts';

// A request through an access point is one request that two resources have to allow, each by its own name for the object.

const names = {
  point: `arn:aws:s3:eu-central-1:${ACCOUNT}:accesspoint/labels`,
  bucket: 'arn:aws:s3:::features',
};
const objects = ['arn:aws:s3:::features', 'arn:aws:s3:::features/a', 'arn:aws:s3:::features/bob/x'];
const actions = ['s3:GetObject', 's3:PutObject', 's3:GetBucketAcl'];

/** A policy of a bucket as one of the access point: with its name for what the bucket calls otherwise. */
const asPointPolicy = ({ source }: PolicyDocument): PolicyDocument =>
  parseDocument(JSON.parse(JSON.stringify(source).replaceAll('arn:aws:s3:::features/', `${names.point}/object/`)));

const sides = fc.record({
  identity: documentOf(false),
  point: documentOf(true).map(asPointPolicy),
  bucket: documentOf(true),
});

/** What applies to a request through the access point, and to the bucket behind it. */
function policiesOf({ identity, point, bucket }: Record<'identity' | 'point' | 'bucket', PolicyDocument>) {
  const own: AccessPolicies = { ...NONE, identity: [identity] };
  return {
    ofPoint: { ...own, resource: point },
    behind: { names, owner: ACCOUNT, policies: { ...own, resource: bucket } },
  };
}

/** The two requests that the concrete evaluator has to allow, by the object's name in the bucket. */
function twoRequests(principal: string, action: string, arn: string, context: Readonly<Record<string, unknown>>) {
  const request = { principal, action, resourceAccount: ACCOUNT, blockPublicAccess: null };
  const region = { ...context, 'aws:RequestedRegion': 'eu-central-1' };
  return [
    { ...request, context: region, resource: nameThrough(names, arn) ?? '' },
    { ...request, context: region, resource: arn },
  ] as const;
}

const isAllowed = (
  [first, second]: readonly [AccessRequest, AccessRequest],
  { ofPoint, behind }: ReturnType<typeof policiesOf>,
) => authorize(first, ofPoint).decision === 'allow' && authorize(second, behind.policies).decision === 'allow';

const fitting = (principal: string, action: string, sample: Readonly<Record<string, unknown>>) => {
  const caller = parseCaller(principal, action.toLowerCase());
  return Object.fromEntries(
    Object.entries(sample).filter(([key]) => caller !== null && canHave(caller, key.toLowerCase())),
  );
};

describe('through an access point', () => {
  it('a request that the concrete evaluator allows by both documents is possible', () => {
    let allowed = 0;
    let undecided = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...callers),
        fc.constantFrom(...actions),
        fc.constantFrom(...objects),
        contexts,
        sides,
        (principal, action, arn, sample, documents) => {
          const given = policiesOf(documents);
          const requests = twoRequests(principal, action, arn, fitting(principal, action, sample));
          if (!isAllowed(requests, given)) return;
          allowed++;
          const open = { ...requests[0], context: {}, contextComplete: false };
          const { truth, reason } = possible(open, given.ofPoint, given.behind);
          expect(reason).not.toContain('does not confirm');
          expect(truth).not.toBe('no');
          if (truth === 'unknown') undecided++;
        },
      ),
      { numRuns: 4000 },
    );
    expect(allowed).toBeGreaterThan(150);
    expect(undecided).toBeLessThan(allowed * 0.05);
  });

  it('a yes is a request that both documents allow, and a no stands against requests that are sampled', () => {
    const seen = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...callers),
        fc.constantFrom(...actions),
        fc.constantFrom(...objects),
        sides,
        fc.array(contexts, { minLength: 10, maxLength: 10 }),
        (principal, action, arn, documents, samples) => {
          const given = policiesOf(documents);
          const open = { ...twoRequests(principal, action, arn, {})[0], context: {}, contextComplete: false };
          const { truth, witness } = possible(open, given.ofPoint, given.behind);
          seen[truth]++;
          if (truth === 'yes') {
            expect(isAllowed(twoRequests(witness?.principal ?? '', action, arn, witness?.context ?? {}), given)).toBe(
              true,
            );
          } else if (truth === 'no') {
            for (const sample of samples) {
              const requests = twoRequests(principal, action, arn, fitting(principal, action, sample));
              expect(isAllowed(requests, given)).toBe(false);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(seen.yes).toBeGreaterThan(100);
    expect(seen.no).toBeGreaterThan(300);
    expect(seen.unknown).toBeLessThan(20);
  });

  it('anyone gets in only with a request that both documents allow', () => {
    const seen = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(documentOf(true).map(asPointPolicy), documentOf(true), fc.boolean(), (point, bucket, signed) => {
        const rest = { rcp: null, blockPublicAccess: null };
        const context = new Map([['aws:requestedregion', ['eu-central-1']]]);
        const { truth, found } = anyoneGetsIn({
          ...{ ...rest, owner: ACCOUNT, policy: point, acl: null, actions: ACCESS_POINT_ACTIONS, signed, context },
          behind: { ...rest, owner: OTHER_ACCOUNT, policy: bucket, names },
        });
        seen[truth]++;
        const [one] = found;
        if (one === undefined) return;
        const { principal, action, resource, context: stated } = one.witness;
        expect(signed && principal === '*anonymous').toBe(false);
        expect(ACCESS_POINT_ACTIONS).toContain(action);
        const everything = parseDocument({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
        });
        const allows = (arn: string, owner: string, policy: PolicyDocument) =>
          authorize(
            { principal, action, resource: arn, resourceAccount: owner, context: stated, blockPublicAccess: null },
            { ...NONE, identity: [everything], resource: policy },
          ).decision;
        expect(allows(resource, ACCOUNT, point)).toBe('allow');
        const arn = objects.find((object) => nameThrough(names, object) === resource);
        const behind = arn ?? `${names.bucket}/${resource.slice(`${names.point}/object/`.length)}`;
        expect(allows(behind, OTHER_ACCOUNT, bucket)).toBe('allow');
      }),
      { numRuns: 1000 },
    );
    expect(seen.yes).toBeGreaterThan(50);
    expect(seen.no).toBeGreaterThan(300);
    expect(seen.unknown).toBeLessThan(40);
  });
});

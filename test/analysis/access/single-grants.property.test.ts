import fc from 'fast-check';
import { expect, it } from 'vitest';
import { authorize } from '../../../src/analysis/access/authorize.ts';
import { parseDocument } from '../../../src/analysis/access/document.ts';
import { ofIdentity } from '../../../src/analysis/access/of-identity.ts';
import { singleGrants } from '../../../src/analysis/access/single-grants.ts';
import { contexts, documentOf, requests } from './exact/arbitrary.ts';
import { ACCOUNT, BOB } from './policies.ts';

it('what one of the grants allows, and nothing else, the documents allow together', () => {
  let allowed = 0;
  fc.assert(
    fc.property(
      requests,
      contexts,
      fc.array(documentOf(false), { minLength: 1, maxLength: 3 }),
      (asked, context, all) => {
        const request = { ...asked, principal: BOB, resourceAccount: ACCOUNT, context };
        const { decision } = authorize(request, ofIdentity(all));
        const named = all.map((document, index) => ({ name: String(index), document }));
        const single = [...singleGrants(named)].map(
          ({ documents }) => authorize(request, ofIdentity(documents)).decision,
        );
        expect(single.includes('allow')).toBe(decision === 'allow');
        if (decision === 'allow') allowed++;
      },
    ),
    { numRuns: 1500 },
  );
  expect(allowed).toBeGreaterThan(100);
});

it('a long list of actions is asked about in parts, and none is lost', () => {
  const Action = Array.from({ length: 25 }, (_, index) => `s3:Action${index}`);
  const document = parseDocument({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });
  const parts = [...singleGrants([{ name: 'long', document }])];
  const actions = parts.map(({ documents }) => documents.flatMap(({ statements }) => statements[0]?.actions ?? []));
  expect(actions.every(({ length }) => length <= 10)).toBe(true);
  expect(actions.flat()).toEqual(Action);
  expect(new Set(parts.map(({ statement }) => statement)).size).toBe(1);
});

it('a document that could not be read is a grant of its own', () => {
  const unreadable = parseDocument('not json');
  expect([...singleGrants([{ name: 'hidden', document: unreadable }])]).toEqual([
    { name: 'hidden', statement: null, documents: [unreadable] },
  ]);
});

import fc from 'fast-check';
import { newBudget } from '../../../src/analysis/access/exact/budget.ts';
import { allowsMore } from '../../../src/analysis/access/exact/compare.ts';
import { possible } from '../../../src/analysis/access/exact/possible.ts';
import { solveText } from '../../../src/analysis/access/exact/text-set.ts';
import { compileGlob } from '../../../src/analysis/access/pattern.ts';
import { actions, callers, documentOf, resources } from '../../analysis/access/exact/arbitrary.ts';
import { ACCOUNT, NONE, OTHER_ACCOUNT } from '../../analysis/access/policies.ts';
import { type Documents, someAllowed, someMore } from './encode.ts';
import { languageOf } from './keys.ts';
import { complement, meet, pattern, union } from './smt.ts';
import type { Answer, Solver } from './solver.ts';
import { ClassTexts, PlainTexts, TextClasses } from './texts.ts';

/** What came of asking both: they agree, one of them gave up, or they differ. */
export type Outcome = 'yes' | 'no' | 'undecided' | 'solver undecided' | 'differ';

/** A kind of question, with random ones of it. */
export interface Comparison<Asked> {
  readonly name: string;
  readonly asked: fc.Arbitrary<Asked>;
  readonly ask: (asked: Asked, oracle: Oracle) => Outcome;
}

/** The solver, and what it has found of texts. */
export interface Oracle {
  readonly solver: Solver;
  readonly classes: TextClasses;
}

/** An oracle that knows nothing yet. */
export const oracleOf = (solver: Solver): Oracle => ({ solver, classes: new TextClasses(solver, languageOf) });

function outcome(procedure: 'yes' | 'no' | 'unknown', solver: Answer): Outcome {
  if (procedure === 'unknown') return 'undecided';
  if (solver === 'unknown') return 'solver undecided';
  return (solver === 'sat') === (procedure === 'yes') ? procedure : 'differ';
}

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 1 });

const documents = (variables: boolean): fc.Arbitrary<Documents> =>
  fc.record({
    identity: fc.array(documentOf(false, variables), { minLength: 1, maxLength: 2 }),
    resource: fc.option(documentOf(true, variables), { nil: null, freq: 4 }),
    boundary: some(documentOf(false, variables)),
    session: some(documentOf(false, variables)),
    scp: some(documentOf(false, variables)),
    rcp: some(documentOf(true, variables)),
  });

const policiesOf = ({ identity, resource, boundary, session, scp, rcp }: Documents) => ({
  ...NONE,
  identity,
  resource,
  boundary: boundary === null ? null : [boundary],
  session,
  scp: scp === null ? null : [{ id: 'r-1', policies: [scp] }],
  rcp: rcp === null ? null : [{ id: 'r-1', policies: [rcp] }],
});

/** Whether some context lets a caller do an action on a resource, or on some resource. */
export const possibility: Comparison<{
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly owner: string;
  readonly documents: Documents;
  readonly strings: boolean;
}> = {
  name: 'possible',
  asked: fc.record({
    principal: fc.constantFrom(...callers),
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources, 'arn:aws:s3:::*', 'arn:aws:s3:::f*/?'),
    owner: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
    documents: documents(true),
    // The solver's own strings take long: one in eight.
    strings: fc.nat(7).map((n) => n === 0),
  }),
  ask: (asked, { solver, classes }) => {
    const { principal, action, resource, owner } = asked;
    const texts = asked.strings ? new PlainTexts(languageOf) : new ClassTexts(classes);
    const policies = policiesOf(asked.documents);
    const open = { context: {}, contextComplete: false, blockPublicAccess: null };
    const { truth } = possible({ principal, action, resource, resourceAccount: owner, ...open }, policies);
    return outcome(truth, solver(someAllowed(asked, asked.documents, texts)));
  },
};

/** Whether the policies of an identity allow anything that others do not. */
export const newAccess: Comparison<{ readonly first: Documents; readonly second: Documents }> = {
  name: 'allowsMore',
  asked: fc.boolean().chain((variables) => {
    const side = documents(variables).map((one) => ({ ...one, resource: null, session: null, rcp: null }));
    return fc.oneof(
      fc.record({ first: side, second: side }),
      // Documents that differ in one statement only: what is new is often nothing.
      fc.record({ first: side, added: documentOf(false, variables) }).map(({ first, added }) => ({
        first,
        second: { ...first, identity: [...first.identity, added] },
      })),
    );
  }),
  ask: ({ first, second }, { solver, classes }) =>
    outcome(
      allowsMore(policiesOf(first), policiesOf(second)).truth,
      solver(someMore(first, second, new ClassTexts(classes))),
    ),
};

const glob = fc.array(fc.constantFrom('a', 'a', 'b', '*', '*', '?'), { maxLength: 6 }).map((list) => list.join(''));
const globs = fc.array(glob, { minLength: 1, maxLength: 3 });

/** Whether some text matches one pattern of each list and none of the others. */
export const intersection: Comparison<{
  readonly matched: readonly string[][];
  readonly unmatched: readonly string[];
}> = {
  name: 'solveText',
  asked: fc.record({
    matched: fc.array(globs, { maxLength: 3 }),
    unmatched: fc.array(
      glob.filter((one) => !/^\*+$/.test(one)),
      { maxLength: 4 },
    ),
  }),
  ask: ({ matched, unmatched }, { solver }) => {
    const literals = [
      ...matched.map((list) => ({ positive: true, globs: list.map(compileGlob) })),
      ...unmatched.map((one) => ({ positive: false, globs: [compileGlob(one)] })),
    ];
    const { kind } = solveText(literals, newBudget());
    const language = meet(
      ...matched.map((list) => union(...list.map((one) => pattern(one)))),
      ...unmatched.map((one) => complement(pattern(one))),
    );
    const smt = `(assert (not (= re.none ${language})))`;
    return outcome(kind === 'found' ? 'yes' : kind === 'none' ? 'no' : 'unknown', solver(smt));
  },
};

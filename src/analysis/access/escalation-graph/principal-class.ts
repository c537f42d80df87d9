import type { PolicyDocument, Statement } from '../document.ts';
import type { DocumentStore } from '../estate/documents.ts';
import { ANYTHING, patternsIn } from '../estate/grants.ts';
import type { Identity } from '../estate/identities.ts';
import { compileGlob, type Glob, matchGlob } from '../pattern.ts';

/** Users, or roles, of one account that have the same documents. */
export class PrincipalClass {
  readonly members: Identity[] = [];
  /** One that speaks for all, where {@link isBlind}. */
  readonly first: Identity;
  /** Whether no document says anything that depends on which member calls. */
  readonly isBlind: boolean;
  readonly #documents: readonly PolicyDocument[];
  readonly #patterns = new Map<string, readonly Glob[]>();

  constructor(first: Identity) {
    this.first = first;
    this.#documents = first.documents.map(({ document }) => document);
    const bounds = first.boundary === null ? [] : [first.boundary.document];
    this.isBlind = ![...this.#documents, ...bounds].some(seesCaller);
  }

  /** Whether a document of the members could not be read. */
  get hasUnreadable(): boolean {
    const { boundary, documents } = this.first;
    return documents.some(({ document }) => !document.understood) || boundary?.document.understood === false;
  }

  /** Whether boundary and plain denials leave the action on this ARN: what they do not is a quick no. */
  leaves(action: string, arn: string): boolean {
    let limits = this.#limits.get(action);
    if (limits === undefined) {
      const bound = this.first.boundary?.document;
      limits = {
        within: bound === undefined || !isReadable(bound) ? null : [...patternsIn(bound, action.toLowerCase())],
        denied: [...this.#documents, ...(bound === undefined ? [] : [bound])].flatMap((one) => denialsIn(one, action)),
      };
      this.#limits.set(action, limits);
    }
    const { within, denied } = limits;
    return (within === null || within.some((glob) => matchGlob(glob, arn))) && !denied.some((denies) => denies(arn));
  }

  readonly #limits = new Map<string, { readonly within: readonly Glob[] | null; readonly denied: readonly Denial[] }>();

  /**
   * The patterns of what an Allow lets the members do the action on, conditions and denies left aside: what none of them matches
   * is not allowed, and of the rest the exact procedure decides.
   */
  patternsFor(action: string): readonly Glob[] {
    const known = this.#patterns.get(action);
    if (known !== undefined) return known;
    const folded = action.toLowerCase();
    const found: Glob[] = [];
    for (const document of this.#documents) found.push(...patternsIn(document, folded));
    const patterns = found.some(({ kind }) => kind === 'any') ? [ANYTHING] : found;
    this.#patterns.set(action, patterns);
    return patterns;
  }
}

/** A short ARN in a document that is not understood to the letter may reach further than its pattern. */
const isReadable = ({ understood, statements }: PolicyDocument): boolean =>
  understood && statements.every((one) => one.understood && one.resources?.every(isWhole) !== false);

const isWhole = (text: string): boolean => text.includes('*') || text.split(':').length >= 6;

/** What a Deny without conditions certainly keeps from whoever has the document. */
type Denial = (arn: string) => boolean;

function denialsIn(document: PolicyDocument, action: string): readonly Denial[] {
  if (!document.understood) return [];
  const folded = action.toLowerCase();
  return document.statements
    .filter((one) => one.effect === 'Deny' && one.understood && one.conditions.length === 0)
    .filter(({ principals, notPrincipals }) => principals === null && notPrincipals === null)
    .filter(({ actions, notActions }) => {
      const listed = (actions ?? notActions ?? []).some((text) => matchGlob(compileGlob(text.toLowerCase()), folded));
      return listed === (actions !== null);
    })
    .flatMap(({ resources, notResources }) => {
      const texts = resources ?? notResources ?? [];
      if (texts.some((text) => text.includes('${') || !isWhole(text))) return [];
      const globs = texts.map(compileGlob);
      // A pattern may mean less than it looks like, as its wildcards may be kept within their part of the ARN.
      if (resources === null) return [(arn: string) => !globs.some((glob) => matchGlob(glob, arn))];
      const plain = globs.filter(({ kind }) => kind !== 'general');
      return [(arn: string) => plain.some((glob) => matchGlob(glob, arn))];
    });
}

/** The identities in classes, in the order of their first members. */
export function classify(identities: Iterable<Identity>, store: DocumentStore): readonly PrincipalClass[] {
  const classes = new Map<string, PrincipalClass>();
  for (const identity of identities) {
    const numbers = [...new Set(identity.documents.map(({ document }) => store.numberOf(document)))].sort(
      (a, b) => a - b,
    );
    const bound = identity.boundary === null ? '' : store.numberOf(identity.boundary.document);
    const key = `${identity.account} ${identity.kind} ${numbers.join(',')} ${bound}`;
    let known = classes.get(key);
    if (known === undefined) {
      known = new PrincipalClass(identity);
      classes.set(key, known);
    }
    known.members.push(identity);
  }
  return [...classes.values()];
}

/** Keys and variables that differ from one member to the next. */
const OF_CALLER = /aws:(?:principalarn|principaltag\/|userid|username|sourceidentity|rolesessionname)|saml:|sts:/i;

const seesCaller = (document: PolicyDocument): boolean => document.statements.some(statementSeesCaller);

const statementSeesCaller = ({ resources, notResources, conditions }: Statement): boolean =>
  [...(resources ?? []), ...(notResources ?? [])].some((text) => text.includes('${')) ||
  conditions.some(({ key, values }) => OF_CALLER.test(key) || values.some((value) => value.includes('${')));

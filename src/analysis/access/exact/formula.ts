import type { AccessPointNames } from '../access-point.ts';
import type { AclMatch } from '../acl.ts';
import type { AccessPolicies, Level } from '../authorize.ts';
import type { PolicyDocument } from '../document.ts';
import { type Caller, standsAlone } from '../principal.ts';
import { type DocumentKind, matchPrincipal } from '../statement.ts';
import type { Truth } from '../truth.ts';
import { Box, type Space, search } from './box.ts';
import { type Known, type Literal, type Region, regionOf } from './region.ts';
import { NONE, type Solution } from './text-set.ts';

/**
 * When a request is allowed: it is in a region of every group of one of the terms, and in no denied region. Where something is not
 * certain the formula either allows too little (`strict`) or too much (`lenient`).
 */
export interface Formula {
  readonly terms: readonly (readonly (readonly Region[])[])[];
  readonly denies: readonly Region[];
  /** Whether strict and lenient differ. */
  readonly certain: boolean;
}

/** What a formula is made from besides the policies. */
export interface FormulaSource {
  readonly caller: Caller;
  /** The account that owns the resource; null where the caller belongs to none anyway. */
  readonly owner: string | null;
  /** In which of the two ways what is uncertain is read. */
  readonly reading: 'strict' | 'lenient';
  readonly valuesOf: Known['valuesOf'];
  /** The resource's policy has to allow by itself, or to delegate: roles and KMS keys. */
  readonly needsResource: boolean;
  /** Nothing the resource's policy denies counts: the root user and a bucket's own policy. */
  readonly sparesResource: boolean;
  /** Whether the caller's own policies allow everything: the root user, or somebody of whom only the outside is asked. */
  readonly ownAllowsAll: boolean;
  /** Whether a grant of the resource's policy stands, which block public access may cut. */
  readonly grantsStand: Truth;
  /** What the grants of an access control list give the caller for the action. */
  readonly aclGrants: readonly AclMatch[];
  /** Of the bucket's part in a request through an access point, whose name for the resource the request has. */
  readonly behind: AccessPointNames | null;
}

/** A region of all requests. */
const EVERYTHING: Region = {
  statement: {
    index: -1,
    sid: null,
    effect: 'Allow',
    principals: null,
    notPrincipals: null,
    actions: null,
    notActions: null,
    resources: null,
    notResources: null,
    conditions: [],
    understood: true,
    source: null,
  },
  version: '2012-10-17',
  literals: [],
  certain: true,
};

type Documents = readonly PolicyDocument[] | 'unknown' | null;

/** Translates policies that apply to the caller (see `select`) into a formula over actions, resources and context keys. */
export function formulaOf(policies: AccessPolicies, source: FormulaSource): Formula {
  const maker = new Maker(policies, source);
  return maker.make();
}

/** When a request is allowed by both. */
export const bothOf = (a: Formula, b: Formula): Formula => ({
  terms: a.terms.flatMap((one) => b.terms.map((other) => [...one, ...other])),
  denies: [...a.denies, ...b.denies],
  certain: a.certain && b.certain,
});

/** Finds a request that fulfils the literals and that the formula allows, or proves that there is none. */
export function findAllowed({ terms, denies }: Formula, literals: readonly Literal[], space: Space): Solution<Box> {
  let start = Box.all(space);
  for (const literal of literals) {
    const next = start.with(literal);
    if (next.kind !== 'found') return next;
    start = next.value;
  }
  let limit: Solution<never> | null = null;
  for (const groups of terms) {
    const solution = search(start, groups, denies);
    if (solution.kind === 'found') return solution;
    if (solution.kind === 'limit') limit = solution;
  }
  return limit ?? NONE;
}

class Maker {
  readonly #policies: AccessPolicies;
  readonly #source: FormulaSource;
  readonly #hasBoundary: Truth;
  #certain = true;

  constructor(policies: AccessPolicies, source: FormulaSource) {
    this.#policies = policies;
    this.#source = source;
    this.#hasBoundary = policies.boundary === 'unknown' ? 'unknown' : policies.boundary === null ? 'no' : 'yes';
  }

  make(): Formula {
    const { identity, boundary, session, scp, endpoint } = this.#policies;
    const { caller, owner, needsResource, ownAllowsAll } = this.#source;
    const own = ownAllowsAll ? [EVERYTHING] : this.#allows(identity, 'identity');
    const limits = [...this.#limit(boundary, 'boundary'), ...this.#limit(asList(session), 'session')];
    const { direct, limited, delegated } = this.#grants();
    const any = [...direct, ...limited, ...delegated];
    const outer = [...this.#levels(scp), ...this.#limit(endpoint, 'endpoint')];
    const terms = standsAlone(caller)
      ? [[any]]
      : caller.account !== owner
        ? [[any, own, ...limits]]
        : [[direct], [limited, ...limits], needsResource ? [delegated, own, ...limits] : [own, ...limits]];
    const possible = terms.filter((groups) => groups.every((group) => group.length > 0));
    return {
      terms: possible.map((groups) => [...groups, ...outer]).filter((groups) => groups.every((g) => g.length > 0)),
      denies: this.#denies(),
      certain: this.#certain,
    };
  }

  #known(effect: 'allow' | 'deny'): Known {
    const { reading, valuesOf, behind } = this.#source;
    return { valuesOf, variables: (reading === 'lenient') === (effect === 'allow') ? 'widest' : 'narrowest', behind };
  }

  #limit(documents: Documents, kind: DocumentKind): readonly (readonly Region[])[] {
    return documents === null ? [] : [this.#allows(documents, kind)];
  }

  /** An SCP has to allow at every level. */
  #levels(levels: readonly Level[] | 'unknown' | null): readonly (readonly Region[])[] {
    if (levels === null) return [];
    if (levels === 'unknown') return [this.#allows('unknown', 'scp')];
    return levels.map(({ policies }) => this.#allows(policies, 'scp'));
  }

  #allows(documents: readonly PolicyDocument[] | 'unknown', kind: DocumentKind): readonly Region[] {
    const regions: Region[] = [];
    if (documents === 'unknown') return this.#doubt() ? [EVERYTHING] : [];
    for (const document of documents) {
      for (const { region } of this.#statements(document, kind, 'allow')) regions.push(region);
      if (!document.understood && this.#doubt()) regions.push(EVERYTHING);
    }
    return regions;
  }

  #grants(): { readonly direct: Region[]; readonly limited: Region[]; readonly delegated: Region[] } {
    const grants = { direct: [] as Region[], limited: [] as Region[], delegated: [] as Region[] };
    const { resource } = this.#policies;
    const { grantsStand, aclGrants } = this.#source;
    for (const { truth, reach } of aclGrants) {
      if (truth === 'yes' || (truth === 'unknown' && this.#doubt())) grants[reach ?? 'direct'].push(EVERYTHING);
    }
    if (resource === null || grantsStand === 'no') return grants;
    if (grantsStand === 'unknown' && !this.#doubt()) return grants;
    if (resource === 'unknown') {
      if (this.#doubt()) grants.direct.push(EVERYTHING);
      return grants;
    }
    for (const { region, reach } of this.#statements(resource, 'resource', 'allow')) {
      grants[reach === 'unknown' ? 'direct' : reach].push(region);
    }
    if (!resource.understood && this.#doubt()) grants.direct.push(EVERYTHING);
    return grants;
  }

  #denies(): readonly Region[] {
    const { identity, resource, boundary, session, scp, rcp, endpoint } = this.#policies;
    const regions: Region[] = [];
    const add = (documents: Documents, kind: DocumentKind): void => {
      if (documents === null) return;
      if (documents === 'unknown') {
        if (!this.#doubt()) regions.push(EVERYTHING);
        return;
      }
      for (const document of documents) {
        for (const { region } of this.#statements(document, kind, 'deny')) regions.push(region);
        if (!document.understood && !this.#doubt()) regions.push(EVERYTHING);
      }
    };
    const addLevels = (levels: readonly Level[] | 'unknown' | null, kind: 'scp' | 'rcp'): void => {
      if (levels === 'unknown') add('unknown', kind);
      else for (const { policies } of levels ?? []) add(policies, kind);
    };
    add(identity, 'identity');
    if (!this.#source.sparesResource) add(asList(resource), 'resource');
    add(boundary, 'boundary');
    add(asList(session), 'session');
    addLevels(scp, 'scp');
    addLevels(rcp, 'rcp');
    add(endpoint, 'endpoint');
    return regions;
  }

  /** Notes that something is uncertain; true where the reading gives it the benefit of the doubt. */
  #doubt(): boolean {
    this.#certain = false;
    return this.#source.reading === 'lenient';
  }

  *#statements(
    { statements, version, understood }: PolicyDocument,
    kind: DocumentKind,
    effect: 'allow' | 'deny',
  ): Iterable<{ readonly region: Region; readonly reach: 'direct' | 'limited' | 'delegated' | 'unknown' }> {
    const { caller, reading } = this.#source;
    // What is uncertain is left out of the allows of a strict formula, and of the denies of a lenient one.
    const keepsDoubtful = (reading === 'lenient') === (effect === 'allow');
    for (const statement of statements) {
      if (statement.effect === (effect === 'allow' ? 'Deny' : 'Allow')) continue;
      const principal = statement.understood
        ? matchPrincipal(statement, kind, { caller, hasBoundary: this.#hasBoundary })
        : ({ truth: 'unknown', reach: 'unknown' } as const);
      if (principal.truth === 'no') continue;
      const region = regionOf(statement, version, this.#known(effect));
      if (region === null) continue;
      const lacksResource = statement.resources === null && statement.notResources === null && kind !== 'resource';
      const certain = understood && principal.truth === 'yes' && region.certain && !lacksResource;
      if (!certain) this.#certain = false;
      if (certain || keepsDoubtful) yield { region, reach: principal.reach };
    }
  }
}

const asList = (document: PolicyDocument | 'unknown' | null): Documents =>
  document === null || document === 'unknown' ? document : [document];

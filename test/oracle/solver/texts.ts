import { and, complement, concatenate, isIn, isLiteral, meet, not, or, pattern, symbol, type Term } from './smt.ts';
import type { Solver } from './solver.ts';

/** The texts of a request: its action, its resource, and the values of context keys that are texts. */
export interface Texts {
  /** Declarations, and what is true of the texts in every request. */
  readonly lines: readonly string[];
  /** The text with this name is in a language. */
  readonly isIn: (name: string, language: Term) => Term;
  /** The text begins with some text, then with the text with another name; the rest, which begins with a slash, is in a language. */
  readonly continues: (name: string, start: Term, other: string, rest: Term) => Term;
  /** Two texts of one kind differ. */
  readonly differ: (one: string, other: string) => Term;
}

/** The language of all texts of a kind; the kind is a name up to `#`. */
export type LanguageOf = (kind: string) => Term;

const kindOf = (name: string): string => name.replace(/#.*/, '');

/** Texts as the solver's own strings. */
export class PlainTexts implements Texts {
  readonly lines: string[] = [];
  readonly #languageOf: LanguageOf;
  readonly #declared = new Set<string>();

  constructor(languageOf: LanguageOf) {
    this.#languageOf = languageOf;
  }

  isIn(name: string, language: Term): Term {
    return isIn(this.#declare(name), language);
  }

  continues(name: string, start: Term, other: string, rest: Term): Term {
    const whole = this.#declare(name);
    const head = `(str.++ ${start} ${this.#declare(other)})`;
    const tail = `(str.substr ${whole} (str.len ${head}) (- (str.len ${whole}) (str.len ${head})))`;
    return and(`(str.prefixof ${head} ${whole})`, isIn(tail, rest));
  }

  differ(one: string, other: string): Term {
    return not(`(= ${this.#declare(one)} ${this.#declare(other)})`);
  }

  #declare(name: string): Term {
    const declared = symbol(name);
    if (this.#declared.has(name)) return declared;
    this.#declared.add(name);
    const all = isIn(declared, this.#languageOf(kindOf(name)));
    this.lines.push(`(declare-const ${declared} String)`, `(assert ${all})`);
    return declared;
  }
}

/** In which of some languages a text is, and in which not. */
type Class = ReadonlyMap<Term, boolean>;

/** Whether a class is one text, which a policy has. */
const isOfLiteral = (one: Class): boolean => [...one].some(([language, inside]) => inside && isLiteral(language));

/** That a text continues with another one: see `Texts`. */
interface Join {
  readonly whole: string;
  readonly start: Term;
  readonly other: string;
  readonly rest: Term;
}

/**
 * What texts can be, found by the solver once for many questions. It is slow where a question has many strings; but all that matters of
 * a text is in which of the policies' languages it is, and whether an intersection of languages is empty is decided fast.
 */
export class TextClasses {
  readonly #solver: Solver;
  readonly #languageOf: LanguageOf;
  readonly #classes = new Map<string, readonly Class[]>();
  readonly #asked = new Map<string, boolean>();

  constructor(solver: Solver, languageOf: LanguageOf) {
    this.#solver = solver;
    this.#languageOf = languageOf;
  }

  /** The classes of texts of a kind that some languages tell apart. */
  classesOf(kind: string, languages: Iterable<Term>): readonly Class[] {
    const asked = [...languages];
    let all = this.#classes.get(kind) ?? [new Map<Term, boolean>()];
    for (const language of asked) {
      if (all[0]?.has(language) === true) continue;
      all = all.flatMap((one) => this.#sidesOf(kind, one, language));
    }
    this.#classes.set(kind, all);
    const parts = all.map((one) => new Map(asked.map((language) => [language, one.get(language) === true])));
    return [...new Map(parts.map((part) => [[...part.values()].join(), part])).values()];
  }

  /** What of a class is in a language, and what is not, as far as there is something: a class is never empty. */
  #sidesOf(kind: string, one: Class, language: Term): readonly Class[] {
    const inside = new Map(one).set(language, true);
    const outside = new Map(one).set(language, false);
    if (isOfLiteral(one) && isLiteral(language)) return [outside];
    if (this.#isEmpty(this.languageOf(kind, inside))) return [outside];
    return isOfLiteral(one) || this.#isEmpty(this.languageOf(kind, outside)) ? [inside] : [inside, outside];
  }

  /** Whether a class has only one text. */
  isSingle(kind: string, one: Class): boolean {
    if (isOfLiteral(one)) return true;
    return !this.#hasTwo(this.languageOf(kind, one));
  }

  /** Whether a text of one class may continue with a text of the other, or may not. */
  mayContinue({ whole, start, other, rest }: Join, of: Class, otherOf: Class, does: boolean): boolean {
    const wholes = this.languageOf(whole, of);
    const others = this.languageOf(other, otherOf);
    const continued = concatenate([`(str.to_re ${start})`, others, rest]);
    if (does) return !this.#isEmpty(meet(wholes, continued));
    if (!this.#isEmpty(meet(wholes, complement(continued)))) return true;
    // Every text of the class continues with one of the other class: with all of them, if that is only one. It cannot continue with two
    // up to the next slash.
    return !this.isSingle(other, otherOf) && this.#hasTwo(meet(others, complement(pattern('*/*'))));
  }

  /** All texts of a class. */
  languageOf(kind: string, one: Class): Term {
    const parts = [...one].map(([language, inside]) => (inside ? language : complement(language)));
    return meet(this.#languageOf(kind), ...parts);
  }

  #hasTwo(language: Term): boolean {
    const smt = ['x', 'y'].map((name) => `(declare-const ${name} String)\n(assert ${isIn(name, language)})`);
    return this.#isSatisfiable([...smt, '(assert (not (= x y)))'].join('\n'));
  }

  #isEmpty(language: Term): boolean {
    return !this.#isSatisfiable(`(assert (not (= re.none ${language})))`);
  }

  #isSatisfiable(smt: string): boolean {
    const known = this.#asked.get(smt);
    if (known !== undefined) return known;
    const answer = this.#solver(smt);
    if (answer === 'unknown') throw new Error(`z3 does not decide\n${smt}`);
    this.#asked.set(smt, answer === 'sat');
    return answer === 'sat';
  }
}

/** Texts of which only is said in which languages they are. */
export class ClassTexts implements Texts {
  readonly #classes: TextClasses;
  readonly #terms = new Map<string, Map<Term, Term>>();
  readonly #joins: (Join & { readonly term: Term })[] = [];
  readonly #different: { readonly one: string; readonly other: string; readonly term: Term }[] = [];
  #count = 0;

  constructor(classes: TextClasses) {
    this.#classes = classes;
  }

  isIn(name: string, language: Term): Term {
    const terms = this.#termsOf(name);
    const term = terms.get(language) ?? this.#fresh();
    terms.set(language, term);
    return term;
  }

  continues(whole: string, start: Term, other: string, rest: Term): Term {
    const known = this.#joins.find((join) => join.start === start && join.rest === rest);
    const term = known?.term ?? this.#fresh();
    if (known === undefined) this.#joins.push({ whole, start, other, rest, term });
    return term;
  }

  differ(one: string, other: string): Term {
    const term = this.#fresh();
    this.#different.push({ one, other, term });
    return term;
  }

  get lines(): readonly string[] {
    if (this.#joins.length > 1) throw new Error('the small world has one variable in one place');
    const joined = this.#joins.flatMap(({ whole, other }) => [whole, other]);
    const said = [
      ...[...this.#terms.keys()]
        .filter((name) => !joined.includes(name))
        .map((name) => or(...this.#classesOf(name).map((one) => this.#isOf(name, one)))),
      ...this.#joins.map((join) => this.#joined(join)),
      ...this.#different.map(({ one, other, term }) => or(not(term), not(this.#mustBeSame(one, other)))),
    ];
    const declared = Array.from({ length: this.#count }, (_, index) => `(declare-const text${index} Bool)`);
    return [...declared, ...said.map((term) => `(assert ${term})`)];
  }

  #fresh(): Term {
    return `text${this.#count++}`;
  }

  #termsOf(name: string): Map<Term, Term> {
    const terms = this.#terms.get(name) ?? new Map<Term, Term>();
    this.#terms.set(name, terms);
    return terms;
  }

  #classesOf(name: string): readonly Class[] {
    return this.#classes.classesOf(kindOf(name), this.#termsOf(name).keys());
  }

  #isOf(name: string, one: Class): Term {
    const terms = this.#termsOf(name);
    return and(
      ...[...one].map(([language, inside]) => (inside ? (terms.get(language) ?? '') : not(terms.get(language) ?? ''))),
    );
  }

  /** The classes that two texts may be of together, with whether the one continues with the other. */
  #joined({ term, ...join }: Join & { readonly term: Term }): Term {
    const ways = this.#classesOf(join.whole).flatMap((of) =>
      this.#classesOf(join.other).flatMap((otherOf) =>
        [true, false]
          .filter((does) => this.#classes.mayContinue(join, of, otherOf, does))
          .map((does) => and(this.#isOf(join.whole, of), this.#isOf(join.other, otherOf), does ? term : not(term))),
      ),
    );
    return or(...ways);
  }

  /** Both are of one class, and it has only one text. */
  #mustBeSame(one: string, other: string): Term {
    const kind = kindOf(one);
    const single = this.#classesOf(one).filter((of) => this.#classes.isSingle(kind, of));
    return or(...single.map((of) => and(this.#isOf(one, of), this.#isOf(other, of))));
  }
}

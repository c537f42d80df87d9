import { runtime } from './runtime.ts';

/** What an expression is evaluated on. */
export interface Input {
  readonly facts: Readonly<Record<string, unknown>>;
  /** The resource itself, for its envelope. */
  readonly resource: object;
  readonly params: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** An expression that type-checks, ready to run. */
export interface Expression {
  /** The value; `undefined` where it rests on a fact that is not in `facts`. */
  readonly run: (input: Input) => unknown;
  /** The same, calling `read` for each fact that is read, in order, as often as it is. */
  readonly trace: (input: Input, read: (fact: string) => void) => unknown;
}

/** An expression as JSON: shipped policies are parsed, type-checked and written as JavaScript when the package is built. */
export interface Program {
  /** The body of a function; the variables are those of {@link link}. */
  readonly run: string;
  readonly trace: string;
  readonly constants: readonly Constant[];
}

/** A list of literals, or the pattern of a `matches`. */
export type Constant = readonly unknown[] | { readonly matches: string };

type Linked = (
  facts: Input['facts'],
  resource: object,
  params: Input['params'],
  now: number,
  read?: (fact: string) => void,
) => unknown;

/** A test for a pattern in RE2's syntax. */
export type CompilePattern = (pattern: string) => (text: string) => boolean;

/** Most expressions of a run (remediations, other types' policies) are never run: making functions of them takes longer than all else. */
export const makeExpression = (program: () => Program, compilePattern: CompilePattern): Expression => {
  const constants = () =>
    program().constants.map((constant) => ('matches' in constant ? compilePattern(constant.matches) : constant));
  let run: Linked | undefined;
  let trace: Linked | undefined;
  return {
    run: (input) => {
      run ??= link(program().run, constants());
      return run(input.facts, input.resource, input.params, input.now);
    },
    trace: (input, read) => {
      trace ??= link(program().trace, constants());
      return trace(input.facts, input.resource, input.params, input.now, read);
    },
  };
};

/** The body holds nothing but what the compiler wrote: literals pass through JSON.stringify, names through a scope lookup. */
const link = (body: string, constants: readonly unknown[]): Linked =>
  new Function('h', 'C', `return (F,R,P,N,T)=>{${body}}`)(runtime, constants);

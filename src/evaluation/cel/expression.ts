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

/** An expression as JavaScript that says nothing of the facts it reads. */
export interface Runnable {
  readonly run: Code;
  readonly constants: readonly Constant[];
}

/** An expression as JavaScript. */
export interface Program extends Runnable {
  readonly trace: Code;
}

/** The body of a function whose variables are those of {@link asFunction}; or, in a shipped policy, what is made of it when the package is built. */
export type Code = string | Linking;

/** Gives an expression what it calls and its constants. */
export type Linking = (h: typeof runtime, C: readonly unknown[]) => Linked;

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
  let trace: Linked | undefined;
  return {
    run: makeRun(program, compilePattern),
    trace: (input, read) => {
      trace ??= link(program().trace, program().constants, compilePattern);
      return trace(input.facts, input.resource, input.params, input.now, read);
    },
  };
};

/** {@link makeExpression} without its trace. */
export const makeRun = (program: () => Runnable, compilePattern: CompilePattern): Expression['run'] => {
  let run: Linked | undefined;
  return (input) => {
    run ??= link(program().run, program().constants, compilePattern);
    return run(input.facts, input.resource, input.params, input.now);
  };
};

/** The text of a {@link Linking} with this body. */
export const asFunction = (body: string): string => `(h,C)=>(F,R,P,N,T)=>{${body}}`;

/** The body holds nothing but what the compiler wrote: literals pass through JSON.stringify, names through a scope lookup. */
const link = (code: Code, constants: readonly Constant[], compilePattern: CompilePattern): Linked => {
  const linking = typeof code === 'string' ? (new Function(`return ${asFunction(code)}`)() as Linking) : code;
  return linking(
    runtime,
    constants.map((constant) => ('matches' in constant ? compilePattern(constant.matches) : constant)),
  );
};

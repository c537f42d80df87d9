import { init } from 'z3-solver';

/** What the solver says of a text in SMT-LIB: its assertions can hold together, they cannot, or it gave up. */
export type Answer = 'sat' | 'unsat' | 'unknown';

/** Asks whether the assertions of a text in SMT-LIB can hold together. */
export type Solver = (smt: string) => Answer;

/** Work that the solver may spend on one text, in its own units: the same on every machine, a few seconds at most. */
const MOST = 200_000;

/**
 * Starts z3. It is called on this thread: the package's asynchronous calls start workers that keep the process alive. So there is nothing
 * to tear down.
 */
export async function startSolver(): Promise<Solver> {
  const { Z3, em } = await init();
  const context = Z3.mk_context(Z3.mk_config());
  const parameters = Z3.mk_params(context);
  Z3.params_inc_ref(context, parameters);
  Z3.params_set_uint(context, parameters, Z3.mk_string_symbol(context, 'rlimit'), MOST);
  return (smt) => {
    // Without tactics, which take longer to set up than most of these texts to decide.
    const solver = Z3.mk_simple_solver(context);
    Z3.solver_inc_ref(context, solver);
    try {
      Z3.solver_set_params(context, solver, parameters);
      Z3.solver_from_string(context, solver, smt);
      const code = Z3.get_error_code(context);
      if (code !== 0) throw new Error(`z3: ${Z3.get_error_msg(context, code)} in\n${smt}`);
      const answer: unknown = em._Z3_solver_check(context, solver);
      return answer === 1 ? 'sat' : answer === -1 ? 'unsat' : 'unknown';
    } finally {
      Z3.solver_dec_ref(context, solver);
    }
  };
}

import type { CompilePattern } from './expression.ts';

let compile: CompilePattern | undefined;

/** Loads the engine of `matches`, which is large, for rules that need it. */
export const loadPatterns = async (): Promise<void> => {
  compile ??= (await import('./pattern.ts')).compilePattern;
};

/** Characters and classes of them, each as often as a number says, between anchors: no way to match is ever taken back. */
const PLAIN =
  /^\^(?:(?:[A-Za-z0-9:/_-]|\[[A-Za-z0-9.:_/-]+\])(?:\{\d{1,3}\})?)*(?:\[[A-Za-z0-9.:_/-]+\]\{\d{1,2},\d{1,3}\})?(?:[A-Za-z0-9:/_-]|\[[A-Za-z0-9.:_/-]+\])*\$$/;

/** Whether JavaScript's own engine reads the pattern as RE2 does, and takes no longer. */
export const isPlain = (pattern: string): boolean => PLAIN.test(pattern);

/** A test for a pattern. @throws Error where {@link loadPatterns} has not ended. */
export const compileLoaded: CompilePattern = (pattern) => {
  if (isPlain(pattern)) {
    const expression = new RegExp(pattern);
    return (text) => expression.test(text);
  }
  if (compile === undefined) throw new Error('a pattern is compiled before the engine is loaded');
  return compile(pattern);
};

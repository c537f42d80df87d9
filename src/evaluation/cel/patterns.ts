import type { CompilePattern } from './expression.ts';

let compile: CompilePattern | undefined;

/** Loads the engine of `matches`, which is large, for rules that need it. */
export const loadPatterns = async (): Promise<void> => {
  compile ??= (await import('./pattern.ts')).compilePattern;
};

/** A test for a pattern. @throws Error where {@link loadPatterns} has not ended. */
export const compileLoaded: CompilePattern = (pattern) => {
  if (compile === undefined) throw new Error('a pattern is compiled before the engine is loaded');
  return compile(pattern);
};

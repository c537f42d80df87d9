import { RE2JS } from 're2js';

/**
 * A test for `matches`, in RE2's syntax and linear time: found anywhere in the text.
 * @throws Error where the pattern is not RE2's syntax.
 */
export const compilePattern = (pattern: string): ((text: string) => boolean) => {
  const compiled = RE2JS.compile(pattern);
  return (subject) => compiled.matcher(subject).find();
};

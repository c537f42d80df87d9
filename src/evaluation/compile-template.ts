import { type Compiled, compileExpression, ExpressionError } from './cel/compile.ts';
import type { Scope } from './cel/scope.ts';
import { fillParts, type Quoting, type Template, type TemplateProgram } from './template.ts';

/** A template that type-checks. */
export interface CompiledTemplate extends Template {
  readonly facts: ReadonlySet<string>;
  /** What is filled in, as JSON. */
  readonly program: () => TemplateProgram;
}

const placeholder = /\{([a-z][A-Za-z]*(?:\.[A-Za-z][A-Za-z0-9]*)*)\}/g;
const shortNames = new Set(['name', 'arn', 'account', 'region', 'partition', 'type']);

/**
 * Compiles `{name}`, `{resource.recovery.pointInTime.enabled}`, `{params.maxAge}`. Braces round anything else are left alone, so
 * that JSON and HCL can stand in a remediation.
 * @throws ExpressionError where a placeholder names nothing, with the offset in the text.
 */
export const compileTemplate = (text: string, scope: Scope, quoting: Quoting): CompiledTemplate => {
  const parts: (string | Compiled)[] = [];
  const facts = new Set<string>();
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    const name = match[1] as string;
    if (!shortNames.has(name) && !name.startsWith('resource.') && !name.startsWith('params.')) continue;
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const prefix = shortNames.has(name) ? 'resource.' : '';
    try {
      const compiled = compileExpression(prefix + name, scope, allGuarded);
      for (const fact of compiled.facts) facts.add(fact);
      parts.push(compiled);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new ExpressionError(error.message, match.index + 1 + Math.max(0, error.offset - prefix.length));
    }
  }
  parts.push(text.slice(end));
  return {
    facts,
    program: () => ({
      quoting,
      parts: parts.map((part) => {
        if (typeof part === 'string') return part;
        const { run, constants } = part.program();
        return { run, constants, kind: part.type.kind };
      }),
    }),
    fill: fillParts(
      parts.map((part) => (typeof part === 'string' ? part : { run: part.run, kind: part.type.kind })),
      quoting,
    ),
  };
};

/** A message may look into a value that is null: it then says so. */
const allGuarded: ReadonlySet<string> = new (class extends Set<string> {
  override has(): boolean {
    return true;
  }
})();

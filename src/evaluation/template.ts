import { type Compiled, compileExpression, ExpressionError, type Input } from './cel/compile.ts';
import type { Scope } from './cel/scope.ts';

/** How a value is put into the text around it. */
export type Quoting = 'plain' | 'shell' | 'hcl' | 'json';

/** Text with placeholders, ready to be filled in. */
export interface Template {
  readonly facts: ReadonlySet<string>;
  readonly fill: (input: Input) => string;
}

const placeholder = /\{([a-z][A-Za-z]*(?:\.[A-Za-z][A-Za-z0-9]*)*)\}/g;
const shortNames = new Set(['name', 'arn', 'account', 'region', 'partition', 'type']);

/**
 * Compiles `{name}`, `{resource.recovery.pointInTime.enabled}`, `{params.maxAge}`. Braces round anything else are left alone, so
 * that JSON and HCL can stand in a remediation.
 * @throws ExpressionError where a placeholder names nothing, with the offset in the text.
 */
export const compileTemplate = (text: string, scope: Scope, quoting: Quoting): Template => {
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
    fill: (input) =>
      parts.map((part) => (typeof part === 'string' ? part : quote(show(part, input), quoting))).join(''),
  };
};

/** A message may look into a value that is null: it then says so. */
const allGuarded: ReadonlySet<string> = new (class extends Set<string> {
  override has(): boolean {
    return true;
  }
})();

const show = (compiled: Compiled, input: Input): string => {
  let value: unknown;
  try {
    value = compiled.run(input);
  } catch (error) {
    // Reading into null, which only a template may do.
    if (error instanceof TypeError) return 'none';
    throw error;
  }
  if (value === undefined) return 'unknown';
  if (value === null) return 'none';
  if (compiled.type.kind === 'timestamp' && typeof value === 'number') return new Date(value).toISOString();
  if (compiled.type.kind === 'duration' && typeof value === 'number') return `${value / 86_400_000} days`;
  return showValue(value);
};

/** Lists and objects as a person would read them: `type key, lastUsedAt none`. */
const showValue = (value: unknown): string => {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(showValue).join('; ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${showValue(inner)}`)
    .join(', ');
};

const quote = (value: string, quoting: Quoting): string => {
  switch (quoting) {
    case 'plain':
      return value;
    case 'shell':
      return /^[A-Za-z0-9_./:@+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
    case 'hcl':
      return JSON.stringify(value)
        .slice(1, -1)
        .replace(/[$%](?=\{)/g, (sign) => sign + sign);
    case 'json':
      return JSON.stringify(value).slice(1, -1);
    default:
      return quoting satisfies never;
  }
};

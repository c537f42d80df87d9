import { type CompilePattern, type Expression, type Input, makeRun, type Runnable } from './cel/expression.ts';
import type { CelType } from './cel/types.ts';

/** How a value is put into the text around it. */
export type Quoting = 'plain' | 'shell' | 'hcl' | 'json';

/** Text with placeholders, ready to be filled in. */
export interface Template {
  readonly fill: (input: Input) => string;
}

/** A template as data. */
export interface TemplateProgram {
  readonly quoting: Quoting;
  readonly parts: readonly (string | (Runnable & { readonly kind: CelType['kind'] }))[];
}

/** What stands for a placeholder. */
interface Part {
  readonly run: Expression['run'];
  readonly kind: CelType['kind'];
}

/** The template that a program describes. */
export const makeTemplate = ({ quoting, parts }: TemplateProgram, compilePattern: CompilePattern): Template => ({
  fill: fillParts(
    parts.map((part) =>
      typeof part === 'string' ? part : { run: makeRun(() => part, compilePattern), kind: part.kind },
    ),
    quoting,
  ),
});

/** Puts values between the texts. */
export const fillParts =
  (parts: readonly (string | Part)[], quoting: Quoting): Template['fill'] =>
  (input) =>
    parts.map((part) => (typeof part === 'string' ? part : quote(show(part, input), quoting))).join('');

const show = ({ run, kind }: Part, input: Input): string => {
  let value: unknown;
  try {
    value = run(input);
  } catch (error) {
    // Reading into null, which only a template may do.
    if (error instanceof TypeError) return 'none';
    throw error;
  }
  if (value === undefined) return 'unknown';
  if (value === null) return 'none';
  if (kind === 'timestamp' && typeof value === 'number') return new Date(value).toISOString();
  if (kind === 'duration' && typeof value === 'number') return `${value / 86_400_000} days`;
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

import type { AccessRequest } from '../analysis/access/authorize.ts';
import type { DecidingStatement } from '../analysis/access/estate/answer.ts';
import { makeVisible, toJson } from '../report/escape.ts';
import { measure } from '../report/layout.ts';

/** Text for people, in the columns of the terminal; what comes from a snapshot is made visible. */
export class Page {
  readonly #columns: number;

  constructor(columns: number = process.stdout.columns || 80) {
    this.#columns = Math.max(40, Math.min(120, columns));
  }

  /** Writes a paragraph; its lines after the first stand two columns further in. Words stay whole: an ARN is there to be copied. */
  line(text = '', indent = 0): void {
    let room = this.#columns - indent;
    let line = ' '.repeat(indent);
    let isEmpty = true;
    for (const word of makeVisible(text).split(' ')) {
      if (!isEmpty && measure(word) + 1 > room) {
        process.stdout.write(`${line}\n`);
        line = ' '.repeat(indent + 2);
        room = this.#columns - indent - 2;
        isEmpty = true;
      }
      line += isEmpty ? word : ` ${word}`;
      room -= measure(word) + (isEmpty ? 0 : 1);
      isEmpty = false;
    }
    process.stdout.write(`${line.trimEnd()}\n`);
  }

  /** Writes a heading after an empty line. */
  heading(text: string): void {
    this.line();
    this.line(text);
  }

  /** Writes the statements that decide, with their conditions. */
  statements(statements: readonly DecidingStatement[], indent: number): void {
    for (const { document, statement, sid, conditions } of statements) {
      this.line(`${document}, statement ${statement + 1}${sid === null || sid === '' ? '' : ` (${sid})`}`, indent);
      for (const condition of conditions) this.line(`if ${condition}`, indent + 2);
    }
  }

  /** Writes a request that is allowed, where it says more than the question did. */
  witness(request: Pick<AccessRequest, 'principal' | 'action' | 'resource' | 'context'>, indent: number): void {
    const { principal, action, resource, context } = request;
    const keys = Object.entries(context)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `${key} = ${Array.isArray(value) ? value.join(' | ') : String(value)}`);
    this.line(
      `for example ${principal}, ${action} on ${resource}${keys.length === 0 ? '' : ` with ${keys.join(', ')}`}`,
      indent,
    );
  }

  /** Writes what an answer takes for granted. */
  assumptions(assumptions: readonly string[]): void {
    if (assumptions.length === 0) return;
    this.heading('Taken for granted');
    for (const one of assumptions) this.line(one, 2);
  }
}

/** Prints a value as JSON, indented for people and without anything that a terminal would obey. */
export const printJson = (value: unknown): void => {
  const text = JSON.stringify(value, null, 2);
  process.stdout.write(`${text.replace(/[^ -~\n]/gu, (character) => toJson(character).slice(1, -1))}\n`);
};

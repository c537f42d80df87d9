import { createHash } from 'node:crypto';
import type { Unknown } from '../../../model/resource.ts';
import { type PolicyDocument, parseDocument } from '../document.ts';

/** A policy document with what a person calls it. */
export interface NamedDocument {
  /** `inline policy read-features`, `policy arn:aws:iam::111122223333:policy/read-data of group data-engineers`. */
  readonly name: string;
  readonly document: PolicyDocument;
}

/** Parses each document once: documents with the same text are one, so that principals with the same policies are known by them. */
export class DocumentStore {
  readonly #byText = new Map<string, PolicyDocument>();
  readonly #numbers = new Map<PolicyDocument, number>();

  /** The document that a fact holds. */
  read(value: unknown): PolicyDocument {
    // Texts are long, and there are thousands of them.
    const key = createHash('sha256')
      .update(JSON.stringify(value) ?? '')
      .digest('base64');
    const known = this.#byText.get(key);
    if (known !== undefined) return known;
    const parsed = parseDocument(value);
    this.#byText.set(key, parsed);
    return parsed;
  }

  /** A number for the document: the same for the same text, and for nothing else. */
  numberOf(document: PolicyDocument): number {
    const known = this.#numbers.get(document);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(document, number);
    return number;
  }
}

/** Stands for a document that could not be read: it may say anything, so that what it could change is unknown. */
export const unreadable = ({ operation, code, message }: Unknown): PolicyDocument => ({
  version: '2012-10-17',
  id: null,
  statements: [],
  understood: false,
  problems: [{ check: 'unreadable', path: '', message: [operation, code, message].filter(Boolean).join(': ') }],
  source: null,
});

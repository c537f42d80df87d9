import type { PolicyDocument, Statement } from './document.ts';
import type { NamedDocument } from './estate/documents.ts';
import { fieldsOf } from './validate/check.ts';

/** One statement that may allow something, alone among all that may deny it. Null: a document that could not be read, whatever it says. */
export interface SingleGrant {
  /** What its document is called. */
  readonly name: string;
  readonly statement: Statement | null;
  /** The statement, or a part of its actions where these are many, and what denies. */
  readonly documents: readonly PolicyDocument[];
}

/**
 * The Allow statements of the documents of an identity, each with every Deny of all of them. What one of them allows the documents
 * allow, and nothing else: a question about each is settled where one about all together would take too long.
 */
export function* singleGrants(documents: readonly NamedDocument[]): Iterable<SingleGrant> {
  const denying = documents.flatMap(({ document }) => withoutAllows(document));
  for (const { name, document } of documents) {
    if (!document.understood) yield { name, statement: null, documents: denying };
    for (const statement of document.statements) {
      if (statement.effect === 'Deny') continue;
      for (const part of partsOf(statement)) {
        yield { name, statement, documents: [{ ...document, statements: [part] }, ...denying] };
      }
    }
  }
}

/** A question about a few patterns of actions is settled in a moment; policies of AWS list a thousand. */
const MOST_ACTIONS = 10;

function* partsOf(statement: Statement): Iterable<Statement> {
  const { actions } = statement;
  if (actions === null || actions.length <= MOST_ACTIONS) {
    yield statement;
    return;
  }
  for (let from = 0; from < actions.length; from += MOST_ACTIONS) {
    const some = actions.slice(from, from + MOST_ACTIONS);
    // The source tells statements with the same text from others.
    yield { ...statement, actions: some, source: { ...fieldsOf(statement.source), Action: some } };
  }
}

/** What could not be read may deny, too; what is neither Allow nor Deny is on both sides. */
function withoutAllows(document: PolicyDocument): readonly PolicyDocument[] {
  const statements = document.statements.filter(({ effect }) => effect !== 'Allow');
  return statements.length === 0 && document.understood ? [] : [{ ...document, statements }];
}

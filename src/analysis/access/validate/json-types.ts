import { type Check, fieldsOf, type Place, pathOf } from './check.ts';

const ELEMENTS = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;

/** Members of a value that are numbers or booleans where text is expected; the parser, which takes them for text, lets them pass. */
function* notText(given: unknown, path: string): Iterable<Place> {
  const isList = Array.isArray(given);
  for (const [index, value] of (isList ? given : [given]).entries()) {
    if (typeof value !== 'number' && typeof value !== 'boolean') continue;
    yield { path: isList ? `${path}[${index}]` : path, message: `\`${value}\` is a ${typeof value}, not text` };
  }
}

/** A scalar that has to be text and is something else. */
function* notString(given: unknown, path: string): Iterable<Place> {
  if (given !== undefined && typeof given !== 'string') yield { path, message: 'this is text' };
}

/** What the parser says of the elements that this file looks at itself. */
export const isOfWrongType = (given: unknown): boolean => given !== undefined && typeof given !== 'string';

/**
 * Numbers and booleans where AWS wants text: in a condition they stand for text, elsewhere they do not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const jsonTypeChecks: readonly Check[] = [
  {
    name: 'data-type-mismatch',
    severity: 'error',
    find: function* (subject) {
      const { source, statements } = subject.document;
      yield* notString(fieldsOf(source)['Version'], 'Version');
      yield* notText(fieldsOf(source)['Id'], 'Id');
      for (const statement of statements) {
        const path = pathOf(statement, subject);
        const fields = fieldsOf(statement.source);
        yield* notText(fields['Sid'], `${path}.Sid`);
        yield* notString(fields['Effect'], `${path}.Effect`);
        for (const element of ELEMENTS) yield* notText(fields[element], `${path}.${element}`);
        for (const element of ['Principal', 'NotPrincipal']) {
          for (const [type, values] of Object.entries(fieldsOf(fields[element]))) {
            yield* notText(values, `${path}.${element}.${type}`);
          }
        }
      }
    },
  },
];

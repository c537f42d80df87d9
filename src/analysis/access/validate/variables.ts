import type { Statement } from '../document.ts';
import { type Check, fieldsOf, members, type Place, perStatement, replaceVariables } from './check.ts';
import { familyOf } from './conditions.ts';

/** Every text of Resource, NotResource and Condition, where variables may stand. */
function* textsOf(statement: Statement, path: string): Iterable<Place & { readonly value: string }> {
  yield* members(statement, path, ['Resource', 'NotResource']);
  for (const { values, path: at } of statement.conditions) {
    for (const [index, value] of values.entries()) {
      yield { value, path: values.length > 1 ? `${at}[${index}]` : at, message: '' };
    }
  }
}

/** What stands between `${` and `}`, or null where the brace is missing. */
function insides(text: string): readonly (string | null)[] {
  return text
    .split('${')
    .slice(1)
    .map((rest) => (rest.includes('}') ? rest.slice(0, rest.indexOf('}')) : null));
}

const perVariable = (judge: (inside: string | null) => string | null): Check['find'] =>
  perStatement(function* (statement, path, { document }) {
    if (document.version === '2008-10-17') return;
    for (const { value, path: at } of textsOf(statement, path)) {
      for (const inside of insides(value)) {
        const message = judge(inside);
        if (message !== null) yield { path: at, message };
      }
    }
  });

/** The name of a variable, and the default behind the comma. */
const split = (inside: string): readonly [string, string | null] => {
  const comma = inside.indexOf(',');
  return comma < 0 ? [inside, null] : [inside.slice(0, comma), inside.slice(comma + 1).trim()];
};

/** Checks of policy variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export const variableChecks: readonly Check[] = [
  {
    name: 'missing-brace-in-variable',
    severity: 'error',
    find: perVariable((inside) => (inside === null ? 'a variable ends with `}`' : null)),
  },
  {
    name: 'empty-variable',
    severity: 'error',
    find: perVariable((inside) => (inside?.trim() === '' ? 'the variable is empty' : null)),
  },
  {
    name: 'missing-quote-in-variable',
    severity: 'error',
    find: perVariable((inside) => {
      const fallback = inside === null ? null : split(inside)[1];
      return fallback === null || /^'[^']*'$/.test(fallback)
        ? null
        : 'the default of a variable stands in single quotes';
    }),
  },
  {
    name: 'unsupported-space-in-variable',
    severity: 'error',
    find: perVariable((inside) =>
      inside !== null && inside.trim() !== '' && /\s/.test(split(inside)[0])
        ? 'the name of a variable has no space'
        : null,
    ),
  },
  {
    name: 'variable-unsupported-in-version',
    severity: 'error',
    find: perStatement(function* (statement, path, { document }) {
      // Of a Version that AWS does not know, nothing follows for variables.
      const given = fieldsOf(document.source)['Version'];
      if (given !== undefined && given !== '2008-10-17') return;
      for (const { value, path: at } of textsOf(statement, path)) {
        if (replaceVariables(value, () => '') !== value)
          yield { path: at, message: 'variables need Version 2012-10-17: here they are text' };
      }
    }),
  },
  {
    name: 'variable-unsupported-in-element',
    severity: 'error',
    find: perStatement(function* (statement, path) {
      for (const { value, path: at } of members(statement, path, ['Action', 'NotAction'])) {
        if (value.includes('${')) yield { path: at, message: 'variables stand in Resource and Condition only' };
      }
      for (const element of ['Sid', 'Effect']) {
        const value = fieldsOf(statement.source)[element];
        if (typeof value !== 'string' || !value.includes('${')) continue;
        yield { path: `${path}.${element}`, message: 'variables stand in Resource and Condition only' };
      }
      for (const { value } of [...(statement.principals ?? []), ...(statement.notPrincipals ?? [])]) {
        if (!value.includes('${')) continue;
        yield {
          path: `${path}.${statement.principals === null ? 'NotPrincipal' : 'Principal'}`,
          message: 'variables stand in Resource and Condition only',
        };
      }
    }),
  },
  {
    name: 'invalid-variable-for-operator',
    severity: 'error',
    find: perStatement((statement, _, { document }) =>
      document.version === '2008-10-17'
        ? []
        : statement.conditions
            .filter(({ operator }) => !['String', 'ARN'].includes(familyOf(operator)))
            .filter(({ values }) => values.some((value) => value.includes('${')))
            .map(({ path, operator }) => ({ path, message: `${operator} takes no variables` })),
    ),
  },
];

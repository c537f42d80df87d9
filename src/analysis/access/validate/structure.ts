import type { PolicyDocument, Problem, Statement } from '../document.ts';
import { type Check, fieldsOf, type Place, pathOf, perStatement, type Subject } from './check.ts';
import { isOfWrongType } from './json-types.ts';

/** The checks that the parser makes as it reads, by AWS's name. */
const PARSED: readonly string[] = [
  'data-type-mismatch',
  'duplicate-keys-with-different-case',
  'invalid-condition-operator',
  'invalid-effect',
  'invalid-policy-element',
  'invalid-principal-format',
  'invalid-principal-key',
  'invalid-version',
  'json-syntax-error',
  'missing-action',
  'missing-effect',
  'missing-statement',
  'null-with-if-exists',
  'unsupported-element-combination',
];

/** What the parser says that AWS has no check for: JSON that repeats a name, and text that no quota lets through. */
const AS_SYNTAX: ReadonlySet<string> = new Set(['duplicate-key', 'policy-too-large']);

/** An empty list instead of principals has a check of its own. */
const isEmptyPrincipal = (path: string, { statements }: PolicyDocument): boolean => {
  const [, place = '', element = ''] = /^(Statement(?:\[\d+\])?)\.(\w+)$/.exec(path) ?? [];
  const statement = statements.find(({ index }) => place === `Statement[${index}]` || place === 'Statement');
  const given = fieldsOf(statement?.source)[element];
  return Array.isArray(given) && given.length === 0;
};

/** A value of another type than text is no wrong value: AWS says only that its type is wrong. */
const isOfType = ({ check, path }: Problem, { document }: Subject): boolean => {
  if (check === 'invalid-version') return !isOfWrongType(fieldsOf(document.source)['Version']);
  if (check === 'invalid-principal-format') return !isEmptyPrincipal(path, document);
  if (check !== 'invalid-effect') return true;
  const statement = document.statements.find(
    (one) => path.startsWith(`Statement[${one.index}].`) || path === 'Statement.Effect',
  );
  return !isOfWrongType(fieldsOf(statement?.source)['Effect']);
};

const parsedCheck = (name: string): Check => ({
  name,
  severity: 'error',
  find: (subject) =>
    subject.document.problems.filter(
      (problem) =>
        (AS_SYNTAX.has(problem.check) ? 'json-syntax-error' : problem.check) === name && isOfType(problem, subject),
    ),
});

const isGiven = (statement: Statement, element: string): boolean => Object.hasOwn(fieldsOf(statement.source), element);

function* repeatedSids(subject: Subject): Iterable<Place> {
  const seen = new Set<string>();
  for (const statement of subject.document.statements) {
    const { sid } = statement;
    if (sid === null || sid === '') continue;
    if (seen.has(sid)) {
      yield { path: `${pathOf(statement, subject)}.Sid`, message: `the Sid \`${sid}\` is there twice` };
    }
    seen.add(sid);
  }
}

/** An element that is an empty list, or, of a principal, holds one. */
const emptyList = (elements: readonly string[]): Check['find'] =>
  perStatement(function* (statement, path) {
    for (const element of elements) {
      const value = fieldsOf(statement.source)[element];
      if (Array.isArray(value) && value.length === 0) {
        yield { path: `${path}.${element}`, message: `${element} is empty, so the statement does nothing` };
      }
      for (const [type, inner] of Object.entries(fieldsOf(value))) {
        if (!Array.isArray(inner) || inner.length > 0) continue;
        yield {
          path: `${path}.${element}.${type}`,
          message: `${element} has no ${type}, so the statement does nothing`,
        };
      }
    }
  });

const sizeOfScalar = (value: unknown): number =>
  typeof value === 'string' && /^[\w:/.*-]*$/.test(value)
    ? value.length + 2
    : (JSON.stringify(value) ?? '').replace(/\s/g, '').length;

/** How many characters JSON takes for a value, without white space. No recursion: what is deeply nested must not exhaust the stack. */
function sizeOf(value: unknown): number {
  let size = 0;
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) {
      size += sizeOfScalar(next);
      continue;
    }
    const members = Object.entries(next);
    size += 2 + Math.max(0, members.length - 1);
    for (const [name, member] of members) {
      if (!Array.isArray(next)) size += sizeOfScalar(name) + 1;
      left.push(member);
    }
  }
  return size;
}

/** Sizes without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const tooLarge =
  (most: number): Check['find'] =>
  ({ document }) => {
    const size = sizeOf(document.source);
    return size > most ? [{ path: '', message: `the policy has ${size} characters, the quota is ${most}` }] : [];
  };

/** Checks of which elements there are, and of the document as a whole. */
export const structureChecks: readonly Check[] = [
  ...PARSED.map(parsedCheck),
  {
    name: 'missing-statement',
    severity: 'error',
    find: ({ document }) => {
      const given = fieldsOf(document.source)['Statement'];
      return Array.isArray(given) && given.length === 0
        ? [{ path: 'Statement', message: 'the policy has no statement' }]
        : [];
    },
  },
  {
    name: 'missing-version',
    severity: 'warning',
    find: ({ document }) =>
      document.understood && !Object.hasOwn(fieldsOf(document.source), 'Version')
        ? [{ path: '', message: 'without Version the policy has the older one, which knows no variables' }]
        : [],
  },
  {
    name: 'missing-principal',
    severity: 'error',
    kinds: ['resource', 'trust', 'rcp'],
    find: perStatement((statement, path) =>
      isGiven(statement, 'Principal') || isGiven(statement, 'NotPrincipal')
        ? []
        : [{ path, message: 'the statement has neither Principal nor NotPrincipal' }],
    ),
  },
  {
    // AWS asks for it in policies of services whose own documentation leaves it out, ECR for one, too.
    name: 'missing-resource',
    severity: 'error',
    kinds: ['identity', 'resource', 'scp', 'rcp'],
    find: perStatement((statement, path) =>
      isGiven(statement, 'Resource') || isGiven(statement, 'NotResource')
        ? []
        : [{ path, message: 'the statement has neither Resource nor NotResource' }],
    ),
  },
  {
    name: 'unsupported-principal',
    severity: 'error',
    kinds: ['identity'],
    find: perStatement((statement, path) =>
      ['Principal', 'NotPrincipal']
        .filter((element) => isGiven(statement, element))
        .map((element) => ({ path: `${path}.${element}`, message: 'an identity-based policy names no principals' })),
    ),
  },
  {
    name: 'scp-syntax-error-principal',
    severity: 'error',
    kinds: ['scp'],
    find: perStatement((statement, path) =>
      ['Principal', 'NotPrincipal']
        .filter((element) => isGiven(statement, element))
        .map((element) => ({ path: `${path}.${element}`, message: 'a service control policy names no principals' })),
    ),
  },
  {
    // Services with their own policies, S3 and SQS among them, accept other characters.
    name: 'unsupported-sid',
    severity: 'error',
    kinds: ['identity', 'trust', 'scp', 'rcp'],
    find: perStatement(({ sid }, path) =>
      sid !== null && !/^[A-Za-z0-9]*$/.test(sid)
        ? [{ path: `${path}.Sid`, message: `the Sid \`${sid}\` may have letters and figures only` }]
        : [],
    ),
  },
  { name: 'unique-sids-required', severity: 'error', kinds: ['identity', 'trust', 'scp', 'rcp'], find: repeatedSids },
  { name: 'unique-sids-recommended', severity: 'warning', kinds: ['resource'], find: repeatedSids },
  {
    name: 'empty-sid-value',
    severity: 'suggestion',
    find: perStatement(({ sid }, path) => (sid === '' ? [{ path: `${path}.Sid`, message: 'the Sid is empty' }] : [])),
  },
  { name: 'empty-array-action', severity: 'suggestion', find: emptyList(['Action', 'NotAction']) },
  { name: 'empty-array-resource', severity: 'suggestion', find: emptyList(['Resource', 'NotResource']) },
  { name: 'empty-array-principal', severity: 'suggestion', find: emptyList(['Principal', 'NotPrincipal']) },
  {
    name: 'empty-object-principal',
    severity: 'suggestion',
    find: perStatement((statement, path) =>
      ['Principal', 'NotPrincipal']
        .filter((element) => isEmptyObject(fieldsOf(statement.source)[element]))
        .map((element) => ({ path: `${path}.${element}`, message: `${element} names nobody` })),
    ),
  },
  {
    name: 'empty-object-condition',
    severity: 'suggestion',
    find: perStatement(function* (statement, path) {
      const condition = fieldsOf(statement.source)['Condition'];
      if (isEmptyObject(condition)) yield { path: `${path}.Condition`, message: 'the condition is empty' };
      for (const [operator, keys] of Object.entries(fieldsOf(condition))) {
        if (isEmptyObject(keys)) yield { path: `${path}.Condition.${operator}`, message: `${operator} has no keys` };
      }
    }),
  },
  { name: 'policy-size-exceeds-identity-policy-quota', severity: 'warning', kinds: ['identity'], find: tooLarge(6144) },
  // The two of organizations: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
  { name: 'policy-size-exceeds-scp-quota', severity: 'error', kinds: ['scp'], find: tooLarge(10_240) },
  { name: 'policy-size-exceeds-rcp-quota', severity: 'error', kinds: ['rcp'], find: tooLarge(5120) },
  { name: 'policy-size-exceeds-role-trust-policy-quota', severity: 'warning', kinds: ['trust'], find: tooLarge(2048) },
  {
    name: 'policy-size-exceeds-resource-policy-quota',
    severity: 'warning',
    kinds: ['resource'],
    find: tooLarge(20_480),
  },
];

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

import type { Statement } from '../document.ts';
import { ANYTHING } from '../identity-statements.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { type Check, hasWildcard, perStatement } from './check.ts';

/** How a statement comes to allow an action: by its name, by a wildcard, or by not naming it. */
type Way = 'name' | 'star' | 'not-action';

function wayOf(statement: Statement, action: string): Way | null {
  if (statement.effect !== 'Allow' || !statement.understood) return null;
  const { actions, notActions } = statement;
  // Of the patterns of large policies hardly any can match, and the first letter tells.
  const matches = (pattern: string): boolean =>
    /^[iI*?]/.test(pattern) && matchGlob(compileGlob(pattern.toLowerCase()), action);
  if (actions === null) return notActions !== null && !notActions.some(matches) ? 'not-action' : null;
  if (actions.some((one) => one.toLowerCase() === action)) return 'name';
  return actions.some(matches) ? 'star' : null;
}

/** Texts that stand for all roles, and for all service-linked roles. */
const ROLES = {
  'iam:passrole': `arn:aws:iam::${'0'.repeat(12)}:role/${ANYTHING}`,
  'iam:createservicelinkedrole': `arn:aws:iam::${'0'.repeat(12)}:role/aws-service-role/${ANYTHING}`,
} as const;

/** Whether a pattern leaves the role open, in whatever account it is: `*`, `arn:aws:iam::111122223333:role/*`. */
const leavesOpen = (pattern: string, role: string): boolean => {
  const anyAccount = pattern.replace(/^(arn:[^:]*:iam::)\d{12}(?=:)/, '$1*').replace(/^arn:aws-[a-z-]+:/, 'arn:aws:');
  return hasWildcard(pattern) && matchGlob(compileGlob(anyAccount), role);
};

interface Risk {
  readonly prefix: string;
  readonly severity: Check['severity'];
  readonly action: keyof typeof ROLES;
  /** A condition on it tells which service gets the role. */
  readonly key: string;
}

const SHAPES: readonly { readonly suffix: string; readonly way: Way; readonly element: 'Resource' | 'NotResource' }[] =
  [
    { suffix: 'star-in-resource', way: 'name', element: 'Resource' },
    { suffix: 'star-in-action-and-resource', way: 'star', element: 'Resource' },
    { suffix: 'star-in-resource-and-not-action', way: 'not-action', element: 'Resource' },
    { suffix: 'not-resource', way: 'name', element: 'NotResource' },
    { suffix: 'star-in-action-and-not-resource', way: 'star', element: 'NotResource' },
    { suffix: 'not-action-and-not-resource', way: 'not-action', element: 'NotResource' },
  ];

const checksOf = ({ prefix, severity, action, key }: Risk): readonly Check[] =>
  SHAPES.map(({ suffix, way, element }) => ({
    name: `${prefix}-${suffix}`,
    severity,
    kinds: ['identity'],
    find: perStatement((statement, path) => {
      if (wayOf(statement, action) !== way) return [];
      const { resources, notResources, conditions } = statement;
      const open =
        element === 'NotResource'
          ? notResources !== null
          : resources?.some((pattern) => leavesOpen(pattern, ROLES[action])) === true &&
            !conditions.some((condition) => condition.key.toLowerCase() === key);
      return open
        ? [{ path: `${path}.${element}`, message: `the statement allows ${action} on roles that are not named` }]
        : [];
    }),
  }));

/** Checks of who may hand roles to services, or have services make roles for themselves. */
export const roleChecks: readonly Check[] = [
  ...checksOf({
    prefix: 'pass-role-with',
    severity: 'security-warning',
    action: 'iam:passrole',
    key: 'iam:passedtoservice',
  }),
  ...checksOf({
    prefix: 'create-slr-with',
    severity: 'warning',
    action: 'iam:createservicelinkedrole',
    key: 'iam:awsservicename',
  }),
];

import type { Statement } from '../document.ts';
import { RCP_SERVICES } from '../rcp-services.ts';
import { type Check, fieldsOf, hasWildcard, members, type Place, perStatement } from './check.ts';

const isEveryone = (given: unknown): boolean => given === '*' || fieldsOf(given)['AWS'] === '*';

const isEverything = (given: unknown): boolean =>
  given === '*' || (Array.isArray(given) && given.every((one) => one === '*'));

/** Keys that say who makes a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties */
const OF_PRINCIPAL =
  /^aws:(?:principalarn|principalaccount|principalorgpaths|principalorgid|principaltag\/.*|userid|username)$/;

/** Keys that say for whom a service makes a request. */
const OF_SOURCE = new Set(['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths']);

const IS_SERVICE = 'aws:principalisawsservice';

/** The conditions on keys of one kind that compare a value: Null only asks whether the key is there. */
const comparisons = ({ conditions }: Statement, isWanted: (key: string) => boolean): Statement['conditions'] =>
  conditions.filter(({ key, operator }) => operator !== 'Null' && isWanted(key.toLowerCase()));

const saysWhether = ({ conditions }: Statement): boolean =>
  conditions.some(({ key }) => key.toLowerCase() === IS_SERVICE);

const requiresSource = ({ conditions }: Statement): boolean =>
  conditions.some(
    ({ key, operator, values }) =>
      operator === 'Null' &&
      ['aws:sourceaccount', 'aws:sourcearn'].includes(key.toLowerCase()) &&
      values.every((value) => value.toLowerCase() === 'false'),
  );

/** Checks of resource control policies: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html */
export const rcpChecks: readonly Check[] = [
  {
    name: 'rcp-syntax-error-principal',
    severity: 'error',
    kinds: ['rcp'],
    find: perStatement(function* ({ source }, path): Iterable<Place> {
      const { Principal, NotPrincipal } = fieldsOf(source);
      if (NotPrincipal !== undefined) {
        yield { path: `${path}.NotPrincipal`, message: 'a resource control policy has no NotPrincipal' };
      }
      if (Principal !== undefined && !isEveryone(Principal)) {
        yield { path: `${path}.Principal`, message: 'the principal of a resource control policy is `*`' };
      }
    }),
  },
  {
    name: 'rcp-syntax-error-allow',
    severity: 'error',
    kinds: ['rcp'],
    find: perStatement(({ effect, source }, path) => {
      const { Principal, Resource, Condition } = fieldsOf(source);
      const isPlain = isEveryone(Principal) && isEverything(Resource) && Condition === undefined;
      return effect === 'Allow' && !isPlain
        ? [
            {
              path,
              message: 'what a resource control policy allows, it allows to all, on everything, without conditions',
            },
          ]
        : [];
    }),
  },
  {
    name: 'rcp-syntax-error-notaction',
    severity: 'error',
    kinds: ['rcp'],
    find: perStatement(({ source }, path) =>
      Object.hasOwn(fieldsOf(source), 'NotAction')
        ? [{ path: `${path}.NotAction`, message: 'a resource control policy has no NotAction' }]
        : [],
    ),
  },
  {
    name: 'rcp-syntax-error-action',
    severity: 'error',
    kinds: ['rcp'],
    find: perStatement((statement, path) =>
      [...members(statement, path, ['Action'])]
        .filter(({ value }) => {
          const prefix = value.slice(0, Math.max(0, value.indexOf(':'))).toLowerCase();
          return prefix !== '' && !hasWildcard(prefix) && !RCP_SERVICES.has(prefix);
        })
        .map(({ path: at, value }) => ({ path: at, message: `resource control policies do not reach ${value}` })),
    ),
  },
  {
    name: 'rcp-missing-related-principal-condition-key',
    severity: 'warning',
    kinds: ['rcp'],
    find: perStatement((statement) =>
      saysWhether(statement)
        ? []
        : comparisons(statement, (key) => OF_PRINCIPAL.test(key)).map(({ key, path }) => ({
            path,
            message: `services have no \`${key}\`: spare them with "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}`,
          })),
    ),
  },
  {
    name: 'rcp-missing-related-service-principal-condition-key',
    severity: 'warning',
    kinds: ['rcp'],
    find: perStatement((statement) =>
      saysWhether(statement)
        ? []
        : comparisons(statement, (key) => OF_SOURCE.has(key)).map(({ key, path }) => ({
            path,
            message: `only services have \`${key}\`: add "BoolIfExists": {"aws:PrincipalIsAWSService": "true"}`,
          })),
    ),
  },
  {
    name: 'rcp-missing-service-condition-key-null-check',
    severity: 'warning',
    kinds: ['rcp'],
    find: perStatement((statement) =>
      requiresSource(statement)
        ? []
        : comparisons(statement, (key) => OF_SOURCE.has(key)).map(({ key, path }) => ({
            path,
            message: `not every service sends \`${key}\`: add "Null": {"aws:SourceAccount": "false"}`,
          })),
    ),
  },
];

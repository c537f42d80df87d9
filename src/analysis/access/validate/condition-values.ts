import type { Condition, Statement } from '../document.ts';
import { type Check, hasWildcard, type Place, perStatement, replaceVariables } from './check.ts';
import { findKey } from './condition-keys.ts';
import { familyOf, isProvider, perCondition, perValue, prefixOf, whole } from './conditions.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive */
const SENSITIVE = new Set([
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
]);

/** The caller writes them into the request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-useragent */
const UNTRUSTWORTHY = new Set(['aws:referer', 'aws:useragent']);

/** Who a token of an identity provider is about: a name that others may take too, if its beginning is left open. */
const isSubject = (key: string): boolean => isProvider(prefixOf(key)) && key.endsWith(':sub');

/** Whether the operator takes `*` and `?` for wildcards. */
const takesWildcards = ({ operator }: Condition): boolean => operator.endsWith('Like') || familyOf(operator) === 'ARN';

/** Before each place that is open, at least six characters must be fixed. */
const isVague = (text: string): boolean => {
  let fixed = 0;
  for (const character of text) {
    if (character === '*' || character === '?') {
      if (fixed < 6) return true;
      fixed = 0;
    } else fixed++;
  }
  return false;
};

/** Of `id:session` the session may be open, or the whole id, but no part of the id. */
const isVagueId = (text: string): boolean => {
  const [id = '', ...session] = text.split(':');
  return hasWildcard(id) && !(id === '*' && session.length > 0);
};

/** What is wrong with leaving open a part of the key's value, in which `*` stands for it. */
function vagueness(key: string, text: string): string | null {
  if (SENSITIVE.has(key)) return `\`${key}\` is compared with whole values: parts of them are nobody's own`;
  if (key === 'aws:userid') return isVagueId(text) ? 'of aws:userid only what follows the colon may be open' : null;
  return isSubject(key) && isVague(text) ? 'at least six characters must be fixed before a part that is open' : null;
}

/** Variables that hold what AWS says of the account or organization, which no caller chooses. */
const GIVEN =
  /^\$\{aws:(?:PrincipalAccount|PrincipalOrgID|ResourceAccount|ResourceOrgID|SourceAccount|SourceOrgID|VpceAccount|VpceOrgID)\}$/i;

/** What stands for text that is fixed, and for a variable that may be anything. */
const FIXED = 'xxxxxx';
const OPEN = '\u{E000}';

const isCharacter = (variable: string): boolean => /^\$\{[*?$]\}$/.test(variable);

/** The text with nothing open but its wildcards. */
const wildcardsOf = (value: string): string => replaceVariables(value, () => FIXED);

/** The text with nothing open but variables that the caller may choose, each a `*`. */
const variablesOf = (value: string): string =>
  replaceVariables(value, (one) => (isCharacter(one) ? 'x' : GIVEN.test(one) ? FIXED : OPEN))
    .replace(/[*?]/g, 'x')
    .replaceAll(OPEN, '*');

const perText = (judge: (value: string, condition: Condition) => string | null): Check['find'] =>
  perCondition((condition) =>
    condition.values.flatMap((value, index): readonly Place[] => {
      const message = judge(value, condition);
      const path = condition.values.length > 1 ? `${condition.path}[${index}]` : condition.path;
      return message === null ? [] : [{ path, message }];
    }),
  );

type Always = 'present' | 'absent' | 'true' | 'false';

/** What a condition comes to that compares with everything: `{"StringLike": {"aws:userid": "*"}}` asks only whether the key is there. */
function alwaysOf(condition: Condition): Always | null {
  const { operator, qualifier, ifExists, values } = condition;
  if (!takesWildcards(condition) || !values.some((value) => /^\*+$/.test(value))) return null;
  if (/Not/.test(operator)) {
    if (qualifier === 'ForAnyValue') return 'false';
    return 'absent';
  }
  return ifExists || qualifier === 'ForAllValues' ? 'true' : 'present';
}

const comesTo = (wanted: Always, message: (key: string) => string): Check['find'] =>
  whole((condition) => (alwaysOf(condition) === wanted ? message(condition.key) : null));

const KMS_KEY = /^arn:[^:]+:kms:[^:]+:[^:]+:key\/.+$/;

/** Keys whose values are services: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const OF_SERVICES = new Set([
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'iam:awsservicename',
  'iam:passedtoservice',
]);

const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|api\.aws)$/;

const isNegated = ({ operator }: Condition): boolean => /Not/.test(operator);

/** Actions of DynamoDB that return attributes to whoever names none. */
const READS = ['getitem', 'batchgetitem', 'query', 'scan', '*'].map((name) => `dynamodb:${name}`);

const reads = ({ actions }: Statement): boolean =>
  actions?.some((action) => {
    const folded = action.toLowerCase();
    return folded === '*' || READS.includes(folded) || /^dynamodb:(?:get|batch|batchget|query|scan)\*$/.test(folded);
  }) === true;

/** The known providers tell one audience: only that of any other may be a list. */
const KNOWN_PROVIDERS = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

const isAudience = (key: string): boolean => isProvider(prefixOf(key)) && key.endsWith(':aud');

/** Checks of the values that conditions compare with, and of keys that mean little without others. */
export const conditionValueChecks: readonly Check[] = [
  {
    name: 'wildcard-usage-too-permissive',
    severity: 'error',
    find: perText((value, condition) =>
      takesWildcards(condition) && hasWildcard(wildcardsOf(value))
        ? vagueness(condition.key.toLowerCase(), wildcardsOf(value))
        : null,
    ),
  },
  {
    name: 'variable-usage-too-permissive',
    severity: 'error',
    find: perText((value, { key }) => {
      const open = variablesOf(value);
      return open.includes('*') ? vagueness(key.toLowerCase(), open) : null;
    }),
  },
  {
    name: 'untrustworthy-condition-key',
    severity: 'security-warning',
    find: perStatement(({ conditions, principals }) =>
      // A service writes what AWS says that it writes.
      principals?.every(({ type }) => type === 'Service') === true
        ? []
        : conditions
            .filter(({ key }) => UNTRUSTWORTHY.has(key.toLowerCase()))
            .map(({ key, path }) => ({ path, message: `whoever makes the request writes \`${key}\` as they like` })),
    ),
  },
  {
    name: 'string-like-operator-with-arn-condition-keys',
    severity: 'security-warning',
    find: whole(({ operator, key }, folded) => {
      const type = findKey(folded);
      return (operator === 'StringLike' || operator === 'StringNotLike') && (type === 'ARN' || type === 'ArrayOfARN')
        ? `\`${key}\` is an ARN: ${operator.replace('String', 'Arn')} keeps wildcards within their part of it`
        : null;
    }),
  },
  {
    name: 'equivalent-to-null-false',
    severity: 'suggestion',
    find: comesTo('present', (key) => `this only asks whether \`${key}\` is there: say so with Null`),
  },
  {
    name: 'equivalent-to-null-true',
    severity: 'suggestion',
    find: comesTo('absent', (key) => `this only asks whether \`${key}\` is absent: say so with Null`),
  },
  {
    name: 'redundant-key-due-to-wildcard-in-condition',
    severity: 'suggestion',
    find: comesTo('true', (key) => `whatever \`${key}\` is, the condition holds`),
  },
  {
    name: 'redundant-statement-due-to-wildcard-in-condition',
    severity: 'suggestion',
    find: comesTo('false', (key) => `whatever \`${key}\` is, the condition does not hold`),
  },
  {
    name: 'invalid-kms-key-value',
    severity: 'error',
    find: perValue((value, { key, operator }) =>
      /:(?:.*-)?kms-?key(?:-?(?:id|arn))?$/i.test(key) &&
      ['String', 'ARN'].includes(familyOf(operator)) &&
      !/^[*?]/.test(value) &&
      !KMS_KEY.test(value)
        ? `\`${value}\` is not the ARN of a key`
        : null,
    ),
  },
  {
    name: 'invalid-service-principal-format',
    severity: 'error',
    find: perValue((value, { key, operator }) => {
      const folded = key.toLowerCase();
      if (familyOf(operator) !== 'String' || hasWildcard(value)) return null;
      if (folded === 'kms:viaservice') {
        return SERVICE.test(value) && value.split('.').length > 3
          ? null
          : `\`${value}\` is not of the form SERVICE.REGION.amazonaws.com`;
      }
      return OF_SERVICES.has(folded) && !SERVICE.test(value)
        ? `\`${value}\` is not of the form SERVICE.amazonaws.com`
        : null;
    }),
  },
  {
    name: 's3-prefix-in-negative-context',
    severity: 'security-warning',
    find: perStatement(({ effect, conditions }) =>
      conditions
        .filter((one) => one.key.toLowerCase() === 's3:prefix' && familyOf(one.operator) === 'String')
        .filter((one) => (effect === 'Deny' ? !isNegated(one) : effect === 'Allow' && isNegated(one)))
        .map(({ path }) => ({ path, message: 'a request for a shorter prefix lists the same objects' })),
    ),
  },
  {
    name: 'dynamodb-attributes-without-select',
    severity: 'security-warning',
    find: perStatement((statement) => {
      const { effect, conditions } = statement;
      if (effect !== 'Allow' || !reads(statement)) return [];
      const selects = conditions.some(
        ({ key, values }) =>
          key.toLowerCase() === 'dynamodb:select' && values.length > 0 && values.every((value) => value === SPECIFIC),
      );
      return conditions
        .filter(({ key, operator }) => key.toLowerCase() === 'dynamodb:attributes' && operator !== 'Null' && !selects)
        .map(({ path }) => ({
          path,
          message: `a read that names no attributes returns all: set dynamodb:Select to ${SPECIFIC}`,
        }));
    }),
  },
  {
    name: 'foranyvalue-with-audience-claim-type',
    severity: 'security-warning',
    find: whole(({ qualifier, key }, folded) =>
      qualifier === 'ForAnyValue' && isAudience(folded) ? `\`${key}\` is one value: remove ForAnyValue` : null,
    ),
  },
  {
    name: 'confirm-audience-claim-type',
    severity: 'suggestion',
    find: whole(({ qualifier, key, operator }, folded) =>
      qualifier === null && operator !== 'Null' && isAudience(folded) && !KNOWN_PROVIDERS.has(prefixOf(folded))
        ? `see that tokens of the provider have one \`${key}\`: for several it takes ForAllValues or ForAnyValue`
        : null,
    ),
  },
];

const SPECIFIC = 'SPECIFIC_ATTRIBUTES';

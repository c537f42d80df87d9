import { services } from '../actions.ts';
import type { Condition } from '../document.ts';
import { holdsAddress, parseRange } from '../ip-range.ts';
import { isRegion } from './arns.ts';
import { type Check, fieldsOf, hasWildcard, type Place, perStatement } from './check.ts';
import { findKey, isKeyPrefix, type KeyType } from './condition-keys.ts';

/** What kind of value an operator compares. */
type Family = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IPAddress' | 'ARN' | 'Null';

/** The family of each operator, by its name. */
export const familyOf = (operator: Condition['operator']): Family => {
  if (operator === 'Null' || operator === 'Bool') return operator;
  if (operator === 'BinaryEquals') return 'Binary';
  if (operator === 'IpAddress' || operator === 'NotIpAddress') return 'IPAddress';
  return (['String', 'Numeric', 'Date'] as const).find((family) => operator.startsWith(family)) ?? 'ARN';
};

/** A check of the conditions of a statement, one at a time. */
export const perCondition = (find: (condition: Condition) => Iterable<Place>): Check['find'] =>
  perStatement((statement) => statement.conditions.flatMap((condition) => [...find(condition)]));

/** A check of a condition as a whole; it gets the key in lower case too. */
export const whole = (judge: (condition: Condition, key: string) => string | null): Check['find'] =>
  perCondition((condition) => {
    const message = judge(condition, condition.key.toLowerCase());
    return message === null ? [] : [{ path: condition.path, message }];
  });

/** A check of each value; values with a variable in them are not known. */
export const perValue = (judge: (value: string, condition: Condition) => string | null): Check['find'] =>
  perCondition((condition) =>
    condition.values.flatMap((value, index) => {
      const message = value.includes('${') ? null : judge(value, condition);
      const path = condition.values.length > 1 ? `${condition.path}[${index}]` : condition.path;
      return message === null ? [] : [{ path, message }];
    }),
  );

/** The keys of identity providers begin with the name of the provider, which is a host. */
export const isProvider = (prefix: string): boolean => /[./]/.test(prefix);

let known: ReadonlySet<string> | null = null;
const isService = (prefix: string): boolean => {
  known ??= new Set(services());
  return known.has(prefix) || isKeyPrefix(prefix);
};

/** What stands before the first colon of a key. */
export const prefixOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf(':')));

/** `aws:ARN` has been replaced: the page's "Unsupported global condition key" and "Deprecated global condition key". */
const REPLACED = new Set(['aws:arn']);

const isMultiValued = (type: KeyType | null | undefined): boolean =>
  typeof type === 'string' && type.startsWith('ArrayOf');

/** The operators that a type of key can be compared with; those for strings compare ARNs too. AWS calls some keys of ARNs strings. */
const FITTING: Readonly<Record<string, readonly Family[]>> = {
  String: ['String', 'Binary'],
  ARN: ['ARN', 'String'],
  Bool: ['Bool'],
  Numeric: ['Numeric'],
  IPAddress: ['IPAddress'],
  Date: ['Date', 'Numeric'],
};

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap(
  (range) => parseRange(range) ?? [],
);

const isPrivate = (text: string): boolean => {
  const range = parseRange(text);
  return range !== null && PRIVATE.some((one) => one.bits <= range.bits && holdsAddress(one, range.bytes));
};

/** Whether an address condition on aws:SourceIp names private addresses: `all` of them, or some. */
const privateAddresses = (operator: Condition['operator'], share: 'all' | 'some'): Check['find'] =>
  whole((condition, key) => {
    if (key !== 'aws:sourceip' || condition.operator !== operator) return null;
    const count = condition.values.filter(isPrivate).length;
    if (count === 0 || (count === condition.values.length) !== (share === 'all')) return null;
    return 'aws:SourceIp is never a private address: aws:VpcSourceIp is';
  });

/** The address of a range with bits behind its prefix, without them. */
function networkOf(text: string): string | null {
  const range = parseRange(text);
  if (range === null || !text.includes('/')) return null;
  const rest = range.bytes.some((byte, index) => {
    const left = Math.min(8, Math.max(0, range.bits - index * 8));
    return (byte & (0xff >> left)) !== 0;
  });
  return rest ? text : null;
}

const isDate = (text: string): boolean =>
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$/i.test(text) &&
  !Number.isNaN(Date.parse(text.slice(0, 10)));

const inFamily = (family: Family, valid: (value: string) => boolean, wanted: string): Check['find'] =>
  perValue((value, { operator }) =>
    familyOf(operator) === family && !valid(value) ? `\`${value}\` is no ${wanted}` : null,
  );

const isEpoch = (text: string): boolean => /^\d+$/.test(text);

const emptyValues = (applies: (condition: Condition) => boolean): Check['find'] =>
  whole((condition) => (condition.values.length === 0 && applies(condition) ? 'the condition has no values' : null));

/** Checks of the keys, operators and values of conditions. */
export const conditionChecks: readonly Check[] = [
  {
    name: 'invalid-condition-key-format',
    severity: 'error',
    find: whole((_, key) => (/^[^:]+:.+$/.test(key) ? null : `\`${key}\` is not of the form service:key`)),
  },
  {
    // Policies of identities had the key once; those of resources have aws:SourceArn for what the message offers.
    name: 'unsupported-global-condition-key',
    severity: 'error',
    kinds: ['resource', 'trust'],
    find: whole((_, key) => (REPLACED.has(key) ? 'use aws:PrincipalArn or aws:SourceArn instead of aws:ARN' : null)),
  },
  {
    name: 'deprecated-global-condition-key',
    severity: 'warning',
    kinds: ['identity', 'scp', 'rcp'],
    find: whole((_, key) => (REPLACED.has(key) ? 'use aws:PrincipalArn instead of aws:ARN' : null)),
  },
  {
    name: 'missing-tag-key-in-condition',
    severity: 'error',
    find: whole((_, key) =>
      /^(?:aws:(?:resource|request|principal)tag|[a-z0-9-]+:resourcetag)\/?$/.test(key) && !key.startsWith('iam:')
        ? `\`${key}\` needs the key of a tag: \`${key.replace(/\/$/, '')}/KEY\``
        : null,
    ),
  },
  {
    name: 'invalid-global-condition-key',
    severity: 'error',
    find: whole((_, key) =>
      prefixOf(key) === 'aws' && findKey(key) === undefined && !REPLACED.has(key) && !/^aws:\w+tag\/?$/.test(key)
        ? `there is no global condition key \`${key}\``
        : null,
    ),
  },
  {
    name: 'invalid-service-condition-key',
    severity: 'error',
    find: whole((_, key) => {
      const prefix = prefixOf(key);
      if (prefix === '' || prefix === 'aws' || isProvider(prefix) || !isService(prefix)) return null;
      return findKey(key) === undefined && !/:resourcetag\/?$/.test(key)
        ? `${prefix} has no condition key \`${key}\``
        : null;
    }),
  },
  {
    name: 'invalid-service',
    severity: 'error',
    find: whole((_, key) => {
      const prefix = prefixOf(key);
      return prefix === '' || isProvider(prefix) || isService(prefix) ? null : `there is no service \`${prefix}\``;
    }),
  },
  {
    // A rule of EventBridge has one list of detail types, which AWS's managed policies compare without a qualifier.
    name: 'missing-qualifier',
    severity: 'error',
    find: whole(({ qualifier, operator }, key) =>
      qualifier === null && operator !== 'Null' && isMultiValued(findKey(key)) && key !== 'events:detail-type'
        ? `\`${key}\` may have several values: say ForAllValues or ForAnyValue`
        : null,
    ),
  },
  {
    name: 'forallvalues-with-single-valued-key',
    severity: 'security-warning',
    find: whole(({ qualifier, operator }, key) => {
      const type = findKey(key);
      return qualifier === 'ForAllValues' && operator !== 'Null' && typeof type === 'string' && !isMultiValued(type)
        ? `\`${key}\` has one value: ForAllValues also holds where the request does not have it`
        : null;
    }),
  },
  {
    name: 'null-with-qualifier',
    severity: 'suggestion',
    find: whole(({ qualifier, operator }) =>
      operator === 'Null' && qualifier !== null ? `${qualifier} with Null always has the same answer` : null,
    ),
  },
  {
    name: 'invalid-condition-multiple-boolean',
    severity: 'error',
    find: whole(({ operator, qualifier, values }, key) =>
      operator === 'Bool' && qualifier === null && values.length > 1 ? `\`${key}\` is compared with one value` : null,
    ),
  },
  {
    name: 'type-mismatch',
    severity: 'warning',
    find: whole(({ operator }, key) => {
      const type = findKey(key);
      const family = familyOf(operator);
      if (typeof type !== 'string' || family === 'Null') return null;
      const single = type.replace('ArrayOf', '');
      return FITTING[single]?.includes(family) || (family === 'ARN' && single === 'String' && key.includes('arn'))
        ? null
        : `\`${key}\` is of the type ${single}, ${operator} is not for it`;
    }),
  },
  {
    name: 'invalid-condition-data-type',
    severity: 'error',
    find: perStatement(function* ({ source }, path) {
      for (const [operator, keys] of Object.entries(fieldsOf(fieldsOf(source)['Condition']))) {
        for (const [key, values] of Object.entries(fieldsOf(keys))) {
          if (!Array.isArray(values) || new Set(values.map((value) => typeof value)).size < 2) continue;
          yield {
            path: `${path}.Condition.${operator}.${key}`,
            message: 'the values are not all of the same type: write all of them as text',
          };
        }
      }
    }),
  },
  {
    name: 'type-mismatch-boolean',
    severity: 'warning',
    find: perValue((value, { operator }) =>
      (operator === 'Bool' || operator === 'Null') && !/^(?:true|false)$/i.test(value)
        ? `\`${value}\` is neither true nor false`
        : null,
    ),
  },
  {
    name: 'type-mismatch-number',
    severity: 'warning',
    find: inFamily('Numeric', (value) => /^[+-]?\d+(?:\.\d+)?$/.test(value), 'number'),
  },
  {
    name: 'type-mismatch-date',
    severity: 'warning',
    find: inFamily('Date', (value) => isDate(value) || isEpoch(value), 'date'),
  },
  {
    name: 'type-mismatch-ip-range',
    severity: 'error',
    find: inFamily('IPAddress', (value) => parseRange(value) !== null, 'range of addresses'),
  },
  {
    name: 'type-mismatch-string',
    severity: 'warning',
    find: inFamily(
      'Binary',
      (value) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
      'base64',
    ),
  },
  {
    name: 'invalid-date-value',
    severity: 'warning',
    find: perValue((value, { operator }) =>
      familyOf(operator) === 'Date' && isEpoch(value) ? `\`${value}\` counts seconds: write YYYY-MM-DD` : null,
    ),
  },
  {
    name: 'wildcard-without-like-operator',
    severity: 'warning',
    find: perValue((value, { operator }) =>
      familyOf(operator) === 'String' && !operator.endsWith('Like') && hasWildcard(value)
        ? `${operator} takes the wildcard in \`${value}\` for a character`
        : null,
    ),
  },
  {
    name: 'invalid-region',
    severity: 'error',
    find: perValue((value, { key }) =>
      key.toLowerCase() === 'aws:requestedregion' && !isRegion(value) ? `there is no Region \`${value}\`` : null,
    ),
  },
  {
    name: 'invalid-vpc-format',
    severity: 'error',
    find: perValue((value, { key }) =>
      key.toLowerCase() === 'aws:sourcevpc' && !hasWildcard(value) && !/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(value)
        ? `\`${value}\` is no VPC: those are vpc- and 8 or 17 hexadecimal digits`
        : null,
    ),
  },
  {
    name: 'invalid-vpce-format',
    severity: 'error',
    find: perValue((value, { key }) =>
      key.toLowerCase() === 'aws:sourcevpce' &&
      !hasWildcard(value) &&
      !/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(value)
        ? `\`${value}\` is no VPC endpoint: those are vpce- and 8 or 17 hexadecimal digits`
        : null,
    ),
  },
  { name: 'private-ip-address', severity: 'error', find: privateAddresses('IpAddress', 'all') },
  { name: 'private-not-ip-address', severity: 'error', find: privateAddresses('NotIpAddress', 'all') },
  { name: 'private-ip-address-subset', severity: 'suggestion', find: privateAddresses('IpAddress', 'some') },
  { name: 'private-not-ip-address-subset', severity: 'suggestion', find: privateAddresses('NotIpAddress', 'some') },
  {
    name: 'improve-ip-range',
    severity: 'suggestion',
    find: perValue((value, { operator }) =>
      familyOf(operator) === 'IPAddress' && networkOf(value) !== null
        ? `\`${value}\` has bits behind its prefix`
        : null,
    ),
  },
  {
    name: 'redundant-condition-value-num',
    severity: 'suggestion',
    find: whole(({ operator, values }) =>
      /^Numeric(?:Less|Greater)Than/.test(operator) && values.length > 1
        ? `one value of ${values.join(', ')} decides`
        : null,
    ),
  },
  {
    name: 'missing-paired-condition-keys',
    severity: 'security-warning',
    find: perStatement(({ conditions }) => {
      const keys = new Set(conditions.map(({ key }) => key.toLowerCase()));
      if (keys.has('aws:sourcevpc') || keys.has('aws:sourcevpce') || keys.has('aws:sourcevpcarn')) return [];
      return conditions
        .filter(({ key }) => key.toLowerCase() === 'aws:vpcsourceip')
        .map(({ path }) => ({ path, message: 'addresses in VPCs are not unique: add aws:SourceVpc' }));
    }),
  },
  {
    name: 'empty-array-condition',
    severity: 'suggestion',
    find: emptyValues(({ qualifier, ifExists }) => qualifier === null && !ifExists),
  },
  {
    name: 'empty-array-condition-forallvalues',
    severity: 'suggestion',
    find: emptyValues(({ qualifier }) => qualifier === 'ForAllValues'),
  },
  {
    name: 'empty-array-condition-foranyvalue',
    severity: 'suggestion',
    find: emptyValues(({ qualifier }) => qualifier === 'ForAnyValue'),
  },
  {
    name: 'empty-array-condition-ifexists',
    severity: 'suggestion',
    find: emptyValues(({ qualifier, ifExists }) => qualifier === null && ifExists),
  },
];

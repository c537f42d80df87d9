import { actionsOfService } from '../actions.ts';
import type { Statement } from '../document.ts';
import { type ArnForm, arnFormsOf, mayBe, overlap } from './arn-formats.ts';
import { type Check, hasWildcard, members, type Place, perStatement, replaceVariables } from './check.ts';

const PARTITIONS = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]);

/** By form and not by name: AWS opens Regions every year. */
const REGION =
  /^(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov|us-iso|us-isob|eu-isoe|us-isof|eusc-[a-z]{2})-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

/** Whether this is how a Region is named; a wildcard or variable may be one. */
export const isRegion = (text: string): boolean => isOpen(text) || REGION.test(text);

/** Whether a part is not fixed, so that nothing can be said of it. */
const isOpen = (text: string): boolean => hasWildcard(text) || text.includes('${');

/** The parts of an ARN in a Resource element, and the forms that ARNs of its service with such a resource have. */
interface Parts {
  readonly value: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  readonly forms: readonly ArnForm[];
}

/** Only text with six parts is an ARN; what has fewer has a check of its own. A variable may hold colons, so it is taken out first. */
function partsOf(value: string): Parts | null {
  const [prefix, partition = '', service = '', region = '', account = '', ...rest] = replaceVariables(
    value,
    () => '*',
  ).split(':');
  if (prefix !== 'arn' || rest.length === 0) return null;
  const resource = rest.join(':');
  const forms = arnFormsOf(service.toLowerCase()).filter((form) => mayBe(form, resource));
  return { value, partition, service, region, account, resource, forms };
}

/** Every check looks at the same ARNs: what one of them is made of is found out once a statement. */
const taken = new WeakMap<Statement, Map<string, Parts | null>>();

const perArn = (judge: (arn: Parts) => string | null): Check['find'] =>
  perResource((value, statement) => {
    const parts = taken.get(statement) ?? new Map<string, Parts | null>();
    taken.set(statement, parts);
    let arn = parts.get(value);
    if (arn === undefined) {
      arn = partsOf(value);
      parts.set(value, arn);
    }
    return arn === null ? null : judge(arn);
  });

const perResource = (judge: (value: string, statement: Statement) => string | null): Check['find'] =>
  perStatement(function* (statement, path): Iterable<Place> {
    for (const { value, path: at } of members(statement, path, ['Resource', 'NotResource'])) {
      const message = judge(value, statement);
      if (message !== null) yield { path: at, message };
    }
  });

/** Whether all the forms that an ARN may have agree, of which there must be one. */
const all = (forms: readonly ArnForm[], holds: (form: ArnForm) => boolean): boolean =>
  forms.length > 0 && forms.every(holds);

const isKnown = (service: string): boolean => arnFormsOf(service).length > 0 || actionsOfService(service).length > 0;

/** Checks of the ARNs in Resource and NotResource. */
export const arnChecks: readonly Check[] = [
  {
    name: 'invalid-arn-prefix',
    severity: 'error',
    // `*` and `arn*` may still be ARNs; a variable may be anything.
    find: perResource((value) =>
      value === '' ||
      overlap(
        replaceVariables(value, () => '*'),
        'arn:*',
      )
        ? null
        : `\`${value}\` does not begin with \`arn:\``,
    ),
  },
  {
    name: 'missing-arn-field',
    severity: 'error',
    find: perResource((value) =>
      value.startsWith('arn:') && value.split(':').length < 6 && !isOpen(value)
        ? `\`${value}\` has fewer than six parts`
        : null,
    ),
  },
  {
    name: 'invalid-partition',
    severity: 'error',
    find: perArn(({ partition }) =>
      isOpen(partition) || PARTITIONS.has(partition) ? null : `there is no partition \`${partition}\``,
    ),
  },
  {
    name: 'invalid-arn-service-case',
    severity: 'error',
    find: perArn(({ service }) =>
      service !== service.toLowerCase() && !isOpen(service) ? `\`${service}\` is written in small letters` : null,
    ),
  },
  {
    name: 'wildcard-in-service-name',
    severity: 'suggestion',
    find: perArn(({ service, value }) =>
      hasWildcard(service) && !value.includes('${') && service !== '*'
        ? `\`${value}\` reaches into services that are not named`
        : null,
    ),
  },
  {
    name: 'invalid-arn-account',
    severity: 'error',
    find: perArn(({ account }) =>
      account === '' || isOpen(account) || /^(?:\d{12}|aws|cloudfront|aws-managed)$/.test(account)
        ? null
        : `\`${account}\` is no account: those have twelve figures`,
    ),
  },
  {
    name: 'invalid-arn-region',
    severity: 'error',
    find: perArn(({ region }) => (region === '' || isRegion(region) ? null : `there is no Region \`${region}\``)),
  },
  {
    name: 'arn-region-not-allowed',
    severity: 'error',
    find: perArn(({ region, service, value, forms }) =>
      region !== '' && !isOpen(region) && all(forms, (form) => form.region === 'empty')
        ? `an ARN of ${service} like \`${value}\` has no Region`
        : null,
    ),
  },
  {
    name: 'arn-account-not-allowed',
    severity: 'error',
    find: perArn(({ account, service, value, forms }) =>
      account !== '' && !isOpen(account) && all(forms, (form) => form.account === 'empty')
        ? `an ARN of ${service} like \`${value}\` has no account`
        : null,
    ),
  },
  {
    name: 'missing-arn-region',
    severity: 'error',
    find: perArn(({ region, value, forms }) =>
      region === '' && all(forms, (form) => form.region === 'named') ? `\`${value}\` needs a Region, or \`*\`` : null,
    ),
  },
  {
    name: 'missing-arn-account',
    severity: 'error',
    find: perArn(({ account, service, resource, value, forms }) =>
      account === '' &&
      !OWNED_BY_AWS.has(service) &&
      !/^[*?]/.test(resource) &&
      all(forms, (form) => form.account !== 'empty')
        ? `\`${value}\` needs an account, or \`*\``
        : null,
    ),
  },
  {
    name: 'invalid-arn-resource',
    severity: 'error',
    find: perArn(({ service, resource, value, forms }) =>
      forms.length === 0 && arnFormsOf(service.toLowerCase()).length > 0 && resource !== '*'
        ? `\`${value}\` is of none of the forms that ARNs of ${service.toLowerCase()} have`
        : null,
    ),
  },
  {
    name: 'invalid-service',
    severity: 'error',
    find: perArn(({ service }) =>
      isOpen(service) || isKnown(service.toLowerCase()) || NOT_A_PREFIX.has(service)
        ? null
        : `there is no service \`${service}\``,
    ),
  },
];

/** Services with resources of AWS itself (`arn:aws:ssm:*::document/AWS-RunShellScript`), whose ARNs have no account. */
const OWNED_BY_AWS = new Set(['resource-explorer-2', 'ssm']);

/** Names that ARNs have and actions do not: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const NOT_A_PREFIX = new Set([
  'catalog',
  'amazon',
  'aoss',
  'braket-data',
  'mobilehub',
  'opsworks',
  'ecr-public',
  'lex-v2',
]);

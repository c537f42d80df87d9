import { actionsOfService } from '../actions.ts';
import { type Check, hasWildcard, members, type Place, perStatement } from './check.ts';
import { arnShapeOf } from './condition-keys.ts';

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

/** The six parts of what a Resource element says, with their place; an ARN whose form is not right has a check of its own. */
interface Parts {
  readonly path: string;
  readonly value: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

const perArn = (judge: (arn: Parts) => string | null): Check['find'] =>
  perStatement(function* (statement, path) {
    for (const { value, path: at } of members(statement, path, ['Resource', 'NotResource'])) {
      const [prefix, partition = '', service = '', region = '', account = '', ...rest] = value.split(':');
      if (prefix !== 'arn' || rest.length === 0) continue;
      const message = judge({ path: at, value, partition, service, region, account, resource: rest.join(':') });
      if (message !== null) yield { path: at, message };
    }
  });

const perResource = (judge: (value: string) => string | null): Check['find'] =>
  perStatement(function* (statement, path): Iterable<Place> {
    for (const { value, path: at } of members(statement, path, ['Resource', 'NotResource'])) {
      const message = judge(value);
      if (message !== null) yield { path: at, message };
    }
  });

/** Buckets and their objects have neither Region nor account; everything else of S3 has a colon or one of these names. */
const isBucket = ({ service, resource }: Parts): boolean =>
  service === 's3' &&
  !resource.includes(':') &&
  !/^(?:accesspoint|access-grants|storage-lens|storage-lens-group|job|async-request|object-lambda)\//.test(resource);

/** Checks of the ARNs in Resource and NotResource. */
export const arnChecks: readonly Check[] = [
  {
    name: 'invalid-arn-prefix',
    severity: 'error',
    find: perResource((value) => {
      // `*` and `arn*` may still be ARNs; a variable first may be anything.
      const first = value.split(':')[0] ?? '';
      return value === '' || first === 'arn' || isOpen(first) ? null : `\`${value}\` does not begin with \`arn:\``;
    }),
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
    find: perArn((arn) =>
      arn.region !== '' && !isOpen(arn.region) && (isBucket(arn) || arnShapeOf(arn.service)?.region === 'never')
        ? `an ARN of ${arn.service} like \`${arn.value}\` has no Region`
        : null,
    ),
  },
  {
    name: 'arn-account-not-allowed',
    severity: 'error',
    find: perArn((arn) =>
      arn.account !== '' && !isOpen(arn.account) && (isBucket(arn) || arnShapeOf(arn.service)?.account === 'never')
        ? `an ARN of ${arn.service} like \`${arn.value}\` has no account`
        : null,
    ),
  },
  {
    name: 'missing-arn-region',
    severity: 'error',
    find: perArn(({ service, region, value }) =>
      region === '' && arnShapeOf(service)?.region === 'always' ? `\`${value}\` needs a Region, or \`*\`` : null,
    ),
  },
  {
    name: 'invalid-service',
    severity: 'error',
    find: perArn(({ service }) =>
      isOpen(service) ||
      arnShapeOf(service.toLowerCase()) !== null ||
      actionsOfService(service).length > 0 ||
      NOT_A_PREFIX.has(service)
        ? null
        : `there is no service \`${service}\``,
    ),
  },
];

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

import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineAsked, type Relation, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import type { Context } from './access/context.ts';
import type { PolicyDocument } from './access/document.ts';
import { DocumentStore } from './access/estate/documents.ts';
import { Organization } from './access/estate/organization.ts';
import { refusedIn } from './access/trust/refused-context.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

// The perimeters of data: who may come (identity), and from where (network).
// https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/security-perimeters.html

/** The resource control policies of organizations. */
const resourceControl: Relation<Organization> = {
  name: 'resource-control-policies',
  gathers: [
    {
      type: 'AWS::Organizations::Organization',
      facts: ['id', 'managementAccount', 'featureSet', 'enabledPolicyTypes'],
    },
    { type: 'AWS::Organizations::Account', facts: ['accountId', 'path'] },
    { type: 'AWS::Organizations::Policy', facts: ['policyId', 'kind', 'document', 'targets'] },
  ],
  start: () => new Organization(new DocumentStore()),
  add: (organization, resource) => void organization.add(resource),
  addGap: (organization, gap) => void organization.addGap(gap),
};

const stranger = '999999999999';
const [orgKey, accountKey, arnKey] = ['aws:principalorgid', 'aws:principalaccount', 'aws:principalarn'] as const;
const [vpcKey, endpointKey, ipKey] = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceip'] as const;

type Entries = Readonly<Record<string, readonly string[]>>;

const notAService: Entries = { 'aws:principalisawsservice': ['false'], 'aws:viaawsservice': ['false'] };
const fromStranger: Entries = {
  ...notAService,
  [orgKey]: ['o-datawarden0'],
  [accountKey]: [stranger],
  [arnKey]: [`arn:aws:iam::${stranger}:role/datawarden-stranger`],
};
const anonymous: Entries = { ...notAService, [orgKey]: [], [accountKey]: [], [arnKey]: [] };
// A request through a VPC endpoint has no aws:SourceIp.
const fromInternet: Entries = { [vpcKey]: [], [endpointKey]: [], [ipKey]: ['203.0.113.77'], 'aws:vpcsourceip': [] };
const fromOtherVpc: Entries = {
  [vpcKey]: ['vpc-datawarden0'],
  [endpointKey]: ['vpce-datawarden0'],
  [ipKey]: [],
  'aws:vpcsourceip': ['203.0.113.77'],
};
/** An AWS service that calls by itself, as for the delivery of logs, belongs to no account. */
const service: Entries = {
  'aws:principalisawsservice': ['true'],
  'aws:viaawsservice': ['false'],
  ...{ [orgKey]: [], [accountKey]: [], [arnKey]: [] },
};

/** What the documents name as expected that the user does not: each is one more request that has to be refused. */
const unexpected = (
  documents: readonly PolicyDocument[],
  expected: readonly string[],
  base: Entries,
  keys: readonly string[],
) =>
  expected.length === 0
    ? []
    : documents
        .flatMap(({ statements }) => statements.filter(({ effect }) => effect === 'Deny'))
        .flatMap(({ conditions }) => conditions)
        .flatMap(({ key, values }) =>
          keys.includes(key.toLowerCase())
            ? values
                .filter((value) => !/[*?$/]/.test(value) && !expected.includes(value))
                .map((value) => ({ key, value }))
            : [],
        )
        .map(({ key, value }): Entries => ({ ...base, [key.toLowerCase()]: [value] }));

/** Which perimeters keep others from the objects of a bucket. */
export const bucketPerimeter: DerivedFact = defineAsked({
  type: 'AWS::S3::Bucket',
  path: 'access.perimeter',
  schema: Shape(
    {
      kinds: Type.Array(
        OneOf(['identity', 'network'], {
          description:
            'identity: who is of no organization or account that is expected may neither read nor write objects; network: nobody may from elsewhere.',
        }),
      ),
      services: OneOf(['exempt', 'refused'], {
        description: 'Whether AWS services that call by themselves are kept out, too.',
      }),
    },
    {
      description:
        'What Deny statements of the policy, or of a resource control policy that applies, refuse whoever asks; the parameter `expected` names ' +
        'organizations, accounts, VPCs, endpoints and addresses, and where it is empty those that the statements name are expected.',
    },
  ),
  reads: [resourcePolicy],
  relation: resourceControl,
  costly: true,
  asks: { expected: 'strings' },
  derive: (bucket, organization, { expected }) => {
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    const levels = organization.rcpOf(bucket.account);
    const controls = Array.isArray(levels) ? levels.flatMap(({ policies }) => policies) : [];
    const documents = [document, ...controls];
    const ask = (...contexts: readonly Entries[]): 'refused' | 'open' | 'unknown' => {
      const answers = contexts.map((entries) => answerOf(documents, new Map(Object.entries(entries)), bucket));
      if (answers.includes('open')) return levels === 'not-collected' ? 'unknown' : 'open';
      return answers.includes('unknown') ? 'unknown' : 'refused';
    };
    const own: Entries = {
      ...notAService,
      [accountKey]: [bucket.account],
      [arnKey]: [`arn:${bucket.partition}:iam::${bucket.account}:role/datawarden-own`],
    };
    const identity = ask(
      ...[fromStranger, anonymous],
      ...unexpected(documents, expected, fromStranger, [orgKey, accountKey]),
    );
    const network = ask(
      ...[
        { ...own, ...fromInternet },
        { ...own, ...fromOtherVpc },
      ],
      ...unexpected(documents, expected, { ...own, ...fromOtherVpc }, [vpcKey, endpointKey]),
    );
    const kinds = [identity === 'refused' ? 'identity' : null, network === 'refused' ? 'network' : null];
    const found = kinds.filter((kind): kind is 'identity' | 'network' => kind !== null);
    if (found.length === 0 && (identity === 'unknown' || network === 'unknown')) {
      if (levels !== 'not-collected') return notUnderstood(document);
      const message = 'the resource control policies of the organization are not in the snapshot';
      return new Underivable({ operation: '', code: UnknownCode.notInSnapshot, message });
    }
    const locked = [{ ...service, ...fromInternet }].some(
      (entries) => answerOf(documents, new Map(Object.entries(entries)), bucket) === 'refused',
    );
    const services: 'refused' | 'exempt' = locked ? 'refused' : 'exempt';
    return { kinds: found, services };
  },
});

/** Whether one of the documents refuses to read and to write objects. */
const answerOf = (
  documents: readonly PolicyDocument[],
  context: Context,
  { arn }: Resource,
): 'refused' | 'open' | 'unknown' => {
  const answers = documents.map((document) =>
    refusedIn(document, context, { arn, part: 'objects', actions: ['s3:getobject', 's3:putobject'] }),
  );
  return answers.includes('refused') ? 'refused' : answers.includes('unknown') ? 'unknown' : 'open';
};

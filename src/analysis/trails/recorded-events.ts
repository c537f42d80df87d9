// Which events the selectors of a trail or an event data store record. Pages that this follows:
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html

/** How many of the events in question: some stands for whatever is neither. */
export type Share = 'all' | 'some' | 'none';

/** Of the events that only read and of those that write. */
export interface Recorded {
  readonly reads: Share;
  readonly writes: Share;
}

/** Texts that a field of the events has: one, all that begin alike, or any. */
type Texts = { readonly only: string } | { readonly beginWith: string } | 'any';

/** The events that are asked about. */
export interface Question {
  readonly category: 'Management' | 'Data';
  /** The service whose events they are; null for all services. */
  readonly source: string | null;
  /** Of data events: the type of resource, and their ARNs. */
  readonly resources: { readonly type: string; readonly arns: Texts } | null;
}

/** Management events of one service, or of all. */
export const managementEvents = (source: string | null = null): Question => ({
  category: 'Management',
  source,
  resources: null,
});

/** Events on the objects of a bucket. Their ARNs begin with the bucket's and a slash, that of a request for the bucket itself is no more. */
export const objectEvents = (bucketArn: string): Question => ({
  category: 'Data',
  source: 's3.amazonaws.com',
  resources: { type: 'AWS::S3::Object', arns: { beginWith: `${bucketArn}/` } },
});

/** Events on the objects of all buckets. */
export const allObjectEvents = (partition: string): Question => ({
  category: 'Data',
  source: 's3.amazonaws.com',
  resources: { type: 'AWS::S3::Object', arns: { beginWith: `arn:${partition}:s3:::` } },
});

/**
 * Events on the items of a table. Those of its stream carry the table too, and come with them unless an event name leaves them out:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 */
export const itemEvents = (tableArn: string): Question => ({
  category: 'Data',
  source: 'dynamodb.amazonaws.com',
  resources: { type: 'AWS::DynamoDB::Table', arns: { only: tableArn } },
});

interface FieldSelector {
  readonly field: string;
  readonly equals: readonly string[];
  readonly startsWith: readonly string[];
  readonly endsWith: readonly string[];
  readonly notEquals: readonly string[];
  readonly notStartsWith: readonly string[];
  readonly notEndsWith: readonly string[];
}

/** A selector by fields, as the model has it. */
export interface AdvancedSelector {
  readonly fields: readonly FieldSelector[];
}

interface BasicSelector {
  readonly readWrite: string;
  readonly managementEvents: boolean;
  readonly excludedSources: readonly string[];
  readonly dataResources: readonly { readonly type: string; readonly values: readonly string[] }[];
}

/** The selectors of a trail. Those of an event data store are advanced alone. */
export interface Selectors {
  readonly basic: readonly BasicSelector[];
  readonly advanced: readonly AdvancedSelector[];
}

/** How many of the events in question the selectors pick: an event is recorded that one of them picks. */
export const recordedBy = ({ basic, advanced }: Selectors, question: Question): Recorded => {
  const picked = [
    ...basic.map((selector) => pickedByBasic(selector, question)),
    ...advanced.map((selector) => pickedByFields(selector, question)),
  ];
  return { reads: most(picked.map(({ reads }) => reads)), writes: most(picked.map(({ writes }) => writes)) };
};

const rank: Readonly<Record<Share, number>> = { none: 0, some: 1, all: 2 };
const shares: readonly Share[] = ['none', 'some', 'all'];

/** The largest: two selectors that pick all events only together are taken for some, which is never too much. */
const most = (given: readonly Share[]): Share => shares[Math.max(0, ...given.map((one) => rank[one]))] as Share;

/** The smallest: what fulfils every condition. Two that each leave some out may leave all out together: some stands for that too. */
const least = (given: readonly Share[]): Share => shares[Math.min(2, ...given.map((one) => rank[one]))] as Share;

const opposite: Readonly<Record<Share, Share>> = { all: 'none', some: 'some', none: 'all' };

const pickedByBasic = (selector: BasicSelector, { category, source, resources }: Question): Recorded => {
  const share =
    category === 'Management'
      ? selector.managementEvents
        ? withoutSources(selector.excludedSources, source)
        : 'none'
      : most(
          selector.dataResources
            .filter(({ type }) => type === resources?.type)
            .flatMap(({ values }) => values.map((value) => byPartialArn(value, resources?.arns ?? 'any'))),
        );
  return {
    reads: selector.readWrite === 'WriteOnly' ? 'none' : share,
    writes: selector.readWrite === 'ReadOnly' ? 'none' : share,
  };
};

const withoutSources = (excluded: readonly string[], source: string | null): Share => {
  if (source === null) return excluded.length === 0 ? 'all' : 'some';
  return excluded.includes(source) ? 'none' : 'all';
};

/**
 * A value of a basic selector: a whole service (`arn:aws:s3`, `arn:aws:s3:::`, `arn:aws:dynamodb`), the beginning of objects
 * (`arn:aws:s3:::bucket/prefix`) or one resource. The name of a bucket without a slash is none of these.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html
 */
const byPartialArn = (value: string, arns: Texts): Share => {
  const isService = /^arn:[^:]+:[^:]+(:::)?$/.test(value);
  const isObjects = /^arn:[^:]+:s3:::[^/]+\//.test(value);
  return isService || isObjects ? beginsWith(value, arns) : is(value, arns);
};

const pickedByFields = ({ fields }: AdvancedSelector, question: Question): Recorded => {
  const { category, source, resources } = question;
  let [reads, writes]: [Share, Share] = ['all', 'all'];
  for (const selector of fields) {
    const { field } = selector;
    if (field === 'readOnly') {
      reads = least([reads, shareOf(selector, { only: 'true' })]);
      writes = least([writes, shareOf(selector, { only: 'false' })]);
      continue;
    }
    const share = shareOf(selector, textsOf(field, category, source, resources));
    reads = least([reads, share]);
    writes = least([writes, share]);
  }
  return { reads, writes };
};

/** What a field of the events in question can be. */
const textsOf = (
  field: string,
  category: string,
  source: Question['source'],
  resources: Question['resources'],
): Texts => {
  switch (field) {
    case 'eventCategory':
      return { only: category };
    case 'eventSource':
      return source === null ? 'any' : { only: source };
    case 'resources.type':
      return resources === null ? 'any' : { only: resources.type };
    case 'resources.ARN':
      return resources === null ? 'any' : resources.arns;
    default:
      return 'any';
  }
};

/** Values of one operator are alternatives; the negated operators leave out what one of their values meets. */
const shareOf = (selector: FieldSelector, texts: Texts): Share => {
  const wanted = [
    ...selector.equals.map((value) => is(value, texts)),
    ...selector.startsWith.map((value) => beginsWith(value, texts)),
    ...selector.endsWith.map((value) => endsWith(value, texts)),
  ];
  const unwanted = [
    ...selector.notEquals.map((value) => is(value, texts)),
    ...selector.notStartsWith.map((value) => beginsWith(value, texts)),
    ...selector.notEndsWith.map((value) => endsWith(value, texts)),
  ];
  return least([wanted.length === 0 ? 'all' : most(wanted), ...unwanted.map((share) => opposite[share])]);
};

const certain = (holds: boolean): Share => (holds ? 'all' : 'none');

const is = (value: string, texts: Texts): Share => {
  if (texts === 'any') return 'some';
  if ('only' in texts) return certain(texts.only === value);
  return value.startsWith(texts.beginWith) ? 'some' : 'none';
};

const beginsWith = (value: string, texts: Texts): Share => {
  if (texts === 'any') return 'some';
  if ('only' in texts) return certain(texts.only.startsWith(value));
  if (texts.beginWith.startsWith(value)) return 'all';
  return value.startsWith(texts.beginWith) ? 'some' : 'none';
};

const endsWith = (value: string, texts: Texts): Share =>
  texts !== 'any' && 'only' in texts ? certain(texts.only.endsWith(value)) : 'some';

import { Type } from 'typebox';
import { type DerivedFact, defineAsked, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';
import { resourcePolicy } from './resource-policy.ts';

// Statements are the same where AWS reads them the same: an element may be one value or a list, in any order, and a principal an account or
// the ARN of its root user. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Texts in one order, each once. */
const sorted = (value: unknown, read: (text: string) => string = (text) => text): string[] =>
  [...new Set(listOf(value).map((one) => read(String(one))))].sort();

const folded = (text: string): string => text.toLowerCase();

const principal = (text: string): string => text.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1');

const readPrincipals = (value: unknown): unknown => {
  const byType = isMembers(value) ? value : { AWS: value };
  return Object.keys(byType)
    .sort()
    .map((type) => [type, sorted(byType[type], type === 'AWS' ? principal : undefined)]);
};

const readConditions = (value: unknown): unknown => {
  if (!isMembers(value)) return value;
  return Object.entries(value)
    .flatMap(([operator, keys]) =>
      Object.entries(isMembers(keys) ? keys : {}).map(
        ([key, values]) => [operator, folded(key), sorted(values)] as const,
      ),
    )
    .sort((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1));
};

const readElement = (name: string, value: unknown): unknown => {
  switch (name) {
    case 'Action':
    case 'NotAction':
      return sorted(value, folded);
    case 'Principal':
    case 'NotPrincipal':
      return readPrincipals(value);
    case 'Condition':
      return readConditions(value);
    case 'Resource':
    case 'NotResource':
      return sorted(value);
    default:
      return value;
  }
};

/** A text that two statements have in common where they say the same; their ids do not count. */
const normalize = (statement: Members): string =>
  JSON.stringify(
    Object.keys(statement)
      .filter((name) => name !== 'Sid')
      .sort()
      .map((name) => [name, readElement(name, statement[name])]),
  );

/** A required statement with what stands for this bucket filled in: `{bucket}`, `{account}`, `{partition}`, `{region}`. */
const fillIn = (text: string, { name, account, partition, region }: Resource): string =>
  text.replace(/\{(bucket|account|partition|region)\}/g, (_, word: string) =>
    word === 'bucket' ? name : word === 'account' ? account : word === 'partition' ? partition : region,
  );

/** A statement of the parameter; null where it is the id of one. */
const parseRequired = (text: string): Members | null | Underivable => {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    if (isMembers(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const message = `the parameter \`statements\` holds one that is not JSON: ${text.slice(0, 80)}`;
  return new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
};

/** Which statements that are required a bucket's policy lacks. */
export const bucketMissingStatements: DerivedFact = defineAsked({
  type: 'AWS::S3::Bucket',
  path: 'access.missingStatements',
  schema: Type.Array(Type.String(), {
    description: 'Those in the parameter `statements` that the policy of the bucket does not have, as they are there.',
  }),
  reads: [resourcePolicy],
  relation: null,
  asks: { statements: 'strings' },
  derive: (bucket, _index, { statements }) => {
    const document = bucket.facts[resourcePolicy] as Members | null | undefined;
    if (document === undefined) return unknownBecause(bucket, resourcePolicy);
    const present = listOf(document?.['Statement'] ?? []).filter(isMembers);
    const ids = new Set(present.map(({ Sid }) => Sid));
    const texts = new Set(present.map(normalize));
    const missing: string[] = [];
    for (const one of statements) {
      const required = parseRequired(fillIn(one, bucket));
      if (required instanceof Underivable) return required;
      if (required === null ? !ids.has(one) : !texts.has(normalize(required))) missing.push(one);
    }
    return missing;
  },
});

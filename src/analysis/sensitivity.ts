import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineAsked, Underivable } from '../model/derived.ts';
import type { Sensitivity } from '../model/finding.ts';
import type { Resource } from '../model/resource.ts';
import { unknownBecause } from './derive.ts';
import { macie, notSaid, saidOf } from './said-by-macie.ts';

// Who says that a bucket holds sensitive data: Macie, or a tag that the user names.

const type = 'AWS::S3::Bucket';
const findings = 'sensitivity.findings';
const tagsFact = 'tags';

/** The parameter of policies, and what `--sensitive-tag` adds to: tags as `KEY=VALUE`, in which `*` stands for any text of the value. */
export const sensitiveTagsParameter = 'sensitiveTags';
/** The fact that depends on it. */
export const sensitivityFact = 'sensitivity.verdict';

/** From this score on Macie calls a bucket sensitive: https://docs.aws.amazon.com/macie/latest/user/discovery-scoring-s3.html */
const sensitiveFrom = 51;

/** What one source says: who says that the data is sensitive, null if it does not. */
type Said = string | null | Underivable;

const byScore = (bucket: Resource): Said => {
  const said = saidOf(bucket);
  if (said === undefined) return unknownBecause(bucket, macie);
  if (said === null || said.score === null) return null;
  if (said.score === -1) return notSaid('Macie could not analyze the bucket');
  // Also where automated discovery is off, as long as the bucket holds objects.
  if (said.score === 50) return notSaid('Macie has not analyzed the bucket');
  return said.score >= sensitiveFrom ? `Macie score ${said.score}` : null;
};

const byFindings = (bucket: Resource): Said => {
  const count = bucket.facts[findings] as number | null | undefined;
  if (count === undefined) return unknownBecause(bucket, findings);
  if (count === null || count === 0) return null;
  return count === 1 ? '1 finding of Macie' : `${count} findings of Macie`;
};

/** Whether a text is of a pattern, in which `*` stands for any text, also none. */
const isLike = (pattern: string, text: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};

const byTags = (bucket: Resource, patterns: readonly string[]): Said[] => {
  if (patterns.length === 0) return [];
  const tags = bucket.facts[tagsFact] as Readonly<Record<string, string>> | undefined;
  if (tags === undefined) return [unknownBecause(bucket, tagsFact)];
  return patterns.map((pattern) => {
    // A key holds no `=` that could be told from the one between key and value.
    const [key = '', value = ''] = [pattern.slice(0, pattern.indexOf('=')), pattern.slice(pattern.indexOf('=') + 1)];
    const found = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return found !== undefined && isLike(value, found) ? `tag ${key}=${found}` : null;
  });
};

/** Whether a bucket holds sensitive data: yes as soon as somebody says so, no where everybody was asked. */
export const bucketSensitivity: DerivedFact = defineAsked({
  type,
  path: sensitivityFact,
  schema: Shape(
    {
      isSensitive: Type.Boolean(),
      sources: Type.Array(Type.String(), { description: 'Who says so: `Macie score 87`, `tag data=pii`.' }),
    },
    {
      description:
        'Whether the bucket holds sensitive data: Macie gives it a score of 51 or more or has a finding that is not archived, or it has one ' +
        'of the tags. Not sensitive also where Macie is not enabled; unknown where it could not look, or has not yet.',
    },
  ),
  reads: [macie, findings, tagsFact],
  relation: null,
  asks: { sensitiveTags: 'strings' },
  derive: (bucket, _index, { sensitiveTags }) => {
    const said = [byScore(bucket), byFindings(bucket), ...byTags(bucket, sensitiveTags)];
    const sources = [...new Set(said.filter((one) => typeof one === 'string'))];
    if (sources.length > 0) return { isSensitive: true, sources };
    return said.find((one) => one instanceof Underivable) ?? { isSensitive: false, sources };
  },
});

/** Who says whether the data of a resource is sensitive, by its type; null for a type of which nobody does. */
export const sensitivityOf =
  (sensitiveTags: readonly string[]) =>
  (of: string): ((resource: Resource) => Sensitivity) | null => {
    if (of !== type) return null;
    return (resource) => {
      const said: unknown = bucketSensitivity.derive(resource, null, { sensitiveTags });
      if (said instanceof Underivable) return { verdict: 'unknown', sources: [], because: said.because };
      const { isSensitive, sources } = said as { readonly isSensitive: boolean; readonly sources: readonly string[] };
      return { verdict: isSensitive ? 'sensitive' : 'not-sensitive', sources, because: null };
    };
  };

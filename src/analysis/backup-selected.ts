import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Relation, Underivable } from '../model/derived.ts';
import { type Place, type Resource, type Unknown, UnknownCode } from '../model/resource.ts';
import { compileTokens, matchGlob, STAR, tokenizeLiteral } from './access/pattern.ts';
import { both, either, not, type Truth } from './access/truth.ts';
import { reasonFor, unknownBecause } from './derive.ts';

// Which resources a backup plan is for:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html

interface TagValue {
  readonly key: string;
  readonly value: string;
}

/** The facts of a selection, as far as they are known. */
interface Selection {
  readonly resources: readonly string[] | undefined;
  readonly excluded: readonly string[] | undefined;
  readonly tagged: readonly TagValue[] | undefined;
  readonly conditions: Readonly<Record<'equals' | 'notEquals' | 'like' | 'notLike', readonly TagValue[]>> | undefined;
  readonly optedIn: readonly string[] | undefined;
  /** Why those that are not known are not. */
  readonly because: Unknown | null;
}

/** By account and Region: the selections, and why others may be missing. */
interface Selections {
  readonly byPlace: Map<string, Selection[]>;
  readonly gaps: Map<string, Unknown>;
}

const facts = ['resources', 'excluded', 'tagged', 'conditions', 'optedIn'] as const;

const placeOf = ({ account, region }: Place): string => `${account} ${region}`;

const selections: Relation<Selections> = {
  name: 'backup-selections',
  gathers: [{ type: 'AWS::Backup::BackupSelection', facts }],
  start: () => ({ byPlace: new Map(), gaps: new Map() }),
  add: ({ byPlace }, resource) => {
    const lost = facts.find((fact) => resource.facts[fact] === undefined);
    const here = byPlace.get(placeOf(resource)) ?? [];
    here.push({
      resources: resource.facts['resources'] as Selection['resources'],
      excluded: resource.facts['excluded'] as Selection['excluded'],
      tagged: resource.facts['tagged'] as Selection['tagged'],
      conditions: resource.facts['conditions'] as Selection['conditions'],
      optedIn: resource.facts['optedIn'] as Selection['optedIn'],
      because: lost === undefined ? null : reasonFor(resource, lost),
    });
    byPlace.set(placeOf(resource), here);
  },
  addGap: ({ gaps }, { operation, code, message, ...place }) => {
    gaps.set(placeOf(place), { operation, code, message });
  },
};

type Tags = Readonly<Record<string, string>> | undefined;

const all = (truths: readonly Truth[]): Truth => truths.reduce(both, 'yes');
const any = (truths: readonly Truth[]): Truth => truths.reduce(either, 'no');
const truthOf = (value: boolean): Truth => (value ? 'yes' : 'no');

/** In a pattern `*` is any text, and nothing else is special. */
const matches = (pattern: string, text: string): boolean =>
  matchGlob(compileTokens(tokenizeLiteral(pattern).map((code) => (code === 0x2a ? STAR : code))), text);

/** A tag's value: none is certain where the tags are known. */
const ownValue = (tags: Tags, key: string): string | null | undefined =>
  tags === undefined ? undefined : Object.hasOwn(tags, key) ? tags[key] : null;

const has = (tags: Tags, { key, value }: TagValue, like: boolean): Truth => {
  const own = ownValue(tags, key);
  if (own === undefined) return 'unknown';
  return truthOf(own !== null && (like ? matches(value, own) : own === value));
};

/** What AWS Backup makes of a resource without the tag, where another value of it is what is asked for, AWS does not say. */
const lacks = (tags: Tags, one: TagValue, like: boolean): Truth =>
  ownValue(tags, one.key) === null ? 'unknown' : not(has(tags, one, like));

/**
 * Whether a pattern names the type of a resource: then it holds whether or not the Region is opted in to the type. `*` and
 * `arn:aws:ec2:*` name none; all that S3 has is buckets.
 */
const namesType = (pattern: string, service: string): boolean => {
  const [, , named, , , ...rest] = pattern.split(':');
  return named === service && rest.length > 0 && (service === 's3' || !/^\*/.test(rest.join(':')));
};

/** Whether the selection is for the resource; `kind` is AWS Backup's word for its type. */
const selects = (selection: Selection, { arn }: Resource, tags: Tags, kind: string): Truth => {
  const { resources, excluded, tagged, conditions, optedIn } = selection;
  const service = arn.split(':')[2] ?? '';
  const opted: Truth = optedIn === undefined ? 'unknown' : truthOf(optedIn.includes(kind));
  const named = (patterns: readonly string[]): Truth => {
    const hits = patterns.filter((pattern) => matches(pattern, arn));
    if (hits.length === 0) return 'no';
    return hits.some((pattern) => namesType(pattern, service)) ? 'yes' : opted;
  };
  const byName: Truth = resources === undefined ? 'unknown' : named(resources);
  const byTag: Truth = tagged === undefined ? 'unknown' : both(any(tagged.map((one) => has(tags, one, false))), opted);
  // Neither names nor tags: all that the Region is opted in to.
  const byNothing: Truth =
    resources === undefined || tagged === undefined
      ? 'unknown'
      : both(truthOf(resources.length + tagged.length === 0), opted);
  const conditioned: Truth =
    conditions === undefined
      ? 'unknown'
      : all([
          ...conditions.equals.map((one) => has(tags, one, false)),
          ...conditions.like.map((one) => has(tags, one, true)),
          ...conditions.notEquals.map((one) => lacks(tags, one, false)),
          ...conditions.notLike.map((one) => lacks(tags, one, true)),
        ]);
  const left: Truth = excluded === undefined ? 'unknown' : truthOf(!excluded.some((pattern) => matches(pattern, arn)));
  return all([any([byName, byTag, byNothing]), conditioned, left]);
};

const undecided: Unknown = {
  operation: '',
  code: UnknownCode.notUnderstood,
  message: 'a condition of a selection asks for another value of a tag that the resource does not have',
};

const selected = (type: string, kind: string): DerivedFact =>
  defineDerived({
    type,
    path: 'recovery.inBackupPlan',
    schema: Type.Boolean({ description: 'Whether a backup plan of AWS Backup is for it, by name, pattern or tag.' }),
    reads: ['tags'],
    relation: selections,
    derive: (resource, { byPlace, gaps }) => {
      const tags = resource.facts['tags'] as Tags;
      let open: Unknown | null = null;
      for (const selection of byPlace.get(placeOf(resource)) ?? []) {
        const answer = selects(selection, resource, tags, kind);
        if (answer === 'yes') return true;
        if (answer === 'unknown') {
          open ??= selection.because ?? (tags === undefined ? unknownBecause(resource, 'tags').because : undecided);
        }
      }
      const because = open ?? gaps.get(placeOf(resource));
      return because === undefined ? false : new Underivable(because);
    },
  });

/** Whether a backup plan is for a bucket. */
export const bucketInBackupPlan: DerivedFact = selected('AWS::S3::Bucket', 'S3');
/** Whether a backup plan is for a volume. */
export const volumeInBackupPlan: DerivedFact = selected('AWS::EC2::Volume', 'EBS');
/** Whether a backup plan is for a table. */
export const tableInBackupPlan: DerivedFact = selected('AWS::DynamoDB::Table', 'DynamoDB');

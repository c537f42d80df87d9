import type { PolicyDocument } from '../document.ts';
import { isOfTheCall } from '../escalation/keys-of-the-call.ts';
import { STORES, type Use } from '../escalation/reach.ts';
import { ANYTHING } from '../identity-statements.ts';
import { either, type Truth } from '../truth.ts';
import { ask } from './ask.ts';
import type { Estate } from './estate.ts';
import { mayGrant } from './grants.ts';
import type { Identity } from './identities.ts';

/** A kind of data stores that a principal may use whatever they are called. */
export interface DataAtLarge {
  /** The type of the stores. */
  readonly store: string;
  readonly use: Use;
  readonly action: string;
}

/** What a principal may do to stores that none of its policies names. */
export interface AtLarge {
  readonly found: readonly DataAtLarge[];
  /** Whether there may be more. */
  readonly certain: boolean;
}

/** The name of something that no policy names: what a policy says of it, it says of everything that is not named. */
const NO_ONES_NAME = ANYTHING;

/** A resource in the principal's account and a Region, made of the name of no one. */
export type Nameless = (name: string, place: Pick<Identity, 'partition' | 'account'>, region: string) => string;

/** A store of each type; a key holds no data. */
const STORE: Readonly<Record<string, Nameless>> = {
  'AWS::S3::Bucket': (name, { partition }) => `arn:${partition}:s3:::${name}`,
  'AWS::DynamoDB::Table': (name, { partition, account }, region) =>
    `arn:${partition}:dynamodb:${region}:${account}:table/${name}`,
  'AWS::Redshift::Cluster': (name, { partition, account }, region) =>
    `arn:${partition}:redshift:${region}:${account}:cluster:${name}`,
  'AWS::EC2::Snapshot': (name, { partition }, region) => `arn:${partition}:ec2:${region}::snapshot/${name}`,
};

/** Which kinds of data stores a user or role may use in one of these ways without having been given any one of them. */
export function dataAtLarge(estate: Estate, identity: Identity, uses: readonly Use[]): AtLarge {
  const found: DataAtLarge[] = [];
  let certain = true;
  const { canBeSure } = surroundingsOf(estate, identity);
  for (const [store, nameless] of Object.entries(STORE)) {
    for (const use of uses) {
      let truth: Truth = 'no';
      for (const { action, at } of STORES[store]?.[use] ?? []) {
        const one = mayAtLarge(estate, identity, action, (...place) =>
          // An object, or a user of a database, that nobody named either.
          at(nameless(...place)).replace('*', NO_ONES_NAME),
        );
        truth = either(truth, one);
        if (one !== 'yes') continue;
        found.push({ store, use, action });
        break;
      }
      certain &&= truth !== 'unknown';
      if (!certain && !canBeSure) return { found, certain };
    }
  }
  return { found, certain };
}

/** An action, and the resource without a name that it is asked for. */
export interface NamelessAction {
  readonly action: string;
  readonly on: Nameless;
}

/** Which of the actions a user or role may do to resources that none of its policies names. */
export function actionsAtLarge(
  estate: Estate,
  identity: Identity,
  actions: readonly NamelessAction[],
): { readonly found: readonly string[]; readonly certain: boolean } {
  const found: string[] = [];
  let certain = true;
  const { canBeSure } = surroundingsOf(estate, identity);
  for (const { action, on } of actions) {
    const truth = mayAtLarge(estate, identity, action, on);
    if (truth === 'yes') found.push(action);
    certain &&= truth !== 'unknown';
    if (!certain && !canBeSure) break;
  }
  return { found, certain };
}

/**
 * Whether a principal may do the action to a resource that nobody named, and that has nothing about it for which a policy would
 * ask, such as a tag. Conditions of the call count as fulfilled where some call fulfils them.
 */
export function mayAtLarge(estate: Estate, identity: Identity, action: string, nameless: Nameless): Truth {
  const { context, regions, canBeSure } = surroundingsOf(estate, identity);
  const lower = action.toLowerCase();
  let truth: Truth = 'no';
  for (const resource of new Set(regions.map((region) => nameless(NO_ONES_NAME, identity, region)))) {
    if (!identity.documents.some(({ document }) => mayGrant(document, lower, resource))) continue;
    truth = either(truth, ask(estate, identity.arn, action, resource, { context, withoutPolicy: true }).truth);
    if (truth === 'yes' || (truth === 'unknown' && !canBeSure)) break;
  }
  return truth;
}

interface Surroundings {
  /** Keys of conditions that ask for something of the resource, or of what is requested, but for the Region: absent. */
  readonly context: Readonly<Record<string, null>>;
  /** Those that policies tell from others. */
  readonly regions: readonly string[];
  /** Whether a yes is possible: nothing is allowed for certain where a document that may deny everything is not known. */
  readonly canBeSure: boolean;
}

const surroundings = new WeakMap<Identity, Surroundings>();

function surroundingsOf(estate: Estate, identity: Identity): Surroundings {
  const known = surroundings.get(identity);
  if (known !== undefined) return known;
  const { documents, boundary, arn, partition } = identity;
  const own = [...documents, ...(boundary === null ? [] : [boundary])].map(({ document }) => document);
  const { scp } = estate.apply(arn, 'iam:CreateUser', '*').policies;
  const limits = scp === null || scp === 'unknown' ? [] : scp.flatMap(({ policies }) => policies);
  const context: Record<string, null> = {};
  for (const { conditions } of own.flatMap(({ statements }) => statements)) {
    for (const { key } of conditions) if (!isOfTheCall(key) && !/^aws:requestedregion$/i.test(key)) context[key] = null;
  }
  const fresh = {
    context,
    canBeSure: scp !== 'unknown' && [...own, ...limits].every(({ understood }) => understood),
    regions: [...new Set([...someRegions(partition), ...[...own, ...limits].flatMap(regionsIn)])],
  };
  surroundings.set(identity, fresh);
  return fresh;
}

/** One of each part of the world that a pattern such as `eu-*` may mean. */
const someRegions = (partition: string): readonly string[] => {
  switch (partition) {
    case 'aws-cn':
      return ['cn-north-1'];
    case 'aws-us-gov':
      return ['us-gov-west-1'];
    default:
      return ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
  }
};

const named = new WeakMap<PolicyDocument, readonly string[]>();

/** The Regions that a document names. */
function regionsIn(document: PolicyDocument): readonly string[] {
  const known = named.get(document);
  if (known !== undefined) return known;
  const text = JSON.stringify(document.source) ?? '';
  const found = [...new Set(text.match(/\b[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]{4,9}-\d\b/g))];
  named.set(document, found);
  return found;
}

import type { Statement } from '../document.ts';
import { compileGlob, matchGlob, ONE, STAR, type Tokens } from '../pattern.ts';

/** What of a kind of resource its policy can give away: the actions that matter, and what they act on. */
export interface Surface {
  /** Prefixes of the services whose actions its policy speaks of. */
  readonly services: readonly string[];
  /** Whether something lies inside it: a bucket's objects, a table's indexes. */
  readonly inside: boolean;
  /** Actions that give away data, or control over who gets it. */
  readonly actions: readonly SurfaceAction[];
  /** Whether there is nothing else to give: an Allow of none of these actions then lets nobody in. */
  readonly complete?: true;
}

/** An action, and whether it acts on the resource itself or on what is inside it (a bucket's objects). */
export interface SurfaceAction {
  readonly name: string;
  /** The name as it is compared. */
  readonly folded: string;
  readonly on: 'itself' | 'inside' | 'any';
}

/** The actions of the surface that an Allow statement of the resource's policy speaks of. */
export function actionsSpokenOf(statement: Statement, surface: Surface, arn: string): readonly SurfaceAction[] {
  const globs = (statement.actions ?? statement.notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
  const listed = statement.actions !== null;
  return surface.actions.filter(({ folded, on }) => {
    if (globs.some((glob) => matchGlob(glob, folded)) !== listed) return false;
    return on === 'any' || speaksOfPart(statement, arn, on);
  });
}

/** Whether the statement speaks of the resource at all; an Allow of something else gives nothing. */
export const speaksOfResource = (statement: Statement, arn: string): boolean =>
  speaksOfPart(statement, arn, 'itself') || speaksOfPart(statement, arn, 'inside');

/** What a statement says of one resource. */
interface Parts {
  readonly arn: string;
  readonly itself: boolean;
  /** Patterns of what is inside; `ARN/*` where it speaks of all of that. */
  readonly inside: readonly string[];
}

const partsByStatement = new WeakMap<Statement, Parts>();

function partsOf(statement: Statement, arn: string): Parts {
  const known = partsByStatement.get(statement);
  if (known?.arn === arn) return known;
  const parts = readParts(statement, arn);
  partsByStatement.set(statement, parts);
  return parts;
}

function readParts({ resources, notResources }: Statement, arn: string): Parts {
  // Trust policies have no Resource: they speak of what they are attached to.
  if (resources === null && notResources === null) return { arn, itself: true, inside: [] };
  const everything = `${arn}/*`;
  const anything = `${arn}/${SOMETHING}`;
  if (resources !== null) {
    const all = resources.some((text) => matchGlob(compileGlob(text), anything));
    return {
      arn,
      itself: resources.some((text) => matches(text, arn)),
      inside: all ? [everything] : resources.filter((text) => overlapsInside(text, arn)),
    };
  }
  const excluded = notResources ?? [];
  return {
    arn,
    itself: !excluded.some((text) => matches(text, arn)),
    inside: excluded.some((text) => !text.includes('${') && matchGlob(compileGlob(text), anything)) ? [] : [everything],
  };
}

function speaksOfPart(statement: Statement, arn: string, part: 'itself' | 'inside'): boolean {
  const { itself, inside } = partsOf(statement, arn);
  return part === 'itself' ? itself : inside.length > 0;
}

/**
 * The statement as far as it speaks of this resource and of these actions (by default its own), so that a Deny of just that
 * is seen to cover it.
 */
export function narrow(
  statement: Statement,
  arn: string,
  surface: Surface,
  action?: Pick<SurfaceAction, 'name' | 'on'>,
): Statement {
  const actions = action === undefined ? {} : { actions: [action.name], notActions: null };
  if (statement.resources === null && statement.notResources === null) return { ...statement, ...actions };
  const { itself, inside } = partsOf(statement, arn);
  const resources = [
    ...(itself && action?.on !== 'inside' ? [arn] : []),
    ...(surface.inside && action?.on !== 'itself' ? inside : []),
  ];
  return { ...statement, ...actions, resources, notResources: null };
}

/** A name that no pattern has: what matches it matches any. */
const SOMETHING = '\u{E000}'.repeat(40);

/** A variable may stand for anything. */
const openVariables = (text: string): string => text.replaceAll(/\$\{[^}]*\}/g, '*');

const matches = (text: string, arn: string): boolean => matchGlob(compileGlob(openVariables(text)), arn);

/**
 * Whether a pattern matches something below the resource: whether, after the resource's ARN and a slash, some part of the pattern is
 * still to come, which some name then takes.
 */
function overlapsInside(text: string, arn: string): boolean {
  const { tokens } = compileGlob(openVariables(text));
  const end = tokens.length;
  let places = new Set([0]);
  for (const code of [...`${arn}/`].map((character) => character.charCodeAt(0))) {
    const next = new Set<number>();
    for (const place of withStarsSkipped(places, tokens)) {
      const token = tokens[place];
      if (token === STAR) next.add(place);
      else if (token === ONE || token === code) next.add(place + 1);
    }
    if (next.size === 0) return false;
    places = next;
  }
  return [...withStarsSkipped(places, tokens)].some((place) => place < end);
}

function withStarsSkipped(places: ReadonlySet<number>, tokens: Tokens): ReadonlySet<number> {
  const all = new Set(places);
  // A set that grows is walked to its end.
  for (const place of all) if (tokens[place] === STAR) all.add(place + 1);
  return all;
}

const on = (place: SurfaceAction['on'], ...names: readonly string[]): readonly SurfaceAction[] =>
  names.map((name) => ({ name, folded: name.toLowerCase(), on: place }));

/** S3 buckets, and access points, whose actions are the same. */
export const bucketSurface: Surface = {
  services: ['s3'],
  inside: true,
  actions: [
    ...on('itself', 's3:DeleteBucketPolicy', 's3:PutBucketAcl', 's3:PutBucketPolicy', 's3:PutEncryptionConfiguration'),
    ...on(
      'itself',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
      's3:DeleteBucket',
      's3:ListBucket',
    ),
    ...on('inside', 's3:PutObjectAcl', 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:DeleteObject'),
    ...on('inside', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'),
  ],
};

/** Directory buckets: all that others can do with objects, they do in a session. */
export const directoryBucketSurface: Surface = {
  services: ['s3express'],
  inside: false,
  actions: on('itself', 's3express:CreateSession'),
  complete: true,
};

/** KMS keys: in a key policy, the resource is the key. */
export const keySurface: Surface = {
  services: ['kms'],
  inside: false,
  actions: on(
    'itself',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:GenerateDataKeyPair',
    'kms:GenerateDataKeyPairWithoutPlaintext',
    'kms:Encrypt',
    'kms:Sign',
    'kms:GenerateMac',
    'kms:DeriveSharedSecret',
    'kms:CreateGrant',
    'kms:PutKeyPolicy',
    'kms:ScheduleKeyDeletion',
  ),
};

/** DynamoDB tables with their indexes. */
export const tableSurface: Surface = {
  services: ['dynamodb'],
  inside: true,
  actions: on(
    'any',
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:PartiQLSelect',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:GetRecords',
    'dynamodb:DeleteTable',
    'dynamodb:PutResourcePolicy',
    'dynamodb:DeleteResourcePolicy',
  ),
};

/** Streams of DynamoDB tables: the ways to read one. */
export const streamSurface: Surface = {
  services: ['dynamodb'],
  inside: true,
  actions: on('any', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'),
};

/** Roles: the ways to become one. */
export const roleSurface: Surface = {
  services: ['sts'],
  inside: false,
  actions: on('itself', 'sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'),
  complete: true,
};

/** Snapshots of Redshift Serverless. */
export const serverlessSnapshotSurface: Surface = {
  services: ['redshift-serverless'],
  inside: false,
  actions: on(
    'itself',
    'redshift-serverless:RestoreFromSnapshot',
    'redshift-serverless:RestoreTableFromSnapshot',
    'redshift-serverless:DeleteSnapshot',
    'redshift-serverless:PutResourcePolicy',
    'redshift-serverless:DeleteResourcePolicy',
  ),
};

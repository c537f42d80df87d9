import type { Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';

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
  readonly on: 'itself' | 'inside' | 'any';
}

/** The actions of the surface that an Allow statement of the resource's policy speaks of. */
export function actionsSpokenOf(statement: Statement, surface: Surface, arn: string): readonly SurfaceAction[] {
  const globs = (statement.actions ?? statement.notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
  const listed = statement.actions !== null;
  return surface.actions.filter(({ name, on }) => {
    if (globs.some((glob) => matchGlob(glob, name.toLowerCase())) !== listed) return false;
    return on === 'any' || speaksOfPart(statement, arn, on);
  });
}

/** Whether the statement speaks of the resource at all; an Allow of something else gives nothing. */
export const speaksOfResource = (statement: Statement, arn: string): boolean =>
  speaksOfPart(statement, arn, 'itself') || speaksOfPart(statement, arn, 'inside');

function speaksOfPart({ resources, notResources }: Statement, arn: string, part: 'itself' | 'inside'): boolean {
  // Trust policies have no Resource: they speak of what they are attached to.
  if (resources === null && notResources === null) return part === 'itself';
  if (resources !== null)
    return resources.some((text) => (part === 'itself' ? matches(text, arn) : overlapsInside(text, arn)));
  const excluded = notResources ?? [];
  return part === 'itself'
    ? !excluded.some((text) => matches(text, arn))
    : !excluded.some((text) => !text.includes('${') && matchGlob(compileGlob(text), `${arn}/${SOMETHING}`));
}

/**
 * The statement as far as it speaks of this resource and of these actions (by default its own), so that a Deny of just that
 * is seen to cover it.
 */
export function narrow(statement: Statement, arn: string, surface: Surface, action?: SurfaceAction): Statement {
  const actions = action === undefined ? {} : { actions: [action.name], notActions: null };
  const { resources, notResources } = statement;
  if (resources === null && notResources === null) return { ...statement, ...actions };
  const kept: string[] = [];
  if (action?.on !== 'inside' && speaksOfPart(statement, arn, 'itself')) kept.push(arn);
  if (surface.inside && action?.on !== 'itself' && speaksOfPart(statement, arn, 'inside')) {
    const anything = `${arn}/${SOMETHING}`;
    const all = notResources !== null || resources?.some((text) => matchGlob(compileGlob(text), anything));
    kept.push(...(all ? [`${arn}/*`] : (resources ?? []).filter((text) => overlapsInside(text, arn))));
  }
  return { ...statement, ...actions, resources: kept, notResources: null };
}

/** A name that no pattern has: what matches it matches any. */
const SOMETHING = '\u{E000}'.repeat(40);

/** A variable may stand for anything. */
const openVariables = (text: string): string => text.replaceAll(/\$\{[^}]*\}/g, '*');

const matches = (text: string, arn: string): boolean => matchGlob(compileGlob(openVariables(text)), arn);

/** Whether a pattern may match something below the resource: it goes on where the resource's ARN ends, or is open before. */
function overlapsInside(text: string, arn: string): boolean {
  const pattern = openVariables(text);
  const within = `${arn}/`;
  const wild = pattern.search(/[*?]/);
  if (wild < 0) return pattern.startsWith(within) && pattern.length > within.length;
  const fixed = pattern.slice(0, wild);
  if (fixed.startsWith(within)) return true;
  if (!within.startsWith(fixed)) return false;
  // Open before the end of the ARN: some way of filling in its wildcards has to reach the slash.
  for (let end = wild; end <= pattern.length; end++) {
    if (matchGlob(compileGlob(pattern.slice(0, end)), within)) return true;
    if (pattern[end] === '*' && matchGlob(compileGlob(pattern.slice(0, end + 1)), within)) return true;
  }
  return false;
}

const on = (place: SurfaceAction['on'], ...names: readonly string[]): readonly SurfaceAction[] =>
  names.map((name) => ({ name, on: place }));

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

/** Roles: the ways to become one. */
export const roleSurface: Surface = {
  services: ['sts'],
  inside: false,
  actions: on('itself', 'sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'),
  complete: true,
};

/** Where a resource lives. */
export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** The twelve digits of the owning account. */
  readonly account: string;
  /** A Region code, or `global` for what has none (IAM, account-wide settings). */
  readonly region: string;
}

/** Why a fact could not be read. */
export interface Unknown {
  /** `service:Operation` that was asked, in the SDK's words (`s3:GetBucketPolicy`); empty where nothing was asked. */
  readonly operation: string;
  /** AWS's error code (`AccessDenied`), or one of {@link UnknownCode}. */
  readonly code: string;
  readonly message: string;
}

/** The codes of unknowns that are ours and not AWS's. */
export const UnknownCode = {
  /** No enabled policy reads the fact, so its call was not made (`--all-facts` makes it). */
  notCollected: 'NotCollected',
  /** AWS's answer lacks a field that AWS documents as always there. */
  missingInAnswer: 'MissingInAnswer',
  /** The collection was stopped before the call. */
  interrupted: 'Interrupted',
  /** A derived fact needs a resource that the snapshot does not hold. */
  notInSnapshot: 'NotInSnapshot',
  /** A derived fact depends on a change that AWS is making and has not finished. */
  inProgress: 'InProgress',
  /** A derived fact rests on a policy document, or a statement, that means nothing certain: AWS would not have stored it. */
  notUnderstood: 'NotUnderstood',
} as const;

/** Which source said so, and when. */
export interface Provenance {
  /** `live` so far; later sources add theirs. */
  readonly source: string;
  /** RFC 3339 in UTC, to the second. */
  readonly collectedAt: string;
}

/**
 * One line of a snapshot. Every fact of the type is present (a value, or `null` for "AWS says there is none") or listed in
 * `unknown`; never both, never neither.
 */
export interface Resource extends Place, Provenance {
  /** SHA-256 of the ARN in hex: first on the line, so that GitHub's line hash identifies the resource. */
  readonly key: string;
  /** The ARN; for settings that AWS gives none (the password policy), one in the same form that the type's page documents. */
  readonly arn: string;
  /** CloudFormation's type name, or one in its form where CloudFormation has none. */
  readonly type: string;
  /** What a person calls it: the bucket's name, the volume's id. */
  readonly name: string;
  /** By path: `'recovery.pointInTime': { enabled: true }`. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** By path: `'access.policyDocument': { operation, code, message }`. */
  readonly unknown: Readonly<Record<string, Unknown>>;
}

/** What could not be listed at all: every resource of a type, in one account and region. */
export interface Gap extends Place, Unknown {
  readonly type: string;
}

/** A Region that was not scanned, and why. */
export interface SkippedRegion {
  readonly account: string;
  readonly region: string;
  /** `not-opted-in`: disabled for the account. `not-requested`: `--regions` left it out. */
  readonly reason: 'not-opted-in' | 'not-requested';
}

/** The first line of a snapshot. */
export interface SnapshotHeader {
  /** The format's name: always `datawarden-snapshot`. */
  readonly format: typeof snapshotFormat;
  /** The format's version; readers keep reading older ones. */
  readonly version: number;
  /** What wrote it: name and version of the tool. */
  readonly tool: { readonly name: string; readonly version: string };
  /** RFC 3339 in UTC, to the second: when the collection began. Ages are measured from here. */
  readonly collectedAt: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly partition: string;
    readonly regions: readonly string[];
  }[];
  readonly skippedRegions: readonly SkippedRegion[];
  readonly gaps: readonly Gap[];
  /** The resource types that were collected: there are no others in it. Absent where that is not known, in snapshots of before. */
  readonly types?: readonly string[];
  /** `true` when the collection was stopped before it was through. */
  readonly interrupted: boolean;
  /** How many resources follow: a snapshot that was cut short is noticed. */
  readonly resources: number;
}

/** The value of {@link SnapshotHeader.format}. */
export const snapshotFormat = 'datawarden-snapshot';

/** The version of the snapshot format that this build writes. */
export const snapshotVersion = 1;

/** A region's name for what belongs to no Region. */
export const globalRegion = 'global';

/** Exit codes of the command, as `docs/architecture.md` lists them. */
export const ExitCode = {
  /** Nothing at or above `--fail-on`. */
  clean: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** The command, the configuration, the input or a policy is wrong. */
  usage: 2,
  /** Something could not be decided, and `--fail-on-unknown` was asked for. */
  incomplete: 3,
  /** A bug of ours (sysexits' EX_SOFTWARE): never the same code as findings. */
  bug: 70,
  /** Stopped by a signal; what was collected is kept. */
  interrupted: 130,
} as const;

/** Where in a file a mistake is: lines and columns count from 1. */
export interface FilePosition {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** JSON pointer or dotted path inside the document, where there is one. */
  readonly path?: string;
}

/**
 * Something the user can act on. Messages start in lower case, put what the user wrote in backticks and say what to do next.
 * Anything thrown that is not a `DatawardenError` is a bug of ours and keeps its stack.
 */
export abstract class DatawardenError extends Error {
  /** Stable, upper case, for scripts: `POLICY_INVALID`. */
  abstract readonly code: string;
  readonly exitCode: number = ExitCode.usage;
  readonly position: FilePosition | undefined;

  constructor(message: string, options: { cause?: unknown; position?: FilePosition } = {}) {
    super(
      options.position === undefined ? message : `${formatPosition(options.position)}: ${message}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = new.target.name;
    this.position = options.position;
  }
}

const formatPosition = ({ file, line, column, path }: FilePosition): string =>
  [file, line, column].filter((part) => part !== undefined).join(':') + (path ? ` (${path})` : '');

/** The command line is wrong: an unknown flag, a missing argument, a value out of range. */
export class UsageError extends DatawardenError {
  readonly code = 'USAGE';
}

/** A policy file cannot be read, does not follow the schema, or does not type-check. */
export class PolicyError extends DatawardenError {
  readonly code = 'POLICY_INVALID';
}

/** A framework file cannot be read, does not follow the schema, or names a policy that does not exist. */
export class FrameworkError extends DatawardenError {
  readonly code = 'FRAMEWORK_INVALID';
}

/** A policy failed while it ran, on something that is not an unknown: the policy is broken, and no verdict of it counts. */
export class PolicyEvaluationError extends DatawardenError {
  readonly code = 'POLICY_BROKEN';
}

/** A snapshot cannot be read, or is not a snapshot that this version understands. */
export class SnapshotError extends DatawardenError {
  readonly code = 'SNAPSHOT_INVALID';
}

/** A policy document that was given cannot be read, or is none. */
export class DocumentError extends DatawardenError {
  readonly code = 'DOCUMENT_INVALID';
}

/** An output cannot be written. */
export class OutputError extends DatawardenError {
  readonly code = 'OUTPUT_UNWRITABLE';
}

/** AWS credentials are missing, wrong or expired, or the role cannot be assumed. */
export class CredentialsError extends DatawardenError {
  readonly code = 'CREDENTIALS';
}

/** The account cannot be scanned at all: no region can be reached, the endpoint does not answer. */
export class ConnectionError extends DatawardenError {
  readonly code = 'CONNECTION';
}

import { SnapshotError } from '../errors.ts';
import type { Resource, SnapshotHeader } from '../model/resource.ts';
import { quoted } from './explain.ts';

/** A resource of a snapshot, and where it stands. */
export interface Line {
  readonly resource: Resource;
  /** The file as the user named it, or the one in the directory that the user named. */
  readonly file: string;
  /** Counted from 1. In a `.gz` file, of the text inside. */
  readonly line: number;
  /** The line of a fact, where the resource spans several. */
  readonly lineOf?: (fact: string) => number;
}

/** Which resources are wanted. */
export interface Selection {
  /** Only these types: quicker, as other lines are not parsed, and for that not checked either. */
  readonly types?: ReadonlySet<string>;
}

/** Resources in the order of their ARNs. */
export interface Batches {
  /** Reads from the beginning each time. Throws `SnapshotError` at the first thing that is wrong. */
  batches(selection?: Selection): AsyncIterable<Line[]>;
}

/** A snapshot whose header has been read. */
export interface Snapshot extends Batches {
  /** As the user named it: a file or a directory. */
  readonly file: string;
  readonly header: SnapshotHeader;
}

/** The error for a resource that stands in two places. */
export const duplicate = (
  arn: string,
  at: { readonly file: string; readonly line: number },
  first: { readonly file: string; readonly line: number },
): SnapshotError =>
  new SnapshotError(`${quoted(arn)} stands at ${first.file}:${first.line} already: keep one of the two`, {
    position: { file: at.file, line: at.line },
  });

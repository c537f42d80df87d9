import type { Credentials } from './accounts.ts';
import type { AwsRequest } from './operations.ts';
import type { Tree, WireAnswer } from './protocol.ts';

// How operations are answered in the emulator's place, or its answers changed.

/** A request and who asks it. */
export interface Asked extends AwsRequest {
  readonly account: string;
}

/** What an answerer may use. */
export interface Beyond {
  /** What would have been answered without this answerer: by a layer below, or by the emulator. */
  forward(): Promise<WireAnswer>;
  /** The configuration of an SDK client that asks the emulator itself, as the account's administrator, unseen by the log. */
  direct(region?: string): { readonly endpoint: string; readonly region: string; readonly credentials: Credentials };
}

/** An answer that is sent as it is. */
export class Raw {
  readonly answer: WireAnswer;

  constructor(answer: WireAnswer) {
    this.answer = answer;
  }
}

/** Answers in the emulator's place: with a tree in the protocol's own words, or with raw bytes. It may throw `AwsError`. */
export type Answerer = (request: Asked, beyond: Beyond) => Promise<Tree | Raw> | Tree | Raw;

/** An answerer that changes the text of the answer beneath; a refusal passes unchanged. */
export const amend =
  (change: (text: string, request: Asked) => string): Answerer =>
  async (request, beyond) => {
    const answer = await beyond.forward();
    return new Raw(answer.status === 200 ? { ...answer, body: change(String(answer.body), request) } : answer);
  };

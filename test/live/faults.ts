import { createHash } from 'node:crypto';
import type { AwsRequest } from './operations.ts';

// What may go wrong with a call, decided in a way that repeats.

/** Whether an operation is meant: `ec2:DescribeVolumes`, or `ec2:*` for all of a service. */
export const concerns = (pattern: string, operation: string): boolean =>
  pattern.endsWith(':*') ? operation.startsWith(pattern.slice(0, -1)) : pattern === operation;

/**
 * Decides by chance, and the same way in every run: not by the order in which calls arrive, which concurrency changes, but by
 * what is asked and how often it has been asked before.
 */
export class Dice {
  readonly #seed: string;
  readonly #asked = new Map<string, number>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Throws the dice for one request: the numbers, from 0 to below 1, are for each `kind` of fault another. */
  roll(request: AwsRequest, account: string): (kind: string) => number {
    const what = JSON.stringify([request.operation, account, request.region, request.method, request.url]);
    const key = createHash('sha256').update(what).update(request.body).digest('hex');
    const times = this.#asked.get(key) ?? 0;
    this.#asked.set(key, times + 1);
    return (kind) =>
      createHash('sha256')
        .update(JSON.stringify([this.#seed, kind, key, times]))
        .digest()
        .readUInt32BE(0) /
      2 ** 32;
  }
}

/** A bucket of tokens, one for each account and Region, as EC2 limits its calls. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Takes a token; `false` when there is none. `now` in milliseconds. */
  take(owner: string, now: number): boolean {
    const level = this.#levels.get(owner) ?? { tokens: this.#burst, at: now };
    const tokens = Math.min(this.#burst, level.tokens + ((now - level.at) / 1000) * this.#perSecond);
    this.#levels.set(owner, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1;
  }
}

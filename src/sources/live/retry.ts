// How calls are repeated. The SDK's own strategies, standard and adaptive, stop retrying a client's calls when a budget that all of
// them share is spent: right for a service that must shed load, wrong for a scan, which then loses facts although AWS would
// have answered a moment later (test/live/faults.test.ts holds it against EC2's documented limit).

/** What the SDK says of a failed attempt. */
interface Failure {
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR';
  /** When AWS asks to come again. */
  readonly retryAfterHint?: Date;
}

/** Attempts of one call, as the SDK passes them between the methods of a strategy. */
interface Attempts {
  readonly throttled: number;
  readonly broken: number;
  getRetryCount(): number;
  /** Milliseconds that the SDK is to wait besides: the strategy waits itself, so that it can be interrupted. */
  getRetryDelay(): number;
}

/** How often a call that is throttled is repeated: with its waits, for more than a minute. */
export const mostThrottled = 12;
/** How often a call is repeated that fails otherwise: 500s, broken connections, no answer in time. */
export const mostBroken = 4;

const throttledDelay = 500;
const brokenDelay = 100;
const longestDelay = 20_000;

/** Between half and all of a wait that doubles each time, so that calls that failed together do not come back together. */
const backoff = (base: number, times: number): number =>
  Math.min(longestDelay, base * 2 ** times) * (0.5 + Math.random() / 2);

const attempts = (throttled: number, broken: number): Attempts => ({
  throttled,
  broken,
  getRetryCount: () => throttled + broken,
  getRetryDelay: () => 0,
});

/**
 * Retries for the calls of one client, in the shape of the SDK's `RetryStrategyV2`: each call has attempts of its own, and all
 * keep to the pace that AWS has been letting through.
 */
export class PatientRetry {
  readonly #signal: AbortSignal;
  readonly #pace: Pace;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#pace = new Pace(signal);
  }

  /** Waits for its turn where AWS has throttled before. */
  async acquireInitialRetryToken(): Promise<Attempts> {
    await this.#pace.turn();
    return attempts(0, 0);
  }

  /** Waits until the next attempt. @throws Error when the call is to be given up: the SDK then throws what AWS said. */
  async refreshRetryTokenForRetry({ throttled, broken }: Attempts, failure: Failure): Promise<Attempts> {
    if (failure.errorType === 'THROTTLING') {
      this.#pace.throttled();
      if (throttled >= mostThrottled) throw new Error('throttled for too long');
      await this.#wait(backoff(throttledDelay, throttled), failure.retryAfterHint);
      await this.#pace.turn();
      return attempts(throttled + 1, broken);
    }
    if (failure.errorType === 'TRANSIENT' || failure.errorType === 'SERVER_ERROR') {
      if (broken >= mostBroken) throw new Error('failed too often');
      await this.#wait(backoff(brokenDelay, broken), failure.retryAfterHint);
      await this.#pace.turn();
      return attempts(throttled, broken + 1);
    }
    throw new Error('not to be retried');
  }

  /** Told of each call that went well. */
  recordSuccess(): void {
    this.#pace.passed();
  }

  async #wait(delay: number, hint: Date | undefined): Promise<void> {
    const asked = hint === undefined ? 0 : Math.min(longestDelay, hint.getTime() - Date.now());
    await sleep(Math.max(delay, asked), this.#signal);
  }
}

/** Waits. @throws the signal's reason as soon as it is given: a wait must not outlast a collection that was stopped. */
const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

const windowMs = 1000;
const slots = 10;
/** Calls a second below which the pace never falls: what is throttled even then waits longer each time. */
const slowest = 5;
/** What each call that passes adds to the pace: at any pace, a fifth more after a second. */
const gain = 0.2;

/**
 * The pace of a client's calls: unlimited until AWS throttles, then what AWS let through in the last second, and slowly more
 * until it throttles again. AWS counts calls by account and Region: others in the account want to get theirs through as well.
 */
export class Pace {
  readonly #signal: AbortSignal;
  #perSecond = Number.POSITIVE_INFINITY;
  /** How many calls passed in each tenth of the last second, by the tenths since the process began. */
  readonly #passed = Array.from({ length: slots }, () => ({ slot: -1, calls: 0 }));
  #slowedAt = Number.NEGATIVE_INFINITY;
  #lastTurn = 0;
  readonly #waiting: { readonly go: () => void; readonly stop: (reason: unknown) => void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer);
      for (const { stop } of this.#waiting.splice(0)) stop(signal.reason);
    });
  }

  /** Calls a second; infinite while nothing was throttled. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Waits for the next place in the row. @throws the signal's reason when stopped. */
  turn(): Promise<void> {
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason);
    if (this.#perSecond === Number.POSITIVE_INFINITY) return Promise.resolve();
    return new Promise((go, stop) => {
      this.#waiting.push({ go, stop });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0) return;
    const next = this.#lastTurn + 1000 / this.#perSecond;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#lastTurn = performance.now();
        this.#waiting.shift()?.go();
        this.#schedule();
      },
      Math.max(0, next - performance.now()),
    );
  }

  /** A call went through. */
  passed(): void {
    const slot = slotAt(performance.now());
    const entry = this.#passed[slot % slots] as { slot: number; calls: number };
    if (entry.slot !== slot) Object.assign(entry, { slot, calls: 0 });
    entry.calls++;
    this.#perSecond += gain;
  }

  /** A call was throttled. Those that were throttled together slow the pace once. */
  throttled(): void {
    const now = performance.now();
    if (now - this.#slowedAt < windowMs) return;
    this.#slowedAt = now;
    const oldest = slotAt(now) - slots;
    const lately = this.#passed.reduce((sum, { slot, calls }) => (slot > oldest ? sum + calls : sum), 0);
    this.#perSecond = Math.max(slowest, lately * (1000 / windowMs));
  }
}

const slotAt = (now: number): number => Math.floor(now / (windowMs / slots));

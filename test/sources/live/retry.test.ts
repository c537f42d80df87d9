import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mostBroken, mostThrottled, Pace, PatientRetry } from '../../../src/sources/live/retry.ts';

const throttling = { errorType: 'THROTTLING' } as const;
const transient = { errorType: 'TRANSIENT' } as const;

let stop: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  stop = new AbortController();
  setMaxListeners(0, stop.signal);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Attempts of one call that fails in the same way each time. */
const attemptsUntilGivenUp = async (retry: PatientRetry, failure: typeof throttling | typeof transient) => {
  let count = 1;
  let attempts = await retry.acquireInitialRetryToken();
  for (;;) {
    try {
      attempts = await retry.refreshRetryTokenForRetry(attempts, failure);
    } catch {
      return count;
    }
    count++;
  }
};

describe('retries', () => {
  const run = async <T>(work: Promise<T>): Promise<T> => {
    const done = vi.fn();
    work.then(done, done);
    while (done.mock.calls.length === 0) await vi.advanceTimersByTimeAsync(1000);
    return work;
  };

  it('give a throttled call up after its own attempts, however many other calls were throttled', async () => {
    const retry = new PatientRetry(stop.signal);
    const counts = await run(Promise.all(Array.from({ length: 300 }, () => attemptsUntilGivenUp(retry, throttling))));
    expect(new Set(counts)).toEqual(new Set([mostThrottled + 1]));
  });

  it('give a call that fails otherwise up sooner, in a few seconds', async () => {
    const retry = new PatientRetry(stop.signal);
    const started = Date.now();
    expect(await run(attemptsUntilGivenUp(retry, transient))).toBe(mostBroken + 1);
    expect(Date.now() - started).toBeLessThanOrEqual(3000);
  });

  it('do not count the attempts that were throttled against those that failed', async () => {
    const retry = new PatientRetry(stop.signal);
    let attempts = await retry.acquireInitialRetryToken();
    for (let time = 0; time < mostBroken; time++) {
      attempts = await run(retry.refreshRetryTokenForRetry(attempts, throttling));
      attempts = await run(retry.refreshRetryTokenForRetry(attempts, transient));
    }
    expect(attempts.getRetryCount()).toBe(2 * mostBroken);
    attempts = await run(retry.refreshRetryTokenForRetry(attempts, throttling));
    await expect(retry.refreshRetryTokenForRetry(attempts, transient)).rejects.toThrow('failed too often');
  });

  it('are not made of what AWS refuses', async () => {
    const retry = new PatientRetry(stop.signal);
    const attempts = await retry.acquireInitialRetryToken();
    await expect(retry.refreshRetryTokenForRetry(attempts, { errorType: 'CLIENT_ERROR' })).rejects.toThrow();
  });

  it('wait as long as AWS asks, within bounds', async () => {
    const retry = new PatientRetry(stop.signal);
    const attempts = await retry.acquireInitialRetryToken();
    const started = Date.now();
    const hint = new Date(Date.now() + 7000);
    await run(retry.refreshRetryTokenForRetry(attempts, { ...transient, retryAfterHint: hint }));
    expect(Date.now() - started).toBeGreaterThanOrEqual(7000);
    const far = new Date(Date.now() + 3_600_000);
    await run(retry.refreshRetryTokenForRetry(attempts, { ...transient, retryAfterHint: far }));
    expect(Date.now() - started).toBeLessThanOrEqual(30_000);
  });

  it('end when the collection is stopped', async () => {
    const retry = new PatientRetry(stop.signal);
    const waiting = retry.refreshRetryTokenForRetry(await retry.acquireInitialRetryToken(), throttling);
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
});

describe('the pace', () => {
  it('is unlimited until something is throttled, however much passes', async () => {
    const pace = new Pace(stop.signal);
    for (let call = 0; call < 50_000; call++) {
      await pace.turn();
      pace.passed();
    }
    expect(pace.perSecond).toBe(Number.POSITIVE_INFINITY);
  });

  it('becomes what AWS let through in the last second, once for all that was throttled together', () => {
    const pace = new Pace(stop.signal);
    for (let call = 0; call < 30; call++) pace.passed();
    vi.advanceTimersByTime(1500);
    for (let call = 0; call < 20; call++) pace.passed();
    pace.throttled();
    expect(pace.perSecond).toBe(20);
    vi.advanceTimersByTime(500);
    pace.throttled();
    expect(pace.perSecond).toBe(20);
  });

  it('never falls below a floor, and rises with what passes', () => {
    const pace = new Pace(stop.signal);
    pace.throttled();
    expect(pace.perSecond).toBe(5);
    for (let call = 0; call < 5; call++) pace.passed();
    expect(pace.perSecond).toBeCloseTo(6);
  });

  it('lets calls through one by one, in the order in which they came', async () => {
    const pace = new Pace(stop.signal);
    pace.throttled();
    const order: number[] = [];
    for (const call of [1, 2, 3, 4, 5, 6]) void pace.turn().then(() => order.push(call));
    await vi.advanceTimersByTimeAsync(500);
    expect(order).toEqual([1, 2, 3].slice(0, order.length));
    await vi.advanceTimersByTimeAsync(1000);
    expect(order).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('turns those who wait away when the collection is stopped', async () => {
    const pace = new Pace(stop.signal);
    pace.throttled();
    const waiting = Promise.allSettled([pace.turn(), pace.turn()]);
    stop.abort();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(pace.turn()).rejects.toThrow('aborted');
  });
});

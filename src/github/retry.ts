import { setTimeout } from 'node:timers/promises';
import { CancelledError } from '../model/errors.ts';
import { type Failure, readFailure } from './failure.ts';

/** How long a failing call is tried. */
export interface Patience {
  /** Calls in all, the first included. */
  readonly attempts: number;
  /** The first pause after a passing fault, in milliseconds; each further one is twice as long. */
  readonly pause: number;
  /** Pauses in all, in milliseconds; where GitHub asks for more than is left, it is given up at once. */
  readonly budget: number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** Four calls over at most a minute and a half of waiting, which `signal` ends. */
export function patience(signal?: AbortSignal): Patience {
  const options = signal === undefined ? {} : { signal };
  return {
    attempts: 4,
    pause: 1_000,
    budget: 90_000,
    sleep: (milliseconds) => setTimeout(milliseconds, undefined, options),
  };
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/**
 * Does `work` until it comes through, fails for good, or patience ends. `work` is done again from its start, so it must
 * look before it writes: a connection that broke may have broken after the write.
 * @throws CancelledError when cancelled, and what is no failure of the API.
 */
export async function persevere<T>(
  work: () => Promise<T>,
  { attempts, pause, budget, sleep }: Patience,
): Promise<Outcome<T>> {
  let left = budget;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await once(work);
      if (outcome.ok || attempt >= attempts) return outcome;
      const wait = pauseAfter(outcome.failure, pause * 2 ** (attempt - 1));
      if (wait === undefined || wait > left) return outcome;
      left -= wait;
      await sleep(wait);
    }
  } catch (error) {
    // Of all signals only the run's own aborts; a timeout has another name.
    const aborted = error instanceof Error && error.name === 'AbortError';
    throw aborted ? new CancelledError('cancelled', { cause: error }) : error;
  }
}

async function once<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const failure = readFailure(error, Date.now());
    if (failure === undefined) throw error;
    return { ok: false, failure };
  }
}

/** Milliseconds to wait before another try; undefined where another try would fail alike. */
function pauseAfter(failure: Failure, backoff: number): number | undefined {
  switch (failure.kind) {
    case 'network':
      return backoff;
    case 'rate-limit':
      // Never sooner than after a fault: "retry-after: 0" must not become a tight loop.
      return Math.max(failure.waitSeconds * 1000, backoff);
    case 'http':
      return failure.status >= 500 || failure.status === 408 ? backoff : undefined;
    case 'graphql':
      return undefined;
  }
}

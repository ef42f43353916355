/** Tells how much of a run was spent waiting for child processes: the union of their life times, in milliseconds. */
export interface Meter {
  /** Marks a child as started; call what it gives when the child has ended. */
  start(): () => void;
  /** Milliseconds in which at least one child was alive. */
  busy(): number;
}

/** A meter on the given clock (milliseconds, monotonic). */
export function createMeter(now: () => number): Meter {
  let alive = 0;
  let since = 0;
  let total = 0;
  return {
    start() {
      if (alive === 0) since = now();
      alive += 1;
      return () => {
        alive -= 1;
        if (alive === 0) total += now() - since;
      };
    },
    busy: () => total + (alive > 0 ? now() - since : 0),
  };
}

/** A named part of a run and its wall time. Parts may lie inside of others. */
export interface Span {
  readonly name: string;
  readonly seconds: number;
}

export interface Spans {
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** All parts so far, the whole, and of the whole what no child process was alive in. */
  all(busyMilliseconds: number): readonly Span[];
}

/** @param now monotonic milliseconds. */
export function spans(now: () => number): Spans {
  const started = now();
  const done: Span[] = [];
  return {
    async time(name, work) {
      const from = now();
      try {
        return await work();
      } finally {
        done.push({ name, seconds: (now() - from) / 1000 });
      }
    },
    all(busy) {
      const whole = now() - started;
      return [...done, { name: 'total', seconds: whole / 1000 }, { name: 'own', seconds: (whole - busy) / 1000 }];
    },
  };
}

import type { Answer } from './handlers.ts';

/** An answer instead of the true one, the connection cut, or nothing at all. */
export type Lost = Answer | 'reset' | 'hang';

/** What goes wrong, for the next `times` requests of the operation that are in order themselves. */
export interface Fault {
  /** Operation id, or `graphql`. */
  readonly operation: string;
  /** 1, unless said otherwise. */
  readonly times?: number;
  readonly answer: Lost;
  /** The request has its effect before the answer is lost. */
  readonly afterEffect?: boolean;
}

/** Faults that wait for their requests, oldest first. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  take(operation: string): Fault | undefined {
    const found = this.#waiting.find(({ fault, left }) => fault.operation === operation && left > 0);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }
}

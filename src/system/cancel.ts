/** Turns the signals that end a run (Ctrl-C, a cancelled job) into an abort, so that children and folders are cleaned up first. */
export interface Cancellation extends Disposable {
  readonly signal: AbortSignal;
  /** The signal that came, if one did. */
  received(): NodeJS.Signals | undefined;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Listens until disposed. A second signal of the same kind ends the process at once, as without us. */
export function cancelOnSignals(): Cancellation {
  const controller = new AbortController();
  let came: NodeJS.Signals | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    came ??= name;
    controller.abort();
    process.removeListener(name, onSignal);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    received: () => came,
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.removeListener(name, onSignal);
    },
  };
}

import { join } from 'node:path';
import type { ExecutableFormat } from '../../gobinary/format.ts';
import { Thread } from '../../system/thread.ts';
import { type FileRange, OpenRange } from '../file-range.ts';
import { type ExecutableFacts, executableFacts } from './facts.ts';
import type { ExecutableQuestion } from './thread.ts';

/** Set by the bundler, which makes a file of its own of the thread. */
declare const EXECUTABLES_THREAD: string | undefined;

/** Takes executables apart that lie on disk: at once, or in a thread of its own while layers are read on. */
export class ExecutableReader implements AsyncDisposable {
  readonly #thread: Thread<ExecutableQuestion, ExecutableFacts> | null;

  constructor(inThread: boolean) {
    this.#thread = inThread ? new Thread(threadFile()) : null;
  }

  async read(place: FileRange, format: ExecutableFormat): Promise<ExecutableFacts> {
    if (this.#thread !== null) return this.#thread.ask({ place, format });
    using file = new OpenRange(place);
    return executableFacts(file, format);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.[Symbol.asyncDispose]();
  }
}

function threadFile(): string {
  return join(import.meta.dirname, typeof EXECUTABLES_THREAD === 'string' ? EXECUTABLES_THREAD : 'thread.ts');
}

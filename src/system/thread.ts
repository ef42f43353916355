import { parentPort, Worker } from 'node:worker_threads';

interface Asked<Question> {
  readonly id: number;
  readonly question: Question;
}

type Answered<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly error: Error };

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that answers questions, one after the other, until the end of the scope: `await using`. Both are copied
 * between the threads (the structured clone algorithm). It does not keep the process alive.
 */
export class Thread<Question, Answer> implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #asked = 0;
  #failure: Error | null = null;

  /** @param file the program of the thread, which calls `answerQuestions` */
  constructor(file: string) {
    // What it is told, it is asked: nothing of the environment is its business.
    this.#worker = new Worker(file, { env: {}, stdin: false });
    this.#worker.unref();
    this.#worker.on('message', (message: Answered<Answer>) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (this.#waiting.size === 0) this.#worker.unref();
      if ('error' in message) waiting?.reject(message.error);
      else waiting?.resolve(message.answer);
    });
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a thread ended before it had answered')));
  }

  /** @throws what answering threw, or the reason why the thread is gone */
  ask(question: Question): Promise<Answer> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = this.#asked;
    this.#asked += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // While it is waited for, the process stays.
      this.#worker.ref();
      this.#worker.postMessage({ id, question } satisfies Asked<Question>);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The other side: what the program of a thread does. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Answer): void {
  parentPort?.on('message', ({ id, question }: Asked<Question>) => {
    let answered: Answered<Answer>;
    try {
      answered = { id, answer: answer(question) };
    } catch (error) {
      answered = { id, error: error instanceof Error ? error : new Error(String(error)) };
    }
    parentPort?.postMessage(answered);
  });
}

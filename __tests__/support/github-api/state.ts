/** A pull request as a test sets it up. */
export interface PullState {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly baseRef?: string;
  readonly locked?: boolean;
}

export interface CommentState {
  readonly id: number;
  readonly pull: number;
  /** Login; null: the account is gone. */
  readonly author: string | null;
  body: string;
  createdAt: string;
  updatedAt: string;
}

/** What the fake GitHub knows. Time goes on by a second with each write, so that answers are the same in every run. */
export class State {
  readonly repository: string;
  readonly pulls: Map<number, PullState>;
  readonly #comments: CommentState[] = [];
  #nextId = 1001;
  #clock = Date.UTC(2026, 0, 1);

  constructor(repository: string, pulls: readonly PullState[]) {
    this.repository = repository;
    this.pulls = new Map(pulls.map((pull) => [pull.number, pull]));
  }

  /** Oldest first, as GitHub lists them. */
  comments(pull: number): CommentState[] {
    return this.#comments.filter((comment) => comment.pull === pull);
  }

  comment(id: number): CommentState | undefined {
    return this.#comments.find((comment) => comment.id === id);
  }

  addComment(pull: number, author: string | null, body: string): CommentState {
    const now = this.#tick();
    const comment: CommentState = { id: this.#nextId, pull, author, body, createdAt: now, updatedAt: now };
    this.#nextId += 1;
    this.#comments.push(comment);
    return comment;
  }

  editComment(comment: CommentState, body: string): void {
    comment.body = body;
    comment.updatedAt = this.#tick();
  }

  removeComment(comment: CommentState): void {
    this.#comments.splice(this.#comments.indexOf(comment), 1);
  }

  #tick(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString().replace('.000Z', 'Z');
  }
}

import { execFileSync } from 'node:child_process';

/** Answers about commits out of a real repository. */
export class GitFacts {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The commit that a branch or SHA names; undefined where there is none. */
  resolve(name: string): string | undefined {
    for (const candidate of [`refs/heads/${name}`, name]) {
      const sha = this.#git('rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`);
      if (sha !== undefined) return sha;
    }
    return undefined;
  }

  mergeBase(a: string, b: string): string | undefined {
    return this.#git('merge-base', a, b);
  }

  /** Commits of `to` that are not in `from`, oldest first. */
  between(from: string, to: string): string[] {
    return lines(this.#git('rev-list', '--reverse', `${from}..${to}`));
  }

  describe(sha: string): { readonly message: string; readonly tree: string; readonly parents: readonly string[] } {
    const [tree = '', parents = '', ...message] = lines(this.#git('log', '-1', '--format=%T%n%P%n%B', sha));
    return { tree, parents: parents.split(' ').filter((parent) => parent !== ''), message: message.join('\n') };
  }

  #git(...args: readonly string[]): string | undefined {
    try {
      return execFileSync('git', ['-C', this.#folder, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trimEnd();
    } catch {
      return undefined;
    }
  }
}

function lines(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split('\n');
}

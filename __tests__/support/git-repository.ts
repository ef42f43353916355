import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGit, type Git } from '../../src/build/git.ts';

/** A real git repository, driven by the git command itself; nothing of this machine's configuration reaches it. */
export interface Repository {
  readonly path: string;
  git(...args: readonly string[]): string;
  write(name: string, content: string, mode?: number): void;
  /** Writes the files, adds all and commits; gives the commit's id. */
  commit(message: string, files?: Readonly<Record<string, string>>): string;
}

const ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  GIT_ALLOW_PROTOCOL: 'file',
};

export function repositoryAt(path: string): Repository {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: path, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
  const write = (name: string, content: string, mode = 0o644): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content, { mode });
  };
  return {
    path,
    git,
    write,
    commit(message, files = {}) {
      for (const [name, content] of Object.entries(files)) write(name, content);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
  };
}

export function initRepository(path: string, ...options: readonly string[]): Repository {
  mkdirSync(path, { recursive: true });
  const repository = repositoryAt(path);
  repository.git('init', '--quiet', '--initial-branch=main', ...options);
  return repository;
}

export function cloneRepository(from: string, path: string, ...options: readonly string[]): Repository {
  execFileSync('git', ['clone', '--quiet', ...options, `file://${from}`, path], { env: ENV, stdio: 'pipe' });
  return repositoryAt(path);
}

/** Our own git, as an entry would make it. */
export function ourGit(auth?: { server: string; token: string }): Git {
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };
  return createGit({ env, signal: new AbortController().signal }, auth);
}

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Files by their paths in the repository. */
type Tree = Readonly<Record<string, string | Uint8Array | TreeFile>>;

interface TreeFile {
  readonly content: string | Uint8Array;
  readonly executable: boolean;
}

export interface PullRequestRepoOptions {
  /** Tip of main. */
  readonly base: Tree;
  /** Tip of the pull request. */
  readonly head: Tree;
  /** What the merge holds; the head's files, unless said otherwise. */
  readonly merge?: Tree;
  /** Where the head branched off; the base's files, unless said otherwise. */
  readonly ancestor?: Tree;
  readonly number?: number;
}

export interface PullRequestRepo extends AsyncDisposable {
  /** Work tree with the merge commit checked out and the whole history. */
  readonly dir: string;
  readonly number: number;
  readonly ancestor: string;
  readonly base: string;
  readonly head: string;
  readonly merge: string;
  /** A clone as actions/checkout makes it: the merge commit alone; the rest can be fetched from origin. */
  shallowClone(): Promise<string>;
}

/**
 * A temporary repository with the commits of a pull request:
 *
 *     ancestor ── base (main) ── merge (refs/pull/N/merge)
 *            └─── head (feature) ──┘
 */
export async function makePullRequestRepo(options: PullRequestRepoOptions): Promise<PullRequestRepo> {
  const root = await mkdtemp(join(tmpdir(), 'plimsoll-pull-request-'));
  const dir = join(root, 'full');
  await mkdir(dir);
  const number = options.number ?? 7;
  const reference = `refs/pull/${number}/merge`;

  git(dir, 'init', '--quiet', '--initial-branch=main');
  // As GitHub serves: any commit by its SHA.
  git(dir, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const ancestor = await commit(dir, 'ancestor', options.ancestor ?? options.base, []);
  const base = await commit(dir, 'base', options.base, [ancestor]);
  const head = await commit(dir, 'head', options.head, [ancestor]);
  const merge = await commit(dir, `Merge ${head} into ${base}`, options.merge ?? options.head, [base, head]);
  git(dir, 'update-ref', 'refs/heads/main', base);
  git(dir, 'update-ref', 'refs/heads/feature', head);
  git(dir, 'update-ref', reference, merge);
  git(dir, 'checkout', '--quiet', '--force', '--detach', merge);

  return {
    dir,
    number,
    ancestor,
    base,
    head,
    merge,
    async shallowClone() {
      const clone = await mkdtemp(join(root, 'shallow-'));
      git(clone, 'init', '--quiet', '--initial-branch=main');
      git(clone, 'remote', 'add', 'origin', pathToFileURL(dir).href);
      git(
        clone,
        'fetch',
        '--quiet',
        '--no-tags',
        '--depth=1',
        'origin',
        `+${reference}:refs/remotes/pull/${number}/merge`,
      );
      git(clone, 'checkout', '--quiet', '--force', '--detach', merge);
      return clone;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The files of a folder as a tree, to be changed and committed. */
export async function readTree(folder: string): Promise<Record<string, TreeFile>> {
  const tree: Record<string, TreeFile> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    tree[path.slice(folder.length + 1)] = { content: await readFile(path), executable: (mode & 0o100) !== 0 };
  }
  return tree;
}

async function commit(dir: string, message: string, tree: Tree, parents: readonly string[]): Promise<string> {
  for (const name of await readdir(dir)) {
    if (name !== '.git') await rm(join(dir, name), { recursive: true });
  }
  for (const [path, file] of Object.entries(tree)) {
    const { content, executable } = isTreeFile(file) ? file : { content: file, executable: false };
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content, { mode: executable ? 0o755 : 0o644 });
  }
  // --force: what a .gitignore of the tree names is wanted too.
  git(dir, 'add', '--all', '--force', '.');
  const written = git(dir, 'write-tree');
  return git(dir, 'commit-tree', written, ...parents.flatMap((parent) => ['-p', parent]), '-m', message);
}

function isTreeFile(file: Tree[string]): file is TreeFile {
  return typeof file === 'object' && 'executable' in file;
}

/** Deaf to the machine's own git configuration; names and dates are fixed, so that SHAs are the same everywhere. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

function git(dir: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: dir, ...ENVIRONMENT };
  return execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8', env }).trimEnd();
}

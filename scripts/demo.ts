/**
 * The README's demo: makes a small repository with a base and a head that grew, sets up a builder if there is none, and
 * runs the real command line on it. Leaves the comment, the report and what the terminal saw in demo-out/.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'demo-out');
const step = (text: string): void => console.error(`\n▸ ${text}`);

/** Runs a program with its output shown; a code that was not expected ends the demo. */
function run(command: string, args: readonly string[], cwd: string, env = process.env, expected = [0]): number {
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (error !== undefined || status === null || !expected.includes(status)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status ?? error?.message}`);
  }
  return status;
}

/** The machine's own Docker where it answers, else the lab. */
function builder(): NodeJS.ProcessEnv {
  const docker = spawnSync('docker', ['buildx', 'inspect', '--bootstrap'], { encoding: 'utf8' });
  const answers = docker.status === 0 && spawnSync('docker', ['info']).status === 0;
  if (answers && process.env.PLIMSOLL_LAB === undefined) {
    step("using this machine's Docker");
    return process.env;
  }
  step('no Docker engine is used here: starting the lab (the first time takes some minutes)');
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    console.error('demo: start Docker, or run on Debian as root, where the lab can be set up');
    process.exit(3);
  }
  const lab = spawnSync(join(root, 'lab/up'), ['remote'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (lab.status !== 0) process.exit(3);
  const facts = JSON.parse(readFileSync(lab.stdout.trim().split('\n').at(-1) ?? '', 'utf8'));
  return {
    ...process.env,
    PATH: `${facts.bin}:${process.env.PATH}`,
    DOCKER_CONFIG: facts.dockerConfig,
    BUILDX_BUILDER: facts.builders.remote,
  };
}

/** A repository whose base is the good Dockerfile, and whose head lost the linker flags and gained a folder. */
function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-demo-'));
  cpSync(join(root, 'examples/web'), folder, { recursive: true });
  const git = (...args: string[]): void =>
    void run(
      'git',
      ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost', '-c', 'commit.gpgsign=false', ...args],
      folder,
    );
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=the good Dockerfile');
  git('checkout', '--quiet', '-b', 'grow');
  const dockerfile = join(folder, 'Dockerfile');
  const text = readFileSync(dockerfile, 'utf8');
  const grown = text
    .replace(' -trimpath -ldflags="-s -w"', '')
    .replace('COPY --from=build /out/web /web\n', 'COPY --from=build /out/web /web\nCOPY assets /assets\n');
  if (grown === text) throw new Error('the example Dockerfile no longer has the lines that the demo changes');
  writeFileSync(dockerfile, grown);
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets/manual.txt'), 'A page of the manual.\n'.repeat(20_000));
  git('add', '--all');
  git('commit', '--quiet', '--message=a manual, and a build without the linker flags');
  return folder;
}

const env = builder();
step('making a repository with a base (main) and a head that grew');
const folder = repository();
try {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  step('plimsoll weigh . --goarch amd64,arm64 --against main --max-size 12MB --max-growth 5%');
  const args = [
    'weigh',
    '.',
    '--goarch',
    'amd64,arm64',
    '--against',
    'main',
    '--max-size',
    '12MB',
    '--max-growth',
    '5%',
  ];
  const files = ['--json', join(out, 'report.json'), '--markdown', join(out, 'comment.md')];
  // The head is over its load line: that is what the demo shows, so exit code 1 is the right one.
  run(process.execPath, [join(root, 'dist/cli.cjs'), ...args, ...files], folder, env, [1]);
  step('the comment that a pull request would get');
  console.log(readFileSync(join(out, 'comment.md'), 'utf8'));
  step('left in demo-out/: comment.md (the comment), report.json (all of it)');
} finally {
  rmSync(folder, { recursive: true });
}

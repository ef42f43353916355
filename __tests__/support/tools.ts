import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labEnvironment } from './lab.ts';

/** Runs a program to its end and gives what it printed; anything but exit code 0 throws with its output. */
export function tool(command: string, args: readonly string[], cwd = '/', env = labEnvironment()): string {
  return execFileSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A folder that goes with the scope. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export function git(folder: string, ...args: readonly string[]): string {
  const config = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  return tool('git', [...config, ...args], folder).trim();
}

/** The example service in a repository of its own, with a history and build output, as it lies on a developer's disk. */
export function exampleRepository(folder: string, options: { readonly weight: boolean }): void {
  cpSync(new URL('../../examples/web', import.meta.url).pathname, folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=first');
  if (!options.weight) return;
  for (const step of [1, 2]) {
    // Random bytes do not compress away in .git.
    writeFileSync(join(folder, 'recording.bin'), randomBytes(600_000));
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', `--message=recording ${step}`);
  }
  git(folder, 'rm', '--quiet', 'recording.bin');
  git(folder, 'commit', '--quiet', '--message=recording removed');
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/web'), randomBytes(1_500_000));
}

/** Sizes of the regular files of every layer of a layout with one image, as `tar` lists them. */
export function tarListing(layout: string): { readonly unpacked: number; readonly download: number } {
  const json = (digest: string) => JSON.parse(readFileSync(blob(layout, digest), 'utf8'));
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  const [descriptor] = index.manifests;
  const manifest = json(descriptor.digest);
  const layers: { digest: string; size: number }[] = manifest.layers;
  const unpacked = layers.reduce((sum, layer) => sum + regularBytes(blob(layout, layer.digest)), 0);
  const distinct = new Map(layers.map((layer) => [layer.digest, layer.size]));
  const download = [...distinct.values()].reduce((sum, size) => sum + size, 0) + manifest.config.size + descriptor.size;
  return { unpacked, download };
}

/** Sizes of the regular files of an archive, packed or not, as `tar` lists them. */
export function regularBytes(archive: string): number {
  return tool('tar', ['-tvf', archive])
    .split('\n')
    .filter((line) => line.startsWith('-'))
    .reduce((sum, line) => sum + Number(line.split(/\s+/)[2]), 0);
}

function blob(layout: string, digest: string): string {
  return join(layout, 'blobs', ...digest.split(':'));
}

/** Bytes of the regular files of a folder, a file with several names once. */
export function folderBytes(folder: string): number {
  const seen = new Map<number, number>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const stats = lstatSync(join(entry.parentPath, entry.name));
    seen.set(stats.ino, stats.size);
  }
  return [...seen.values()].reduce((sum, size) => sum + size, 0);
}

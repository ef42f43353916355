import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What `go list -json` says of a package, as far as it is compared. */
export interface ListedPackage {
  readonly ImportPath: string;
  readonly Dir: string;
  readonly Name: string;
  readonly Standard?: boolean;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly Imports?: readonly string[];
  readonly EmbedPatterns?: readonly string[];
  readonly EmbedFiles?: readonly string[];
  readonly Error?: { readonly Err: string };
}

const FIELDS = 'ImportPath,Dir,Name,Standard,GoFiles,CgoFiles,Imports,EmbedPatterns,EmbedFiles,Error';

/** Runs go without network and without what the machine's own environment sets. */
export function go(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const clean = { GOFLAGS: '', GOWORK: '', GOPROXY: 'off', GOSUMDB: 'off', GOTOOLCHAIN: 'local', GO111MODULE: '' };
  const env = { ...process.env, ...clean, GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '1', ...environment };
  return execFileSync('go', [...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

export function goList(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): readonly ListedPackage[] {
  const text = go(cwd, ['list', '-e', `-json=${FIELDS}`, ...args], environment).trim();
  return text === '' ? [] : JSON.parse(`[${text.replaceAll(/^\}\n\{/gm, '},\n{')}]`);
}

/** Writes files into a folder that goes away with the test. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-gosource-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, type Result, timed } from './measure.ts';

/** `buildkitd` with its symbols, as `go tool nm` needs them; built in a module of its own, as the lab does. */
function buildBuildkitd(folder: string, version: string): string {
  const module = join(folder, 'buildkitd-module');
  mkdirSync(module);
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOOS: 'linux', GOARCH: 'amd64', GOFLAGS: '' };
  const go = (...args: string[]): void => {
    execFileSync('go', args, { cwd: module, env, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const path = join(folder, 'buildkitd');
  go('mod', 'init', 'bench');
  go('get', '-tool', `github.com/moby/buildkit/cmd/buildkitd@${version}`);
  go('build', '-trimpath', '-o', path, 'github.com/moby/buildkit/cmd/buildkitd');
  return path;
}

/** Ours from opening the file to the result, in a fresh process; the peer's as a whole. */
export function attribution(folder: string, buildkit: string): { readonly result: Result; readonly bytes: number } {
  const path = buildBuildkitd(folder, buildkit);
  const { ours, peer } = interleaved(
    5,
    () => Number(timed(process.execPath, [join(import.meta.dirname, 'read-binary.ts'), path]).stdout),
    () => timed('go', ['tool', 'nm', '-size', path]).milliseconds,
  );
  return {
    result: {
      what: 'taking `buildkitd` apart, down to packages and modules',
      peer: '`go tool nm -size`',
      ratio: ours / peer,
      target: 2,
      unit: '×',
    },
    bytes: statSync(path).size,
  };
}

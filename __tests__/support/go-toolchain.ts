import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A whole Go of another version, from the module that `go` itself takes toolchains from. */
export interface Toolchain {
  readonly version: string;
  /** Runs its `go` in a folder. */
  readonly go: (args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv) => string;
}

/** Downloads it into the module cache, where it stays. @throws with what `go mod download` said */
export function goToolchain(version: string): Toolchain {
  const module = `golang.org/toolchain@v0.0.1-${version}.linux-amd64`;
  const told = execFileSync('go', ['mod', 'download', '-json', module], { cwd: tmpdir(), encoding: 'utf8' });
  const { Dir: root } = JSON.parse(told) as { Dir: string };
  // Files of a module are not executable: `go` makes these so before it runs them, too.
  for (const folder of ['bin', 'pkg/tool/linux_amd64']) {
    for (const name of readdirSync(join(root, folder))) chmodSync(join(root, folder, name), 0o755);
  }
  const own = {
    GOROOT: root,
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=mod',
    GOWORK: 'off',
    CGO_ENABLED: '0',
    GOPROXY: 'off',
  };
  return {
    version,
    go: (args, cwd, env = {}) =>
      execFileSync(join(root, 'bin/go'), args, {
        cwd,
        env: { ...process.env, ...own, ...env },
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
  };
}

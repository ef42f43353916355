import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NO_NETWORK = { GOPROXY: 'off', GOFLAGS: '-mod=mod', GOWORK: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };

/** A Go module of two packages in a folder: a program, and a dependency that is replaced by a folder beside it. */
export function writeGoModule(folder: string): void {
  mkdirSync(join(folder, 'dep'), { recursive: true });
  const files = {
    'go.mod':
      'module example.com/app\n\ngo 1.21\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep => ./dep\n',
    'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() { println(dep.Word) }\n',
    'dep/go.mod': 'module example.com/dep\n\ngo 1.21\n',
    'dep/dep.go': 'package dep\n\nvar Word = "hello"\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** Compiles it for `goos/goarch`, without any network. */
export function goBuild(folder: string, output: string, platform: string, ...flags: string[]): string {
  const [GOOS = '', GOARCH = ''] = platform.split('/');
  execFileSync('go', ['build', '-o', output, ...flags, '.'], {
    cwd: folder,
    env: { ...process.env, ...NO_NETWORK, GOOS, GOARCH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return output;
}

/** Output of a `go` command for the machine itself. */
export function goOutput(args: readonly string[], cwd: string): string {
  return execFileSync('go', args, { cwd, env: { ...process.env, ...NO_NETWORK }, encoding: 'utf8' });
}

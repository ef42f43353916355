import { posix } from 'node:path';
import { UNKNOWN } from '../dockerfile/shell.ts';
import type { GoFlags } from './go-flags.ts';
import { MAX_PATH } from './max-path.ts';

/** Where a `go build` or `go install` starts, and the variables that say where it puts what it makes. */
export interface OutputPlace {
  /** Undefined where it is unknown. */
  readonly folder: string | undefined;
  /** GOBIN and GOPATH: empty where they are not set, undefined where that is unknown. */
  readonly bin: string | undefined;
  readonly path: string | undefined;
}

/** Absolute paths of the binaries, with `UNKNOWN` for what cannot be known; none where none is kept. */
export function outputsOf(verb: 'build' | 'install', flags: GoFlags, place: OutputPlace): readonly string[] {
  const { packages, values } = flags;
  if (packages.some((name) => name === 'std' || name === 'cmd')) return [];
  const { folder, bin, path } = place;
  if (verb === 'install') {
    const target =
      bin === undefined || path === undefined ? UNKNOWN : bin === '' ? `${path === '' ? '/go' : path}/bin` : bin;
    return (packages.length === 0 ? ['.'] : packages).map((name) => `${target}/${programName(name) ?? UNKNOWN}`);
  }
  const given = values.get('o');
  if (given === '/dev/null') return [];
  if (given?.startsWith('/') === true || given?.startsWith(UNKNOWN) === true) return [given];
  // Several packages without -o: go compiles them and throws the result away.
  const several = packages.length > 1 || packages.some((name) => name.includes('...'));
  if (given === undefined && several) return [];
  const name = given ?? (packages.length === 0 ? undefined : programName(packages[0] ?? '')) ?? UNKNOWN;
  if (folder === undefined) return [UNKNOWN];
  // A folder stays one: `-o bin/` puts the binary there under the package's own name.
  return [posix.join(folder, name)];
}

/** What go calls the binary of a package; undefined where the name stands in go.mod, which is not read here. */
export function programName(path: string): string | undefined {
  const parts = (path.split('@', 1)[0] ?? '').split('/');
  const last = parts.at(-1) ?? '';
  // The last element of a path may be the major version: `example.org/tool/v2` is `tool`.
  const name = /^v[0-9]+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? '') : last;
  if (name === '' || name === '.' || name === '..' || name.includes('...') || name.includes(UNKNOWN)) return undefined;
  return name.endsWith('.go') ? name.slice(0, -3) : name;
}

export function resolveFolder(folder: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined || path.includes(UNKNOWN)) return undefined;
  if (path.startsWith('/')) return posix.normalize(path);
  // With every `cd` in a row it would grow.
  return folder === undefined || folder.length > MAX_PATH ? undefined : posix.join(folder, path);
}

import type { GoToolchain } from './images/facts.ts';

/** A version of Go as a go line has it: `1.26`, `1.26rc1`, `1.26.1` (https://go.dev/ref/mod#go-mod-file-go). */
export interface GoVersion {
  readonly text: string;
  readonly minor: number;
  readonly patch: number | undefined;
  /** `rc1`, `beta1`. */
  readonly pre: string | undefined;
}

export function parseGoVersion(text: string): GoVersion | undefined {
  const match = /^1\.(\d+)(?:\.(\d+)|([a-z]+\d+))?$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const [, minor, patch, pre] = match;
  return { text, minor: Number(minor), patch: patch === undefined ? undefined : Number(patch), pre };
}

/**
 * Is the toolchain of an image certainly older than a go line asks for? A tag without a patch may be any of its series, one
 * without a minor version any at all. `1.27rc1` is enough for `1.27` but not for `1.27.0` (https://go.dev/doc/toolchain#version).
 */
export function isBehind({ version, major, minor, patch }: GoToolchain, wanted: GoVersion): boolean {
  if (version === undefined || major !== 1 || minor === undefined) return false;
  if (minor !== wanted.minor) return minor < wanted.minor;
  if (wanted.patch === undefined) return false;
  const own = parseGoVersion(version);
  if (own?.pre !== undefined) return true;
  return patch !== undefined && patch < wanted.patch;
}

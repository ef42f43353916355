import { formatPlatform, type Platform } from '../model/platform.ts';
import type { GoBuild } from './go-build.ts';
import type { Pin } from './pinned.ts';

/** Why what a build makes does not fit a platform that it is shipped to. */
export type Misfit =
  /** GOARCH is not set, and the stage runs on the machine that builds, or on a platform that is written down. */
  | { readonly kind: 'native'; readonly platform: Platform; readonly runsOn: string | undefined }
  /** GOARCH has one value for all. */
  | { readonly kind: 'fixed'; readonly platform: Platform; readonly goarch: string }
  /** The processor has fewer instructions than GOARM, or Go's own choice where it is not set, takes for granted. */
  | { readonly kind: 'arm'; readonly platform: Platform; readonly goarm: string | undefined };

/** What Go takes where GOARM is not set and it compiles for another machine (`go help environment`; go/build). */
const DEFAULT_GOARM = 7;

/** The first of the platforms that a build does not fit; undefined where it fits all, or that cannot be known. */
export function misfitOf(build: GoBuild, platforms: readonly Platform[], pin: Pin): Misfit | undefined {
  if (pin.kind === 'unknown') return undefined;
  const several = new Set(platforms.map(({ architecture }) => architecture)).size > 1;
  let found: Misfit | undefined;
  for (const platform of platforms) {
    const on = build.on(platform);
    const goos = on.environment('GOOS');
    const goarch = on.environment('GOARCH');
    if (goos.state === 'unknown' || goarch.state === 'unknown') return undefined;
    // A program for another system is not what the image runs.
    if (goos.state === 'set' && goos.value !== '' && goos.value !== platform.os) return undefined;
    const value = goarch.state === 'set' ? goarch.value : '';
    found ??= value === '' ? nativeMisfit(platform, pin, several) : fixedMisfit(on, platform, pin, value);
  }
  return found;
}

function nativeMisfit(platform: Platform, pin: Pin, several: boolean): Misfit | undefined {
  if (pin.kind === 'build') return several ? { kind: 'native', platform, runsOn: undefined } : undefined;
  if (pin.kind !== 'literal' || pin.platform.split('/')[1] === platform.architecture) return undefined;
  return { kind: 'native', platform, runsOn: pin.platform };
}

function fixedMisfit(build: GoBuild, platform: Platform, pin: Pin, goarch: string): Misfit | undefined {
  if (goarch !== platform.architecture) return { kind: 'fixed', platform, goarch };
  const wanted = /^v([56])$/.exec(platform.variant ?? '')?.[1];
  if (goarch !== 'arm' || wanted === undefined) return undefined;
  const goarm = build.environment('GOARM');
  if (goarm.state === 'unknown') return undefined;
  const given = goarm.state === 'set' && goarm.value !== '' ? goarm.value : undefined;
  // Where the stage runs on the target, Go looks at the processor.
  if (given === undefined && pin.kind === 'target') return undefined;
  const level = given === undefined ? DEFAULT_GOARM : Number.parseInt(given, 10);
  return level > Number(wanted) ? { kind: 'arm', platform, goarm: given } : undefined;
}

/** The first words of a message: what is wrong. */
export function misfitText(misfit: Misfit): string {
  const image = `the image for ${formatPlatform(misfit.platform)}`;
  switch (misfit.kind) {
    case 'native':
      return misfit.runsOn === undefined
        ? 'this makes a program for the machine that builds, whatever platform the image is for'
        : `this makes a program for ${misfit.runsOn}, where the stage is pinned, and ${image} gets it too`;
    case 'fixed':
      return `this makes a program for ${misfit.goarch}, and ${image} gets it too`;
    case 'arm':
      return `this makes a program for ARMv${misfit.goarm ?? DEFAULT_GOARM}, as GOARM is ${misfit.goarm ?? 'not set for it'}, and ${image} gets it too`;
  }
}

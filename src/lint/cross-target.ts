import { formatPlatform, type Platform } from '../model/platform.ts';
import { goTargetOf, runsOn } from './cgo-state.ts';
import type { GoBuild } from './go-build.ts';
import { pinOf } from './pinned.ts';
import type { RuleContext } from './rule.ts';

/** A platform of the image, and what is compiled for it: never for the machine that builds. */
export interface CrossTarget {
  readonly platform: Platform;
  /** GOOS and GOARCH. */
  readonly os: string;
  readonly arch: string;
}

/** The first of the planned platforms for which a build certainly compiles for another machine than it runs on. */
export function crossTargetOf(context: RuleContext, build: GoBuild): CrossTarget | undefined {
  const pin = pinOf(context, build.run.stage);
  const place = { pin, image: context.imageState(build.run.stage) };
  // What runs on the target is judged only for platforms that somebody asked for.
  const platforms = pin.kind === 'target' ? context.platforms : context.plannedPlatforms();
  const seen = new Map<string, CrossTarget>();
  for (const platform of platforms) {
    const target = goTargetOf(build, place, platform);
    const host = runsOn(pin, platform);
    if (target.kind !== 'known' || host.kind === 'unknown') continue;
    const cross = { platform, os: target.os, arch: target.arch };
    if (target.os !== 'linux' || (host.kind === 'known' && host.arch !== target.arch)) return cross;
    if (host.kind === 'builder') seen.set(target.arch, cross);
  }
  // One machine cannot be of two architectures: the later one is more likely the other.
  return seen.size > 1 ? [...seen.values()].at(-1) : undefined;
}

export function crossText({ platform, os, arch }: CrossTarget): string {
  return os === platform.os && arch === platform.architecture ? formatPlatform(platform) : `${os}/${arch}`;
}

import { posix } from 'node:path';
import type { Stage } from '../dockerfile/stages.ts';
import { LINUX_ARCHITECTURES, type Platform } from '../model/platform.ts';
import type { RuleContext } from './rule.ts';

/** What is taken as wanted where nothing says so: by far the most common pair. */
const DEFAULTS: readonly Platform[] = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];

/** What people call architectures in names of files, folders, images and tags, by GOARCH. */
const ARCHITECTURE_NAMES: ReadonlyMap<string, string> = new Map([
  ...LINUX_ARCHITECTURES.map((name) => [name, name] as const),
  ['x86_64', 'amd64'],
  ['x64', 'amd64'],
  ['i386', '386'],
  ['i686', '386'],
  ['aarch64', 'arm64'],
  ['arm64v8', 'arm64'],
  ['armhf', 'arm'],
  ['armv5', 'arm'],
  ['armv6', 'arm'],
  ['armv6l', 'arm'],
  ['armv7', 'arm'],
  ['armv7l', 'arm'],
  ['arm32v5', 'arm'],
  ['arm32v6', 'arm'],
  ['arm32v7', 'arm'],
]);

/**
 * The platforms that the file is judged for: those planned; else the one that it is made for on purpose, by its name, its
 * folder, or the images that it is built on; else `linux/amd64` and `linux/arm64`.
 */
export function wantedPlatforms(context: RuleContext): readonly Platform[] {
  if (context.platforms.length > 0) return context.platforms;
  const only = singleArchitecture(context);
  return only === undefined ? DEFAULTS : [{ os: 'linux', architecture: only }];
}

/** The GOARCH that the file is made for on purpose; undefined where it says none, or several. */
function singleArchitecture({ dockerfile, lineage, reached }: RuleContext): string | undefined {
  const ofTarget = lineage[0]?.platform?.resolved?.split('/')[1];
  if (ofTarget !== undefined) return ARCHITECTURE_NAMES.get(ofTarget);
  const { file } = dockerfile;
  const found = [
    ...architecturesIn(posix.basename(file)),
    // Folders above the working folder are not the project's own.
    ...(file.startsWith('/') ? [] : posix.dirname(file).split('/').flatMap(architecturesIn)),
    ...[...reached].flatMap(architecturesOfImage),
  ];
  return new Set(found).size === 1 ? found[0] : undefined;
}

/** `arm64v8/alpine`, `registry.example/base:3-amd64`; what an argument says of it is no purpose. */
function architecturesOfImage({ base }: Stage): readonly string[] {
  return base.stage === undefined ? architecturesIn(base.raw.replace(/\$\{[^}]*\}?|\$\w+|@.*$/g, '')) : [];
}

/** The GOARCH of every word of a name that is one of an architecture. */
export function architecturesIn(name: string): readonly string[] {
  const words = name.toLowerCase().split(/[^a-z0-9_]+/);
  return words.flatMap((word) => ARCHITECTURE_NAMES.get(word) ?? []);
}

import type { GoBuild } from './go-build.ts';
import { isOn, lastValue, splitGoFlags } from './go-flags.ts';

/** What the flags of a build say of how its binary is linked; whether cgo is on is another question. */
export interface GoLinkage {
  /** `-buildmode`; undefined where it is not set, `unknown` where that cannot be known. */
  readonly buildmode: string | undefined;
  /** `-linkmode`, as the linker flags have it; undefined where they do not. */
  readonly linkmode: string | undefined;
  /** `-extldflags`, split. They count only where the C linker is used: with cgo's packages, or `-linkmode=external`. */
  readonly externalFlags: readonly string[];
  /** The C linker is told to link statically (`-static`, `-static-pie`), by the flags or by CGO_LDFLAGS. */
  readonly asksStatic: boolean;
  /** `-linkmode=external -extldflags=-static-pie`: a position independent program without an interpreter. */
  readonly staticPie: boolean;
  /** Without an interpreter whatever is imported: external linking, and a static one. */
  readonly surelyStatic: boolean;
  /** `-tags`; undefined where they cannot be known. */
  readonly tags: readonly string[] | undefined;
  /** `netgo` and `osusergo`, which keep net and os/user from using libc. */
  readonly pureTags: boolean;
  readonly race: boolean | undefined;
  /** False where linker flags are not all visible: then what is not found here may still be there. */
  readonly visible: boolean;
}

export function linkageOf(build: GoBuild): GoLinkage {
  const { words, visible } = build.linkerFlags;
  const external = splitGoFlags(lastValue(words, 'extldflags') ?? '');
  const fromEnvironment = build.environment('CGO_LDFLAGS');
  const cgoFlags = fromEnvironment.state === 'set' ? splitGoFlags(fromEnvironment.value) : [];
  const linkmode = lastValue(words, 'linkmode');
  const isStatic = (word: string): boolean => /^--?static(?:-pie)?$/.test(word);
  const asksStatic = [...external, ...cgoFlags].some(isStatic);
  const mode = build.flag('buildmode');
  const buildmode = mode.state === 'set' ? mode.value : mode.state === 'unset' ? undefined : 'unknown';
  const staticPie = linkmode === 'external' && [...external, ...cgoFlags].some((word) => /^--?static-pie$/.test(word));
  const tags = tagsOf(build);
  return {
    buildmode,
    linkmode,
    externalFlags: external,
    asksStatic,
    staticPie,
    surelyStatic: linkmode === 'external' && asksStatic && (buildmode !== 'pie' || staticPie),
    tags,
    pureTags: tags?.includes('netgo') === true && tags.includes('osusergo'),
    race: isOn(build.flag('race')),
    visible: visible && fromEnvironment.state !== 'unknown',
  };
}

/** Separated by commas, or by spaces as go took them before 1.13 and still does. */
export function tagsOf(build: GoBuild): readonly string[] | undefined {
  const tags = build.flag('tags');
  if (tags.state === 'set') return tags.value.split(/[\s,]+/).filter((tag) => tag !== '');
  return tags.state === 'unset' ? [] : undefined;
}

import type { Stage } from '../dockerfile/stages.ts';
import type { Platform } from '../model/platform.ts';
import { type BuildPlace, cgoOf, compilerFor, goTargetOf } from './cgo-state.ts';
import type { GoBuild } from './go-build.ts';
import { type GoLinkage, linkageOf } from './go-linkage.ts';
import type { Answer } from './images/facts.ts';
import { factText, type LibcNeed, libcNeedOf } from './libc-need.ts';
import { pinOf } from './pinned.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';

/** A program that needs a loader and libc where it starts, or most likely does. */
export interface DynamicProgram {
  readonly build: GoBuild;
  readonly platform: Platform;
  /** *cgo*: some package takes libc in. *pie*: `-buildmode=pie` alone names a loader, with cgo off too. */
  readonly by: 'cgo' | 'pie';
  /** False where it hangs on imports that cannot be known. */
  readonly certain: boolean;
  /** Has it C code beside that of the standard library? */
  readonly cCode: Answer;
  /** `-extldflags -static` is there and does nothing, as go links this without the C linker. */
  readonly staticIgnored: boolean;
  /** Why, as half a sentence for a message. */
  readonly why: string;
}

export function placeOf(context: RuleContext, build: GoBuild): BuildPlace {
  return { pin: pinOf(context, build.run.stage), image: context.imageState(build.run.stage) };
}

/** Build modes that make a program. */
const PROGRAMS: ReadonlySet<string> = new Set(['default', 'exe', 'pie']);
/** Compilers that link statically by themselves, or against another libc than the image's. */
const OTHER_LIBC = /musl|zig/;

/**
 * Is the program linked against libc when the image is made for the platform? Undefined where it is not, and where
 * values that cannot be known decide: only imports may stay unknown, which `certain` tells.
 */
function dynamicProgramOf(context: RuleContext, build: GoBuild, platform: Platform): DynamicProgram | undefined {
  const own = build.on(platform);
  const place = placeOf(context, build);
  const linkage = linkageOf(own);
  if (!mayBeDynamic(linkage, own)) return undefined;
  const target = goTargetOf(build, place, platform);
  if (target.kind === 'unknown' || (target.kind === 'known' && target.os !== 'linux')) return undefined;
  const cgo = cgoOf(build, place, platform);
  const common = { build, platform, staticIgnored: linkage.asksStatic };
  if (linkage.buildmode === 'pie') {
    if (linkage.asksStatic && cgo.state !== 'off') return undefined;
    const why = '-buildmode=pie asks for its loader, with cgo off too';
    return { ...common, by: 'pie', certain: true, cCode: 'unknown', why };
  }
  if (!isCgoOn(context, build, platform)) return undefined;
  const need = libcNeedOf(context.goSourceOf(build, platform), linkage.tags ?? []);
  const found = byCgo(linkage, need, cgo.reason);
  return found && { ...common, by: 'cgo', cCode: need.cCode, ...found };
}

/** By its flags. Of values that cannot be known any may make it static. */
function mayBeDynamic(linkage: GoLinkage, build: GoBuild): boolean {
  const { buildmode, linkmode, asksStatic, visible, tags, externalFlags } = linkage;
  if (!visible || tags === undefined || build.flag('compiler').state !== 'unset') return false;
  if (buildmode !== undefined && !PROGRAMS.has(buildmode)) return false;
  // With -linkmode=external `-static` counts, and so it does in CGO_LDFLAGS, which makes go use the C linker.
  return !(asksStatic && (linkmode === 'external' || !externalFlags.some((flag) => /^--?static/.test(flag))));
}

/** Does cgo work in the build for the platform, as far as that can be known? */
function isCgoOn(context: RuleContext, build: GoBuild, platform: Platform): boolean {
  const place = placeOf(context, build);
  const { state } = cgoOf(build, place, platform);
  if (state !== 'on' && state !== 'native') return false;
  const own = build.on(platform);
  const isSet = own.environment('CGO_ENABLED').state === 'set';
  const cc = own.environment('CC');
  if (cc.state === 'set' && OTHER_LIBC.test(cc.value)) return false;
  // xx chooses the compiler; without one the build fails, and go-cgo-required says so.
  if (build.program === 'xx-go') return isSet;
  if (isSet && cc.state === 'unset' && compilerFor(build, place.image) === 'no') return false;
  const { nativePlatforms } = context;
  if (state !== 'native' || nativePlatforms.length === 0) return true;
  return nativePlatforms.some(({ architecture }) => architecture === platform.architecture);
}

/** Undefined where it is static, or may well be. */
function byCgo(
  { linkmode, asksStatic, tags = [] }: GoLinkage,
  { answer, cCode, fact }: LibcNeed,
  reason: string,
): Pick<DynamicProgram, 'certain' | 'why'> | undefined {
  const on = `cgo is on (${reason})`;
  // With C code go uses the C linker, which heeds -static.
  if (asksStatic && cCode !== 'no') return undefined;
  if (linkmode === 'external') return { certain: true, why: `${on}, and -linkmode=external takes in libc` };
  if (answer === 'yes') return { certain: true, why: fact === undefined ? on : `${on}, and ${factText(fact)}` };
  // Who gives one of the tags wants it static.
  if (answer === 'no' || tags.includes('netgo') || tags.includes('osusergo')) return undefined;
  return { certain: false, why: `${on}, so net and os/user take it in` };
}

const CHECKERS: ReadonlySet<string> = new Set(['ldd', 'lddtree', 'patchelf', 'readelf']);

/** The stages that make sure of it: by `xx-verify --static`, or by `ldd` and its like, which also find what to copy. */
function checkedStages({ runs }: RuleContext): ReadonlySet<Stage> {
  const checking = runs.filter((run) =>
    plainCommandsOf(run).some(
      ({ name, args }) => CHECKERS.has(name) || (name === 'xx-verify' && args.some(({ text }) => text === '--static')),
    ),
  );
  return new Set(checking.map(({ stage }) => stage));
}

/** The programs of the image that are, or most likely are, linked against libc: of each build the most certain platform. */
export function dynamicProgramsOf(context: RuleContext): readonly DynamicProgram[] {
  const platforms = context.plannedPlatforms().filter(({ os }) => os === 'linux');
  const builds = context.shippedBuilds();
  const checked = builds.length === 0 ? new Set<Stage>() : checkedStages(context);
  return builds.flatMap((build) => {
    if (checked.has(build.run.stage)) return [];
    const found = platforms.flatMap((platform) => dynamicProgramOf(context, build, platform) ?? []);
    return found.find(({ certain }) => certain) ?? found[0] ?? [];
  });
}

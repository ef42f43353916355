import { isDeclared } from '../dockerfile/scope.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { GoBuild } from './go-build.ts';
import type { Answer } from './images/facts.ts';
import type { ImageState } from './images/image-state.ts';
import { packageContents } from './images/packages.ts';
import { packageCommandsOf } from './packages/package-command.ts';
import type { Pin } from './pinned.ts';

/**
 * What a build compiles for. *known*: GOOS and GOARCH are set, or follow from where it runs. *builder*: whatever machine
 * builds, as nothing says otherwise in a stage pinned to it. *unknown*: a value that cannot be known says it.
 */
export type GoTarget =
  | { readonly kind: 'known'; readonly os: string; readonly arch: string }
  | { readonly kind: 'builder' | 'unknown' };

/**
 * Is cgo on? *native*: where the machine that builds is of that platform, else off. The reason is half a sentence, for a
 * message: `CGO_ENABLED=0 is set`.
 */
export interface CgoState {
  readonly state: 'on' | 'off' | 'native' | 'unknown';
  readonly reason: string;
}

/** Where a build runs and what is there. */
export interface BuildPlace {
  readonly pin: Pin;
  readonly image: ImageState;
}

/** What the build compiles for when the image is made for `platform`. */
export function goTargetOf(build: GoBuild, place: BuildPlace, platform: Platform): GoTarget {
  const own = build.on(platform);
  const os = own.environment('GOOS');
  const arch = own.environment('GOARCH');
  const stage = stageTarget(own, place, platform);
  if (os.state === 'unknown' || arch.state === 'unknown') return { kind: 'unknown' };
  if (arch.state === 'set') {
    const osName = os.state === 'set' ? os.value : stage.kind === 'known' ? stage.os : 'linux';
    return { kind: 'known', os: osName, arch: arch.value };
  }
  if (os.state !== 'set') return stage;
  return stage.kind === 'known' ? { ...stage, os: os.value } : { kind: os.value === 'linux' ? stage.kind : 'unknown' };
}

/** Where nothing sets GOARCH: what xx is told, or what the stage runs on. */
function stageTarget(build: GoBuild, place: BuildPlace, platform: Platform): GoTarget {
  const { invocation, run } = build;
  const told = ['TARGETPLATFORM', 'TARGETPAIR', 'TARGETARCH'].some((name) =>
    isDeclared(invocation.scope, name, run.instruction.index),
  );
  return build.program === 'xx-go' && told ? ofPlatform(platform) : runsOn(place.pin, platform);
}

/** The platform that the steps of a stage run on. */
export function runsOn(pin: Pin, platform: Platform): GoTarget {
  switch (pin.kind) {
    case 'target':
      return ofPlatform(platform);
    case 'build':
      return { kind: 'builder' };
    case 'unknown':
      return { kind: 'unknown' };
    case 'literal': {
      const [os, arch] = pin.platform.split('/');
      return os === undefined || arch === undefined ? { kind: 'unknown' } : { kind: 'known', os, arch };
    }
  }
}

function ofPlatform({ os, architecture }: Platform): GoTarget {
  return { kind: 'known', os, arch: architecture };
}

/** Go looks for a C compiler before it turns cgo on by itself since 1.20 (https://go.dev/doc/go1.20#cgo). */
const LOOKS_FOR_COMPILER = 20;

/** Is cgo on in the build when the image is made for `platform`? By go's own rule (cmd/go/internal/cfg). */
export function cgoOf(build: GoBuild, place: BuildPlace, platform: Platform): CgoState {
  const own = build.on(platform);
  const set = own.environment('CGO_ENABLED');
  if (set.state === 'unknown') return { state: 'unknown', reason: 'CGO_ENABLED cannot be known' };
  if (set.state === 'set') {
    if (set.value === '0') return { state: 'off', reason: 'CGO_ENABLED=0 is set' };
    if (set.value === '1') return { state: 'on', reason: 'CGO_ENABLED=1 is set' };
    return { state: 'unknown', reason: 'CGO_ENABLED is neither 0 nor 1' };
  }
  const native = isNative(goTargetOf(build, place, platform), runsOn(place.pin, platform));
  if (native === 'unknown') return { state: 'unknown', reason: 'GOOS or GOARCH cannot be known' };
  if (native === 'no')
    return { state: 'off', reason: `${formatPlatform(platform)} is cross-compiled, and CGO_ENABLED is not set` };
  const compiler = hasCompiler(own, place);
  if (compiler === 'no') return { state: 'off', reason: 'there is no C compiler, and CGO_ENABLED is not set' };
  if (compiler === 'unknown') return { state: 'unknown', reason: 'whether there is a C compiler cannot be known' };
  const reason = 'CGO_ENABLED is not set';
  return native === 'yes'
    ? { state: 'on', reason: `${reason}, and the build is native` }
    : { state: 'native', reason: `${reason}, and the build is native on a machine of that platform` };
}

function isNative(target: GoTarget, host: GoTarget): 'yes' | 'no' | 'maybe' | 'unknown' {
  if (target.kind === 'unknown' || host.kind === 'unknown') return 'unknown';
  if (target.kind !== 'known') return 'yes';
  if (target.os !== 'linux') return 'no';
  if (host.kind !== 'known') return 'maybe';
  return target.os === host.os && target.arch === host.arch ? 'yes' : 'no';
}

/** Does go find one? CC is taken at its word, be it there or not; before Go 1.20 it is not looked for. */
function hasCompiler(build: GoBuild, { image }: BuildPlace): Answer {
  const minor = image.facts?.go?.minor;
  if (minor !== undefined && minor < LOOKS_FOR_COMPILER) return 'yes';
  const cc = build.environment('CC');
  if (cc.state === 'set') return 'yes';
  return cc.state === 'unset' ? compilerFor(build, image) : 'unknown';
}

/** Is there a C compiler when the build runs? The RUN itself may install it first, and take it away at the end. */
export function compilerFor({ run }: GoBuild, image: ImageState): Answer {
  const { index } = run.instruction;
  const before = image.compiler(index);
  const after = image.compiler(index + 1);
  if (before !== 'no') return before;
  if (after !== 'no') return after;
  const comesAndGoes = packageCommandsOf(run).some(({ names }) => names.some((name) => !isPlain(name)));
  return comesAndGoes ? 'unknown' : 'no';
}

/** Is it known what the package brings, and is it no compiler? */
function isPlain(name: string): boolean {
  const contents = packageContents(name);
  return contents !== undefined && contents.provides?.includes('compiler') !== true;
}

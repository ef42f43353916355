import { allOf, type Ternary } from './constraint.ts';

/** What go builds for. Undefined: cannot be known. */
export interface BuildTarget {
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean | undefined;
  readonly tags: ReadonlySet<string> | undefined;
  /** Experiments and levels of the architecture, which the environment and the toolchain's own defaults decide. */
  readonly toolTags?: ReadonlySet<string>;
  /** Minor version of the toolchain. */
  readonly goMinor: number | undefined;
  /** The toolchain is at least this new. */
  readonly leastMinor: number;
}

/** `internal/syslist` of Go 1.26. */
const SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const UNIX: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);
const ARCHITECTURES: ReadonlySet<string> = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

/** Does a build tag hold (`go/build`, matchTag)? */
export function tagHolds(target: BuildTarget, tag: string): Ternary {
  if (target.tags?.has(tag) === true) return true;
  if (tag === 'cgo') return target.cgo;
  if (tag === target.goos || tag === target.goarch || tag === 'gc') return true;
  if (tag === 'unix') return UNIX.has(target.goos);
  if (tag === 'linux' && target.goos === 'android') return true;
  if (tag === 'ignore' || tag === 'gccgo' || SYSTEMS.has(tag) || ARCHITECTURES.has(tag)) return false;
  const minor = /^go1\.([1-9][0-9]{0,3})$/.exec(tag)?.[1];
  if (minor !== undefined) return releaseHolds(target, Number(minor));
  if (tag === 'boringcrypto') return tagHolds(target, 'goexperiment.boringcrypto');
  if (tag.startsWith('goexperiment.') || tag.startsWith(`${target.goarch}.`)) return target.toolTags?.has(tag);
  return target.tags === undefined ? undefined : false;
}

function releaseHolds(target: BuildTarget, minor: number): Ternary {
  if (target.goMinor !== undefined) return minor <= target.goMinor;
  return minor <= target.leastMinor ? true : undefined;
}

/** Does `x_linux_arm64.go` belong to the target by its name (`go/build`, goodOSArchFile)? */
export function fileNameHolds(target: BuildTarget, name: string): Ternary {
  const parts = (name.split('.', 1)[0] ?? '').split('_').slice(1);
  if (parts.at(-1) === 'test') parts.pop();
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  if (ARCHITECTURES.has(last) && SYSTEMS.has(before)) return allOf([tagHolds(target, last), tagHolds(target, before)]);
  return SYSTEMS.has(last) || ARCHITECTURES.has(last) ? tagHolds(target, last) : true;
}

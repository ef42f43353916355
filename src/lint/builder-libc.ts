import type { GoBuild } from './go-build.ts';
import type { Libc } from './images/facts.ts';
import type { RuleContext } from './rule.ts';

/** Compilers that link against the libc of the image that they run in. */
const OF_THE_IMAGE = /^(?:\S*\/)?(?:[a-z0-9_]+-linux-gnu(?:eabihf|eabi)?-)?(?:gcc|g\+\+|cc|clang)(?:-\d+)?$/;

/** The libc that a build links against: of the image that it runs in, unless CC may bring another. */
export function builderLibcOf(context: RuleContext, build: GoBuild): Libc | undefined {
  const cc = build.environment('CC');
  if (cc.state === 'unknown') return undefined;
  const libc = context.imageState(build.run.stage).facts?.libc;
  if (cc.state === 'set' && !OF_THE_IMAGE.test(cc.value)) return undefined;
  // A cross-compiler for GNU on Alpine is not of Alpine.
  return cc.state === 'set' && cc.value.includes('-gnu') && libc?.name !== 'glibc' ? undefined : libc;
}

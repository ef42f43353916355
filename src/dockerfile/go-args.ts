import { declarationsOf } from './declarations.ts';
import type { Dockerfile } from './dockerfile.ts';

/** Go's own build arguments, and BuildKit's, that a planner may want to fill in. */
const NAMES: readonly string[] = [
  'GOARCH',
  'GOOS',
  'GOARM',
  'GOAMD64',
  'CGO_ENABLED',
  'TARGETARCH',
  'TARGETOS',
  'TARGETVARIANT',
  'TARGETPLATFORM',
];

export interface GoBuildArgs {
  readonly declares: ReadonlySet<string>;
  /** Those of `declares` that have a default anywhere in the file, globally or in a stage. */
  readonly withDefault: ReadonlySet<string>;
}

/** Which of Go's build arguments the file declares with ARG, in any stage or before the first. */
export function goBuildArgs(dockerfile: Dockerfile): GoBuildArgs {
  const declares = new Set<string>();
  const withDefault = new Set<string>();
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword !== 'ARG') continue;
    for (const { name, raw } of declarationsOf(instruction, dockerfile.directives.escapeChar)) {
      if (!NAMES.includes(name)) continue;
      declares.add(name);
      if (raw !== undefined) withDefault.add(name);
    }
  }
  return { declares, withDefault };
}

import { posix } from 'node:path';
import type { GoFact, GoProgram, GoSource } from '../gosource/facts.ts';
import type { Answer } from '../gosource/usage.ts';
import type { CopiedFile } from './copied-files.ts';
import type { GoBuild } from './go-build.ts';
import type { RuleContext } from './rule.ts';

/** A Go program of the image that certainly does what was asked. */
export interface ProgramUse {
  readonly build: GoBuild;
  readonly program: GoProgram;
  /** Where its own code does so. */
  readonly facts: readonly GoFact[];
  /** The copies that bring it into the image, the last one first; none where it is not started by its name. */
  readonly copies: readonly CopiedFile[];
}

/**
 * The programs that come into the image and do something for sure on one of its platforms, by the source in the build
 * context. Of a build that makes several only those count that the image starts.
 */
export function programsThat(
  context: RuleContext,
  ask: (program: GoProgram, build: GoBuild) => Answer,
): readonly ProgramUse[] {
  const started = startedBuilds(context);
  return context.goBuilds.flatMap((build): readonly ProgramUse[] => {
    const starts = started.get(build) ?? [];
    if (starts.length === 0 && !context.isShipped(build)) return [];
    for (const platform of context.plannedPlatforms()) {
      const own = build.on(platform);
      const found = programsOf(context.goSourceOf(build, platform), starts).flatMap(({ program, copies }) => {
        const { answer, facts } = ask(program, own);
        return answer === 'yes' ? [{ build, program, facts, copies }] : [];
      });
      if (found.length > 0) return found;
    }
    return [];
  });
}

/** A program as the image starts it: the name that its build gave it, and the copies that it went through. */
interface Start {
  readonly name: string;
  readonly copies: readonly CopiedFile[];
}

function startedBuilds({ started }: RuleContext): ReadonlyMap<GoBuild, readonly Start[]> {
  const builds = new Map<GoBuild, Start[]>();
  for (const { path, provenance } of started()) {
    if (provenance.kind !== 'go-build' || path === undefined) continue;
    const { build, copies } = provenance;
    const first = copies.at(-1)?.source ?? path;
    builds.set(build, [...(builds.get(build) ?? []), { name: posix.basename(first), copies }]);
  }
  return builds;
}

function programsOf(
  source: GoSource | undefined,
  starts: readonly Start[],
): readonly { readonly program: GoProgram; readonly copies: readonly CopiedFile[] }[] {
  const programs = source?.programs ?? [];
  // Where not all of them are known, the one that is started may be another.
  if (source === undefined || source.unresolved.length > 0) return [];
  const [only] = programs;
  if (only !== undefined && programs.length === 1) return [{ program: only, copies: starts[0]?.copies ?? [] }];
  return programs.flatMap((program) => {
    const start = starts.find(({ name }) => name === program.name);
    return start === undefined ? [] : [{ program, copies: start.copies }];
  });
}

/** Where in the source, in words: `http.Get in main.go:12`. */
export function placeOf([use]: readonly ProgramUse[]): string {
  const fact = use?.facts[0];
  return fact === undefined ? 'the program' : `${fact.what} in ${fact.at.file}:${fact.at.line}`;
}

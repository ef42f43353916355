import { elfOf } from '../file-facts.ts';
import type { ImageCheck, Observation } from './check.ts';
import type { ImageFacts } from './facts.ts';
import { startedAndGo } from './interpreter-missing.ts';
import { type LoadProblem, loadProblems } from './loader.ts';
import { resolvePath } from './paths.ts';
import type { Started } from './start.ts';

const NAMED_AT_MOST = 5;

export const libraryMissing: ImageCheck = {
  id: 'image-library-missing',
  severity: 'error',
  threshold: 'a program that is started (error), or a Go program beside it (warning), that its loader would refuse',
  summary: 'a shared library that a program needs is not in the image, or is too old',
  why: "The loader ends the program with `error while loading shared libraries` or `version 'GLIBC_2.34' not found`. The libraries that a program needs, and those that these need, are looked up as its loader does: RPATH and RUNPATH with `$ORIGIN`, LD_LIBRARY_PATH of the image, `ld.so.conf`, the built-in folders, of glibc and of musl, whichever the loader is that the links behind its name lead to (`libc6-compat` of Alpine puts musl's there). The versions of symbols are held against those that the library defines. Libraries that are only opened while the program runs are not known. Quiet where the loader itself is missing (`image-interpreter-missing`), where a folder depends on the machine, and where Alpine's `gcompat` loads what was built for glibc.",
  fix: 'Build with `CGO_ENABLED=0`; or install the package with the library in the final stage; or build on a distribution that is no newer than the final image.',
  check: (facts) =>
    startedAndGo(facts).flatMap(({ path, file, isStarted }) => observations(facts, { path, file }, isStarted)),
};

function observations(facts: ImageFacts, program: Started, isStarted: boolean): readonly Observation[] {
  const interpreter = elfOf(program.file)?.interpreter;
  if (!interpreter || resolvePath(facts.root, interpreter).kind !== 'file') return [];
  const problems = loadProblems(facts.root, facts.config, program);
  if (problems.length === 0) return [];
  const layer = facts.layerOf(program.file);
  const more = problems.length > NAMED_AT_MOST ? ` and ${problems.length - NAMED_AT_MOST} more` : '';
  const told = problems.slice(0, NAMED_AT_MOST).map((problem) => sentence(program.path, problem));
  return [
    {
      message: `"${program.path}" cannot be loaded: ${told.join('; ')}${more}`,
      path: program.path,
      ...(layer === undefined ? {} : { layer }),
      ...(isStarted ? {} : { severity: 'warning' as const }),
    },
  ];
}

function sentence(program: string, problem: LoadProblem): string {
  const by = problem.neededBy === program ? 'it' : `"${problem.neededBy}"`;
  return problem.kind === 'library'
    ? `${by} needs "${problem.library}", which is not in the image`
    : `${by} needs ${problem.version}, which "${problem.libraryPath}" does not have: it was built against a newer one`;
}

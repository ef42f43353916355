import { elfOf } from '../file-facts.ts';
import type { ImageCheck, Observation } from './check.ts';
import type { ImageFacts } from './facts.ts';
import { loaderOf } from './loader.ts';
import { resolvePath } from './paths.ts';
import { mayComeLater, type Started } from './start.ts';

export const interpreterMissing: ImageCheck = {
  id: 'image-interpreter-missing',
  severity: 'error',
  threshold: 'a program that is started (error), or a Go program beside it (warning), whose loader is not in the image',
  summary: 'a dynamically linked program, and its loader is not in the image',
  why: "The kernel starts the loader that the program names (PT_INTERP), and says `no such file or directory` where it is missing, as if the program itself were. It happens when cgo was on in the build and the final image has no C library, or another one: glibc's loader is not in Alpine, musl's not in Debian. `-buildmode=pie` names one even with cgo off. Quiet where the image starts nothing.",
  fix: 'Build with `CGO_ENABLED=0`, or on the same distribution as the final image, or take a final image with that C library.',
  check: (facts) =>
    startedAndGo(facts).flatMap(({ path, file, isStarted }) => missingLoader(facts, { path, file }, isStarted)),
};

/** The files that are started, and the Go programs that are there beside them; none where nothing is started. */
export function startedAndGo({ chain, programs, start }: ImageFacts): readonly (Started & { isStarted: boolean })[] {
  if (start === null) return [];
  const started = chain.started.map((one) => ({ ...one, isStarted: true }));
  const others = programs.filter(({ isStarted, file }) => !isStarted && (file.mode & 0o111) !== 0);
  return [...started, ...others.map(({ path, file }) => ({ path, file, isStarted: false }))];
}

function missingLoader(facts: ImageFacts, { path, file }: Started, isStarted: boolean): readonly Observation[] {
  const interpreter = elfOf(file)?.interpreter;
  if (!interpreter?.startsWith('/')) return [];
  const found = resolvePath(facts.root, interpreter);
  if (found.kind === 'file' || mayComeLater(facts.config, interpreter, found)) return [];
  const libc = loaderOf(interpreter);
  const from = libc === undefined ? '' : libc === 'glibc' ? ", glibc's loader" : ", musl's loader";
  const advice =
    file.go === null
      ? 'take a final image with that C library'
      : 'build it with CGO_ENABLED=0, or take a final image with that C library';
  const layer = facts.layerOf(file);
  return [
    {
      message: `"${path}" is to be loaded by "${interpreter}"${from}, which is not in the image: ${advice}`,
      path,
      ...(layer === undefined ? {} : { layer }),
      ...(isStarted ? {} : { severity: 'warning' as const }),
    },
  ];
}

import type { ImageCheck } from './check.ts';
import { shippedFiles } from './contents-check.ts';
import { runsProgram } from './facts.ts';

const AT_LEAST = 1_000_000;

export const toolchain: ImageCheck = {
  id: 'image-toolchain',
  severity: 'warning',
  threshold: '1 MB in all layers',
  summary: 'the Go toolchain is in the image',
  why: 'A compiled program does not need what compiled it: the toolchain is some hundred megabytes that every pull moves and every scanner goes through. Quiet in images that start nothing, only a shell, or the toolchain itself: people build and test in those.',
  fix: 'Build in one stage and `COPY --from=build` the program into a small one.',
  options: ['min-bytes'],
  check: (facts, options) =>
    runsProgram(facts)
      ? shippedFiles(facts, 'go-toolchain', options, {
          atLeast: AT_LEAST,
          what: 'Go toolchain',
          advice: 'build in one stage, and copy only the program into the last',
        })
      : [],
};

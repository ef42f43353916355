import type { ImageCheck } from './check.ts';
import { shippedFiles } from './contents-check.ts';
import { runsProgram } from './facts.ts';

const AT_LEAST = 100_000;

export const buildCache: ImageCheck = {
  id: 'image-build-cache',
  severity: 'warning',
  threshold: '100 kB in all layers',
  summary: 'the build cache of Go is in the image',
  why: 'What `go build` keeps for the next time is of no use to a container. Quiet in images that start nothing, only a shell, or the toolchain itself.',
  fix: 'Build in another stage, or mount the cache: `RUN --mount=type=cache,target=/root/.cache/go-build`.',
  options: ['min-bytes'],
  check: (facts, options) =>
    runsProgram(facts)
      ? shippedFiles(facts, 'go-build-cache', options, {
          atLeast: AT_LEAST,
          what: 'build cache',
          advice: 'build in another stage, or mount the cache',
        })
      : [],
};

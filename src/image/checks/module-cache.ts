import type { ImageCheck } from './check.ts';
import { shippedFiles } from './contents-check.ts';
import { runsProgram } from './facts.ts';

const AT_LEAST = 100_000;

export const moduleCache: ImageCheck = {
  id: 'image-module-cache',
  severity: 'warning',
  threshold: '100 kB in all layers',
  summary: 'the module cache of Go is in the image',
  why: 'What `go mod download` fetched is compiled into the program already. Quiet in images that start nothing, only a shell, or the toolchain itself.',
  fix: 'Build in another stage, or mount the cache: `RUN --mount=type=cache,target=/go/pkg/mod`.',
  options: ['min-bytes'],
  check: (facts, options) =>
    runsProgram(facts)
      ? shippedFiles(facts, 'go-module-cache', options, {
          atLeast: AT_LEAST,
          what: 'module cache',
          advice: 'build in another stage, or mount the cache',
        })
      : [],
};

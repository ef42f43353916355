import type { ImageCheck } from './check.ts';
import { shippedFiles } from './contents-check.ts';
import { runsProgram } from './facts.ts';

const AT_LEAST = 100_000;

export const goSource: ImageCheck = {
  id: 'image-go-source',
  severity: 'warning',
  threshold: '100 kB in all layers',
  summary: 'the source of Go programs is in the image',
  why: 'The program does not read it. It shows how the service is made to whoever pulls the image. Quiet in images that start nothing, only a shell, or the toolchain itself; module caches and toolchains are told by checks of their own.',
  fix: 'Copy only the program into the final stage, not the folder that it was built in.',
  options: ['min-bytes', 'except'],
  check: (facts, options) =>
    runsProgram(facts)
      ? shippedFiles(facts, 'go-source', options, {
          atLeast: AT_LEAST,
          what: 'Go source',
          advice: 'copy only the program into the final stage',
        })
      : [],
};

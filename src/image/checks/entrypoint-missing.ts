import type { ImageCheck, Observation } from './check.ts';
import type { ImageFacts } from './facts.ts';
import { type BrokenStart, shellText } from './start.ts';

export const entrypointMissing: ImageCheck = {
  id: 'image-entrypoint-missing',
  severity: 'error',
  threshold: 'any program on the way from the command to the first process that is absent or cannot be executed',
  summary: 'what the image starts is not there, or cannot be executed',
  why: "The container ends before any of your code runs: `no such file or directory`, `executable file not found in $PATH`, `permission denied` or `exec format error`. The name is looked up as the runtime does it: in the folders of the image's PATH, or from its working folder; links are followed inside of the image, and so is the first line of a script, with the program that `env` is to find (a script saved with CRLF names one that ends with a carriage return). A text that does not begin with `#!`, also one that has it behind a byte order mark, and an empty file are nothing that the kernel can start. Shells start them, and `env` and inits may: quiet then. Quiet where the image starts nothing, where it is not one for Linux, and where the path lies in a volume or leads into one, since it may come with the mount. A shell that is missing is told by `image-shell-missing`.",
  fix: 'Copy the program to the path that ENTRYPOINT or CMD names, with its mode bits (`COPY --chmod=0755`), or name the path where it is. Begin a script with `#!`, save it without a byte order mark, and end its lines with line feeds alone.',
  check: (facts) => {
    const { broken } = facts.chain;
    return broken === null || isMissingShell(facts) ? [] : [observation(facts, broken)];
  },
};

/** Then there is a check of its own. */
export function isMissingShell({ start, chain }: ImageFacts): boolean {
  const isThere = chain.started.length > 0 || chain.broken?.program.kind === 'no-program';
  return !isThere && start !== null && shellText(start.argv) !== undefined;
}

function observation({ layerOf }: ImageFacts, { word, by, program, script }: BrokenStart): Observation {
  const names = script === undefined ? `${by} starts "${word}"` : `the first line of "${by}" names "${word}"`;
  const file = script?.file ?? ('file' in program ? program.file : undefined);
  const layer = file === undefined ? undefined : layerOf(file);
  const place = program.kind === 'missing' ? program.found : program;
  const path = script?.path ?? place?.path;
  return {
    message: `${names}, ${reason(word, program)}`,
    ...(path === undefined ? {} : { path }),
    ...(layer === undefined ? {} : { layer }),
  };
}

const NO_PROGRAM = {
  empty: 'which is empty: COPY the program there, or name another',
  text: 'which is a text that does not begin with "#!" and what is to run it, such as "#!/bin/sh"',
  'byte order mark': 'which begins with a byte order mark, so that the "#!" behind it is not seen: save it without one',
} as const;

function reason(word: string, program: BrokenStart['program']): string {
  if (word.endsWith('\r')) return 'with a carriage return at its end: save the script with line feeds alone';
  if (program.kind === 'not-executable') return 'which no mode bit lets anyone execute: COPY it with --chmod=0755';
  if (program.kind === 'no-program') return NO_PROGRAM[program.begins];
  if (program.kind === 'folder') return 'which is a folder';
  const { found } = program;
  if (found?.kind === 'loop') return 'which is a link in a circle';
  if (found?.kind === 'missing' && found.link !== null) {
    return `and the link "${found.link.path}" on its way leads to "${found.link.target}", which is not in the image`;
  }
  return word.includes('/')
    ? 'which is not in the image: COPY it there, or name the path where it is'
    : 'which is in no folder of PATH: name it by its whole path, or COPY it into one of them';
}

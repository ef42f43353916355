import { posix } from 'node:path';
import { bodyRange } from '../../dockerfile/instruction.ts';
import { type CopiedFile, copiedFilesOf, mayMake, pathOfFile } from '../copied-files.ts';
import { imageFactsOf } from '../images/image-facts.ts';
import { isKnownTool } from '../known-tools.ts';
import type { Rule, RuleContext, RulePage } from '../rule.ts';
import { type RuntimeCommand, runtimeCommandsOf } from '../runtime-commands.ts';
import { searchPathOf } from '../search-path.ts';
import { workdirReader } from '../workdir.ts';

export const entrypointNotCopiedPage: RulePage = {
  why: `An image FROM scratch or distroless holds what is copied into it and next to nothing else. Where no COPY or ADD makes
the file that ENTRYPOINT or CMD names, mostly because one of the two paths was changed, the image builds, and the container does
not start ("no such file or directory").

The rule keeps quiet about bases that are not known or have programs of their own, about stages with a RUN, about paths that
hold a variable, and where a folder is copied that may have the file in it.`,
  saves: 'A container that does not start.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /out/web .

FROM scratch
COPY --from=build /out/web /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /out/web .

FROM scratch
COPY --from=build /out/web /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
    },
  ],
};

export const entrypointNotCopied: Rule = {
  id: 'entrypoint-not-copied',
  severity: 'error',
  runtimeOnly: true,
  fix: 'none',
  summary: 'the program that starts is not in the image',
  check: (context) => {
    const { lineage, target, dockerfile } = context;
    const { entrypoint, command: cmd } = runtimeCommandsOf(lineage);
    const command = entrypoint ?? cmd;
    const program = command?.exec?.[0];
    if (target === undefined || command === undefined || program === undefined || program === '') return [];
    const facts = imageFactsOf(target);
    // The tools of a system are the business of tool-missing-at-runtime.
    if (facts?.lacks !== 'all' || facts.programs.has(posix.basename(program)) || isKnownTool(program)) return [];
    const writes = ({ keyword }: { readonly keyword: string }): boolean => keyword === 'RUN' || keyword === 'ONBUILD';
    if (lineage.some((stage) => stage.instructions.some(writes))) return [];
    const paths = candidates(context, command, program);
    const copies = copiedFilesOf(context, lineage);
    if (paths === undefined || copies.some((copied) => paths.some((path) => mayMake(copied, path)))) return [];
    const at = Math.max(command.text.indexOf(JSON.stringify(program)), 0) + command.at;
    const range = bodyRange(dockerfile.source, command.instruction, at, at + program.length + 2);
    return [
      {
        message: `nothing puts ${program} into the image, so the container does not start: ${adviceFor(copies, program)}`,
        range,
      },
    ];
  },
};

/** Where the program may lie; undefined where that cannot be known. */
function candidates(
  { dockerfile, target }: RuleContext,
  { stage, instruction }: RuntimeCommand,
  program: string,
): readonly string[] | undefined {
  if (program.startsWith('/')) return [posix.normalize(program)];
  if (!program.includes('/')) {
    return (target === undefined ? undefined : searchPathOf(target))?.map((folder) => posix.join(folder, program));
  }
  // The folder that counts is the last one of the image.
  const later = dockerfile.instructions.some(
    ({ keyword, index }) => keyword === 'WORKDIR' && index > instruction.index,
  );
  const folder = later || stage !== target ? undefined : workdirReader(dockerfile)(instruction.index);
  return folder === undefined ? undefined : [posix.join(folder, program)];
}

function adviceFor(copies: readonly CopiedFile[], program: string): string {
  const files = copies.flatMap((copied) => pathOfFile(copied) ?? []);
  const same = files.filter((path) => posix.basename(path) === posix.basename(program));
  const likely = same.length > 0 ? same : files;
  return likely.length === 1 ? `it lies at ${likely[0]}` : 'COPY it there, or name the path that it was copied to';
}

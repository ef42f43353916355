import { posix } from 'node:path';
import { findStage } from '../../dockerfile/stages.ts';
import { imageFactsOf } from '../images/image-facts.ts';
import type { Rule, RuleContext, RulePage } from '../rule.ts';
import { takesWholeContext } from '../whole-context.ts';

export const copyContextToFinalPage: RulePage = {
  why: `A Go binary needs nothing of the source that it was made from. \`COPY .\` in the stage that is shipped adds all of it, with
tests, history and local configuration, to the image, and makes a new layer of it with every change of any file.

The rule judges images whose program comes from a stage with the Go toolchain. It keeps quiet about other languages, whose
source is the program, about stages that are built on the toolchain themselves (\`final-stage-toolchain\` speaks of those), and
where the ignore file lets no Go source and no \`.git\` through.`,
  saves: 'The context as it is sent, in every image.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM alpine:3.22
WORKDIR /srv
COPY . .
COPY --from=build /web /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM alpine:3.22
WORKDIR /srv
COPY templates ./templates
COPY --from=build /web /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
      context: {
        '.git/objects/pack/pack-1.pack': 41_300_000,
        'go.mod': 'module example.org/web\n\ngo 1.26\n',
        'main.go': 'package main\n\nfunc main() {}\n',
        'templates/page.html': 900,
      },
    },
  ],
};

export const copyContextToFinal: Rule = {
  id: 'copy-context-to-final',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'none',
  summary: 'the whole source is copied into an image that runs a compiled program',
  check: (context) => {
    const { lineage, start } = context;
    const root = lineage[0];
    if (root === undefined || imageFactsOf(root)?.go !== undefined || !mayHoldSource(context)) return [];
    const programs = start?.commands.flatMap((words) => words.slice(0, 1)) ?? [];
    if (programs.length === 0) return [];
    const names = namesFromGo(context);
    if (!programs.some((program) => comesFrom(names, program))) return [];
    return lineage.flatMap((stage) =>
      stage.instructions.flatMap((instruction) => {
        if (instruction.keyword === 'RUN' || !takesWholeContext(stage, instruction)) return [];
        const bytes = context.context?.bytes;
        return [
          {
            message: `${instruction.keyword} puts the whole build context into the image, whose program is compiled: name the files that it reads when it runs`,
            range: instruction.range,
            ...(bytes === undefined ? {} : { evidenceBytes: bytes }),
          },
        ];
      }),
    );
  },
};

/** A context of artefacts alone, by way of the ignore file, is what the image is made of. */
function mayHoldSource({ context }: RuleContext): boolean {
  if (context === undefined) return true;
  return context.entries.some(({ name }) => /^(?:\.git|go\.mod|vendor|cmd|internal|pkg)$|\.go$/.test(name));
}

/** The names of what is copied from stages that have the Go toolchain. */
function namesFromGo({ dockerfile, lineage }: RuleContext): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stage of lineage) {
    for (const instruction of stage.instructions) {
      const transfer = stage.transferOf(instruction);
      const from = transfer?.from === undefined ? undefined : findStage(dockerfile.stages, transfer.from);
      if (transfer === undefined || from === undefined || imageFactsOf(from)?.go === undefined) continue;
      for (const path of [transfer.destination, ...transfer.sources]) names.add(posix.basename(path ?? ''));
    }
  }
  return names;
}

function comesFrom(names: ReadonlySet<string>, program: string): boolean {
  const name = posix.basename(program);
  return name !== '' && !/\.sh$|entrypoint/.test(name) && names.has(name);
}

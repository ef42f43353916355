import type { Instruction } from '../../dockerfile/instruction.ts';
import { changedBaseFolder } from '../base-folders.ts';
import { type CopiedFile, copiedFilesOf } from '../copied-files.ts';
import { type FileCommand, fileCommandsOf } from '../file-commands.ts';
import { hitBy, isMeant, isRecursive, type Known } from '../mode-changes.ts';
import { modeEdits } from '../mode-fixes.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { isSmall, isSmallByName } from '../small-files.ts';
import { knownNumbers } from '../user.ts';

export const chmodDuplicatesLayerPage: RulePage = {
  why: `A layer holds whole files. A chmod or chown of a file that an earlier COPY brought puts the file, as big as it is, into
the image a second time. \`COPY --chmod\` and \`COPY --chown\` set both as the file is copied. So does a recursive one of a
folder such as /usr/bin, with all programs of the base image.

Only a real change counts: \`chmod +x\` of a binary that is executable already adds nothing, nor does a folder by itself. The
rule keeps quiet about those, about modes that are not known, files that were not copied but made by a RUN, and stages that are
not shipped. A small file by its name (a script, a configuration) is a note. The fix is offered where the RUN does nothing else,
for files that are named one by one, and users that are there
when the COPY runs.`,
  saves: 'The size of the files that are changed.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM alpine:3.22
COPY --from=build /web /usr/bin/web
RUN chown 65532:65532 /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM alpine:3.22
COPY --chown=65532:65532 --from=build /web /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
    },
  ],
};

export const chmodDuplicatesLayer: Rule = {
  id: 'chmod-duplicates-layer',
  severity: 'warning',
  fix: 'safe',
  summary: 'a RUN changes the mode or the owner of copied files, and stores them twice',
  check: (context) => {
    const copies = copiedFilesOf(context, context.lineage);
    const commands = fileCommandsOf(context, context.lineage, COMMANDS);
    if (copies.length * commands.length > MAX_PAIRS) return [];
    const programs = new Set(context.started().flatMap(({ path }) => path ?? []));
    const known: Known = { copies, numbers: knownNumbers(context.runs), programs };
    const told = new Map<Instruction, Set<CopiedFile>>();
    return commands.flatMap((command) => {
      const { instruction } = command.run;
      const folder = changedBaseFolder(context, command);
      if (folder !== undefined) return [ofBase(command, folder)];
      const hit = hitBy(context, known, command);
      // A RUN stores a file once, however many of its commands change it.
      const before = told.get(instruction) ?? new Set();
      if (hit.every((copied) => before.has(copied))) return [];
      told.set(instruction, new Set([...before, ...hit]));
      return remarkOf(context, known, command, hit);
    });
  },
};

/** More of both than anybody writes by hand. */
const MAX_PAIRS = 1_000_000;
const COMMANDS: ReadonlySet<string> = new Set(['chmod', 'chown']);

/** How big that is, the image says when it is built. */
function ofBase({ name, run, program, args }: FileCommand, folder: string): Remark {
  const what = name === 'chmod' ? 'mode' : 'owner';
  return {
    message: `${name} changes the ${what} of all that the base image has in ${folder}, and so stores it a second time: name the files that need it`,
    range: run.range(program.at, args.at(-1)?.end ?? program.end),
  };
}

function remarkOf(
  context: RuleContext,
  known: Known,
  command: FileCommand,
  hit: readonly CopiedFile[],
): readonly Remark[] {
  const [change = '', ...operands] = command.operands;
  const paths = operands.map((operand) => command.absolute(operand));
  // A big file says more than a small one beside it.
  const first = hit.find((copied) => !isSmallByName(copied.source ?? '')) ?? hit[0];
  if (first === undefined) return [];
  const flag = `--${command.name}`;
  const word =
    operands[paths.findIndex((path) => path !== undefined && isMeant(known, first, path, isRecursive(command)))];
  const what = command.name === 'chmod' ? 'mode' : 'owner';
  const bytes = bytesOf(context, hit);
  const edits = hit.length === paths.length ? modeEdits(context, known, command, change, hit) : [];
  return [
    {
      message: `${command.name} changes the ${what} of ${word}, which ${first.instruction.keyword} in line ${first.instruction.range.line} brought, and so stores it a second time: set it there with ${flag}`,
      range: command.run.range(command.program.at, command.args.at(-1)?.end ?? command.program.end),
      ...(bytes === undefined ? {} : { evidenceBytes: bytes }),
      ...(isSmall(first.source ?? '', bytes) ? { severity: 'note' as const } : {}),
      ...(edits.length === 0 ? {} : { fix: { safe: true, edits } }),
    },
  ];
}

/** What is stored again; undefined where that shows only when it is built. */
function bytesOf({ files }: RuleContext, hit: readonly CopiedFile[]): number | undefined {
  let sum = 0;
  for (const { from, source } of hit) {
    const bytes = from === 'context' && source !== undefined ? files?.bytesOf(source) : undefined;
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}

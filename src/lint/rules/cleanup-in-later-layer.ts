import { posix } from 'node:path';
import { matchesWildcard } from '../../dockerfile/wildcard.ts';
import { type CopiedFile, copiedFilesOf } from '../copied-files.ts';
import { type FileCommand, fileCommandsOf } from '../file-commands.ts';
import type { Rule, RuleContext, RulePage } from '../rule.ts';
import { isSmall } from '../small-files.ts';

export const cleanupInLaterLayerPage: RulePage = {
  why: `A layer cannot take bytes out of the layers below it: \`rm\` of a file that an earlier COPY or RUN made only hides it. The
image stays as big, and whoever unpacks its layers still finds the file. What is needed for one step only can be mounted
(\`RUN --mount=type=bind\`), downloaded and removed in the same RUN, or be made in a stage of its own.

Judged are files that COPY and ADD bring, and downloads by curl and wget to a named file. The rule keeps quiet about stages that
are not shipped, paths that are not known, single files out of a copied folder, and the caches of package managers, which other
rules speak of. A small file by its name (a script, a list, a key) is a note.`,
  saves: 'The files that are removed.',
  examples: [
    {
      bad: `FROM debian:bookworm-slim
COPY tool.deb /tmp/
RUN dpkg -i /tmp/tool.deb && rm /tmp/tool.deb
USER 65532:65532
ENTRYPOINT ["tool"]
`,
      good: `FROM debian:bookworm-slim
RUN --mount=type=bind,target=/tmp/tool.deb,source=tool.deb dpkg -i /tmp/tool.deb
USER 65532:65532
ENTRYPOINT ["tool"]
`,
    },
  ],
};

export const cleanupInLaterLayer: Rule = {
  id: 'cleanup-in-later-layer',
  severity: 'warning',
  fix: 'none',
  summary: 'files are removed in another layer than the one that made them',
  check: (context) => {
    const made = [...copied(context), ...downloaded(context)];
    const removals = fileCommandsOf(context, context.lineage, new Set(['rm']));
    if (made.length * removals.length > MAX_PAIRS) return [];
    const removalsOf = Map.groupBy(removals, ({ run }) => run.instruction.index);
    const told = new Set<Made>();
    return removals.flatMap((command) => {
      for (const operand of command.operands) {
        const path = command.absolute(operand);
        const hit = made.find(
          (each) =>
            path !== undefined &&
            each.index < command.run.instruction.index &&
            !told.has(each) &&
            covers(path, each.path) &&
            removalsOf.get(each.index)?.some((other) => removes(other, each.path)) !== true,
        );
        if (hit === undefined) continue;
        for (const each of made) if (path !== undefined && covers(path, each.path)) told.add(each);
        const remedy =
          hit.by === 'RUN' ? 'remove it in that RUN' : 'mount it instead, or take it from a stage of its own';
        return [
          {
            message: `${operand} stays in the layer of ${hit.by} in line ${hit.line}, and is only hidden here: ${remedy}`,
            range: command.run.range(command.program.at, command.args.at(-1)?.end ?? command.program.end),
            ...(hit.bytes === undefined ? {} : { evidenceBytes: hit.bytes }),
            ...(isSmall(hit.path, hit.bytes) ? { severity: 'note' as const } : {}),
          },
        ];
      }
      return [];
    });
  },
};

/** More of both than anybody writes by hand. */
const MAX_PAIRS = 1_000_000;

/** A file, or a folder with what is in it, that an instruction puts into its layer; `*` may stand in the last part. */
interface Made {
  readonly path: string;
  readonly index: number;
  readonly line: number;
  readonly by: string;
  /** Undefined where that shows only when it is built. */
  readonly bytes: number | undefined;
}

function copied(context: RuleContext): readonly Made[] {
  return copiedFilesOf(context, context.lineage).flatMap((each) => {
    const path = placeOf(each);
    const { index, range, keyword } = each.instruction;
    const bytes =
      each.from === 'context' && each.source !== undefined ? context.files?.bytesOf(each.source) : undefined;
    return path === undefined ? [] : [{ path, index, line: range.line, by: keyword, bytes }];
  });
}

/** Where the source lies in the image; for what may be a folder, the folder that it is laid into. */
function placeOf({ source, to, intoFolder, isFile }: CopiedFile): string | undefined {
  if (source === undefined || to === undefined) return undefined;
  if (!intoFolder) return to;
  // The contents of a folder go into the destination; a file keeps its name.
  return isFile || /[^/]\.[A-Za-z0-9]{1,5}$/.test(source) ? posix.join(to, posix.basename(source)) : to;
}

function downloaded(context: RuleContext): readonly Made[] {
  return fileCommandsOf(context, context.lineage, new Set(['curl', 'wget'])).flatMap((command) => {
    const words = command.args.map(({ text }) => text);
    const option = command.name === 'curl' ? /^(?:-[a-zA-Z]*o|--output)$/ : /^(?:-[a-zA-Z]*O|--output-document)$/;
    const path = command.absolute(words[words.findIndex((word) => option.test(word)) + 1] ?? '');
    const { index, range } = command.run.instruction;
    return !words.some((word) => option.test(word)) || path === undefined || path === '/'
      ? []
      : [{ path, index, line: range.line, by: 'RUN', bytes: undefined }];
  });
}

function removes(command: FileCommand, path: string): boolean {
  return command.operands.some((operand) => {
    const target = command.absolute(operand);
    // Also what cannot be known may be it.
    return target === undefined || covers(target, path);
  });
}

/** Is all of `path` gone with `removed`, that may hold `*`? */
function covers(removed: string, path: string): boolean {
  if (removed === '/' || path === '/') return false;
  return removed === path || path.startsWith(`${removed}/`) || (/[*?]/.test(removed) && matchesWildcard(removed, path));
}

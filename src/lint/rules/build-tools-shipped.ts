import { posix } from 'node:path';
import { programsOf, type StartCommand } from '../entrypoint.ts';
import { isGoImage } from '../go-image.ts';
import { buildToolsOf, isRemoved, removedNames } from '../packages/build-tools.ts';
import { packageCommandsOf } from '../packages/package-command.ts';
import { type PlainCommand, plainCommandsOf } from '../plain-command.ts';
import type { Rule, RulePage } from '../rule.ts';

export const buildToolsShippedPage: RulePage = {
  why: `A compiler and the headers of libraries serve the build alone. In the image that runs they cost space, are scanned, and are
handy for whoever breaks in. Build in a stage of its own and copy the result; where something must be compiled in place,
install, use and remove the tools in one RUN: what a later RUN removes stays in the layer.

It keeps quiet about git, curl and ssh clients; about packages removed in the same RUN, by name, by their virtual package or
by a variable; about images that start a shell, a compiler or nothing of their own, and those whose entry script may need
the tools; and where \`final-stage-toolchain\` already speaks for the whole stage.`,
  saves: 'The tools and what they depend on.',
  examples: [
    {
      bad: `FROM alpine:3.22
RUN apk add --no-cache ca-certificates gcc musl-dev
COPY server /usr/bin/
CMD ["server"]
`,
      good: `FROM alpine:3.22
RUN apk add --no-cache ca-certificates
COPY server /usr/bin/
CMD ["server"]
`,
    },
  ],
};

export const buildToolsShipped: Rule = {
  id: 'build-tools-shipped',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'none',
  summary: 'compilers, make or header files are installed in a shipped stage',
  check: (context) => {
    const { lineage, runs, shipped, start } = context;
    const root = lineage[0];
    // Whoever keeps a toolchain as the base means to have one.
    if (root === undefined || isGoImage(root) || start === undefined || startsTools(start)) return [];
    const ours = runs.filter((run) => shipped.has(run.stage));
    if (startsScript(start) && !ours.some((run) => plainCommandsOf(run).some(compiles))) return [];
    return ours.flatMap((run) => {
      const commands = packageCommandsOf(run);
      const marks = plainCommandsOf(run).some(({ name }) => name === 'apt-mark');
      return commands.flatMap((install) => {
        if (!INSTALLING.has(install.verb) || install.manager === 'pip' || goesElsewhere(install.options)) return [];
        const later = commands.filter(({ command }) => command.at > install.command.at);
        const removed = removedNames(later, marks);
        const left = buildToolsOf(install).filter((name) => !isRemoved(name, install, removed));
        if (left.length === 0) return [];
        return [
          {
            message: `${install.name} ${install.verb} puts what only a build needs into the image: ${listed(left)}; build in a stage of its own, or remove ${left.length > 1 ? 'them' : 'it'} in the same RUN`,
            range: run.range(install.program.at, install.verbWord.end),
          },
        ];
      });
    });
  },
};

const INSTALLING: ReadonlySet<string> = new Set(['add', 'groupinstall', 'install']);
const SHOWN = 5;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Into another root, or only fetched. */
function goesElsewhere(options: readonly string[]): boolean {
  return options.some((option) => /^(?:--root|-p|--installroot|--download-only|--downloadonly|-d)(?:=|$)/.test(option));
}

const TOOL_PROGRAMS: ReadonlySet<string> = new Set(
  'ash bash c++ cargo cc clang cmake g++ gcc go make rustc sh sleep tail zsh'.split(' '),
);

function startsTools(start: StartCommand): boolean {
  return start.commands.some((words) => TOOL_PROGRAMS.has(posix.basename(words[0] ?? 'sh')));
}

function startsScript(start: StartCommand): boolean {
  return start.commands.some((words) => programsOf(words).length > 1 || /entrypoint|\.sh$/.test(words[0] ?? ''));
}

const COMPILERS: ReadonlySet<string> = new Set(
  'bundle cargo cc cmake gcc g++ gem go make npm pip pip3 pnpm python python3 yarn'.split(' '),
);

/** Is it one of the commands that the tools are there for? */
function compiles({ name, args }: PlainCommand): boolean {
  return COMPILERS.has(name) && args.length > 0;
}

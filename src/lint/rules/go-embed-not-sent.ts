import { posix } from 'node:path';
import type { GoEmbed } from '../../gosource/facts.ts';
import { embedsMadeBefore } from '../embed-made.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { tagsOf } from '../go-linkage.ts';
import { contextFolderOf } from '../go-sources.ts';
import { mayBeGuarded } from '../guarded.ts';
import { mayHaveLanded } from '../module-files.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const goEmbedNotSentPage: RulePage = {
  why: `\`go build\` ends with "pattern dist: no matching files found" where a \`//go:embed\` line matches no file. They lie on disk
and are no part of the build: \`.dockerignore\` keeps them out, as \`dist\` and \`*.md\` often are, or no COPY takes them. Take the
line out of \`.dockerignore\`, or copy them.

It keeps quiet where the files may be made by an earlier step or come from another stage; where they are not on disk now, as
something else has to make them first; where some file matches; about packages that the program does not import, or only for
other platforms or tags; where the tags are not known; and where the context was not looked at.`,
  saves: 'A build that fails.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
COPY static ./static
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      context: {
        'go.mod': 'module example.org/web\n\ngo 1.24\n',
        'main.go':
          'package main\n\nimport "embed"\n\n//go:embed static\nvar files embed.FS\n\nfunc main() { _ = files }\n',
        'static/index.html': '<html></html>\n',
      },
    },
  ],
};

export const goEmbedNotSent: Rule = {
  id: 'go-embed-not-sent',
  severity: 'error',
  fix: 'none',
  summary: 'a //go:embed pattern finds nothing in the build, as its files are left out',
  check: (context) => {
    const said = new Set<string>();
    return context.goBuilds.slice(0, MAX_BUILDS).flatMap((build): readonly Remark[] => {
      const lost = lostEmbed(context, build);
      if (lost === undefined || mayBeGuarded(context.dockerfile, build.invocation)) return [];
      const { embed, why } = lost;
      const key = `${build.run.stage.index} ${embed.at.file}:${embed.at.line} ${embed.pattern}`;
      if (said.has(key)) return [];
      said.add(key);
      return [
        {
          message: `go ${build.verb} fails here: //go:embed ${embed.pattern} of ${embed.at.file}:${embed.at.line} matches nothing, as ${why}`,
          range: build.range,
        },
      ];
    });
  },
};

/** Each has its source read; more are nobody's own writing. */
const MAX_BUILDS = 100;

/** The first pattern of a build's programs whose files are on disk and not in the build, and why they are not. */
function lostEmbed(
  context: RuleContext,
  build: GoBuild,
): { readonly embed: GoEmbed; readonly why: string } | undefined {
  const { stage, instruction } = build.run;
  const { files, takings } = context;
  const workdir = build.invocation.folder;
  const folder = files && contextFolderOf({ files, takings }, stage, instruction.index, workdir);
  if (files === undefined || folder === undefined || workdir === undefined || tagsOf(build) === undefined)
    return undefined;
  const place = { stage, index: instruction.index };
  for (const platform of context.plannedPlatforms()) {
    const programs = context.goSourceOf(build, platform)?.programs ?? [];
    for (const embed of programs.flatMap(({ embeds }) => embeds)) {
      if (embed.onDisk.length === 0 || embed.refused !== undefined) continue;
      const inBuild = (path: string): string => posix.join(workdir, posix.relative(folder, path));
      // The Go file itself has to be there, or the package is not what is built.
      if (!mayHaveLanded(context, place, embed.at.file, inBuild(embed.at.file))) continue;
      const landed = embed.sent.some((path) => mayLand(context, build, path, inBuild(path)));
      if (landed || embedsMadeBefore(context, build, embed.onDisk.map(inBuild))) continue;
      const [first = embed.pattern] = embed.onDisk;
      return {
        embed,
        why:
          embed.sent.length === 0
            ? `${files.ignore.place ?? '.dockerignore'} keeps ${first} out`
            : `no COPY takes ${first}`,
      };
    }
  }
  return undefined;
}

/** Does a file come, or something of a folder? */
function mayLand(context: RuleContext, build: GoBuild, path: string, target: string): boolean {
  const { stage, instruction } = build.run;
  if (mayHaveLanded(context, { stage, index: instruction.index }, path, target)) return true;
  return context
    .takings()
    .some(({ sources }) => sources.some((source) => source === undefined || source.startsWith(`${path}/`)));
}

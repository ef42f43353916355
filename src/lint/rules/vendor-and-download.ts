import { posix } from 'node:path';
import { contextFolderOf } from '../go-sources.ts';
import { mayHaveLanded, mayMakeModules } from '../module-files.ts';
import type { Rule, RulePage } from '../rule.ts';

export const vendorAndDownloadPage: RulePage = {
  why: `Where vendor/modules.txt stands beside go.mod, \`go build\` takes modules from vendor/ and nothing from the module cache, so
that \`go mod download\` fetches what nobody reads. Drop the download, or leave vendor/ out of the context and drop \`-mod=vendor\`.

It keeps quiet where the ignore file leaves vendor/ out, where it is not copied to the stage, and where \`-mod=mod\` or
GOFLAGS say otherwise.`,
  saves: 'The download of all modules.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY vendor ./vendor
COPY main.go ./
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY vendor ./vendor
COPY main.go ./
`,
      context: {
        'go.mod': 'module example.org/web\n\ngo 1.24\n',
        'go.sum': 1200,
        'main.go': 900,
        'vendor/modules.txt': 700,
      },
    },
  ],
};

export const vendorAndDownload: Rule = {
  id: 'vendor-and-download',
  severity: 'note',
  fix: 'none',
  summary: 'modules are downloaded although they are vendored',
  check: (context) => {
    const { files, takings, goCommands, goBuilds } = context;
    if (files === undefined) return [];
    return goCommands.flatMap((command) => {
      const { stage, instruction } = command.run;
      if (command.verb !== 'mod download' || command.folder === undefined || command.args.length !== 2) return [];
      const folder = contextFolderOf({ files, takings }, stage, instruction.index, command.folder);
      if (folder === undefined || files.isSent(posix.join(folder, 'vendor/modules.txt')) !== true) return [];
      if (mayMakeModules(context, stage, instruction.index)) return [];
      const end = { stage, index: stage.instructions.at(-1)?.index ?? instruction.index };
      const path = posix.join(folder, 'vendor/modules.txt');
      if (
        !mayHaveLanded(
          context,
          { ...end, index: end.index + 1 },
          path,
          posix.join(command.folder, 'vendor/modules.txt'),
        )
      )
        return [];
      const flags = command.variable('GOFLAGS');
      if (flags.state === 'unknown' || (flags.state === 'set' && /-mod\b/.test(flags.value))) return [];
      // A build that takes modules from the cache all the same.
      const others = goBuilds.filter((build) => build.run.stage === stage).map((build) => build.flag('mod'));
      if (others.some((flag) => flag.state === 'unknown' || (flag.state === 'set' && flag.value !== 'vendor')))
        return [];
      return [
        {
          message: `go mod download fetches what nobody reads, as go takes modules from ${posix.join(folder, 'vendor')}: drop it, or leave vendor out of the context`,
          range: command.range,
        },
      ];
    });
  },
};

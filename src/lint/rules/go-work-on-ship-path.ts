import { lineageOf } from '../../dockerfile/stages.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import { type GoCommand, goCommandsOf, isModuleMade } from '../go-commands.ts';
import { type PlainCommand, plainCommandsOf } from '../plain-command.ts';
import type { Remark, Rule, RulePage } from '../rule.ts';

export const goWorkOnShipPathPage: RulePage = {
  why: `Tests and linters in the stage that compiles the program run in every build of the image, one after the other, for each
platform, and an image cannot be built when a test flickers. In a stage of their own BuildKit runs them beside the build, and
only where they are asked for. \`go mod tidy\` and \`go get -u\` are worse: what is shipped is then built with other modules than
those that were committed and tested. Those two are warnings, the rest are notes. A tool installed as \`@latest\` is another one every time.

It keeps quiet about stages that nothing shipped comes from, \`go generate\` and the tools it runs, \`go test -c\`, \`go mod tidy\` of a
module that is made in the build, and files, folders and stages to develop or test with.`,
  saves: 'Time of each build, and surprises.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN go vet ./...
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS source
WORKDIR /src
COPY go.mod main.go ./

FROM source AS check
RUN go vet ./...

FROM source AS build
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const goWorkOnShipPath: Rule = {
  id: 'go-work-on-ship-path',
  severity: 'warning',
  fix: 'none',
  summary: 'tests, linters or changes of modules run in the stage that builds what is shipped',
  check: ({ purpose, goBuilds, isShipped, runs }) => {
    if (purpose === 'tool') return [];
    const path = new Set(goBuilds.filter(isShipped).flatMap(({ run }) => lineageOf(run.stage)));
    const ours = runs.filter((run) => path.has(run.stage));
    const generates = ours.some((run) => run.script.commands.some(({ words }) => words.some(isGenerate)));
    return ours.flatMap((run) => [
      ...goCommandsOf(run)
        .filter((command) => command.verb !== 'mod tidy' || !isModuleMade(command, runs))
        .flatMap((command) => goRemark(command, generates) ?? []),
      ...plainCommandsOf(run).flatMap((command) => linterRemark(command) ?? []),
    ]);
  },
};

function isGenerate({ text }: { readonly text: string }): boolean {
  return /^(?:gen|generate|protoc|buf)$/.test(text);
}

const APART = 'give it a stage of its own, or run it beside the build of the image';

function goRemark(command: GoCommand, generates: boolean): Remark | undefined {
  const words = command.args.map(({ text }) => text);
  const said = (message: string, length: number, severity: 'warning' | 'note' = 'note'): Remark => {
    const end = command.args[length - 1]?.end ?? command.program.end;
    return { message, severity, range: command.run.range(command.program.at, end) };
  };
  switch (command.verb) {
    case 'test':
      // `-c` makes a program of the tests, which may be what is shipped.
      return words.includes('-c') ? undefined : said(`go test runs whenever the image is built: ${APART}`, 1);
    case 'vet':
      return said(`go vet runs whenever the image is built: ${APART}`, 1);
    case 'mod tidy':
      return said(
        'go mod tidy may change which modules the image is built with: run it before the commit, and only "go mod download" here',
        2,
        'warning',
      );
    case 'get':
      return words.some((word) => /^-u(?:=|$)/.test(word))
        ? said(
            'go get -u builds the image with other modules than those of go.mod: update them before the commit',
            1,
            'warning',
          )
        : undefined;
    case 'install':
      return !generates && words.some((word) => /^[^-].*@latest$/.test(word))
        ? said('go install takes the latest version, another one every time: name the version', 1)
        : undefined;
    default:
      return undefined;
  }
}

const LINTERS: ReadonlySet<string> = new Set(
  'errcheck gofmt golangci-lint golint gosec govulncheck revive staticcheck'.split(' '),
);

function linterRemark({ run, name, program }: PlainCommand): Remark | undefined {
  if (!LINTERS.has(name)) return undefined;
  return {
    severity: 'note',
    message: `${name} runs whenever the image is built: ${APART}`,
    range: run.range(program.at, program.end),
  };
}

import { isGoRun } from '../entrypoint.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { Rule, RulePage } from '../rule.ts';

export const goRunAsEntrypointPage: RulePage = {
  why: `\`go run\` in ENTRYPOINT or CMD needs the Go toolchain, the source and the modules in the image, compiles at every start
before the first request is served, and stands between the program and the signals it is sent.

It keeps quiet about images made to develop or test in: files, folders and stages named dev, debug, test, lint, ci, hack,
tools, tilt or devcontainer.`,
  saves: 'The toolchain (about 270 MB in Go 1.26), the source and the module cache, and a compilation at each start.',
  examples: [
    {
      bad: 'FROM golang:1.26\nWORKDIR /src\nCOPY main.go go.mod ./\nCMD ["go", "run", "."]\n',
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const goRunAsEntrypoint: Rule = {
  id: 'go-run-as-entrypoint',
  severity: 'warning',
  fix: 'none',
  summary: 'the container compiles its program at every start',
  check: ({ start, purpose }) => {
    if (purpose === 'tool' || start === undefined || !start.commands.some(isGoRun)) return [];
    const { keyword, range } = start.instruction;
    return [
      {
        message: `${keyword} compiles the program at every start: run "go build" in a build stage, and start the binary it makes`,
        range,
      },
    ];
  },
};

import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { insertFlag } from '../go-flag-edits.ts';
import { aheadReader } from '../go-module-steps.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { hasDebugger, mayBeDebugBuild } from '../shipped-debug.ts';

export const goTrimpathPage: RulePage = {
  why: `Without \`-trimpath\` the full path of every source file stands in the binary: \`/src\`, \`/go/pkg/mod\`, \`/home/…\`. Stack
traces print them, and the same source built in another folder gives another binary, which no one can compare or cache. With
it a path begins with the module: \`example.org/web/main.go\`.

It keeps quiet where GOFLAGS has the flag, or \`-trimpath=false\` is said; where the flags are not visible: builds by make,
mage, goreleaser, ko or a script, words that cannot be known; about builds for a debugger or for coverage, which look the
source up by its path; about plugins, which have to be built as their program was; before Go 1.13, which has no such flag; where
the program is copied into an image with Go, whose toolchain and time zones it finds by the GOROOT that the flag takes out; and
about binaries that never reach the image. Where it is built in an image with Go that is shipped, the fix is only suggested.`,
  saves: 'A few bytes for each source file; the same binary from the same source.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const goTrimpath: Rule = {
  id: 'go-trimpath',
  severity: 'note',
  fix: 'safe',
  summary: 'a shipped Go binary names the folders that it was built in',
  check: (context) => {
    if (context.purpose === 'tool' || hasDebugger(context)) return [];
    if (context.goBuilds.some(isPlugin)) return [];
    const isAhead = aheadReader(context);
    return context.goBuilds.flatMap((build) => {
      const { go } = context.imageState(build.run.stage).facts ?? {};
      if (go?.minor !== undefined && go.minor < FIRST) return [];
      if (build.flag('trimpath').state !== 'unset' || isForTools(build) || !context.isShipped(build)) return [];
      // Beside a program that is built elsewhere, Go is there on purpose.
      if (hasOwnGo(context) && !context.shipped.has(build.run.stage)) return [];
      return [remarkOf(context, build, isAhead(build.run.stage, build.run.instruction))];
    });
  },
};

/** Debuggers and coverage reports look the source up by its path. */
function isForTools(build: GoBuild): boolean {
  return mayBeDebugBuild(build) || build.flag('cover').state !== 'unset';
}

/** https://go.dev/doc/go1.13#go-command */
const FIRST = 13;

/** By its GOROOT a program finds the toolchain and the time zones of the image; -trimpath takes it out. */
function hasOwnGo({ target, imageState }: RuleContext): boolean {
  return target !== undefined && imageState(target).facts?.go !== undefined;
}

function isPlugin(build: GoBuild): boolean {
  const mode = build.flag('buildmode');
  return mode.state === 'set' && mode.value === 'plugin';
}

/** What was compiled ahead without the flag is not taken by a build with it: both want it. */
function remarkOf(context: RuleContext, build: GoBuild, ahead: boolean): Remark {
  const edit = insertFlag(context.dockerfile.source.text, build, '-trimpath');
  return {
    message: `go ${build.verb} leaves the paths of its build folders in a binary that is shipped: add -trimpath`,
    range: build.range,
    ...(edit === undefined ? {} : { fix: { safe: !ahead && !hasOwnGo(context), edits: [edit] } }),
  };
}

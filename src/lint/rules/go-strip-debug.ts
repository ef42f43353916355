import { ON_SCRATCH } from '../example-parts.ts';
import { stripEdit } from '../go-flag-edits.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { type DebugLeft, debugLeftIn } from '../shipped-debug.ts';

export const goStripDebugPage: RulePage = {
  why: `Without \`-ldflags="-s -w"\` the linker puts DWARF data and a symbol table into the binary, which only debuggers read.
Panics, stack traces, \`runtime/pprof\` and \`go version -m\` work without them.

What counts is the flag that takes effect: one on the command line replaces the one of GOFLAGS, the last \`-ldflags\` wins, \`-s\`
implies \`-w\` unless \`-w=0\` follows.

It keeps quiet where the flags are not visible: builds by make, mage, goreleaser, ko or a script, an argument without a
default, \`$(…)\` or \`@file\` among the linker flags. It also does about builds made for a debugger (\`-gcflags\` with \`-N\` or \`-l\`,
delve in the image), binaries that are stripped later, and those that never reach the image. Where a policy says whether
binaries are stripped, \`go-binary-policy\` judges them.`,
  saves: 'About 30 % of the binary: 11.7 MB became 8.1 MB for a small web server with Go 1.26.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -o /web .

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
  // A policy on it is judged by a rule of its own.
};

export const goStripDebug: Rule = {
  id: 'go-strip-debug',
  severity: 'warning',
  fix: 'suggested',
  summary: 'a shipped Go binary keeps its debug information',
  check: (context) =>
    context.purpose === 'tool' || context.policy.strip !== undefined
      ? []
      : debugLeftIn(context).map((left) => remarkOf(context, left)),
};

function remarkOf({ dockerfile }: RuleContext, { build, what }: DebugLeft): Remark {
  const edit = stripEdit(dockerfile.source.text, build);
  return {
    message: messageOf(build.verb, what),
    range: build.range,
    ...(edit === undefined ? {} : { fix: { safe: false, edits: [edit] } }),
  };
}

function messageOf(verb: string, what: DebugLeft['what']): string {
  if (what === 'dwarf')
    return `go ${verb} leaves debug information in: -w=0 keeps what -s would drop, so take it out of -ldflags`;
  const left = what === 'symbols' ? 'the symbol table' : 'debug information and the symbol table';
  return `go ${verb} leaves ${left} in a binary that is shipped: add -ldflags="-s -w"`;
}

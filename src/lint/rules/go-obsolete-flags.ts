import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import { obsoleteBuildFlags } from '../obsolete-build-flags.ts';
import { obsoleteInstaller } from '../obsolete-installer.ts';
import { obsoleteModuleModes } from '../obsolete-module-mode.ts';
import type { Rule, RulePage } from '../rule.ts';

export const goObsoleteFlagsPage: RulePage = {
  why: `What was right once is copied from file to file:

- \`-a\` and \`-installsuffix cgo\` kept builds with and without cgo apart. The build cache does so since Go 1.10; \`-a\` only
  compiles the standard library again, each time.
- \`-extldflags -static\` is for the C linker, which a build with \`CGO_ENABLED=0\` never starts: it is static anyhow.
- \`GO111MODULE=on\` is what Go takes since 1.16; \`auto\` too where there is a go.mod.
- \`go build -i\` is without effect from Go 1.16 on, and refused since 1.20.
- \`go get\` builds and installs nothing since Go 1.18, and outside a module it fails: \`go install package@version\` does both.

It keeps quiet about the first two where CGO_ENABLED is not 0, or comes from an argument of the build, and where external
linking or a build mode is asked for; about GO111MODULE where the file has another value of it as well, or the version of Go
is not known; about \`go get\` where a go.mod may lie.`,
  saves: 'The time that the standard library takes to compile, where -a is among them.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
ENV GO111MODULE=on
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -trimpath -a -installsuffix cgo -ldflags="-s -w -extldflags '-static'" -o /web .

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

export const goObsoleteFlags: Rule = {
  id: 'go-obsolete-flags',
  severity: 'note',
  fix: 'safe',
  summary: 'flags and variables that Go has no use for any more',
  check: (context) => [
    ...obsoleteModuleModes(context),
    ...obsoleteBuildFlags(context),
    ...context.goCommands
      .filter(({ verb }) => verb === 'get')
      .slice(0, MAX_GETS)
      .flatMap((command) => obsoleteInstaller(context, command) ?? []),
  ],
};

/** Each is asked with all steps above it; more are nobody's own writing. */
const MAX_GETS = 200;

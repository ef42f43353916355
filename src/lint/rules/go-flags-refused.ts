import { crossInstallFault } from '../cross-install.ts';
import type { GoInvocation } from '../go-build.ts';
import { mayBeGuarded } from '../guarded.ts';
import { refusalOf } from '../refused-flags.ts';
import type { Remark, Rule, RulePage } from '../rule.ts';

export const goFlagsRefusedPage: RulePage = {
  why: `Each of these ends the build, whatever the source is:

- \`-mod=vendor\`, also by GOFLAGS, with \`go install package@version\`: go may not look outside of \`vendor/\`. Set \`GOFLAGS=\`
  for that command.
- \`-race\`, \`-msan\` or \`-asan\` with cgo off: by \`CGO_ENABLED=0\`, or as golang:alpine has no C compiler.
- \`go install\` for another platform while GOBIN is set. Without GOBIN the program lies in \`/go/bin/linux_arm64/\`, and a COPY
  of \`/go/bin/web\` fails. \`go build -o\` puts it where you say.
- GOFLAGS that go cannot read. A flag that holds a space is quoted as a whole, in GOFLAGS itself: \`ENV GOFLAGS="'-ldflags=-s -w'"\`.
- \`go build -i\`, from Go 1.20 on.

It keeps quiet where GOFLAGS is set back, or its value cannot be known; where a wildcard is copied, or something moves the
program; where the platforms cannot be known; about xx-go; and where the command may fail or be left out: behind \`||\`, \`if\`.`,
  saves: 'A build that fails.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
ENV GOFLAGS="-trimpath -ldflags='-s -w'"
RUN go install example.org/tool@v1.2.3

FROM debian:bookworm-slim
COPY --from=build /go/bin/tool /usr/local/bin/tool
ENTRYPOINT ["tool"]
`,
      good: `FROM golang:1.26 AS build
ENV GOFLAGS="-trimpath '-ldflags=-s -w'"
RUN go install example.org/tool@v1.2.3

FROM debian:bookworm-slim
COPY --from=build /go/bin/tool /usr/local/bin/tool
ENTRYPOINT ["tool"]
`,
    },
  ],
};

export const goFlagsRefused: Rule = {
  id: 'go-flags-refused',
  severity: 'error',
  fix: 'none',
  summary: 'flags and variables that go refuses together, or that miss what they are for',
  check: (context) => {
    const said = new Set<string>();
    const once = (command: GoInvocation, message: string | undefined): readonly Remark[] => {
      // The first that fails ends the build of its stage.
      const key = `${command.run.stage.index} ${message}`;
      if (message === undefined || said.has(key) || mayBeGuarded(context.dockerfile, command)) return [];
      said.add(key);
      return [{ message, range: command.range }];
    };
    return [
      ...context.goCommands.flatMap((command) => once(command, refusalOf(context, command))),
      ...context.goBuilds
        .filter(({ verb }) => verb === 'install')
        .slice(0, MAX_INSTALLS)
        .flatMap((build) => once(build.invocation, crossInstallFault(context, build))),
    ];
  },
};

/** Each is asked with all that is copied; more are nobody's own writing. */
const MAX_INSTALLS = 200;

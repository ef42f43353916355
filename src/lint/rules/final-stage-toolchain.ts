import { ON_SCRATCH } from '../example-parts.ts';
import type { Rule, RulePage } from '../rule.ts';
import { shippedToolchain } from '../toolchain.ts';

export const finalStageToolchainPage: RulePage = {
  why: `A compiled Go program needs neither the compiler nor the source, the module cache and the build cache that a build leaves
behind. Where the last stage is built on a golang image, all of them are shipped, pulled and scanned with the program.

The finding stands only where the program that starts was built in the shipped stages, or is started by \`go run\`; a Rust
program in a rust image counts as well. It speaks for the caches and build tools of that image too: the rules about those
keep quiet then. It keeps quiet about images that exist to run the toolchain: linters, generators, test runners, and files, folders and stages named
dev, debug, test, lint, ci, hack, tools, tilt or devcontainer.`,
  saves:
    'The toolchain (about 270 MB in Go 1.26), the distribution under it, the source and the caches: all but the binary.',
  examples: [
    {
      bad: `FROM golang:1.26
WORKDIR /src
COPY main.go go.mod ./
RUN go build -ldflags="-s -w" -o /usr/local/bin/web .
ENTRYPOINT ["web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const finalStageToolchain: Rule = {
  id: 'final-stage-toolchain',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'none',
  summary: 'the shipped image carries the toolchain that made its program',
  check: (context) => {
    const { target, lineage } = context;
    const toolchain = shippedToolchain(context);
    const root = lineage[0];
    if (toolchain === undefined || target === undefined || root === undefined) return [];
    const image = root.base.resolved ?? root.base.raw;
    return [
      {
        message: `the image that is shipped carries the ${toolchain} toolchain of ${image}: build in a stage of its own, and COPY the binary into one FROM scratch or a small base`,
        range: target.from.range,
      },
    ];
  },
};

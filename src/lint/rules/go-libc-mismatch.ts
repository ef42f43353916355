import { builderLibcOf } from '../builder-libc.ts';
import type { DynamicProgram } from '../dynamic-program.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD } from '../example-parts.ts';
import { packageCommandsOf } from '../packages/package-command.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const goLibcMismatchPage: RulePage = {
  why: `A program built with cgo in \`golang\` asks for the loader of glibc, and Alpine has that of musl; one built with cgo in
\`golang:alpine\` asks for musl's, which Debian, Ubuntu and \`distroless/base\` lack. In both cases the container fails with "no
such file or directory", which means the loader and not the program.

It is a warning where the imports of the program cannot be known, and a note where \`libc6-compat\` or \`gcompat\` is installed:
what they stand in for is not all of glibc. The rule keeps quiet about programs that are linked statically: with
CGO_ENABLED=0, without net, os/user, plugin and C, without a C compiler since Go 1.20, with external and static linking, with
\`-tags netgo,osusergo\` where there is no other cgo; where a loader is copied or may be; and about other compilers and values
that cannot be known.`,
  saves: 'An image that does not start.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    go build -trimpath -ldflags="-s -w" -o /web .

FROM alpine:3.22
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

FROM alpine:3.22
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      context: {
        'go.mod': 'module example.com/web\n\ngo 1.24\n',
        'main.go':
          'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", http.FileServer(http.Dir("."))) }\n',
      },
    },
  ],
};

export const goLibcMismatch: Rule = {
  id: 'go-libc-mismatch',
  severity: 'error',
  fix: 'none',
  summary: 'a program that is linked against one libc is shipped with another',
  check: (context) => {
    const { target, lineage } = context;
    if (target === undefined) return [];
    const image = context.imageState(target);
    const { facts } = image;
    const there = facts?.libc?.name;
    const state = image.glibcCompat();
    const compat = state === 'yes' ? standInOf(context) : undefined;
    if (facts === undefined || (there !== 'glibc' && there !== 'musl')) return [];
    // A loader that is copied comes with the rest of its libc.
    if (state === 'unknown' || (state === 'yes' && compat === undefined)) return [];
    const base = lineage[0]?.base.resolved ?? facts.family;
    const found = context.dynamicPrograms().flatMap((program): readonly Mismatch[] => {
      const wanted = builderLibcOf(context, program.build)?.name;
      if ((wanted !== 'glibc' && wanted !== 'musl') || wanted === there) return [];
      return [{ program, wanted, there, base, compat }];
    });
    const causes = Map.groupBy(found, ({ program }) => `${program.build.run.stage.index} ${program.certain}`);
    return [...causes.values()].flatMap(([first]) => (first === undefined ? [] : [remarkOf(first)]));
  },
};

/** The package of Alpine that is installed for programs made for glibc. */
function standInOf({ runs, shipped }: RuleContext): string | undefined {
  return runs
    .filter(({ stage }) => shipped.has(stage))
    .flatMap(packageCommandsOf)
    .flatMap(({ names }) => names)
    .find((name) => /^(?:libc6-compat|gcompat)\b/.test(name));
}

interface Mismatch {
  readonly program: DynamicProgram;
  readonly wanted: 'glibc' | 'musl';
  readonly there: 'glibc' | 'musl';
  readonly base: string;
  /** The package that stands in for glibc. */
  readonly compat: string | undefined;
}

/** The first of a stage stands for all: the cause is one. */
function remarkOf({ program, wanted, there, base, compat }: Mismatch): Remark {
  const { build, certain, why, by } = program;
  const range = build.range;
  if (compat !== undefined) {
    return {
      message: `${base} has ${there}, and this program is linked against glibc, which ${compat} only stands in for: ${why}: ${adviceFor(program, wanted)}`,
      range,
      severity: 'note',
    };
  }
  const what = certain || by === 'pie' ? 'this program' : 'a program with net or os/user';
  return {
    message: `${base} has ${there}, and ${what} is linked against ${wanted} and does not start without: ${why}: ${adviceFor(program, wanted)}`,
    range,
    severity: certain ? 'error' : 'warning',
  };
}

function adviceFor({ by, cCode }: DynamicProgram, wanted: 'glibc' | 'musl'): string {
  const same = wanted === 'glibc' ? 'build it in golang:alpine' : 'build it in a golang image of Debian';
  if (by === 'pie') return `leave it out, or ${same}`;
  return cCode === 'yes' ? same : `set CGO_ENABLED=0, or ${same}`;
}

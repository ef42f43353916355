import { builderLibcOf } from '../builder-libc.ts';
import type { DynamicProgram } from '../dynamic-program.ts';
import { GO_CACHE_MOUNTS } from '../example-parts.ts';
import type { Remark, Rule, RulePage } from '../rule.ts';

export const goGlibcNewerPage: RulePage = {
  why: `Every function that a program takes from glibc carries the version of glibc that it was last changed in. A program that
was linked against a newer one than the base has fails to start: "version \`GLIBC_2.34' not found". With 2.34 glibc took in the
threads library, and cgo uses threads: whatever is linked against 2.34 or newer (Debian 12, Ubuntu 22.04) starts on nothing
older, Debian 11 and Ubuntu 20.04 among it.

Between other versions the standard library asks for nothing that has changed, and C code may: that is a warning, said of
programs that are known to have some. It is a warning as well where the imports of the program cannot be known. The rule
keeps quiet about programs that are linked statically, bases of the same suite or a newer one, tags that do not say which
suite they are, other compilers, and copied libraries.`,
  saves: 'An image that does not start.',
  examples: [
    {
      bad: `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=1 go build -trimpath -ldflags="-s -w" -o /web .

FROM debian:bullseye-slim
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=1 go build -trimpath -ldflags="-s -w" -o /web .

FROM debian:bookworm-slim
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

export const goGlibcNewer: Rule = {
  id: 'go-glibc-newer',
  severity: 'error',
  fix: 'none',
  summary: 'a program is linked against a newer glibc than its base has',
  check: (context) => {
    const { target, lineage } = context;
    if (target === undefined) return [];
    const image = context.imageState(target);
    const has = image.facts?.libc;
    if (has?.name !== 'glibc' || has.version === undefined || image.glibcCompat() !== 'no') return [];
    const base = lineage[0]?.base.resolved ?? image.facts?.family ?? '';
    const found = context.dynamicPrograms().flatMap((program): readonly Newer[] => {
      const wants = builderLibcOf(context, program.build);
      // With cgo off -buildmode=pie asks for a loader, and for nothing in it.
      if (program.by === 'pie' || wants?.name !== 'glibc' || wants.version === undefined) return [];
      const newer = { program, base, has: has.version ?? '', wants: wants.version };
      return isNewer(wants.version, newer.has) ? [newer] : [];
    });
    const causes = Map.groupBy(found, ({ program }) => `${program.build.run.stage.index} ${program.certain}`);
    return [...causes.values()].flatMap(([first]) => (first === undefined ? [] : (remarkOf(first) ?? [])));
  },
};

interface Newer {
  readonly program: DynamicProgram;
  readonly base: string;
  readonly has: string;
  readonly wants: string;
}

/** glibc 2.34 took in libpthread and gave its functions that version: https://sourceware.org/glibc/wiki/Release/2.34 */
const THREADS = '2.34';

function remarkOf({ program, base, has, wants }: Newer): Remark | undefined {
  const { build, certain, cCode, why } = program;
  const range = build.range;
  const advice = `${cCode === 'yes' ? '' : 'set CGO_ENABLED=0, or '}build on the suite of the base, or ship on that of the builder`;
  const both = `${base} has glibc ${has}, and the builder ${wants}`;
  if (isNewer(THREADS, has) && !isNewer(THREADS, wants)) {
    const what = certain ? 'this program' : 'a program with net or os/user';
    const message = `${both}: ${what} asks for ${THREADS} and does not start: ${why}: ${advice}`;
    return { message, range, severity: certain ? 'error' : 'warning' };
  }
  if (cCode !== 'yes') return undefined;
  const message = `${both}: C code that uses what has changed in between does not start: ${why}: ${advice}`;
  return { message, range, severity: 'warning' };
}

/** `2.41` is newer than `2.4`. */
function isNewer(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major > otherMajor || (major === otherMajor && minor > otherMinor);
}

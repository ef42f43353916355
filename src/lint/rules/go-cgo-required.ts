import type { GoProgram, GoRequire, GoSource } from '../../gosource/facts.ts';
import { cgoOnlyModule } from '../../gosource/known-modules.ts';
import { formatPlatform, type Platform } from '../../model/platform.ts';
import { cgoOf, compilerFor } from '../cgo-state.ts';
import { placeOf } from '../dynamic-program.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { linkageOf } from '../go-linkage.ts';
import { factText, libcNeedOf } from '../libc-need.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const goCgoRequiredPage: RulePage = {
  why: `Some modules are C code with Go around it. With cgo off \`github.com/mattn/go-sqlite3\` builds, and what it gives at run
time is "Binary was compiled with 'CGO_ENABLED=0'"; others, such as \`confluent-kafka-go\`, do not build at all. Cgo is off with
CGO_ENABLED=0, for every platform that is cross-compiled, and since Go 1.20 where there is no C compiler, as in
\`golang:alpine\`. With CGO_ENABLED=1 and no compiler, programs with \`net\` or \`os/user\` do not build either.

It is a note where go.mod requires such a module only as a dependency of others: whether the program takes it in cannot be
known. The rule looks at the source of the programs that are built, and keeps quiet about modules that no package of theirs
imports, drivers written in Go, and what cannot be known.`,
  saves: 'A program that fails when it first uses its database, or a build that fails.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY main.go ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

FROM debian:trixie-slim
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY main.go ./
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=1 go build -trimpath -ldflags="-s -w" -o /web .

FROM debian:trixie-slim
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      context: {
        'go.mod': 'module example.com/web\n\ngo 1.24\n\nrequire github.com/mattn/go-sqlite3 v1.14.22\n',
        'go.sum': '',
        'main.go': 'package main\n\nimport _ "github.com/mattn/go-sqlite3"\n\nfunc main() {}\n',
      },
    },
  ],
};

export const goCgoRequired: Rule = {
  id: 'go-cgo-required',
  severity: 'error',
  fix: 'none',
  summary: 'a program that needs cgo is built without it, or without a C compiler',
  check: (context) => {
    const platforms = context.plannedPlatforms().filter(({ os }) => os === 'linux');
    return context.goBuilds.flatMap((build) => {
      const found = platforms.flatMap((platform) => remarkFor(context, build, platform, platforms.length > 1) ?? []);
      return found[0] ?? [];
    });
  },
};

function remarkFor(context: RuleContext, build: GoBuild, platform: Platform, several: boolean): Remark | undefined {
  const place = placeOf(context, build);
  const own = build.on(platform);
  const { state, reason } = cgoOf(build, place, platform);
  const source = context.goSourceOf(build, platform);
  if (state === 'on') return withoutCompiler(context, build, platform, source);
  // Of several platforms the machine that builds is one: for the others cgo is off.
  const isOff = state === 'off' || (state === 'native' && several && context.nativePlatforms.length === 0);
  // xx chooses a compiler by itself.
  if (!isOff || source === undefined || (build.program === 'xx-go' && own.environment('CGO_ENABLED').state !== 'set'))
    return undefined;
  const because =
    state === 'off'
      ? reason
      : 'where the image is for another platform than the machine that builds, and CGO_ENABLED is not set';
  return withoutCgo(build, source, because);
}

/** What only works with cgo, in a build with cgo off. */
function withoutCgo(build: GoBuild, source: GoSource, reason: string): Remark | undefined {
  const [program, ...others] = source.programs;
  if (program === undefined || others.length > 0) return undefined;
  const off = `cgo is off (${reason})`;
  const [known] = program.cgoOnly;
  if (known !== undefined) {
    const place = `${known.at.file}:${known.at.line}`;
    return {
      message: `${off}, and ${place} imports ${known.path}: ${known.note}: build with CGO_ENABLED=1 and a C compiler for the platform`,
      range: build.range,
    };
  }
  const empty = program.empty.find(({ withCgo }) => withCgo);
  if (empty !== undefined) {
    return {
      message: `${off}, and every Go file of ${empty.folder} needs it, so the build fails: build with CGO_ENABLED=1 and a C compiler for the platform`,
      range: build.range,
    };
  }
  const stub = indirectStub(source, program);
  if (stub === undefined) return undefined;
  return {
    message: `${off}, and go.mod requires ${stub.path} for another module: if the program uses it, ${cgoOnlyModule(stub.path)?.cgoOnly?.note ?? ''}`,
    range: build.range,
    severity: 'note',
  };
}

/** A module that would fail in silence, which an import that cannot be followed may lead to. */
function indirectStub({ modules }: GoSource, program: GoProgram): GoRequire | undefined {
  if (program.unknown.length === 0) return undefined;
  const own = modules.find(({ folder }) => folder === program.module);
  return own?.mod.requires.find(
    ({ path, indirect }) => indirect && cgoOnlyModule(path)?.cgoOnly?.without === 'fails-at-run',
  );
}

/** CGO_ENABLED=1 where nothing can compile C. */
function withoutCompiler(
  context: RuleContext,
  build: GoBuild,
  platform: Platform,
  source: GoSource | undefined,
): Remark | undefined {
  const own = build.on(platform);
  const { image } = placeOf(context, build);
  if (build.program === 'xx-go' || own.environment('CGO_ENABLED').state !== 'set') return undefined;
  if (own.environment('CC').state !== 'unset' || compilerFor(build, image) !== 'no') return undefined;
  const { tags } = linkageOf(own);
  const need = libcNeedOf(source, tags ?? []);
  const pure = tags === undefined || tags.includes('netgo') || tags.includes('osusergo');
  if (need.answer === 'no' || (need.answer === 'unknown' && pure)) return undefined;
  const where = need.fact === undefined ? 'a program with C code, net or os/user' : factText(need.fact);
  return {
    message: `CGO_ENABLED=1 needs a C compiler, and ${image.facts?.family ?? 'the image'} has none for ${formatPlatform(platform)}: ${where}: set CGO_ENABLED=0, or install gcc and the headers of libc`,
    range: build.range,
    severity: need.answer === 'yes' ? 'error' : 'warning',
  };
}

import type { Stage } from '../../dockerfile/stages.ts';
import { formatPlatform, type Platform } from '../../model/platform.ts';
import { goTargetOf, runsOn } from '../cgo-state.ts';
import { placeOf } from '../dynamic-program.ts';
import { GO_CACHE_MOUNTS } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { linkageOf } from '../go-linkage.ts';
import { factText, libcNeedOf } from '../libc-need.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const goCrossCgoPage: RulePage = {
  why: `With CGO_ENABLED=1 go hands C code to \`gcc\`, which compiles for the machine that it runs on. In a stage pinned to
\`$BUILDPLATFORM\` with \`GOARCH=$TARGETARCH\`, the build for the other platforms fails in the assembler: \`net\`, \`os/user\` and
\`runtime/cgo\` have C code as well. A cross-compiler goes into CC, or \`xx-go\` chooses one.

The platforms judged are those planned, else linux/amd64 and linux/arm64. It is a warning where the imports of the program
cannot be known. The rule keeps quiet where CC is set by ENV, ARG, export, a prefix or \`go env -w\`, about \`xx-go\` and zig, about
programs without C, net, os/user and plugin, and about values that cannot be known.`,
  saves: 'A build that fails for every platform but one.',
  examples: [
    {
      bad: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    GOARCH=$TARGETARCH CGO_ENABLED=1 go build -trimpath -ldflags="-s -w" -o /web .

FROM debian:trixie-slim
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx

FROM --platform=$BUILDPLATFORM golang:1.26 AS build
COPY --from=xx / /
RUN apt-get update && apt-get install -y --no-install-recommends clang lld && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETPLATFORM
RUN xx-apt-get install -y --no-install-recommends gcc libc6-dev
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=1 xx-go build -trimpath -ldflags="-s -w" -o /web .

FROM debian:trixie-slim
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

export const goCrossCgo: Rule = {
  id: 'go-cross-cgo',
  severity: 'error',
  fix: 'none',
  summary: 'cgo is on for another platform, and there is no compiler for it',
  check: (context) => {
    const platforms = context.plannedPlatforms().filter(({ os }) => os === 'linux');
    const zig = stagesWithZig(context);
    const builds = context.goBuilds.filter(({ run }) => !zig.has(run.stage));
    const found = builds.flatMap((build) => remarkOf(context, build, platforms) ?? []);
    // One cause, one finding: the builds of a stage, at the first.
    const causes = Map.groupBy(found, ({ build, remark }) => `${build.run.stage.index} ${remark.severity}`);
    return [...causes.values()].flatMap(([first]) => (first === undefined ? [] : [first.remark]));
  },
};

interface Found {
  readonly build: GoBuild;
  readonly remark: Remark;
}

function remarkOf(context: RuleContext, build: GoBuild, platforms: readonly Platform[]): Found | undefined {
  const crossed = crossedPlatform(context, build, platforms);
  if (crossed === undefined) return undefined;
  const { tags, visible } = linkageOf(build.on(crossed));
  if (tags === undefined || !build.flags.visible) return undefined;
  const need = libcNeedOf(context.goSourceOf(build, crossed), tags);
  const pure = tags.includes('netgo') || tags.includes('osusergo');
  if (need.answer === 'no' || (need.answer === 'unknown' && (pure || !visible))) return undefined;
  const why = need.fact === undefined ? '' : `: ${factText(need.fact)}`;
  const what = need.answer === 'yes' ? 'this' : 'a program with C code, net or os/user';
  const message = `CGO_ENABLED=1 hands ${what} to gcc, which cannot compile for ${formatPlatform(crossed)} here, and CC names no other compiler${why}: set CGO_ENABLED=0, or CC to a cross-compiler, or build with xx-go`;
  return { build, remark: { message, range: build.range, severity: need.answer === 'yes' ? 'error' : 'warning' } };
}

/** A wanted platform that go is to cross-compile for with cgo, and without a compiler of its own. */
function crossedPlatform(context: RuleContext, build: GoBuild, platforms: readonly Platform[]): Platform | undefined {
  const place = placeOf(context, build);
  if (build.program !== 'go' || (place.pin.kind !== 'build' && place.pin.kind !== 'literal')) return undefined;
  const natives = context.nativePlatforms.map(({ architecture }) => architecture);
  const targets = platforms.flatMap((platform) => {
    const own = build.on(platform);
    const cgo = own.environment('CGO_ENABLED');
    const target = goTargetOf(build, place, platform);
    const host = runsOn(place.pin, platform);
    const asked = cgo.state === 'set' && cgo.value === '1' && own.environment('CC').state === 'unset';
    return asked && target.kind === 'known' && target.os === 'linux' ? [{ platform, arch: target.arch, host }] : [];
  });
  const architectures = new Set(targets.map(({ arch }) => arch));
  return targets.find(({ arch, host }, index) => {
    if (host.kind === 'known') return arch !== host.arch;
    if (natives.length > 0) return !natives.includes(arch);
    // Whatever builds, it is not all of them: the last of several is the one named.
    return host.kind === 'builder' && architectures.size > 1 && index === targets.length - 1;
  })?.platform;
}

/** A stage with zig has a compiler for every platform; how it is handed over may not be seen. */
function stagesWithZig({ runs }: RuleContext): ReadonlySet<Stage> {
  return new Set(runs.filter(({ text }) => /\bzig\b/.test(text)).map(({ stage }) => stage));
}

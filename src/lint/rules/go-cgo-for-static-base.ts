import { cgoOnlyModule } from '../../gosource/known-modules.ts';
import { CGO_OFF_PREFIX, prefixEdits } from '../command-prefix.ts';
import type { DynamicProgram } from '../dynamic-program.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';

export const goCgoForStaticBasePage: RulePage = {
  why: `With cgo on, a program that imports \`net\` or \`os/user\`, be it through \`net/http\`, is linked against libc, and needs its
loader to start. \`scratch\` and \`distroless/static\` have neither: the container fails with "no such file or directory", which
means the loader and not the program. Cgo is on wherever CGO_ENABLED is not set, the build is native and there is a C
compiler: in \`golang\` images, also with \`GOARCH=$TARGETARCH\`, for the platform of the machine that builds.
\`-extldflags -static\` alone does not help, as go links such a program without the C linker. \`-buildmode=pie\` asks for a loader
with cgo off too.

It is a warning where the imports of the program cannot be known. The rule keeps quiet about programs without net, os/user,
plugin and C, which are static anyway, with CGO_ENABLED=0, where every platform is cross-compiled, without a C compiler since
Go 1.20, with external and static linking, with \`-tags netgo,osusergo\` where there is no other cgo, where \`xx-verify --static\`
makes sure, where libc is copied, and about values that cannot be known. There is no fix where the program has C code.`,
  saves: 'An image that does not start.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    go build -trimpath -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

${ON_SCRATCH}USER 65532
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

export const goCgoForStaticBase: Rule = {
  id: 'go-cgo-for-static-base',
  severity: 'error',
  fix: 'suggested',
  summary: 'a program that needs libc is shipped on a base without one',
  check: (context) => {
    const { target, lineage, purpose } = context;
    if (target === undefined || purpose === 'export') return [];
    const image = context.imageState(target);
    if (image.facts?.libc?.name !== 'none' || image.glibcCompat() !== 'no') return [];
    const base = lineage[0]?.base.resolved ?? image.facts.family;
    const causes = Map.groupBy(
      context.dynamicPrograms(),
      ({ build, by, certain }) => `${build.run.stage.index} ${by} ${certain}`,
    );
    return [...causes.values()].flatMap((those) => remarkOf(context, base, those) ?? []);
  },
};

/** One cause, one finding: all builds of a stage, at the first. */
function remarkOf(context: RuleContext, base: string, those: readonly DynamicProgram[]): Remark | undefined {
  const [first] = those;
  if (first === undefined) return undefined;
  const edits = editsOf(context, those);
  const what = first.certain ? 'this program' : 'a program with net or os/user';
  return {
    message: `${base} has no libc, and ${what} does not start without: ${first.why}: ${adviceFor(first)}`,
    range: first.build.range,
    severity: first.certain ? 'error' : 'warning',
    ...(edits === undefined ? {} : { fix: { safe: false, edits } }),
  };
}

function adviceFor({ by, cCode, staticIgnored }: DynamicProgram): string {
  if (by === 'pie') return 'leave it out, or link with -ldflags="-linkmode=external -extldflags=-static-pie"';
  if (cCode === 'yes')
    return 'link it with -ldflags="-linkmode=external -extldflags=-static", or ship it on a base that has libc';
  const ignored = '; -extldflags -static does nothing, as go links this without the C linker';
  return `set CGO_ENABLED=0${staticIgnored ? ignored : ''}`;
}

/** None where the program may not build or work with cgo off, or would keep flags that are for the C linker. */
function editsOf(context: RuleContext, those: readonly DynamicProgram[]): readonly RuleEdit[] | undefined {
  const isPlain = ({ build, cCode, staticIgnored, platform }: DynamicProgram): boolean =>
    cCode !== 'yes' &&
    !staticIgnored &&
    !['a', 'installsuffix', 'race', 'buildmode'].some((flag) => build.flag(flag).state !== 'unset') &&
    !build.linkerFlags.words.some((word) => /^--?linkmode/.test(word)) &&
    !requiresCgo(context, { build, platform });
  if (!those.every(isPlain)) return undefined;
  return prefixEdits(
    context,
    those.map(({ build }) => build),
    [CGO_OFF_PREFIX],
  );
}

/** Does a go.mod name a module that needs cgo, whoever imports it? */
function requiresCgo(context: RuleContext, { build, platform }: Pick<DynamicProgram, 'build' | 'platform'>): boolean {
  const modules = context.goSourceOf(build, platform)?.modules ?? [];
  return modules.some(({ mod }) => mod.requires.some(({ path }) => cgoOnlyModule(path) !== undefined));
}

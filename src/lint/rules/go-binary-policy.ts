import { posix } from 'node:path';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { stripEdit } from '../go-flag-edits.ts';
import { lastBoolean, lastValue } from '../go-flags.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { debugLeftIn } from '../shipped-debug.ts';

export const goBinaryPolicyPage: RulePage = {
  why: `Whether binaries are stripped, packed or keep their build IDs is a matter of taste, so that nothing is said of it
unless \`policy\` in plimsoll.yml does:

- \`upx: forbid\`: \`upx\` is run. Layers are compressed anyway, and every start has to unpack the program again.
- \`build-id: keep\`: \`-buildid=\` without a value, or \`-B none\`, among the linker flags; before Go 1.24 also where \`-B\` is
  missing, as the linker wrote no GNU build ID of itself. Profilers and symbol servers find the program's symbols by it.
- \`strip: require\`: what go-strip-debug finds, which then keeps quiet. \`strip: forbid\`: \`-s\` or \`-w\`, or \`strip\` is run.

It keeps quiet where the policy is not set, where flags are not visible, and about binaries that never reach the image.`,
  saves: 'What the policy is for.',
  examples: [
    {
      policy: { strip: 'require', upx: 'forbid', buildId: 'keep' },
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-buildid=" -o /web .
RUN upx /web

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

export const goBinaryPolicy: Rule = {
  id: 'go-binary-policy',
  severity: 'warning',
  fix: 'suggested',
  summary: 'a shipped Go binary is not built as the policy of the project wants it',
  check: (context) => {
    const { policy } = context;
    if (Object.keys(policy).length === 0) return [];
    const shipped = context.goBuilds.filter((build) => context.isShipped(build));
    return [
      ...(policy.strip === 'require' ? unstripped(context) : []),
      ...(policy.strip === 'forbid' ? strips(context, shipped) : []),
      ...(policy.buildId === 'keep' ? shipped.flatMap((build) => withoutBuildId(context, build)) : []),
      ...(policy.upx === 'forbid' ? packs(context) : []),
    ];
  },
};

function unstripped(context: RuleContext): readonly Remark[] {
  return debugLeftIn(context).map(({ build, what }) => {
    const left = what === 'symbols' ? 'the symbol table' : 'debug information';
    const edit = stripEdit(context.dockerfile.source.text, build);
    return {
      ...remark(build, `go ${build.verb} leaves ${left} in`, 'strip: require', 'build with -ldflags="-s -w"'),
      ...(edit === undefined ? {} : { fix: { safe: false, edits: [edit] } }),
    };
  });
}

function remark(build: GoBuild, what: string, policy: string, way: string): Remark {
  return { message: `${what}, and the policy is ${policy}: ${way}`, range: build.range };
}

function strips(context: RuleContext, shipped: readonly GoBuild[]): readonly Remark[] {
  const flagged = shipped.flatMap((build) => {
    const { words } = build.linkerFlags;
    const flags = ['s', 'w'].filter((name) => lastBoolean(words, name) === true).map((name) => `-${name}`);
    return flags.length === 0
      ? []
      : [remark(build, `go ${build.verb} strips by ${flags.join(' ')}`, 'strip: forbid', 'take that out of -ldflags')];
  });
  return [...flagged, ...commands(context, /(?:^|-)strip$/, shipped, 'strip: forbid')];
}

function packs(context: RuleContext): readonly Remark[] {
  return commands(context, /^upx(?:-ucl)?$/, undefined, 'upx: forbid');
}

/** Commands of the stages that are built, by the name of the program; those on what the builds make, where they are given. */
function commands(
  context: RuleContext,
  program: RegExp,
  builds: readonly GoBuild[] | undefined,
  policy: string,
): readonly Remark[] {
  const made = builds && new Set(builds.flatMap(({ outputs }) => outputs.map((path) => posix.basename(path))));
  return context.runs
    .filter(({ stage }) => context.reached.has(stage))
    .flatMap((run) =>
      plainCommandsOf(run).flatMap(({ name, program: word, args }) => {
        const files = args.filter(({ text }) => !text.startsWith('-'));
        // Without a file it says its version; with -d, -t and the like it packs nothing.
        if (!program.test(name) || files.length === 0 || args.some(({ text }) => IDLE.test(text))) return [];
        if (made?.size === 0) return [];
        const meant = files.some(({ text }) => /[*?[\uFFFF]/.test(text) || made?.has(posix.basename(text)));
        if (made !== undefined && !meant) return [];
        return [{ message: `the policy is ${policy}: leave ${name} out`, range: run.range(word.at, word.end) }];
      }),
    );
}

const IDLE = /^(?:-[dtlVh]|--(?:decompress|test|list|version|help|fileinfo))$/;

/** The linker writes a GNU build ID of itself since: https://go.dev/doc/go1.24#linker */
const FIRST_WITH_ID = 24;

function withoutBuildId(context: RuleContext, build: GoBuild): readonly Remark[] {
  const { words, visible } = build.linkerFlags;
  const policy = 'build-id: keep';
  const note = lastValue(words, 'B');
  const taken = lastValue(words, 'buildid') === '' ? '-buildid=' : note === 'none' ? '-B none' : undefined;
  if (taken !== undefined)
    return [
      remark(build, `${taken} takes the build ID out of what go ${build.verb} makes`, policy, 'take that flag out'),
    ];
  const minor = context.imageState(build.run.stage).facts?.go?.minor;
  if (!visible || note !== undefined || minor === undefined || minor >= FIRST_WITH_ID) return [];
  return [remark(build, `Go 1.${minor} writes no GNU build ID of itself`, policy, 'add -B gobuildid to -ldflags')];
}

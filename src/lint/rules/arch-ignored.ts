import { assignedValue } from '../../dockerfile/shell.ts';
import { lineageOf } from '../../dockerfile/stages.ts';
import { GOARCH_PREFIX, GOARM_PREFIX, prefixEdits } from '../command-prefix.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { type Misfit, misfitOf, misfitText } from '../go-misfit.ts';
import { pinOf } from '../pinned.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { targetFollowing } from '../target-evidence.ts';
import { wantedPlatforms } from '../wanted-platforms.ts';

export const archIgnoredPage: RulePage = {
  why: `A stage with \`--platform=$BUILDPLATFORM\` runs on the machine that builds, and there \`go build\` compiles for that machine
unless GOARCH says otherwise. Where the binary is then copied into a stage of the target platform, the image for arm64 ships
a program for amd64, and fails with "exec format error" when it starts. A GOARCH that is written down does the same, pinned
or not, and so does one that the shell assigns and does not export (\`GOARCH=$TARGETARCH; go build\`). For \`linux/arm/v6\` and
\`v5\`, GOARM must follow TARGETVARIANT and be in the environment of the command: where it is not set, Go compiles for ARMv7.

The platforms judged are those planned, else linux/amd64 and linux/arm64. A GOARCH that is only the default of an ARG, for
which the command line may give a value to each platform, is a note. It keeps quiet about binaries that are not shipped or
that the stage itself runs, files for one platform by their name, their images, \`FROM --platform\` or the plan, stages and
outputs named after an architecture, scripts that choose, builds by make, a script or \`go run\`, and stages in which anything
else reads TARGETARCH or TARGETPLATFORM.`,
  saves: 'An image that does not start on the platform it is made for.',
  examples: [
    {
      bad: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    GOARCH=$TARGETARCH ${GOOD_BUILD}

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const archIgnored: Rule = {
  id: 'arch-ignored',
  severity: 'error',
  fix: 'suggested',
  summary: 'a Go binary is the same whatever platform the image is for',
  check: (context) => {
    const { target } = context;
    if (target === undefined || pinOf(context, target).kind !== 'target') return [];
    const platforms = wantedPlatforms(context).filter(({ os }) => os === 'linux');
    const shipped = context.goBuilds.filter((build) => build.program === 'go' && context.isShipped(build));
    const misfits = shipped.flatMap((build) => {
      const misfit = misfitOf(build, platforms, pinOf(context, build.run.stage));
      return misfit === undefined ? [] : [{ build, misfit }];
    });
    // Several programs of different architectures in one image are there on purpose.
    const fixed = new Set(misfits.flatMap(({ misfit }) => (misfit.kind === 'fixed' ? [misfit.goarch] : [])));
    if (misfits.length === 0) return [];
    const isRunHere = runReader(context);
    const mayFollowTarget = targetFollowing(context);
    const meant = misfits.filter(
      ({ build, misfit }) =>
        !(misfit.kind === 'fixed' && fixed.size > 1) &&
        !isRunHere(build) &&
        // What GOARM is for each platform has been worked out; TARGETARCH may well be read for GOARCH.
        (misfit.kind === 'arm' || (misfit.kind === 'native' && isLost(build)) || !mayFollowTarget(build)),
    );
    const causes = Map.groupBy(meant, ({ build, misfit }) => `${build.run.stage.index} ${misfit.kind}`);
    return [...causes.values()].flatMap((those) => remarkOf(context, those) ?? []);
  },
};

interface Found {
  readonly build: GoBuild;
  readonly misfit: Misfit;
}

/** One cause, one finding: all builds of a stage, at the first. */
function remarkOf(context: RuleContext, those: readonly Found[]): Remark | undefined {
  const [first] = those;
  if (first === undefined) return undefined;
  const { build, misfit } = first;
  const arm = context.platforms.some(({ architecture }) => architecture === 'arm');
  const prefixes = misfit.kind === 'arm' ? [GOARM_PREFIX] : arm ? [GOARCH_PREFIX, GOARM_PREFIX] : [GOARCH_PREFIX];
  const edits = prefixEdits(
    context,
    those.map((each) => each.build),
    prefixes,
  );
  const sets = prefixes.map(({ name, value }) => `${name}=${value}`).join(' ');
  return {
    message: `${misfitText(misfit)}${misfit.kind === 'native' && isLost(build) ? ', as GOARCH is assigned and not exported' : ''}: write ${sets} before go ${build.verb}, and ARG ${prefixes.map(({ arg }) => arg).join(' ')} above`,
    range: build.range,
    severity: severityOf(context, build, misfit),
    ...(edits === undefined ? {} : { fix: { safe: false, edits } }),
  };
}

/** Is TARGETARCH given to a variable of the shell alone, which go does not see? */
function isLost({ run, invocation }: GoBuild): boolean {
  return (
    assignedValue(invocation.command.variables, 'GOARCH') !== undefined &&
    /(?:^|[\s;&(])GOARCH=["']?\$\{?TARGETARCH\b/.test(run.text)
  );
}

function severityOf(context: RuleContext, build: GoBuild, misfit: Misfit): 'error' | 'warning' | 'note' {
  if (misfit.kind !== 'fixed') return 'error';
  if (!isWritten(context, build, misfit.goarch)) return 'note';
  // Many an old file says amd64 and was never meant for anything else.
  return context.platforms.length > 0 || pinOf(context, build.run.stage).kind !== 'target' ? 'error' : 'warning';
}

/** Is the GOARCH itself written down, and not the default of an argument? */
function isWritten(context: RuleContext, { run }: GoBuild, goarch: string): boolean {
  const literal = new RegExp(`\\bGOARCH(?:=|\\s+)["']?${goarch}\\b`);
  return (
    literal.test(run.text) ||
    lineageOf(run.stage).some((stage) =>
      stage.instructions.some((instruction) => instruction.keyword === 'ENV' && literal.test(instruction.body.text)),
    ) ||
    context.goCommands.some(({ verb, run: other }) => verb === 'env' && literal.test(other.text))
  );
}

/** Is the program one that the stage itself runs, such as a generator? */
function runReader(context: RuleContext): (build: GoBuild) => boolean {
  const programs = new Set(
    context.runs.flatMap(({ stage, script }) =>
      script.commands.map(({ words }) => `${stage.index} ${words[0]?.text ?? ''}`),
    ),
  );
  return ({ run, outputs }) => outputs.some((output) => programs.has(`${run.stage.index} ${output}`));
}

import type { Instruction } from '../../dockerfile/instruction.ts';
import { flagValue } from '../../dockerfile/instruction.ts';
import type { RunScript } from '../../dockerfile/runs.ts';
import { lineageOf, type Stage } from '../../dockerfile/stages.ts';
import { sentRepository } from '../context-git.ts';
import { ON_SCRATCH } from '../example-parts.ts';
import { type GitQuestion, gitQuestionsOf, mayBringRepository } from '../git-commands.ts';
import type { GoBuild } from '../go-build.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { userSettingsOf } from '../user.ts';
import { takesWholeContext } from '../whole-context.ts';

export const goVersionStampWithoutGitPage: RulePage = {
  why: `\`git describe\` in a RUN needs a git program and the repository's .git folder. Where the ignore file leaves .git out, where it
is the one-line file of a worktree or submodule, or where the image has no git, the command fails: the build with it, or,
within \`-ldflags "-X main.version=$(git describe)"\`, only the command, and the program says that its version is nothing.

\`go build\` asks git by itself where .git is sent. As another user than root, over files that COPY made root's, git refuses to
answer ("dubious ownership") and go ends with exit code 128, unless it is told \`-buildvcs=false\` or git is told
\`safe.directory\`. Where \`-buildvcs=true\` stands and .git is not sent, the stamp is lost without a word: that is a note.

It keeps quiet where the failure is caught (\`||\`, \`if\`) or nobody minds it (\`git describe; go build\`), where a repository is
cloned, made, added or mounted in the stage, about another folder's repository (\`git -C\`), and where the context was not looked
at or holds no .git to begin with.`,
  saves: 'A build that fails, or a program that does not know its version.',
  examples: [
    {
      bad: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod main.go ./
RUN go build -trimpath -ldflags="-s -w -X main.version=$(git describe)" -o /web .

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod main.go ./
ARG VERSION=dev
RUN go build -trimpath -ldflags="-s -w -X main.version=$VERSION" -o /web .

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const goVersionStampWithoutGit: Rule = {
  id: 'go-version-stamp-without-git',
  severity: 'error',
  fix: 'none',
  summary: 'a version is asked of a git repository that the build does not have',
  check: (context) => {
    const runs = context.runs.filter((run) => context.reached.has(run.stage));
    const copyOf = copyReader(context);
    return [
      ...runs.flatMap((run) => {
        // One cause: the first question that has no answer.
        const [question] = gitQuestionsOf(context.dockerfile, run);
        return question === undefined ? [] : (questionRemark(context, run, question, copyOf) ?? []);
      }),
      ...context.goBuilds.flatMap(
        (build) => refusedRemark(context, build, copyOf) ?? lostRemark(context, build, copyOf) ?? [],
      ),
    ];
  },
};

function questionRemark(
  context: RuleContext,
  run: RunScript,
  question: GitQuestion,
  copyOf: CopyReader,
): Remark | undefined {
  const { stage, instruction } = run;
  const range = run.range(question.program.at, question.args[0]?.end ?? question.program.end);
  const said = (why: string, remedy: string): Remark => ({
    message: `git ${question.verb} fails here: ${why}; ${remedy}`,
    range,
  });
  // What this RUN installs counts.
  if (context.imageState(stage).program('git', instruction.index + 1) === 'no') {
    return said('the image has no git', 'install it, or hand the version in as a build argument');
  }
  if (copyOf(stage, instruction) === undefined || mayHaveOwn(context, stage)) return undefined;
  switch (sentRepository(context.context)) {
    case 'ignored':
      return said(
        'the ignore file leaves .git out of the context',
        'send it, or hand the version in as a build argument',
      );
    case 'file':
      return said(
        '.git is the file of a worktree or submodule, and what it points to is not in the context',
        'hand the version in as a build argument',
      );
    default:
      return undefined;
  }
}

function mayHaveOwn({ runs }: RuleContext, stage: Stage): boolean {
  const lineage = lineageOf(stage);
  return mayBringRepository(
    lineage,
    runs.filter((run) => lineage.includes(run.stage)),
  );
}

type CopyReader = (stage: Stage, before: Instruction) => Instruction | undefined;

/** The step above an instruction, or itself, by which a stage takes the whole context; each stage is looked at once. */
function copyReader({ dockerfile }: RuleContext): CopyReader {
  const first = new Map<Stage, Instruction | undefined>();
  // A stage is built on earlier ones only.
  for (const stage of dockerfile.stages) {
    const below = stage.base.stage === undefined ? undefined : first.get(stage.base.stage);
    first.set(stage, below ?? stage.instructions.find((each) => takesWholeContext(stage, each)));
  }
  return (stage, before) => {
    const found = first.get(stage);
    return found === undefined || found.index > before.index ? undefined : found;
  };
}

/** As another user than root, git does not answer about files that are root's. */
function refusedRemark(context: RuleContext, build: GoBuild, copyOf: CopyReader): Remark | undefined {
  const { stage, instruction } = build.run;
  if (sentRepository(context.context) !== 'folder') return undefined;
  const copy = copyOf(stage, instruction);
  if (copy?.keyword !== 'COPY' && copy?.keyword !== 'ADD') return undefined;
  if (flagValue(copy, 'chown') !== undefined) return undefined;
  const user = userSettingsOf(context.dockerfile, lineageOf(stage)).findLast(
    (setting) => setting.instruction.index < instruction.index,
  )?.value;
  const name = user?.split(':', 1)[0];
  if (name === undefined || name === '' || name === 'root' || /^0+$/.test(name)) return undefined;
  if (!asksGit(context, build) || changesOwner(context, stage)) return undefined;
  return {
    message: `go ${build.verb} fails here: it asks git for a stamp, and git does not answer ${name} about files of root: add -buildvcs=false, or --chown=${name} to the ${copy.keyword}`,
    range: build.range,
  };
}

/** -buildvcs=auto is the default: with .git and git there, go asks. */
function asksGit({ imageState }: RuleContext, build: GoBuild): boolean {
  const flag = build.flag('buildvcs');
  if (flag.state === 'unknown' || (flag.state === 'set' && isFalse(flag.value))) return false;
  if (build.flags.packages.some((path) => path.includes('@'))) return false;
  return imageState(build.run.stage).program('git', build.run.instruction.index + 1) === 'yes';
}

function isFalse(value: string): boolean {
  return /^(?:0|f|F|false|FALSE|False)$/.test(value);
}

function changesOwner({ runs, dockerfile }: RuleContext, stage: Stage): boolean {
  const lineage = lineageOf(stage);
  const configured = lineage.some((each) =>
    each.instructions.some(({ keyword, body }) => keyword === 'ENV' && /GIT_(?:CONFIG|DIR)|GOFLAGS/.test(body.text)),
  );
  return (
    configured ||
    dockerfile.source.text.includes('safe.directory') ||
    runs.some((run) => lineage.includes(run.stage) && plainCommandsOf(run).some(({ name }) => name === 'chown'))
  );
}

/** What -buildvcs=true asks for, and does not get: go says nothing of it. */
function lostRemark(context: RuleContext, build: GoBuild, copyOf: CopyReader): Remark | undefined {
  const flag = build.flag('buildvcs');
  if (flag.state !== 'set' || isFalse(flag.value) || flag.value === 'auto') return undefined;
  const { stage, instruction } = build.run;
  const sent = sentRepository(context.context);
  if (sent !== 'ignored' && sent !== 'file') return undefined;
  if (copyOf(stage, instruction) === undefined || mayHaveOwn(context, stage)) return undefined;
  return {
    message: `go ${build.verb} stamps no version, as ${sent === 'file' ? '.git is the file of a worktree or submodule' : 'the ignore file leaves .git out'}: without a repository -buildvcs=true does nothing`,
    range: build.range,
    severity: 'note',
  };
}

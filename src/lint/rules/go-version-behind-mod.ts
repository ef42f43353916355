import { lineageOf, type Stage } from '../../dockerfile/stages.ts';
import { parseGoMod, parseGoWork } from '../../gosource/go-mod.ts';
import { isModProblem } from '../../gosource/mod-syntax.ts';
import { baseRange } from '../base-word.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoInvocation } from '../go-build.ts';
import { isForeign } from '../go-commands.ts';
import { type GoVersion, isBehind, parseGoVersion } from '../go-version.ts';
import { governingFile } from '../governing-file.ts';
import { mayBeGuarded } from '../guarded.ts';
import { goByMake } from '../make-go.ts';
import { otherGoMayCome } from '../other-go.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const goVersionBehindModPage: RulePage = {
  why: `Since Go 1.21 the \`go\` line of go.mod and go.work is a demand. Elsewhere go fetches the toolchain that it lacks, but the
golang images set \`GOTOOLCHAIN=local\`: there it ends with "go.mod requires go >= 1.26.1 (running go 1.25.4;
GOTOOLCHAIN=local)". Take the image of that version, or a later one. Before Go 1.21 it is a warning: go tries, and fails only
where the source needs what it does not know.

A \`make\` counts where the target of a plain Makefile has a line that begins with go. It keeps quiet where the tag is broad
enough (\`golang:1.26\` may be any patch of it, \`golang:1\` anything) or not known; where GOTOOLCHAIN is other than \`local\` or
\`path\`; where another Go may be on PATH, or a step may change go.mod; and where the context was not looked at.`,
  saves: 'A build that fails.',
  examples: [
    {
      bad: `FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      context: { 'go.mod': 'module example.org/web\n\ngo 1.26\n', 'main.go': 'package main\n\nfunc main() {}\n' },
    },
  ],
};

export const goVersionBehindMod: Rule = {
  id: 'go-version-behind-mod',
  severity: 'error',
  fix: 'none',
  summary: 'the go line of go.mod asks for a newer Go than the image has',
  check: (context) => {
    const said = new Set<Stage>();
    return [...context.goCommands.slice(0, MAX_COMMANDS), ...goByMake(context)].flatMap(
      (command): readonly Remark[] => {
        const [root = command.run.stage] = lineageOf(command.run.stage);
        if (said.has(root) || !ASKING.test(command.verb) || isForeign(command)) return [];
        const remark = remarkOf(context, command, root);
        if (remark === undefined || mayBeGuarded(context.dockerfile, command)) return [];
        said.add(root);
        return [remark];
      },
    );
  },
};

/** Each is asked with all steps above it; more are nobody's own writing. */
const MAX_COMMANDS = 500;
/** The commands that load the module. */
const ASKING = /^(?:build|install|run|test|vet|generate|list|mod (?:download|graph|tidy|vendor|verify|why))$/;
/** Since then GOTOOLCHAIN is there, the image sets it, and go.mod is a demand. */
const FIRST_STRICT = 21;

function remarkOf(context: RuleContext, command: GoInvocation, root: Stage): Remark | undefined {
  const { stage, instruction } = command.run;
  const go = context.imageState(stage).facts?.go;
  if (go?.version === undefined || go.minor === undefined) return undefined;
  const mode = ownToolchain(command, go.minor);
  if (mode === undefined) return undefined;
  const workspace = command.variable('GOWORK');
  const outside = workspace.state === 'unset' || (workspace.state === 'set' && workspace.value === '');
  for (const name of outside ? (['go.work', 'go.mod'] as const) : (['go.mod'] as const)) {
    const file = governingFile(context, command, name);
    const wanted = file === undefined ? undefined : wantedBy(file.text, name);
    if (file === undefined || wanted === undefined || !isBehind(go, wanted)) continue;
    if (otherGoMayCome(context, stage, instruction.index)) return undefined;
    const strict = go.minor >= FIRST_STRICT;
    const outcome = strict
      ? `which fetches no other (GOTOOLCHAIN is ${mode})`
      : 'which knows nothing of what came later, and may not compile it';
    const series = wanted.patch === undefined || wanted.patch === 0 ? `1.${wanted.minor}` : wanted.text;
    return {
      message: `${file.path} asks for Go ${wanted.text}, and the image has Go ${go.version}, ${outcome}: use golang:${series} or later`,
      range: baseRange(context.dockerfile, root),
      ...(strict ? {} : { severity: 'warning' as const }),
    };
  }
  return undefined;
}

/** The value of GOTOOLCHAIN by which go makes do with what is there: by `path` it may take another on PATH. */
function ownToolchain({ variable }: GoInvocation, minor: number): string | undefined {
  const set = variable('GOTOOLCHAIN');
  if (minor < FIRST_STRICT && set.state !== 'unknown') return 'local';
  if (set.state !== 'set') return set.state === 'unset' ? 'local' : undefined;
  return /^(?:local|path)$/.test(set.value) ? set.value : undefined;
}

function wantedBy(text: string, name: 'go.mod' | 'go.work'): GoVersion | undefined {
  const file = name === 'go.mod' ? parseGoMod(text) : parseGoWork(text);
  return isModProblem(file) || file.go === undefined ? undefined : parseGoVersion(file.go);
}

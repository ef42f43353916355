import { flagValue, type Instruction } from '../../dockerfile/instruction.ts';
import { lookupVariable } from '../../dockerfile/scope.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { expandWord, parseWord } from '../../dockerfile/variables.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { type ScratchStage, scratchStages } from '../scratch-users.ts';
import { inNumbers, isNumeric, isRoot, type KnownNumbers, knownNumbers, readOwner, userSettingsOf } from '../user.ts';

export const userNameUnresolvablePage: RulePage = {
  why: `Names of users stand in /etc/passwd. An image FROM scratch has none: with \`USER nobody\`, and even with \`USER root\`, it
builds, and the container does not start ("unable to find user nobody"). A WORKDIR below such a USER and \`COPY --chown=name\` end
the build ("invalid user index") where they are the first step; later, BuildKit takes the name for root without a word,
which is a warning where the image runs as root anyhow.
\`COPY --link --chown=name\` ends the build on any base, as a linked layer does not see the files below it. Numbers always work.

The rule keeps quiet about numbers and \`--chown=root:root\`, where a passwd file is copied, may come with a folder that is copied
onto / or /etc, or may be made by a RUN, and about the users that a base image has or gets.`,
  saves: 'A container that does not start, or a build that fails.',
  examples: [
    {
      bad: 'FROM scratch\nCOPY web /web\nUSER nobody:nobody\nENTRYPOINT ["/web"]\n',
      good: 'FROM scratch\nCOPY web /web\nUSER 65534:65534\nENTRYPOINT ["/web"]\n',
    },
  ],
};

export const userNameUnresolvable: Rule = {
  id: 'user-name-unresolvable',
  severity: 'error',
  fix: 'safe',
  summary: 'a user is named where no name can be looked up',
  check: (context) => {
    const { dockerfile, lineage, reached, runs } = context;
    const scratch = scratchStages(context);
    const setting = userSettingsOf(dockerfile, lineage).at(-1);
    const runsAsRoot = setting === undefined || isRoot(readOwner(setting.value ?? '').user);
    const known = { scratch, last: setting?.instruction, runsAsRoot, numbers: knownNumbers(runs) };
    return dockerfile.stages.flatMap((stage) =>
      reached.has(stage) ? [...settings(context, stage, known), ...owners(context, stage, known)] : [],
    );
  },
};

interface Known {
  readonly scratch: ReadonlyMap<Stage, ScratchStage>;
  /** The USER that the image keeps. */
  readonly last: Instruction | undefined;
  /** Whoever is root can read and write what root has, whatever was meant. */
  readonly runsAsRoot: boolean;
  readonly numbers: KnownNumbers;
}

function settings(context: RuleContext, stage: Stage, { scratch, last, numbers }: Known): readonly Remark[] {
  const { dockerfile, target } = context;
  const own = scratch.get(stage);
  if (own === undefined) return [];
  const steps = stepsAsUser(stage);
  return userSettingsOf(dockerfile, [stage]).flatMap((setting): readonly Remark[] => {
    const { value, range, instruction } = setting;
    if (value === undefined || value === '') return [];
    const owner = readOwner(value);
    const names = namesIn(owner.user, owner.group);
    if (names.length === 0) return [];
    // A passwd file that comes later is there when the container starts.
    const starts = instruction === last && target !== undefined && scratch.get(target)?.users === Infinity;
    const step = names.some((name) => name !== 'root') ? steps.get(instruction) : undefined;
    const builds = step !== undefined && own.users >= step.index && own.layer >= step.index;
    if (!starts && !builds) return [];
    const written = inNumbers(owner, numbers);
    const fix = written === undefined ? {} : { fix: { safe: true, edits: [{ ...span(range), text: written }] } };
    const what = builds
      ? `the build fails at ${step.keyword} in line ${step.range.line}`
      : 'the container does not start';
    const message = `an image from scratch has no /etc/passwd that says who ${names.join(' and ')} is, so ${what}: write ${written === undefined ? 'numbers, as in USER 65532:65532' : `USER ${written}`}`;
    return [{ message, range, ...fix }];
  });
}

/** The first step after each USER that BuildKit runs as that user. */
function stepsAsUser(stage: Stage): ReadonlyMap<Instruction, Instruction> {
  const steps = new Map<Instruction, Instruction>();
  let user: Instruction | undefined;
  for (const instruction of stage.instructions) {
    const { keyword } = instruction;
    if (keyword === 'USER') user = instruction;
    if (user !== undefined && !steps.has(user) && (keyword === 'RUN' || keyword === 'WORKDIR'))
      steps.set(user, instruction);
  }
  return steps;
}

function namesIn(user: string, group: string | undefined): readonly string[] {
  const named = [user, group ?? ''].filter((name) => name !== '' && !isNumeric(name));
  return [...new Set(named)];
}

function owners(context: RuleContext, stage: Stage, known: Known): readonly Remark[] {
  const { dockerfile } = context;
  const own = known.scratch.get(stage);
  const { escapeChar } = dockerfile.directives;
  return stage.instructions.flatMap((instruction): readonly Remark[] => {
    const flag = instruction.flags.findLast(({ name }) => name === 'chown');
    if (flag?.value === undefined || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) return [];
    const value = expandWord(parseWord(flag.value, escapeChar), (name) =>
      lookupVariable(stage.scope, name, instruction.index),
    );
    if (value === undefined) return [];
    const owner = readOwner(value);
    // BuildKit knows the number of root by itself.
    const names = namesIn(owner.user, owner.group).filter((name) => name !== 'root');
    if (names.length === 0) return [];
    const linked = instruction.flags.findLast(({ name }) => name === 'link');
    const isLinked = linked !== undefined && flagValue(instruction, 'link') !== 'false';
    if (!isLinked && (own === undefined || own.users < instruction.index)) return [];
    const numbers = inNumbers(owner, known.numbers);
    const fix =
      numbers === undefined
        ? {}
        : { fix: { safe: true, edits: [{ ...span(flag.range), text: `--chown=${numbers}` }] } };
    const list = names.join(' and ');
    const fails = isLinked || (own !== undefined && own.layer >= instruction.index);
    const what = isLinked
      ? `a linked layer does not see /etc/passwd, so the build fails over the name ${list}`
      : fails
        ? `an image from scratch has no /etc/passwd, so the build fails over the name ${list}`
        : `an image from scratch has no /etc/passwd, so ${list} is taken for root without a word`;
    const advice =
      numbers === undefined ? `write numbers${isLinked ? ', or leave --link out' : ''}` : `write --chown=${numbers}`;
    return [
      {
        message: `${what}: ${advice}`,
        range: flag.range,
        ...(fails || !known.runsAsRoot ? {} : { severity: 'warning' as const }),
        ...fix,
      },
    ];
  });
}

function span({ start, end }: { readonly start: number; readonly end: number }): {
  readonly start: number;
  readonly end: number;
} {
  return { start, end };
}

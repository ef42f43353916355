import { bodyRange, type Instruction } from '../../dockerfile/instruction.ts';
import type { Range } from '../../dockerfile/source.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { type RuntimeCommand, runtimeCommandsOf } from '../runtime-commands.ts';

export const shellFormWithoutShellPage: RulePage = {
  why: `\`ENTRYPOINT /web\` is run as \`/bin/sh -c "/web"\`. Images FROM scratch and distroless have no /bin/sh: the container does
not start ("exec: "/bin/sh": stat /bin/sh: no such file or directory"), a RUN ends the build, and a HEALTHCHECK never passes. The
exec form, a JSON array, starts the program itself. A CMD in shell form below an ENTRYPOINT in exec form starts, but gives the
program the arguments \`/bin/sh\`, \`-c\` and the text: that is a warning.

The rule keeps quiet where SHELL names another program, where a shell is copied, or may come with a folder that is copied onto
/, /bin or /usr, and about bases that are not known.`,
  saves: 'A container that does not start.',
  examples: [
    {
      bad: 'FROM scratch\nCOPY web /web\nUSER 65532:65532\nENTRYPOINT /web --port 80\n',
      good: 'FROM scratch\nCOPY web /web\nUSER 65532:65532\nENTRYPOINT ["/web", "--port", "80"]\n',
    },
  ],
};

export const shellFormWithoutShell: Rule = {
  id: 'shell-form-without-shell',
  severity: 'error',
  runtimeOnly: true,
  fix: 'safe',
  summary: 'a shell form where the image has no shell',
  check: (context) => {
    const { lineage, target, reached, dockerfile } = context;
    const changed = stagesWithShell(dockerfile.stages);
    const runs = dockerfile.stages
      .filter((stage) => reached.has(stage) && !changed.has(stage))
      .flatMap((stage) => stage.instructions.flatMap((instruction) => runRemark(context, stage, instruction)));
    if (target === undefined || changed.has(target) || context.imageState(target).program('sh') !== 'no') return runs;
    const { entrypoint, command, healthcheck } = runtimeCommandsOf(lineage);
    const judged: (RuntimeCommand | undefined)[] = [entrypoint, healthcheck];
    // Under an ENTRYPOINT in shell form, CMD is not used at all.
    if (entrypoint === undefined || entrypoint.exec !== undefined) judged.push(command);
    return [...runs, ...judged.flatMap((each) => (each === undefined ? [] : commandRemark(context, each, entrypoint)))];
  },
};

/** The stages whose shell forms something else than /bin/sh may run: by a SHELL of theirs, or of what they are built on. */
function stagesWithShell(stages: readonly Stage[]): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const stage of stages) {
    const inherits = stage.base.stage !== undefined && found.has(stage.base.stage);
    if (inherits || stage.instructions.some(({ keyword }) => keyword === 'SHELL')) found.add(stage);
  }
  return found;
}

function runRemark(context: RuleContext, stage: Stage, instruction: Instruction): readonly Remark[] {
  const { keyword, exec, flags, index, body } = instruction;
  if (keyword !== 'RUN' || exec !== undefined || body.text === '') return [];
  // A mount may bring the shell along.
  if (flags.some(({ name }) => name === 'mount')) return [];
  if (context.imageState(stage).program('sh', index) !== 'no') return [];
  const range = bodyRange(context.dockerfile.source, instruction, 0, body.text.length);
  return [remark(range, body.text, 'the image has no shell that could run this: the build fails; ', 'RUN')];
}

function commandRemark(
  context: RuleContext,
  command: RuntimeCommand,
  entrypoint: RuntimeCommand | undefined,
): readonly Remark[] {
  if (command.exec !== undefined) return [];
  const { kind, text, at, instruction } = command;
  const range = bodyRange(context.dockerfile.source, instruction, at, at + text.length);
  if (kind === 'CMD' && entrypoint !== undefined) {
    const what = 'in this form CMD gives the program of ENTRYPOINT the arguments /bin/sh and -c as well; ';
    return [{ ...remark(range, text, what, 'CMD'), severity: 'warning' }];
  }
  const what = kind === 'HEALTHCHECK' ? 'the check never passes' : 'the container does not start';
  return [remark(range, text, `the image has no shell that could run this: ${what}; `, kind)];
}

function remark(range: Range, text: string, what: string, kind: string): Remark {
  const words = plainWords(text, kind);
  if (words === undefined)
    return { message: `${what}write the exec form, a JSON array of program and arguments`, range };
  const exec = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const { start, end } = range;
  const written = `${kind === 'HEALTHCHECK' ? 'CMD' : kind} ${exec}`;
  return { message: `${what}write ${written}`, range, fix: { safe: true, edits: [{ start, end, text: exec }] } };
}

const BUILTINS: ReadonlySet<string> = new Set([
  '.',
  ':',
  'cd',
  'eval',
  'export',
  'read',
  'set',
  'source',
  'trap',
  'ulimit',
  'umask',
  'unset',
]);

/** The words that the shell would make of the text, where it does nothing but split at white space. */
function plainWords(text: string, kind: string): readonly string[] | undefined {
  // A check has failed whatever its exit code is.
  const command = kind === 'HEALTHCHECK' ? text.replace(/\s*\|\|\s*exit\s+1\s*$/, '') : text;
  const words = command.trim().split(/[ \t]+/);
  if (words[0] === 'exec') words.shift();
  const first = words[0] ?? '';
  if (!words.every((word) => /^[A-Za-z0-9_./:=@%+,-]+$/.test(word)) || first.includes('=') || BUILTINS.has(first))
    return undefined;
  // A step of the build is mostly one of the system's programs, which are not there either.
  return kind === 'RUN' && !first.startsWith('/') ? undefined : words;
}

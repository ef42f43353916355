import { posix } from 'node:path';
import { bodyRange } from '../../dockerfile/instruction.ts';
import { lookupVariable } from '../../dockerfile/scope.ts';
import { readScript, type ShellScript } from '../../dockerfile/shell.ts';
import { isKnownTool, SHELLS } from '../known-tools.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { type RuntimeCommand, runtimeCommandsOf } from '../runtime-commands.ts';
import { searchPathOf } from '../search-path.ts';

export const toolMissingAtRuntimePage: RulePage = {
  why: `Small images lack what bigger ones have: debian has no curl and no wget, alpine no bash and no curl, scratch and distroless
nothing at all. A HEALTHCHECK by curl then never passes, and an ENTRYPOINT of \`tini\` or \`bash\` does not start.

Judged are the shells, and tools that people call for such things, by what is known of the base image, the packages that are
installed and the files that are copied. The rule keeps quiet about base images that are not known, where an installer or a
folder copied onto the system may have brought the program, and where a script looks for it first or has another one in
reserve (\`curl … || wget …\`).`,
  saves: 'A container that does not start, or that is never healthy.',
  examples: [
    {
      bad: `FROM alpine:3.22
COPY web /usr/bin/web
HEALTHCHECK CMD curl -f http://localhost:8080/healthz
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
      good: `FROM alpine:3.22
COPY web /usr/bin/web
HEALTHCHECK CMD wget -q -O /dev/null http://localhost:8080/healthz
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
    },
  ],
};

export const toolMissingAtRuntime: Rule = {
  id: 'tool-missing-at-runtime',
  severity: 'error',
  runtimeOnly: true,
  fix: 'none',
  summary: 'the image starts a program that it does not have',
  check: (context) => {
    const { lineage, target } = context;
    if (target === undefined || searchPathOf(target) === undefined) return [];
    const { entrypoint, command, healthcheck } = runtimeCommandsOf(lineage);
    return [entrypoint ?? command, healthcheck].flatMap((each) => (each === undefined ? [] : remarkOf(context, each)));
  },
};

/** Programs that start the one named behind them. */
const STARTERS: ReadonlySet<string> = new Set(['dumb-init', 'env', 'exec', 'tini']);

function remarkOf(context: RuleContext, command: RuntimeCommand): readonly Remark[] {
  const { target, dockerfile } = context;
  const state = target === undefined ? undefined : context.imageState(target);
  if (target === undefined || state?.facts === undefined) return [];
  // What no shell can run is one fault, and shell-form-without-shell tells it.
  if (command.exec === undefined && state.program('sh') !== 'yes') return [];
  const lacks = (program: string): boolean => isKnownTool(program) && state.program(posix.basename(program)) === 'no';
  const missing = command.exec === undefined ? missingInScript(command, lacks) : missingIn(command.exec, lacks);
  if (missing === undefined) return [];
  const name = posix.basename(missing);
  const at = Math.max(command.text.indexOf(missing), 0) + command.at;
  const range = bodyRange(dockerfile.source, command.instruction, at, at + missing.length);
  const effect = command.kind === 'HEALTHCHECK' ? 'the check never passes' : 'the container does not start';
  const image = context.lineage[0]?.base.resolved ?? 'the base image';
  const advice = adviceFor(name, state.facts.packageManager);
  return [{ message: `${image} has no ${name}, and nothing here brings it, so ${effect}: ${advice}`, range }];
}

function adviceFor(name: string, manager: string | null | undefined): string {
  if (typeof manager === 'string') return `install it, or use what is there`;
  return SHELLS.has(name) ? 'start the program itself' : 'let the program do it itself, or COPY a static one';
}

function missingIn(words: readonly string[], lacks: (program: string) => boolean): string | undefined {
  const first = words[0] ?? '';
  if (lacks(first)) return first;
  if (SHELLS.has(posix.basename(first))) {
    const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
    const script = flag === -1 ? undefined : words[flag + 1];
    return script === undefined
      ? undefined
      : missingInText(
          readScript(script, () => ({ state: 'unknown' })),
          script,
          lacks,
        );
  }
  if (!STARTERS.has(posix.basename(first))) return undefined;
  const next = words.findIndex((word, index) => index > 0 && !word.startsWith('-') && !word.includes('='));
  return next === -1 ? undefined : missingIn(words.slice(next), lacks);
}

function missingInScript(command: RuntimeCommand, lacks: (program: string) => boolean): string | undefined {
  const { stage, instruction, text } = command;
  const script = readScript(text, (name) => lookupVariable(stage.scope, name, instruction.index));
  return missingInText(script, text, lacks);
}

const ENDINGS: ReadonlySet<string> = new Set(['exit', 'false', 'kill', 'true', ':', 'echo']);

/** Only what the script cannot do without: not what it looks for, nor one of several ways. */
function missingInText(
  { commands }: ShellScript,
  text: string,
  lacks: (program: string) => boolean,
): string | undefined {
  const programs = commands.flatMap(({ words }) => words.slice(0, 1)).map((word) => word.text);
  if (programs.some((name) => /^(?:command|type|which|if|test|\[)$/.test(name)) || /\b(?:if|case|while)\b/.test(text))
    return undefined;
  const own = programs.filter((name) => !ENDINGS.has(name));
  const missing = own.filter(lacks);
  return text.includes('||') && missing.length < own.length ? undefined : missing[0];
}

import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import { type PlainCommand, plainCommandsOf } from './plain-command.ts';
import { surroundings } from './text-around.ts';

/** A git command that asks the repository it stands in, for a version. */
export interface GitQuestion extends PlainCommand {
  readonly verb: string;
}

const ASKING: ReadonlySet<string> = new Set('describe log name-rev rev-list rev-parse show symbolic-ref'.split(' '));

/** The questions of a script to the repository of its working folder that nothing catches the failure of. */
export function gitQuestionsOf(dockerfile: Dockerfile, run: RunScript): readonly GitQuestion[] {
  return plainCommandsOf(run).flatMap((plain) => {
    const verb = plain.args[0]?.text ?? '';
    // `git -C elsewhere` asks another one.
    if (plain.name !== 'git' || !ASKING.has(verb) || isGuarded(dockerfile, plain) || isDiscarded(plain)) return [];
    return [{ ...plain, verb }];
  });
}

/** By the text around the command: what it is a condition of, what was asked before it, and what follows it. */
function isGuarded(dockerfile: Dockerfile, plain: PlainCommand): boolean {
  const { before, caught } = surroundings(dockerfile, plain);
  if (/(?:^|[\s;(!])(?:if|while|until|!|test|\[)\s+["']?(?:\$\(|`)?\s*$/.test(before)) return true;
  return /\bset \+e\b|(?:command -v|which|type) git\b|-[de] \S*\.git\b/.test(before) || caught;
}

/** So many characters of a script are looked at. */
const WINDOW = 4000;

/** `git rev-parse HEAD; next`: nobody reads the answer, and without `set -e` nobody minds the failure. */
function isDiscarded({ run, command }: PlainCommand): boolean {
  const { text, instruction, stage } = run;
  const own = text.slice(command.at, command.end).replace(/2>>?\s*(?:&1|\S+)|>\s*\/dev\/null/g, '');
  const before = text.slice(Math.max(0, command.at - WINDOW), command.at);
  const isRead = own.includes('>') || /\$\([^)]*$/.test(before) || before.split('`').length % 2 === 0;
  if (isRead || !/^[ \t]*[;\n]\s*[^\s;]/.test(text.slice(command.end))) return false;
  const shells = lineageOf(stage).flatMap((each) => each.instructions.filter(({ keyword }) => keyword === 'SHELL'));
  const words = [...shells, instruction].map(({ exec, body }) => exec?.join(' ') ?? body.text);
  const strict = /^\S*sh\s[^'"\n;&|]{0,60}-[a-z]*e|\bset\s(?:-\S+\s+)*-[a-z]*e|errexit/;
  return ![...words, text].some((each) => strict.test(each.slice(0, WINDOW)));
}

/** May a step bring a repository of its own: by clone or init, a mount, or a copy that names it? */
export function mayBringRepository(lineage: readonly Stage[], runs: readonly RunScript[]): boolean {
  const named = lineage.some((stage) =>
    stage.instructions.some(
      ({ keyword, body, flags }) =>
        (/^(?:ADD|COPY)$/.test(keyword) && /\.git\b|^git@|github\.com/.test(body.text)) ||
        (keyword === 'RUN' && flags.some(({ name, value }) => name === 'mount' && /\.git\b/.test(value ?? ''))),
    ),
  );
  return (
    named ||
    runs.some((run) =>
      plainCommandsOf(run).some(({ name, args }) => name === 'git' && /^(?:clone|init|-C)$/.test(args[0]?.text ?? '')),
    )
  );
}

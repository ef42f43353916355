import type { Instruction } from '../dockerfile/instruction.ts';
import { lookupVariable } from '../dockerfile/scope.ts';
import { readScript } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';

/** What a container starts: commands of a shell form as read, or the one command of an exec form. */
export interface StartCommand {
  /** The ENTRYPOINT or CMD that says so. */
  readonly instruction: Instruction;
  /** Programs and their arguments, `env` and assignments before them dropped; `UNKNOWN` stands for what cannot be known. */
  readonly commands: readonly (readonly string[])[];
}

const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  '/bin/sh',
  '/bin/bash',
  '/bin/ash',
  '/bin/dash',
]);

/**
 * The start command of an image by its lineage: the last ENTRYPOINT, or the last CMD where there is none. Undefined where
 * the base image's own is kept.
 */
export function startCommandOf(lineage: readonly Stage[]): StartCommand | undefined {
  const all = lineage.flatMap((stage) => stage.instructions.map((instruction) => ({ stage, instruction })));
  const entry = all.findLast(({ instruction }) => instruction.keyword === 'ENTRYPOINT');
  const command = all.findLast(({ instruction }) => instruction.keyword === 'CMD');
  if (entry === undefined || isReset(entry.instruction)) {
    return command === undefined || isReset(command.instruction)
      ? undefined
      : { instruction: command.instruction, commands: commandsOf(command.stage, command.instruction, []) };
  }
  // CMD gives an exec-form ENTRYPOINT its arguments; one that a new ENTRYPOINT resets stands in an earlier stage.
  const follows =
    command !== undefined && (command.stage === entry.stage || command.instruction.index > entry.instruction.index);
  const more = follows ? (command.instruction.exec ?? []) : [];
  return { instruction: entry.instruction, commands: commandsOf(entry.stage, entry.instruction, more) };
}

/** `ENTRYPOINT []` takes back what was set before. */
function isReset(instruction: Instruction): boolean {
  return instruction.exec?.length === 0;
}

function commandsOf(stage: Stage, instruction: Instruction, more: readonly string[]): readonly (readonly string[])[] {
  const words = instruction.exec === undefined ? undefined : [...instruction.exec, ...more];
  const script = words === undefined ? instruction.body.text : shellScriptOf(words);
  if (script === undefined) return words === undefined ? [] : [withoutPrefix(words)];
  // An ARG is gone when the container starts; what an ENV says by then can be overridden, but is the default.
  const read = readScript(script, (name) => lookupVariable(stage.scope, name, instruction.index));
  return read.commands
    .map((command) => withoutPrefix(command.words.map((word) => word.text)))
    .filter((line) => line.length > 0);
}

function shellScriptOf(words: readonly string[]): string | undefined {
  if (!SHELLS.has(words[0] ?? '')) return undefined;
  const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
  return flag === -1 ? undefined : words[flag + 1];
}

function withoutPrefix(words: readonly string[]): readonly string[] {
  let at = 0;
  while (
    at < words.length &&
    /^(?:(?:\/usr)?\/bin\/)?(?:env|exec|tini|dumb-init)$|^--$|^[A-Za-z_][A-Za-z0-9_]*=/.test(words[at] ?? '')
  ) {
    at += 1;
  }
  return words.slice(at);
}

/** Is the command `go run …`? */
export function isGoRun(words: readonly string[]): boolean {
  return /(?:^|\/)go$/.test(words[0] ?? '') && words[1] === 'run';
}

/** The program, or what an entry script may be told to start. */
export function programsOf(words: readonly string[]): readonly string[] {
  const isScript = /entrypoint|\.sh$/.test(words[0] ?? '');
  return words.slice(0, isScript ? undefined : 1);
}

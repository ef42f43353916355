import { parseExecForm } from '../dockerfile/exec-form.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import type { Stage } from '../dockerfile/stages.ts';

/** A command that an image carries for when it runs. */
export interface RuntimeCommand {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly kind: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK';
  /** The words of an exec form; undefined for a shell form. */
  readonly exec: readonly string[] | undefined;
  /** The command as written, and where it begins in the instruction's joined arguments. */
  readonly text: string;
  readonly at: number;
}

export interface RuntimeCommands {
  /** The ENTRYPOINT that counts; undefined where none is set, or it is taken back by `[]`. */
  readonly entrypoint: RuntimeCommand | undefined;
  /** The CMD that counts. */
  readonly command: RuntimeCommand | undefined;
  readonly healthcheck: RuntimeCommand | undefined;
}

/** The last ENTRYPOINT, CMD and HEALTHCHECK of a lineage: those that the image keeps. */
export function runtimeCommandsOf(lineage: readonly Stage[]): RuntimeCommands {
  const all = lineage.flatMap((stage) => stage.instructions.map((instruction) => ({ stage, instruction })));
  const last = (kind: RuntimeCommand['kind']): RuntimeCommand | undefined => {
    const found = all.findLast(({ instruction }) => instruction.keyword === kind);
    return found === undefined ? undefined : commandOf(found.stage, found.instruction, kind);
  };
  const entrypoint = last('ENTRYPOINT');
  const command = last('CMD');
  // A new ENTRYPOINT resets the CMD of the stages below.
  const stale =
    entrypoint !== undefined &&
    command !== undefined &&
    command.stage !== entrypoint.stage &&
    command.instruction.index < entrypoint.instruction.index;
  return { entrypoint, command: stale ? undefined : command, healthcheck: last('HEALTHCHECK') };
}

function commandOf(stage: Stage, instruction: Instruction, kind: RuntimeCommand['kind']): RuntimeCommand | undefined {
  const body = instruction.body.text;
  const at = kind === 'HEALTHCHECK' ? (/^CMD\s+/i.exec(body)?.[0].length ?? -1) : 0;
  if (at === -1) return undefined;
  const text = body.slice(at);
  const exec = parseExecForm(text);
  if (text === '' || exec?.length === 0) return undefined;
  return { stage, instruction, kind, exec, text, at };
}

import { posix } from 'node:path';
import { UNKNOWN } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { MAX_PATH } from './max-path.ts';
import { type PlainCommand, plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';
import { workdirReader } from './workdir.ts';

/** A command of a RUN that is told files: `chmod -R 755 /a b`. */
export interface FileCommand extends PlainCommand {
  readonly stage: Stage;
  readonly options: readonly string[];
  /** What is no option, as written. */
  readonly operands: readonly string[];
  /** An operand as an absolute path; undefined where that cannot be known. */
  readonly absolute: (operand: string) => string | undefined;
}

/** The commands of those names that the RUNs of the stages hold, with the folder that each of them runs in. */
export function fileCommandsOf(
  context: RuleContext,
  stages: readonly Stage[],
  names: ReadonlySet<string>,
): readonly FileCommand[] {
  const workdirAt = workdirReader(context.dockerfile);
  const wanted = new Set(stages);
  return context.runs
    .filter((run) => wanted.has(run.stage))
    .flatMap((run) => {
      let folder = workdirAt(run.instruction.index);
      const resolve = (from: string | undefined, path: string): string | undefined => {
        if (path.includes(UNKNOWN) || path.startsWith('~')) return undefined;
        if (path.startsWith('/')) return posix.normalize(path).replace(/(?<=.)\/$/, '');
        // With every `cd` in a row it would grow.
        return from === undefined || from.length > MAX_PATH
          ? undefined
          : posix.join(from, path).replace(/(?<=.)\/$/, '');
      };
      return plainCommandsOf(run).flatMap((plain) => {
        if (plain.name === 'cd') folder = resolve(folder, plain.args[0]?.text ?? UNKNOWN);
        if (!names.has(plain.name)) return [];
        const at = folder;
        const words = plain.args.map(({ text }) => text);
        const end = words.indexOf('--');
        const isOption = (word: string, index: number): boolean =>
          word.startsWith('-') && word !== '-' && (end === -1 || index <= end);
        return [
          {
            ...plain,
            stage: run.stage,
            options: words.filter(isOption),
            operands: words.filter((word, index) => !isOption(word, index)),
            absolute: (operand: string) => resolve(at, operand),
          },
        ];
      });
    });
}

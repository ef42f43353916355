import { isHeredocWord } from './heredoc.ts';
import type { Instruction } from './instruction.ts';
import { lookupVariable, type Scope } from './scope.ts';
import { expandWord, parseWord } from './variables.ts';
import { splitPlainWords } from './words.ts';

/** A COPY or ADD: what it takes, with variables replaced; undefined words cannot be known. */
export interface Transfer {
  readonly instruction: Instruction;
  /** `--from` as written; undefined for the build context. */
  readonly from: string | undefined;
  readonly sources: readonly (string | undefined)[];
  readonly destination: string | undefined;
}

/** Reads the COPYs and ADDs of a stage, each once; undefined for other instructions. */
export function transferReader(scope: Scope, escapeChar: string): (instruction: Instruction) => Transfer | undefined {
  const known = new Map<Instruction, Transfer>();
  return (instruction) => {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return undefined;
    const transfer = known.get(instruction) ?? readTransfer(instruction, scope, escapeChar);
    known.set(instruction, transfer);
    return transfer;
  };
}

function readTransfer(instruction: Instruction, scope: Scope, escapeChar: string): Transfer {
  const words = instruction.exec ?? splitPlainWords(instruction.body.text).map((word) => word.text);
  const expanded = words
    // A here-document is text of the Dockerfile itself.
    .filter((word, index) => index === words.length - 1 || !isHeredocWord(word))
    .map((word) => expandWord(parseWord(word, escapeChar), (name) => lookupVariable(scope, name, instruction.index)));
  return {
    instruction,
    from: instruction.flags.findLast((flag) => flag.name === 'from')?.value,
    sources: expanded.slice(0, -1),
    destination: expanded.at(-1),
  };
}

import { declarationsOf } from '../dockerfile/declarations.ts';
import { bodyRange } from '../dockerfile/instruction.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { parseWord, variablesOf } from '../dockerfile/variables.ts';
import type { Remark, RuleContext } from './rule.ts';
import { isPlaceholder, namesSecret } from './secret-names.ts';

const MOUNT = 'mount it where it is needed (RUN --mount=type=secret)';

/** Secrets that ARG and ENV carry into a stage. What they hold is never repeated. */
export function secretVariables(context: RuleContext, stage: Stage): readonly Remark[] {
  // Passwords of a test are made up.
  if (context.purpose === 'tool') return [];
  const shipped = context.shipped.has(stage);
  const severity = shipped ? 'error' : 'warning';
  return [
    ...kept(context, stage).map(
      ({ name, range }): Remark => ({
        message: shipped
          ? `ENV ${name} puts a secret into the image, where anyone who has it can read it: hand it in when the container starts, or ${MOUNT}`
          : `ENV ${name} keeps a secret in the build's cache: ${MOUNT}`,
        range,
        severity,
      }),
    ),
    ...used(context, stage).map(
      ({ name, range }): Remark => ({
        message: shipped
          ? `the build argument ${name} is a secret that stays in the image's history, and in what the command writes: ${MOUNT}`
          : `the build argument ${name} is a secret that stays in the build's cache and its provenance: ${MOUNT}`,
        range,
        severity,
      }),
    ),
  ];
}

type Found = { readonly name: string; readonly range: Remark['range'] };

/** ENV with a value of its own, or that of such an argument. */
function kept({ dockerfile }: RuleContext, stage: Stage): readonly Found[] {
  const { escapeChar } = dockerfile.directives;
  return stage.instructions.flatMap((instruction) =>
    declarationsOf(instruction, escapeChar).flatMap(({ kind, name, raw, at }) => {
      if (kind !== 'ENV' || raw === undefined || !namesSecret(name)) return [];
      const parts = parseWord(raw, escapeChar);
      const names = variablesOf(parts).map((part) => part.name);
      const literal = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
      if (names.length > 0 ? !names.some(namesSecret) : isPlaceholder(literal)) return [];
      return [{ name, range: bodyRange(dockerfile.source, instruction, at, at + name.length) }];
    }),
  );
}

/** The first command of a stage that is given such an argument: only a value that a build hands in can be one. */
function used({ dockerfile, runs }: RuleContext, stage: Stage): readonly Found[] {
  const { escapeChar } = dockerfile.directives;
  const declared = new Map<string, number>();
  for (const instruction of stage.instructions) {
    for (const { kind, name } of declarationsOf(instruction, escapeChar)) {
      if (kind === 'ARG' && namesSecret(name) && !declared.has(name)) declared.set(name, instruction.index);
    }
  }
  const found = new Map<string, Found>();
  for (const { stage: each, instruction, script, quoted, range } of runs) {
    if (each !== stage || quoted) continue;
    for (const { name, at, end } of script.expansions) {
      const from = declared.get(name);
      if (from === undefined || from > instruction.index || script.assigned.has(name) || found.has(name)) continue;
      // A question whether there is one shows nothing yet.
      if (
        script.commands.some((command) => isQuestion(command.words[0]?.text) && command.at <= at && end <= command.end)
      )
        continue;
      found.set(name, { name, range: range(at, end) });
    }
  }
  return [...found.values()];
}

function isQuestion(program: string | undefined): boolean {
  return program === 'test' || program === '[' || program === '[[';
}

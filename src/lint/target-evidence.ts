import { declarationsOf } from '../dockerfile/declarations.ts';
import { isDeclared } from '../dockerfile/scope.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import type { GoBuild } from './go-build.ts';
import { mayHideGo } from './go-commands.ts';
import type { RuleContext } from './rule.ts';
import { architecturesIn } from './wanted-platforms.ts';

const TARGET = /\bTARGET(?:PLATFORM|ARCH)\b/;
/** A script that chooses, or asks the machine what it is. */
const CHOOSES =
  /(?:^|[\s;&|(])(?:if|case|for|while|until|\[\[?|test|uname|arch|dpkg|xx-info)(?:\s|$)|--print-arch|GOHOSTARCH/;

/**
 * May something that is not visible fit a build to the platform, or is it made for one platform on purpose? Where the
 * target's architecture is read by anything of the stage, where make or a script may read it, where the script chooses,
 * and where the stage or the output bears the name of an architecture.
 */
export function targetFollowing(context: RuleContext): (build: GoBuild) => boolean {
  const hiding = new Set(context.runs.filter(mayHideGo).map(({ stage }) => stage));
  const own = new Map<Stage, boolean>();
  const isEvidence = (stage: Stage): boolean => {
    const known = own.get(stage) ?? (architecturesIn(stage.name ?? '').length > 0 || readsTarget(context, stage));
    own.set(stage, known);
    return known;
  };
  return ({ run, outputs }) => {
    if (CHOOSES.test(run.text) || TARGET.test(run.text)) return true;
    if (outputs.some((output) => architecturesIn(output).length > 0)) return true;
    const lineage = lineageOf(run.stage);
    if (lineage.some(isEvidence)) return true;
    return (
      lineage.some((stage) => hiding.has(stage)) &&
      ['TARGETARCH', 'TARGETPLATFORM'].some((name) => isDeclared(run.stage.scope, name, run.instruction.index))
    );
  };
}

/** Does the stage name the target's architecture anywhere but in an ARG that declares it? */
function readsTarget({ dockerfile }: RuleContext, stage: Stage): boolean {
  const { source, directives } = dockerfile;
  return stage.instructions.some((instruction) => {
    const { start, end } = instruction.range;
    if (!TARGET.test(source.text.slice(start, end))) return false;
    return (
      instruction.keyword !== 'ARG' ||
      declarationsOf(instruction, directives.escapeChar).some(({ name, raw }) =>
        raw === undefined ? false : TARGET.test(raw) || TARGET.test(name),
      )
    );
  });
}

import { posix } from 'node:path';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { findStage, lineageOf, type Stage } from '../dockerfile/stages.ts';
import { type CrossTarget, crossTargetOf, crossText } from './cross-target.ts';
import type { GoBuild } from './go-build.ts';
import type { RuleContext } from './rule.ts';

/** Why a `go install` for another machine fails, or its binary is missed; undefined where neither does. */
export function crossInstallFault(context: RuleContext, build: GoBuild): string | undefined {
  // xx-go has ways of its own.
  if (build.verb !== 'install' || build.program !== 'go' || !build.flags.visible) return undefined;
  const bin = build.environment('GOBIN');
  if (bin.state === 'unknown') return undefined;
  const cross = crossTargetOf(context, build);
  if (cross === undefined) return undefined;
  if (bin.state === 'set' && bin.value !== '')
    return `go install refuses to compile for ${crossText(cross)} while GOBIN is set: use go build -o ${posix.join(bin.value, '/')}`;
  const copied = missedCopy(context, build);
  return copied === undefined ? undefined : missedText(cross, copied);
}

interface Missed {
  readonly path: string;
  readonly line: number;
}

function missedText(cross: CrossTarget, { path, line }: Missed): string {
  const folder = posix.join(posix.dirname(path), `${cross.os}_${cross.arch}`);
  return `for ${crossText(cross)} go install puts the program into ${folder}/, where the COPY of ${path} in line ${line} does not find it: use go build -o ${path}`;
}

/** The first COPY by name of what the install makes where nothing moves it there. */
function missedCopy(context: RuleContext, build: GoBuild): Missed | undefined {
  const { stage, instruction } = build.run;
  const paths = new Set(build.outputs.filter((path) => !path.includes(UNKNOWN)).map((path) => posix.normalize(path)));
  if (paths.size === 0) return undefined;
  for (const by of context.reached) {
    for (const copy of by.instructions) {
      const transfer = by.transferOf(copy);
      const from = transfer?.from === undefined ? undefined : findStage(context.dockerfile.stages, transfer.from);
      if (from === undefined || from.index >= by.index || !lineageOf(from).includes(stage)) continue;
      const path = transfer?.sources.find((source) => source !== undefined && paths.has(posix.normalize(source)));
      if (path !== undefined && !mayBeMoved(from, instruction.index, path)) return { path, line: copy.range.line };
    }
  }
  return undefined;
}

/** May a step of the install or one after it put the program there: by `mv`, another build, a script? */
function mayBeMoved(stage: Stage, index: number, path: string): boolean {
  const name = posix.basename(path);
  return lineageOf(stage).some((each) =>
    each.instructions.some(({ index: at, keyword, body, heredocs }) => {
      if (at < index) return false;
      if (keyword === 'RUN') return heredocs.length > 0 || MOVING.test(body.text);
      return /^(?:COPY|ADD)$/.test(keyword) && body.text.includes(name);
    }),
  );
}

const MOVING = /\b(?:cp|mv|ln|find|rsync|tar|make)\s|\b(?:GOOS_|linux_)|\.sh\b|\bgo build\b|\$\{?GOPATH/;

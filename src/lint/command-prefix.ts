import { isDeclared } from '../dockerfile/scope.ts';
import type { GoBuild } from './go-build.ts';
import { lineAbove } from './insert-arg.ts';
import type { RuleContext, RuleEdit } from './rule.ts';

/** `GOARCH` → `$TARGETARCH`: what to set for a command, and the platform argument that it is made of, if it is of one. */
export interface Prefix {
  readonly name: string;
  readonly value: string;
  readonly arg: string | undefined;
}

export const GOARCH_PREFIX: Prefix = { name: 'GOARCH', value: '$TARGETARCH', arg: 'TARGETARCH' };
export const CGO_OFF_PREFIX: Prefix = { name: 'CGO_ENABLED', value: '0', arg: undefined };
export const GOARM_PREFIX: Prefix = { name: 'GOARM', value: '${TARGETVARIANT#v}', arg: 'TARGETVARIANT' };

/**
 * Sets variables for Go builds right before each command, where they win over ENV and what the script exports, and
 * declares the arguments above the RUN. Undefined where a command is not written out in the file as it is run, or starts
 * with a program that would not hand them on; of GOARCH also for `go install`, which puts what it cross-compiles elsewhere.
 */
export function prefixEdits(
  context: RuleContext,
  builds: readonly GoBuild[],
  prefixes: readonly Prefix[],
): readonly RuleEdit[] | undefined {
  const { text } = context.dockerfile.source;
  if (prefixes.includes(GOARCH_PREFIX) && builds.some(({ verb }) => verb === 'install')) return undefined;
  const edits: RuleEdit[] = [];
  for (const { run, invocation } of builds) {
    const { command, program } = invocation;
    const first = command.words[0];
    const before = run.range(command.at, program.at);
    const written = text.slice(before.start, before.end);
    const word = run.range(program.at, program.end);
    if (first === undefined || (first !== program && first.text !== 'env')) return undefined;
    if (text.slice(word.start, word.end) !== program.text) return undefined;
    let fresh = '';
    for (const { name, value } of prefixes) {
      const old = new RegExp(`(^|\\s)${name}=("[^"]*"|'[^']*'|[^\\s"']*)(?=\\s)`).exec(written);
      if (old === null) fresh += `${name}=${value} `;
      else {
        const start = before.start + old.index + (old[1] ?? '').length + name.length + 1;
        edits.push({ start, end: start + (old[2] ?? '').length, text: value });
      }
    }
    if (fresh !== '') edits.push({ start: before.start, end: before.start, text: fresh });
  }
  const args = [...new Set(prefixes.flatMap(({ arg }) => arg ?? []))];
  for (const [instruction, those] of Map.groupBy(builds, (build) => build.run.instruction)) {
    const stage = those[0]?.run.stage;
    const missing = args.filter((arg) => stage !== undefined && !isDeclared(stage.scope, arg, instruction.index));
    // A second RUN of the stage finds them declared by the line above the first.
    const earlier = builds.some(({ run }) => run.stage === stage && run.instruction.index < instruction.index);
    if (stage !== undefined && missing.length > 0 && !earlier)
      edits.push(lineAbove(context, stage, instruction, `ARG ${missing.join(' ')}`));
  }
  return edits;
}

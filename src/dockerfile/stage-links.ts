import { type Complaint, clip } from './complaint.ts';
import { flagValue, type Instruction } from './instruction.ts';
import { mountsOf } from './mounts.ts';
import type { Stage } from './stages.ts';

/** A `COPY --from` or `--mount=from` that takes from a stage of the file, wherever that stands. */
export interface StageLink {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly to: Stage;
}

type StageFinder = (instruction: Instruction, name: string) => Stage | undefined;

/** As BuildKit finds them (dockerfile2llb, toCommand): by name, the last of that name, and in a COPY by number too. */
function stageFinder(stages: readonly Stage[]): StageFinder {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  return ({ keyword }, name) =>
    byName.get(name.toLowerCase()) ?? (keyword === 'COPY' && IS_NUMBER.test(name) ? stages[Number(name)] : undefined);
}

const IS_NUMBER = /^[-+]?\d+$/;

/** The links of each stage of a file. */
export function linkReader(stages: readonly Stage[]): (stage: Stage) => readonly StageLink[] {
  const find = stageFinder(stages);
  return (stage) =>
    stage.instructions.flatMap((instruction) =>
      namesIn(instruction).flatMap((name) => {
        const to = find(instruction, name);
        return to === undefined ? [] : [{ stage, instruction, to }];
      }),
    );
}

/** What an instruction takes from; of a mount without `from` an empty name. */
function namesIn(instruction: Instruction): readonly string[] {
  if (instruction.keyword !== 'COPY') return mountsOf(instruction).map((mount) => mount.get('from') ?? '');
  const from = flagValue(instruction, 'from') ?? '';
  return from === '' ? [] : [from];
}

/** What BuildKit refuses of them whatever stage is built: one complaint, and the instruction that it is about. */
export function linkComplaint(stages: readonly Stage[]): readonly [Complaint, Instruction] | undefined {
  return numberComplaint(stages) ?? circleComplaint(stages);
}

function numberComplaint(stages: readonly Stage[]): readonly [Complaint, Instruction] | undefined {
  // BuildKit counts the images that are taken from by then as stages too.
  let count = stages.length;
  const find = stageFinder(stages);
  for (const instruction of stages.flatMap((stage) => stage.instructions)) {
    for (const name of namesIn(instruction)) {
      const isNumber = instruction.keyword === 'COPY' && IS_NUMBER.test(name);
      if (isNumber && !(Number(name) >= 0 && Number(name) < count)) {
        const hint = stages.length === 1 ? 'the one stage is number 0' : `they are numbered 0 to ${stages.length - 1}`;
        return [{ message: `the file has no stage ${clip(name)}`, hint }, instruction];
      }
      if (!isNumber && find(instruction, name) === undefined) count += 1;
    }
  }
  return undefined;
}

function circleComplaint(stages: readonly Stage[]): readonly [Complaint, Instruction] | undefined {
  const linksOf = linkReader(stages);
  const links = new Map(stages.map((stage) => [stage, linksOf(stage)]));
  const users = Map.groupBy([...links.values()].flat(), ({ to }) => to);
  const open = new Map([...links].map(([stage, own]) => [stage, own.length]));
  const done = new Set(stages.filter((stage) => open.get(stage) === 0));
  // A set is walked in the order of insertion, what is added meanwhile included.
  for (const stage of done) {
    for (const { stage: user } of users.get(stage) ?? []) {
      const left = (open.get(user) ?? 0) - 1;
      open.set(user, left);
      if (left === 0) done.add(user);
    }
  }
  // Each of the others takes from another one of them: who goes on and on comes round.
  const way: StageLink[] = [];
  const seen = new Map<Stage, number>();
  let at = stages.find((stage) => !done.has(stage));
  while (at !== undefined && !seen.has(at)) {
    seen.set(at, way.length);
    const link = links.get(at)?.find(({ to }) => !done.has(to));
    if (link !== undefined) way.push(link);
    at = link?.to;
  }
  const found = way
    .slice(at === undefined ? way.length : seen.get(at))
    .find(({ stage, to }) => to.index >= stage.index);
  if (found === undefined) return undefined;
  const { stage, to, instruction } = found;
  const message =
    stage === to
      ? `${instruction.keyword} takes from its own stage`
      : `${instruction.keyword} takes from stage ${stageName(to)}, which takes from this one`;
  return [{ message, hint: 'a stage can take only from those above it' }, instruction];
}

export function stageName({ name, index }: Stage): string {
  return name === undefined ? String(index) : `"${clip(name)}"`;
}

import { posix } from 'node:path';
import type { RunScript } from '../../dockerfile/runs.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { findStage, type Stage } from '../../dockerfile/stages.ts';
import { lastWhere } from '../last-where.ts';
import { packageCommandsOf } from '../packages/package-command.ts';
import { plainCommandsOf } from '../plain-command.ts';
import { type Answer, type ImageFacts, WATCHED_PROGRAMS } from './facts.ts';
import { imageFactsOf } from './image-facts.ts';
import { lacksLoader } from './loader-trees.ts';
import { type PackageChange, packageChangeOf } from './package-changes.ts';
import { type Provision, packageContents } from './packages.ts';

/** What a stage has at its end, or before one of its instructions: of its base image, and by what was done to it since. */
export interface ImageState {
  /** Of the image at the root of its lineage; undefined where that is not known. */
  readonly facts: ImageFacts | undefined;
  /**
   * Is there such a program, be it on PATH or by its full path?
   * @param before index of an instruction: what it and those below it do does not count
   */
  readonly program: (name: string, before?: number) => Answer;
  readonly certificates: (before?: number) => Answer;
  readonly zoneData: (before?: number) => Answer;
  /** A C compiler that go finds by itself: gcc. */
  readonly compiler: (before?: number) => Answer;
  /** What lets programs made for glibc run on Alpine: libc6-compat or gcompat. */
  readonly glibcCompat: (before?: number) => Answer;
}

/** Something that is done to the files of a stage. */
type Step =
  | { readonly index: number; readonly kind: 'packages'; readonly change: PackageChange }
  /** A command that is no package manager's, by its words; `open` where it may do anything. */
  | { readonly index: number; readonly kind: 'command'; readonly words: readonly string[]; readonly open: boolean }
  | CopyStep;

interface CopyStep {
  readonly index: number;
  readonly kind: 'copy';
  readonly fromContext: boolean;
  /** The stage of the file that it is from. */
  readonly from: Stage | undefined;
  readonly sources: readonly string[];
  readonly to: string;
}

interface Question {
  /** Questions of one key have the same answer in the same stage. */
  readonly key: string;
  readonly base: boolean | undefined;
  readonly provides: (packageName: string) => boolean;
  readonly recommends: (packageName: string) => boolean;
  /** Is it known what comes with the package? */
  readonly knows: (packageName: string) => boolean;
  /** Do words that name a file speak of it? */
  readonly names: (word: string) => boolean;
  /** Is it certain that a tree which is copied does not bring it? */
  readonly lacks?: (copy: CopyStep, source: string) => boolean;
}

const PROVISION_PATHS: Readonly<Record<Provision, RegExp>> = {
  certificates: /cert|\/etc\/(?:ssl|pki)|\.(?:crt|pem)$|ca-bundle/i,
  zoneData: /zoneinfo/,
  compiler: /(?:^|\/|-)gcc(?:$|[-/])/,
  glibcCompat: /ld-linux|ld-musl|glibc|gcompat|\/lib(?:32|64)(?:\/|$)|-linux-(?:gnu|musl)|(?:^|\/)libc(?:\.|-\d)/,
};

/** Programs that change nothing that rules ask about, unless a word names it. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    ': [ addgroup adduser apt-cache apt-mark awk basename break cat cd chgrp chmod chown ' +
    'continue cp curl cut date deluser delgroup dirname dpkg-reconfigure echo exit export false file find ' +
    'getent git go gofmt grep groupadd groupdel groupmod head hostname id install ldconfig ln local locale-gen ls ' +
    'mkdir mktemp mv nproc passwd printenv printf pwd read readlink rm rmdir sed set setcap sha256sum sha512sum ' +
    'shift shopt sleep sort stat strip tail tee test touch tr true umask uname unset useradd userdel usermod wc wget ' +
    'which xx-go xx-info xx-verify'
  ).split(' '),
);

/** How far back a name given by `apk add --virtual` is looked for, in stages. */
const MAX_LINEAGE = 64;

/** How things stand after a step. */
interface Standing {
  readonly now: Answer;
  /** What came with another package goes when that one is swept away. */
  readonly came: 'base' | 'named' | 'with';
}

/** Ascending: how things stand from the instruction after `index` on. */
type Timeline = readonly (Standing & { readonly index: number })[];

/** Reads states of stages, each once. `runs` and `stages` are those of the whole file. */
export function imageStateReader(runs: readonly RunScript[], stages: readonly Stage[]): (stage: Stage) => ImageState {
  const runsOf = Map.groupBy(runs, (run) => run.stage);
  const steps = memoised((stage: Stage) => stepsOf(stage, runsOf.get(stage) ?? [], stages));
  const isOpen = memoised((stage: Stage) => steps(stage).some((step) => step.kind === 'command' && step.open));
  const groups = memoised((stage: Stage) => groupsIn(steps(stage)));
  const timelines = new Map<string, Map<Stage, Timeline>>();
  const groupOf = (stage: Stage, name: string): readonly string[] | undefined => {
    let at: Stage | undefined = stage;
    for (let depth = 0; at !== undefined && depth < MAX_LINEAGE; depth += 1) {
      const found = groups(at).get(name);
      if (found !== undefined) return found;
      at = at.base.stage;
    }
    return undefined;
  };
  /** Of each stage once, so that a long lineage is walked once and not for every stage in it. */
  const timelineOf = (stage: Stage, question: Question): Timeline => {
    const known = timelines.get(question.key) ?? new Map<Stage, Timeline>();
    timelines.set(question.key, known);
    const open: Stage[] = [];
    let at: Stage | undefined = stage;
    for (; at !== undefined && !known.has(at); at = at.base.stage) open.push(at);
    let timeline = at === undefined ? undefined : known.get(at);
    for (const next of open.toReversed()) {
      const start = timeline?.at(-1) ?? { now: startOf(question), came: 'base' };
      timeline = follow(question, start, steps(next), (name) => groupOf(next, name));
      known.set(next, timeline);
    }
    return timeline ?? [];
  };
  return memoised((stage) => {
    const facts = imageFactsOf(stage);
    const answered = (question: Question, before = Infinity): Answer => {
      const found = lastWhere(timelineOf(stage, question), (point) => point.index < before);
      return found?.now ?? startOf(question);
    };
    const provision = (what: Provision, base: boolean | undefined): ((before?: number) => Answer) => {
      const question = provisionQuestion(what, base, isOpen);
      return (before) => answered(question, before);
    };
    return {
      facts,
      program: (name, before) => answered(programQuestion(posix.basename(name), facts), before),
      certificates: provision('certificates', facts?.certificates),
      zoneData: provision('zoneData', facts?.zoneData),
      compiler: provision('compiler', facts?.compiler),
      glibcCompat: provision('glibcCompat', facts === undefined ? undefined : false),
    };
  });
}

function memoised<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const entry = made.get(key) ?? { value: make(key) };
    made.set(key, entry);
    return entry.value;
  };
}

function provisionQuestion(what: Provision, base: boolean | undefined, isOpen: (stage: Stage) => boolean): Question {
  return {
    key: `${what}/${base}`,
    base,
    provides: (name) => packageContents(name)?.provides?.includes(what) === true,
    recommends: (name) => packageContents(name)?.recommends?.includes(what) === true,
    knows: (name) => packageContents(name) !== undefined,
    names: (word) => PROVISION_PATHS[what].test(word),
    ...(what === 'glibcCompat' && {
      lacks: ({ from, to }, source) => lacksLoader({ from, to, source }, (path) => TREE.test(path), isOpen),
    }),
  };
}

function programQuestion(program: string, facts: ImageFacts | undefined): Question {
  return {
    key: `program ${program}`,
    base: facts === undefined ? undefined : hasInBase(facts, program),
    // A package that is not in the table most likely has the program of its name; what else, is not known.
    provides: (name) => packageContents(name)?.programs?.includes(program) ?? name === program,
    recommends: () => false,
    knows: (name) => packageContents(name) !== undefined,
    names: (word) => posix.basename(word.split('@', 1)[0] ?? '').startsWith(program),
  };
}

function startOf({ base }: Question): Answer {
  return base === undefined ? 'unknown' : base ? 'yes' : 'no';
}

function groupsIn(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const step of steps) {
    if (step.kind === 'packages' && step.change.group !== undefined)
      groups.set(step.change.group, step.change.packages);
  }
  return groups;
}

function hasInBase(facts: ImageFacts, program: string): boolean | undefined {
  if (facts.programs.has(program)) return true;
  if (facts.lacks === 'all') return false;
  return facts.lacks === 'watched' && WATCHED_PROGRAMS.has(program) ? false : undefined;
}

function follow(
  question: Question,
  start: Standing,
  steps: readonly Step[],
  groupOf: (name: string) => readonly string[] | undefined,
): Timeline {
  const points: (Standing & { readonly index: number })[] = [{ ...start, index: -1 }];
  let at = start;
  for (const step of steps) {
    const next = after(question, at, step, groupOf);
    if (next !== at) points.push({ ...next, index: step.index });
    at = next;
  }
  return points;
}

function after(
  question: Question,
  at: Standing,
  step: Step,
  groupOf: (name: string) => readonly string[] | undefined,
): Standing {
  const unknown: Standing = { ...at, now: 'unknown' };
  if (step.kind === 'copy') {
    const now = at.now === 'yes' ? undefined : copied(question, step);
    return now === undefined || now === at.now ? at : { now, came: 'named' };
  }
  if (step.kind === 'command') {
    const about = step.words.slice(1).some(question.names);
    const changes = at.now === 'yes' ? step.words[0] === 'rm' && about : step.open || about;
    return changes && at.now !== 'unknown' ? unknown : at;
  }
  const { action, packages, recommends, sweeps } = step.change;
  if (action === 'install') {
    if (packages.some(question.provides)) return { now: 'yes', came: 'named' };
    if (at.now === 'yes') return at;
    if (recommends && packages.some(question.recommends)) return { now: 'yes', came: 'with' };
    return at.now === 'no' && !packages.every(question.knows) ? unknown : at;
  }
  const gone = packages.flatMap((name) => groupOf(name) ?? [name]);
  if (gone.some(question.provides)) return { now: 'no', came: 'named' };
  return at.now === 'yes' && (gone.includes(UNKNOWN) || (sweeps && at.came === 'with')) ? unknown : at;
}

const SYSTEM_FOLDER = /^(?:\/|\/(?:bin|etc|lib|opt|sbin|usr|usr\/(?:lib|share|(?:local\/)?s?bin|local)))\/*$/;
/** Names that whole trees have, and archives, which ADD unpacks. */
const TREE =
  /(?:^|\/)(?:\.|[^/]*(?:root|fs|dist|out|output|target|overlay|files|image)[^/]*|bin|etc|usr|lib|s6[^/]*)?$|[*?[]|\.(?:tgz|tar|gz|xz|bz2|zst)$/;

/** Undefined where the copy has nothing to do with it. */
function copied(question: Question, step: CopyStep): Answer | undefined {
  const { sources, to, fromContext } = step;
  const direct = sources.some(question.names);
  if (direct || question.names(to)) return direct && !to.includes(UNKNOWN) ? 'yes' : 'unknown';
  if (to.includes(UNKNOWN) || sources.some((source) => source.includes(UNKNOWN))) return 'unknown';
  // A tree laid over a folder of the system: it may be among it. Of a stage, a plain name is mostly a program.
  const mayHold = (source: string): boolean =>
    (TREE.test(source) || (fromContext && !/\.[a-z0-9]{1,5}$/i.test(source))) &&
    question.lacks?.(step, source) !== true;
  return SYSTEM_FOLDER.test(to) && sources.some(mayHold) ? 'unknown' : undefined;
}

function stepsOf(stage: Stage, runs: readonly RunScript[], stages: readonly Stage[]): readonly Step[] {
  const steps: Step[] = [];
  const runsOf = Map.groupBy(runs, (run) => run.instruction);
  for (const instruction of stage.instructions) {
    const { index, keyword } = instruction;
    const transfer = stage.transferOf(instruction);
    if (transfer !== undefined) {
      const sources = transfer.sources.map((source) => source ?? UNKNOWN);
      const fromContext = transfer.from === undefined;
      const from = transfer.from === undefined ? undefined : findStage(stages, transfer.from);
      steps.push({ index, kind: 'copy', fromContext, from, sources, to: transfer.destination ?? UNKNOWN });
    }
    if (keyword !== 'RUN') continue;
    const own = runsOf.get(instruction);
    // A script in another shell, or too long to be read.
    if (own === undefined) steps.push({ index, kind: 'command', words: [], open: true });
    for (const run of own ?? []) {
      if (run.script.sources) steps.push({ index, kind: 'command', words: [], open: true });
      steps.push(...commandSteps(index, run));
    }
  }
  return steps;
}

function commandSteps(index: number, run: RunScript): readonly Step[] {
  const managers = new Map(packageCommandsOf(run).map((each) => [each.command, each]));
  return plainCommandsOf(run).flatMap((plain): readonly Step[] => {
    const manager = managers.get(plain.command);
    if (manager !== undefined && manager.manager !== 'pip') {
      const change = packageChangeOf(manager);
      return change === undefined ? [] : [{ index, kind: 'packages', change }];
    }
    const words = [plain.name, ...plain.args.map((word) => word.text)];
    return [{ index, kind: 'command', words, open: !HARMLESS.has(plain.name) }];
  });
}

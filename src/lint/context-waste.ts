import type { ContextListing } from '../dockerfile/context.ts';
import { exceptReader } from '../dockerfile/except.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import type { RuleOptions } from '../model/rule-setting.ts';
import { BLIND } from './blind-programs.ts';
import { mayNeedFolder } from './built-output.ts';
import { gitQuestionsOf } from './git-commands.ts';
import { hiddenBuildsOf } from './hidden-builds.ts';
import { nestedTests } from './nested-tests.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext, RuleEdit } from './rule.ts';
import { takesWholeContext } from './whole-context.ts';

/** Something at the top of the context that a build sends and does not need. */
export interface Waste {
  readonly name: string;
  /** What it is, in words. */
  readonly what: string;
  readonly bytes: number;
  readonly files: number;
  /** Can it be left out without a look at what the build does with it? */
  readonly safe: boolean;
}

type Kind = 'dist' | 'editor' | 'git' | 'logs' | 'modules' | 'tests';

const KINDS: readonly (readonly [Kind, RegExp, string])[] = [
  ['git', /^\.git$/, 'the history of the repository'],
  ['modules', /^node_modules$/, 'installed packages of Node'],
  ['dist', /^dist$/, 'what an earlier build made'],
  ['logs', /^(?:logs?|.*\.log)$/, 'logs'],
  ['tests', /^testdata$/, 'test data'],
  ['editor', /^\.(?:fleet|idea|settings|vs|vscode|zed)$/, 'settings of an editor'],
];

/** Less than this is not worth a line, in bytes. */
const LEAST = 10_000;
/** Of test data below the top, of which nearly every project has a little. */
const NESTED_LEAST = 1_000_000;

/** Is that, by its name alone, one of the things that a build seldom needs? */
export function isUsualWaste(name: string): boolean {
  return KINDS.some(([kind, pattern]) => kind !== 'dist' && pattern.test(name));
}

/** What could be left out of the context, biggest first. */
export function wasteIn(
  context: RuleContext,
  listing: ContextListing,
  { minBytes, except }: RuleOptions = {},
): readonly Waste[] {
  const isExcepted = exceptReader(except);
  const sends = stagesThatSend(context);
  const named = namedSources(context);
  const nested = mayTest(context, sends) ? [] : nestedTests(context, sends);
  const top = listing.entries.flatMap(({ name, bytes, files }): readonly Waste[] => {
    const [kind, , what] = KINDS.find(([, pattern]) => pattern.test(name)) ?? [];
    if (kind === undefined || what === undefined || bytes < (minBytes ?? LEAST)) return [];
    if (named.has(name) || isExcepted(name)) return [];
    if (kind === 'git' && (files === 1 || mayUseGit(context, sends))) return [];
    if (kind === 'tests' && mayTest(context, sends)) return [];
    if (kind === 'dist' && (mayTest(context, sends) || mayNeedFolder(context, sends, name))) return [];
    if (kind === 'logs' && holdsSource(context, name)) return [];
    return [{ name, what, bytes, files, safe: !['dist', 'git', 'tests'].includes(kind) }];
  });
  return [...top, ...nested.filter(({ name, bytes }) => bytes >= (minBytes ?? NESTED_LEAST) && !isExcepted(name))];
}

/** The first step that takes the whole context in a stage that the target reaches. */
export function wholeContextStep(context: RuleContext): Instruction | undefined {
  const { dockerfile, reached } = context;
  for (const stage of dockerfile.stages) {
    if (!reached.has(stage)) continue;
    const found = stage.instructions.find((instruction) => takesWholeContext(stage, instruction));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A line for each at the end of the ignore file, which is made where there is none; no edit where its place is not known. */
export function ignoreEdits({ ignore }: ContextListing, names: readonly string[]): readonly RuleEdit[] {
  if (ignore.place === undefined || names.length === 0) return [];
  const { text } = ignore;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return [{ file: ignore.place, start: text.length, end: text.length, text: `${gap}${names.join('\n')}\n` }];
}

/** The stages of the build that have the whole context, by their own step or by that of a stage they are built on. */
function stagesThatSend({ reached }: RuleContext): readonly Stage[] {
  return [...reached].filter((stage) =>
    lineageOf(stage).some((each) => each.instructions.some((step) => takesWholeContext(each, step))),
  );
}

/** The names at the top of the context that a step asks for. */
function namedSources({ reached }: RuleContext): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stage of reached) {
    for (const instruction of stage.instructions) {
      const transfer = stage.transferOf(instruction);
      const mounted = mountsOf(instruction)
        .filter((mount) => !mount.has('from'))
        .map((mount) => mount.get('source') ?? mount.get('src'));
      const copied = transfer?.from === undefined ? (transfer?.sources ?? []) : [];
      for (const path of [...copied, ...mounted]) {
        const top = path?.replace(/^(?:\.?\/)+/, '').split('/', 1)[0];
        if (top !== undefined && top !== '' && top !== '.') names.add(top);
      }
    }
  }
  return names;
}

/** May a stage that has .git ask it something: Go for its stamp, git itself, or a program that nothing is known of? */
function mayUseGit(context: RuleContext, stages: readonly Stage[]): boolean {
  return stages.some((stage) => {
    const runs = context.runs.filter((run) => lineageOf(stage).includes(run.stage));
    if (context.imageState(stage).program('git') === 'no') {
      // Without git only a program that reads .git by itself could, and the question for a version would fail.
      return runs.some((run) => hiddenBuildsOf(run).length > 0 || gitQuestionsOf(context.dockerfile, run).length > 0);
    }
    const stamps = context.goBuilds.some((build) => {
      const flag = build.flag('buildvcs');
      return build.run.stage === stage && !(flag.state === 'set' && isOff(flag.value));
    });
    return stamps || runs.some((run) => plainCommandsOf(run).some(({ name }) => !BLIND.has(name)));
  });
}

function isOff(value: string): boolean {
  return /^(?:0|f|F|false|FALSE|False)$/.test(value);
}

/** A package may be called log, too. */
function holdsSource({ files }: RuleContext, folder: string): boolean {
  const found = files?.find(({ name }) => /\.(?:[jt]sx?|c|cc|cpp|go|h|java|mjs|py|rb|rs)$/.test(name), {
    folder,
    limit: 1,
  });
  return found !== undefined && found.files.length > 0;
}

function mayTest(context: RuleContext, stages: readonly Stage[]): boolean {
  return context.runs.some(
    (run) =>
      stages.includes(run.stage) &&
      (hiddenBuildsOf(run).length > 0 ||
        context.goCommands.some((command) => command.run === run && /^(?:test|generate|run)$/.test(command.verb))),
  );
}

import { UNKNOWN } from '../dockerfile/shell.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import type { GoBuild } from './go-build.ts';
import { dropWords } from './go-flag-edits.ts';
import { type FlagWords, flagWords, lastValue, parseGoFlags } from './go-flags.ts';
import type { Remark, RuleContext, RuleEdit } from './rule.ts';

/** The build cache tells builds apart by all that goes into them since Go 1.10: https://go.dev/doc/go1.10#build */
const CACHE_KNOWS = 10;
/** `go build -i` is deprecated from 1.16 on and gone since 1.20: https://go.dev/doc/go1.20#go-command */
const NO_INSTALL = { from: 16, gone: 20 };

/** What of the builds' flags does nothing any more; nothing is said where all do something, or that is not known. */
export function obsoleteBuildFlags(context: RuleContext): readonly Remark[] {
  const settable = new Map<Stage, boolean>();
  return context.goBuilds.flatMap((build) => remarkOf(context, build, isPure(build, settable)) ?? []);
}

function remarkOf(context: RuleContext, build: GoBuild, pure: boolean): Remark | undefined {
  const minor = context.imageState(build.run.stage).facts?.go?.minor;
  if (minor !== undefined && minor < CACHE_KNOWS) return undefined;
  const { args } = build.invocation;
  const verb = args.findIndex(({ text }) => text === build.verb);
  const words = args.slice(verb + 1);
  const { flags } = flagWords(words.map(({ text }) => text));
  const found = flags.filter(({ name, value }) => {
    if (name === 'i')
      return value === 'true' && minor !== undefined && minor >= NO_INSTALL.from && minor < NO_INSTALL.gone;
    return pure && ((name === 'a' && value === 'true') || (name === 'installsuffix' && !value.includes(UNKNOWN)));
  });
  const linker = pure && asksStaticInVain(build) ? flags.findLast(({ name }) => name === 'ldflags') : undefined;
  const first = found[0] ?? linker;
  if (first === undefined) return undefined;
  const names = [...found.map(({ name }) => `-${name}`), ...(linker === undefined ? [] : ['-extldflags -static'])];
  const start = words[first.at];
  const end = words[first.end - 1];
  if (start === undefined || end === undefined) return undefined;
  const edits = editsOf(context, build, words, found, linker);
  return {
    message: `${listOf(names)} ${names.length > 1 ? 'do' : 'does'} nothing for this build: take ${names.length > 1 ? 'them' : 'it'} out`,
    range: build.run.range(start.at, end.end),
    ...(edits === undefined ? {} : { fix: { safe: true, edits } }),
  };
}

function listOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** Is cgo off by words of the file that no build argument changes? What is found of a stage is kept. */
function isPure(build: GoBuild, settable: Map<Stage, boolean>): boolean {
  const set = build.environment('CGO_ENABLED');
  if (set.state !== 'set' || set.value !== '0') return false;
  const { run, invocation } = build;
  const before = run.text.slice(invocation.command.at, invocation.program.at);
  const prefix = /(?:^|\s)CGO_ENABLED=(\S*)/.exec(before);
  if (prefix !== null) return !prefix[1]?.includes('$');
  const known = settable.get(run.stage) ?? lineageOf(run.stage).some(takesCgoFromArgument);
  settable.set(run.stage, known);
  return !known;
}

function takesCgoFromArgument({ scope, instructions }: Stage): boolean {
  return (
    (scope.bindings.get('CGO_ENABLED')?.arg.length ?? 0) > 0 ||
    instructions.some(({ body }) => /\bCGO_ENABLED[= ]["']?\$/.test(body.text))
  );
}

/** `-extldflags` are for the C linker, which no build without cgo starts unless it is told to link externally. */
function asksStaticInVain(build: GoBuild): boolean {
  const own = build.flags.values.get('ldflags');
  if (own === undefined || !build.flags.visible) return false;
  const { words } = build.linkerFlags;
  if (words.some((word) => word.startsWith(UNKNOWN) || word.startsWith('@'))) return false;
  const mode = build.flag('buildmode');
  if (mode.state === 'unknown' || (mode.state === 'set' && mode.value !== 'exe' && mode.value !== 'default'))
    return false;
  return lastValue(words, 'linkmode') === undefined && /^--?static$/.test(lastValue(words, 'extldflags') ?? '');
}

type Words = GoBuild['invocation']['args'];

/** Undefined where the flags are not written out as they are read: then what they are made of is used elsewhere as well. */
function editsOf(
  { dockerfile }: RuleContext,
  build: GoBuild,
  words: Words,
  found: readonly FlagWords[],
  linker: FlagWords | undefined,
): readonly RuleEdit[] | undefined {
  const { text } = dockerfile.source;
  const spans: { start: number; end: number }[] = [];
  for (const flag of found) {
    for (const word of words.slice(flag.at, flag.end)) {
      const { start, end } = build.run.range(word.at, word.end);
      if (text.slice(start, end).replace(/["']/g, '') !== word.text) return undefined;
      const last = spans.at(-1);
      if (last !== undefined && /^[ \t]*$/.test(text.slice(last.end, start))) last.end = end;
      else spans.push({ start, end });
    }
  }
  const drops = spans.map(({ start, end }) => dropWords(text, start, end));
  const own = linker === undefined ? [] : linkerEdit(text, build, words.slice(linker.at, linker.end));
  return own === undefined ? undefined : [...drops, ...own];
}

const STATIC = /(?<=^|[\s"'=])--?extldflags(?:=|[ \t]+)(\\?["']|)--?static\1(?=$|[\s"'])/g;

function linkerEdit(text: string, build: GoBuild, words: Words): readonly RuleEdit[] | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { start, end } = build.run.range(first.at, last.end);
  const raw = text.slice(start, end);
  const found = [...raw.matchAll(STATIC)];
  const only = found[0];
  if (only === undefined || found.length > 1 || !/^["']?--?ldflags/.test(raw)) return undefined;
  const rest = raw.slice(0, only.index) + raw.slice(only.index + only[0].length);
  if (/^(["']?)--?ldflags(?:=|[ \t]+)?(["']?)[ \t]*\2\1$/.test(rest)) {
    // An empty flag would still replace that of GOFLAGS, and one before it.
    const several = build.invocation.args.filter((word) => /^--?ldflags(?:=|$)/.test(word.text)).length > 1;
    const fromEnvironment = build.goFlags === undefined || parseGoFlags(build.goFlags).values.has('ldflags');
    return several || fromEnvironment ? undefined : [dropWords(text, start, end)];
  }
  const from = start + only.index;
  const to = from + only[0].length;
  const blankBefore = /[ \t]/.test(text[from - 1] ?? '');
  const blankAfter = /^[ \t]+/.exec(text.slice(to))?.[0].length ?? 0;
  return [{ start: blankBefore ? from - 1 : from, end: blankBefore ? to : to + blankAfter, text: '' }];
}

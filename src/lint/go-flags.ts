import { UNKNOWN } from '../dockerfile/shell.ts';
import type { Known } from '../dockerfile/variables.ts';

/** The flags of `go build` and `go install` that take a value as the next word (`go help build`). */
const WITH_VALUE: ReadonlySet<string> = new Set([
  'C',
  'asmflags',
  'buildmode',
  'compiler',
  'covermode',
  'coverpkg',
  'gccgoflags',
  'gcflags',
  'installsuffix',
  'ldflags',
  'mod',
  'modfile',
  'o',
  'overlay',
  'p',
  'pgo',
  'pkgdir',
  'tags',
  'toolexec',
]);

export interface GoFlags {
  /** By name without dashes; the last one wins, as in Go. A flag without a value holds `true`. */
  readonly values: ReadonlyMap<string, string>;
  readonly packages: readonly string[];
  /** False where words that cannot be known may be flags. */
  readonly visible: boolean;
}

/** A flag as it stands among words: its own from `at`, with its value, to before `end`. */
export interface FlagWords {
  /** Without dashes. */
  readonly name: string;
  /** `true` for a flag without a value. */
  readonly value: string;
  readonly at: number;
  readonly end: number;
}

/** Reads the words after `go build`. */
export function parseGoFlags(words: readonly string[]): GoFlags {
  const { flags, end, visible } = flagWords(words);
  return { values: new Map(flags.map(({ name, value }) => [name, value])), packages: words.slice(end), visible };
}

/** The flags among the words after `go build`, in their order, and where the packages begin. */
export function flagWords(words: readonly string[]): {
  readonly flags: readonly FlagWords[];
  readonly end: number;
  readonly visible: boolean;
} {
  const flags: FlagWords[] = [];
  let at = 0;
  let visible = true;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word.startsWith(UNKNOWN)) {
      visible = false;
      continue;
    }
    const match = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word);
    if (match === null) break;
    const name = match[1] ?? '';
    const start = at;
    let value = match[2] ?? 'true';
    if (match[2] === undefined && WITH_VALUE.has(name)) {
      at += 1;
      value = words[at] ?? UNKNOWN;
    } else if (match[2] === undefined && name.includes(UNKNOWN)) visible = false;
    flags.push({ name, value, at: start, end: at + 1 });
  }
  return { flags, end: at, visible };
}

/** The words of GOFLAGS: separated by spaces, one that holds a space quoted as a whole (`go help environment`). */
export function splitGoFlags(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[2] ?? match[0]);
}

/** The linker flags of a `-ldflags` value: a pattern before them (`all=`) dropped, quotes resolved. */
export function splitLinkerFlags(value: string): readonly string[] {
  return splitGoFlags(value.replace(/^[^\s=-][^\s=]*=/, ''));
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/** A flag that is on or off, as the last of its name among linker flags has it; undefined where it is not there. */
export function lastBoolean(words: readonly string[], name: string): boolean | undefined {
  const last = words.findLast((word) => word.replace(/^--?/, '').split('=', 1)[0] === name && word.startsWith('-'));
  if (last === undefined) return undefined;
  const equals = last.indexOf('=');
  return equals === -1 || TRUE.has(last.slice(equals + 1));
}

/** The value of the last linker flag of that name: `-name=value` or `-name value`. */
export function lastValue(words: readonly string[], name: string): string | undefined {
  const at = words.findLastIndex((word) => word.startsWith('-') && word.replace(/^--?/, '').split('=', 1)[0] === name);
  const word = words[at];
  if (word === undefined) return undefined;
  const equals = word.indexOf('=');
  return equals === -1 ? words[at + 1] : word.slice(equals + 1);
}

/** Is a flag that go takes without a value on? Undefined where that is not known. */
export function isOn(known: Known): boolean | undefined {
  if (known.state === 'unknown') return undefined;
  return known.state === 'set' && TRUE.has(known.value);
}

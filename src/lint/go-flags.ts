import { UNKNOWN } from '../dockerfile/shell.ts';

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

/** Reads the words after `go build`. */
export function parseGoFlags(words: readonly string[]): GoFlags {
  const values = new Map<string, string>();
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
    if (match[2] !== undefined) values.set(name, match[2]);
    else if (WITH_VALUE.has(name)) {
      at += 1;
      values.set(name, words[at] ?? UNKNOWN);
    } else {
      values.set(name, 'true');
      if (name.includes(UNKNOWN)) visible = false;
    }
  }
  return { values, packages: words.slice(at), visible };
}

/** The words of GOFLAGS: separated by spaces, one that holds a space quoted as a whole (`go help environment`). */
export function splitGoFlags(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[2] ?? match[0]);
}

/** The linker flags of a `-ldflags` value: a pattern before them (`all=`) dropped, quotes resolved. */
export function splitLinkerFlags(value: string): readonly string[] {
  return splitGoFlags(value.replace(/^[^\s=-][^\s=]*=/, ''));
}

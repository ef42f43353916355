import type { GoUse } from './facts.ts';
import { GoLexer, type GoToken } from './lex.ts';
import { unquote } from './literal.ts';
import { type GoImport, lineReader } from './parse-file.ts';
import { LookBack, scanPattern } from './scan.ts';

/** A fact about a file, without the file. */
export interface GoFileUse {
  readonly use: GoUse;
  readonly line: number;
  readonly what: string;
  readonly scheme?: 'http' | 'https' | undefined;
}

interface Call {
  readonly use: GoUse;
  /** What the arguments must look like. */
  readonly when?: (call: Arguments) => boolean;
}

/** The arguments of a call as far as they are needed; empty where a name is not called. */
interface Arguments {
  /** The first argument where it is one token, as written. */
  readonly only: string | undefined;
  /** Values of the string literals in all of them. */
  readonly strings: readonly string[];
}

const firstString = (call: Arguments): string | undefined => (call.only === undefined ? undefined : unquote(call.only));

/** UTC, Local and the empty name need no zone data (documentation of `time.LoadLocation`). */
const namesZone: Call = {
  use: 'load-location',
  when: (call) => !['', 'UTC', 'Local'].includes(firstString(call) ?? '?'),
};
/** Another folder than the default is not ours to judge; `CreateTemp(filepath.Dir(path), …)` is how files are replaced. */
const makesTemporary: Call = { use: 'temp-file', when: (call) => firstString(call) === '' };
const readsUser: Call = { use: 'current-user' };
const asksHttp: Call = { use: 'http-client' };
const dialsTls: Call = { use: 'tls-client' };

/** By import path and name: what a use of it in own code means. From the documentation of each package. */
const CALLS: ReadonlyMap<string, ReadonlyMap<string, Call>> = new Map(
  Object.entries({
    'net/http': {
      Get: asksHttp,
      Head: asksHttp,
      Post: asksHttp,
      PostForm: asksHttp,
      Client: asksHttp,
      DefaultClient: asksHttp,
      Transport: asksHttp,
      DefaultTransport: asksHttp,
      NewRequest: asksHttp,
      NewRequestWithContext: asksHttp,
    },
    'crypto/tls': { Dial: dialsTls, DialWithDialer: dialsTls, Dialer: dialsTls, Client: dialsTls },
    'crypto/x509': { SystemCertPool: dialsTls },
    // Without a pool of its own a client trusts the system's.
    'google.golang.org/grpc/credentials': {
      NewClientTLSFromCert: { use: 'tls-client', when: (call) => call.only === 'nil' },
    },
    time: { LoadLocation: namesZone },
    os: { CreateTemp: makesTemporary, MkdirTemp: makesTemporary, TempDir: { use: 'temp-file' } },
    'io/ioutil': { TempFile: makesTemporary, TempDir: makesTemporary },
    'os/user': {
      Current: readsUser,
      Lookup: readsUser,
      LookupId: readsUser,
      LookupGroup: readsUser,
      LookupGroupId: readsUser,
    },
  } satisfies Record<string, Record<string, Call>>).map(([path, names]) => [path, new Map(Object.entries(names))]),
);

const IS_TYPE: ReadonlySet<string> = new Set(['Client', 'Dialer', 'Transport']);
/** Only with one of these is a request sent. */
const SENDS = /\.(?:Do|RoundTrip)\b/;
const REQUEST = /^NewRequest/;
const OWN_TRUST: ReadonlySet<string> = new Set(['RootCAs', 'InsecureSkipVerify']);
const NAMES: readonly string[] = [
  ...new Set([...[...CALLS.values()].flatMap((names) => [...names.keys()]), ...OWN_TRUST]),
];
const CANDIDATE = new RegExp(`\\b(?:${NAMES.join('|')})\\b`);
const SCAN = scanPattern(NAMES);

/** Facts of one kind that a file gives; more say nothing new. */
const MAX_USES = 100;

/** What the code of a file uses of the packages in the table, found through the names that its imports give them. */
export function findUses(source: string, imports: readonly GoImport[]): readonly GoFileUse[] {
  const known = imports.filter(({ path, alias }) => CALLS.has(path) && alias !== '_');
  if (known.length === 0 || !CANDIDATE.test(source)) return [];
  const text = source.replace(/^\uFEFF/, '');
  const packages = new Map(known.map(({ path, alias }) => [alias ?? path.slice(path.lastIndexOf('/') + 1), path]));
  const dotted = known.filter(({ alias }) => alias === '.').map(({ path }) => path);
  const trusts = known.some(({ path }) => path === 'crypto/tls' || path === 'net/http');
  const lineAt = lineReader(text);
  const back = new LookBack(text);
  const uses: GoFileUse[] = [];
  const schemes: { http: boolean; https: boolean } = { http: false, https: false };

  for (const { 0: word, index } of text.matchAll(SCAN)) {
    if (word.startsWith('/')) back.addComment(index, word.length);
    else if (word.startsWith('"') || word.startsWith('`')) {
      const scheme = schemeOf([unquote(word) ?? '']);
      if (scheme !== undefined) schemes[scheme] = true;
    }
    if (uses.length >= MAX_USES || !/^\w/.test(word)) continue;
    const ahead = new Ahead(text, index + word.length);
    if (trusts && OWN_TRUST.has(word) && assigns(ahead)) {
      uses.push({ use: 'own-trust', line: lineAt(index), what: word });
      continue;
    }
    const selector = back.selectorBefore(index);
    const from =
      selector === undefined
        ? dotted.find((path) => CALLS.get(path)?.has(word))
        : selector.free
          ? packages.get(selector.name)
          : undefined;
    const call = from === undefined ? undefined : CALLS.get(from)?.get(word);
    if (call === undefined) continue;
    // `*http.Client` is a type: of a parameter, a field.
    if (IS_TYPE.has(word) && (selector?.pointed ?? back.characterBefore(index) === '*')) continue;
    const given = readArguments(ahead);
    if (call.when !== undefined && !call.when(given)) continue;
    if (REQUEST.test(word) && !SENDS.test(text)) continue;
    const what = selector === undefined ? word : `${selector.name}.${word}`;
    uses.push({ use: call.use, line: lineAt(selector?.start ?? index), what, scheme: schemeOf(given.strings) });
  }
  const ofFile = schemes.https ? 'https' : schemes.http ? 'http' : undefined;
  return uses.map((use) => (use.use === 'http-client' ? { ...use, scheme: use.scheme ?? ofFile } : use));
}

function schemeOf(strings: readonly string[]): 'http' | 'https' | undefined {
  if (strings.some((value) => value.startsWith('https://'))) return 'https';
  return strings.some((value) => value.startsWith('http://')) ? 'http' : undefined;
}

/** `RootCAs: x`, `c.RootCAs = x`, `InsecureSkipVerify: true`; `false` changes nothing. */
function assigns(ahead: Ahead): boolean {
  const sign = ahead.text(0);
  if (sign !== ':' && sign !== '=') return false;
  return !['false', 'nil', '='].includes(ahead.text(1) ?? '');
}

/** How far into the arguments of a call one looks. */
const MAX_ARGUMENT_TOKENS = 64;

function readArguments(ahead: Ahead): Arguments {
  const strings: string[] = [];
  if (ahead.text(0) !== '(') return { only: undefined, strings };
  let depth = 1;
  for (let at = 1; at < MAX_ARGUMENT_TOKENS && depth > 0; at += 1) {
    const token = ahead.peek(at);
    if (token === undefined) break;
    const text = ahead.text(at) ?? '';
    if (token.kind === 'operator') depth += '([{'.includes(text) ? 1 : ')]}'.includes(text) ? -1 : 0;
    else if (token.kind === 'string' || token.kind === 'raw') strings.push(unquote(text) ?? '');
  }
  const after = ahead.text(2);
  return { only: after === ',' || after === ')' ? ahead.text(1) : undefined, strings };
}

/** The tokens of code after a place, read as far as they are asked for. */
class Ahead {
  readonly #lexer: GoLexer;
  readonly #tokens: GoToken[] = [];

  constructor(text: string, at: number) {
    this.#lexer = new GoLexer(text, at);
  }

  peek(distance: number): GoToken | undefined {
    while (this.#tokens.length <= distance) {
      const token = this.#lexer.nextCode();
      if (token === undefined) return undefined;
      this.#tokens.push(token);
    }
    return this.#tokens[distance];
  }

  text(distance: number): string | undefined {
    const token = this.peek(distance);
    return token === undefined ? undefined : this.#lexer.textOf(token);
  }
}

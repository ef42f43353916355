import type { Constraint } from './constraint.ts';
import { readHeader } from './header.ts';
import { GoLexer, type GoToken } from './lex.ts';
import { literalEnd, unquote } from './literal.ts';
import { scanPattern } from './scan.ts';

export interface GoImport {
  readonly path: string;
  /** The alias, `.` or `_`; undefined where there is none. */
  readonly alias: string | undefined;
  readonly line: number;
}

export interface EmbedPattern {
  readonly pattern: string;
  readonly line: number;
}

/** What one Go file says, whatever it is built for. */
export interface GoFile {
  readonly packageName: string;
  readonly constraints: readonly Constraint[];
  readonly imports: readonly GoImport[];
  readonly embeds: readonly EmbedPattern[];
}

/** Gives the line of an offset; asked with growing offsets it takes one pass over the text. */
export function lineReader(text: string): (offset: number) => number {
  let line = 1;
  let seen = 0;
  return (offset) => {
    if (offset < seen) {
      line = 1;
      seen = 0;
    }
    for (let at = text.indexOf('\n', seen); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
      line += 1;
      seen = at + 1;
    }
    return line;
  };
}

/** Reads a Go file's package clause, constraints, imports and `//go:embed` patterns; the reason where go would refuse it. */
export function parseGoFile(source: string): GoFile | { readonly problem: string } {
  const text = source.replace(/^\uFEFF/, '');
  const { constraints, problem } = readHeader(text);
  if (problem !== undefined) return { problem };
  const lexer = new GoLexer(text);
  const lineAt = lineReader(text);
  const keyword = lexer.nextCode();
  const name = lexer.nextCode();
  if (keyword === undefined || lexer.textOf(keyword) !== 'package' || name?.kind !== 'name')
    return { problem: lexer.problem ?? 'it does not begin with a package clause' };
  const imports = readImports(lexer, lineAt);
  if (imports === undefined) return { problem: lexer.problem ?? 'its imports cannot be read' };
  const embeds = imports.some(({ path }) => path === 'embed') ? readEmbeds(text) : [];
  return { packageName: lexer.textOf(name), constraints, imports, embeds };
}

function readImports(lexer: GoLexer, lineAt: (offset: number) => number): readonly GoImport[] | undefined {
  const imports: GoImport[] = [];
  const readSpec = (first: GoToken | undefined): boolean => {
    const named = first?.kind === 'name' || (first !== undefined && lexer.textOf(first) === '.');
    const token = named ? lexer.nextCode() : first;
    if (token?.kind !== 'string' && token?.kind !== 'raw') return false;
    const path = unquote(lexer.textOf(token));
    if (path === undefined || !isImportPath(path)) return false;
    imports.push({ path, alias: named ? lexer.textOf(first) : undefined, line: lineAt(token.start) });
    return true;
  };
  const codeAfterSeparator = (): GoToken | undefined => {
    let token = lexer.nextCode();
    while (token !== undefined && lexer.textOf(token) === ';') token = lexer.nextCode();
    return token;
  };
  for (let token = codeAfterSeparator(); token !== undefined; token = codeAfterSeparator()) {
    if (token.kind !== 'name' || lexer.textOf(token) !== 'import') return imports;
    const first = lexer.nextCode();
    if (first === undefined || lexer.textOf(first) !== '(') {
      if (!readSpec(first)) return undefined;
      continue;
    }
    for (let spec = codeAfterSeparator(); spec === undefined || lexer.textOf(spec) !== ')'; spec = codeAfterSeparator())
      if (!readSpec(spec)) return undefined;
  }
  return lexer.problem === undefined ? imports : undefined;
}

/** The characters that the specification lets a compiler refuse, and go does. */
function isImportPath(path: string): boolean {
  // As nearly all are; the tables of the other take longer to make than a file to read.
  if (/^[\w./~@+-]+$/.test(path)) return true;
  return path !== '' && !/[\s!"#$%&'()*,:;<=>?[\\\]^{|}`\uFFFD\p{C}]/u.test(path);
}

function readEmbeds(text: string): readonly EmbedPattern[] {
  if (!text.includes('//go:embed')) return [];
  const lineAt = lineReader(text);
  const embeds: EmbedPattern[] = [];
  for (const { 0: found, index } of text.matchAll(SCAN)) {
    if (!found.startsWith('//go:embed')) continue;
    const line = lineAt(index);
    for (const pattern of splitEmbed(found.slice('//go:embed'.length))) embeds.push({ pattern, line });
  }
  return embeds;
}

const SCAN = scanPattern();
const WORD = /\s*(\S+)/y;
const SPACE = /\s*/y;

/** The patterns after `//go:embed`: words, quoted or not; none where go cannot read the line. */
function splitEmbed(rest: string): readonly string[] {
  if (rest !== '' && !/^\s/.test(rest)) return [];
  const patterns: string[] = [];
  for (let at = 0; ; ) {
    SPACE.lastIndex = at;
    SPACE.exec(rest);
    at = SPACE.lastIndex;
    if (at >= rest.length) return patterns;
    if (rest[at] !== '"' && rest[at] !== '`') {
      WORD.lastIndex = at;
      patterns.push(WORD.exec(rest)?.[1] ?? '');
      at = WORD.lastIndex;
      continue;
    }
    const end = literalEnd(rest, at);
    const value = end === undefined ? undefined : unquote(rest.slice(at, end));
    if (end === undefined || value === undefined || /^\S/.test(rest.slice(end, end + 1))) return [];
    patterns.push(value);
    at = end;
  }
}

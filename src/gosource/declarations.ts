import { GoLexer, type GoToken } from './lex.ts';
import { lineReader } from './parse-file.ts';

/** A declaration at the top of a Go file, and what it mentions. */
export interface Declaration {
  readonly keyword: 'func' | 'type' | 'var' | 'const';
  /** What a function or type is called; of a method the type that it belongs to; none for variables and constants. */
  readonly names: readonly string[];
  /** Of a method. */
  readonly method: string | undefined;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Names as they stand, `.Name` for one behind a dot, and `pkg.Name` too where a lone name stands before the dot. */
  readonly mentions: ReadonlySet<string>;
}

const KEYWORDS: ReadonlySet<string> = new Set(['func', 'type', 'var', 'const', 'import']);

/** Splits a file into its declarations, by the lexer alone; undefined where the text is no Go. Imports are left out. */
export function readDeclarations(source: string): readonly Declaration[] | undefined {
  const text = source.replace(/^\uFEFF/, '');
  const lexer = new GoLexer(text);
  const lineAt = lineReader(text);
  const found: Declaration[] = [];
  let tokens: GoToken[] = [];
  let depth = 0;
  let before: GoToken | undefined;
  const close = (): void => {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) return;
    const declaration = declarationOf(lexer, tokens);
    if (declaration !== undefined)
      found.push({ ...declaration, firstLine: lineAt(first.start), lastLine: lineAt(last.end - 1) });
  };
  for (let token = lexer.nextCode(); token !== undefined; token = lexer.nextCode()) {
    const word = lexer.textOf(token);
    // A func literal follows an operator on the line before it, or a word on its own.
    if (depth === 0 && KEYWORDS.has(word) && startsLine(text, before, token)) {
      close();
      tokens = [];
    }
    tokens.push(token);
    if (token.kind === 'operator') depth += '([{'.includes(word) ? 1 : ')]}'.includes(word) ? -1 : 0;
    before = token;
  }
  close();
  return lexer.problem === undefined ? found : undefined;
}

function startsLine(text: string, before: GoToken | undefined, token: GoToken): boolean {
  if (before === undefined) return true;
  const last = text[before.end - 1] ?? '';
  return last === ';' || (!'=,.+|&('.includes(last) && text.slice(before.end, token.start).includes('\n'));
}

type Named = Pick<Declaration, 'keyword' | 'names' | 'method' | 'mentions'>;

function declarationOf(lexer: GoLexer, tokens: readonly GoToken[]): Named | undefined {
  const words = tokens.map((token) => lexer.textOf(token));
  const [keyword] = words;
  if (keyword !== 'func' && keyword !== 'type' && keyword !== 'var' && keyword !== 'const') return undefined;
  const mentions = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    const word = words[index] ?? '';
    if (token.kind !== 'name' || index === 0) continue;
    if (words[index - 1] !== '.') mentions.add(word);
    else {
      mentions.add(`.${word}`);
      if (tokens[index - 2]?.kind === 'name' && words[index - 3] !== '.') mentions.add(`${words[index - 2]}.${word}`);
    }
  }
  const named =
    keyword === 'func'
      ? functionName(words)
      : { names: keyword === 'type' ? typeNames(tokens, words) : [], method: undefined };
  return { keyword, ...named, mentions };
}

/** `func (r *List[T]) Len() int` is the method Len of List. */
function functionName(words: readonly string[]): Pick<Declaration, 'names' | 'method'> {
  if (words[1] !== '(') return { names: words.slice(1, 2), method: undefined };
  const end = words.indexOf(')');
  const inner = words.slice(2, end);
  const bracket = inner.indexOf('[');
  const type = (bracket === -1 ? inner : inner.slice(0, bracket)).at(-1) ?? '';
  return { names: [type], method: words[end + 1] };
}

/** The name of a type; of a group of them also what they are made of, as far as no brackets stand around it. */
function typeNames(tokens: readonly GoToken[], words: readonly string[]): readonly string[] {
  if (words[1] !== '(') return words.slice(1, 2);
  const names: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const word = words[index] ?? '';
    if (depth === 1 && token.kind === 'name') names.push(word);
    if (token.kind === 'operator') depth += '([{'.includes(word) ? 1 : ')]}'.includes(word) ? -1 : 0;
  }
  return names;
}

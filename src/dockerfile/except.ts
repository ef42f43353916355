import { ConfigError } from '../model/errors.ts';
import { cleanPattern } from './ignore.ts';
import { compilePattern, type IgnoreToken, matchesPattern } from './ignore-pattern.ts';

/** Longer ones, and more of them, are nobody's own writing; each is asked about every file of an image. */
const MAX_LENGTH = 500;
const MAX_PATTERNS = 100;

/**
 * Is a path, or a folder that it lies in, one of the option `except`? Patterns and paths are those of `.dockerignore`,
 * from the root of the context or of the image; a leading slash counts for nothing. There is no `!`.
 * @throws ConfigError for a pattern that is none
 */
export function exceptReader(patterns: readonly string[] = []): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  if (patterns.length > MAX_PATTERNS) throw new ConfigError(`except has more than ${MAX_PATTERNS} patterns`);
  const compiled = patterns.flatMap(compile);
  return (path) => {
    const bare = path.replace(/^\//, '');
    return compiled.some((tokens) => matchesPattern(tokens, bare));
  };
}

/** The pattern itself, and what lies below it. */
function compile(pattern: string): readonly (readonly IgnoreToken[])[] {
  const text = pattern.trim();
  const cleaned = cleanPattern(text);
  const tokens =
    text.startsWith('!') || ['', '.', '/'].includes(cleaned) || cleaned.length > MAX_LENGTH
      ? undefined
      : compilePattern(cleaned);
  if (tokens === undefined) {
    throw new ConfigError(`"${text.slice(0, 80)}" is no pattern of except`, {
      hint: 'write a path or a pattern as in .dockerignore, such as testdata or **/*.pem; there is no "!"',
    });
  }
  const below = compilePattern(`${cleaned}/**`);
  return below === undefined ? [tokens] : [tokens, below];
}

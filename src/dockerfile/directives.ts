import type { Problem } from './problem.ts';
import { problemAt } from './problem.ts';
import type { Source } from './source.ts';

/** `# syntax=`, `# check=` and `# escape=` at the very top of the file. */
export interface Directives {
  readonly escapeChar: string;
  readonly syntax: string | undefined;
  readonly check: string | undefined;
}

const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S(?:.*\S)?)\s*$/;
const NAMES: readonly string[] = ['syntax', 'check', 'escape'];

/**
 * Reads the directives of the leading lines.
 * The first line that is none (any other comment, a blank line, an instruction) ends them; so says
 * https://docs.docker.com/reference/dockerfile/#parser-directives
 */
export function readDirectives(source: Source, lineText: (index: number) => string): [Directives, readonly Problem[]] {
  const found = new Map<string, string>();
  const problems: Problem[] = [];
  for (let index = 0; index < source.lineStarts.length; index += 1) {
    const line = lineText(index);
    const match = DIRECTIVE.exec(line.trimStart());
    const name = match?.[1]?.toLowerCase() ?? '';
    const value = match?.[2];
    if (value === undefined || !NAMES.includes(name)) break;
    const start = source.lineStarts[index] ?? 0;
    const end = start + line.length;
    if (found.has(name)) {
      problems.push(problemAt(source, start, end, `the directive "${name}" stands twice`, 'keep one of them'));
    } else if (name === 'escape' && value !== '\\' && value !== '`') {
      problems.push(problemAt(source, start, end, `"${clip(value)}" cannot be the escape character`, 'write \\ or `'));
    } else {
      found.set(name, value);
    }
  }
  const directives = {
    escapeChar: found.get('escape') ?? '\\',
    syntax: found.get('syntax'),
    check: found.get('check'),
  };
  return [directives, problems];
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

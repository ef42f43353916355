import { createHash } from 'node:crypto';
import { parseDockerfile } from '../dockerfile/dockerfile.ts';
import { lastAtOrBelow } from '../dockerfile/source.ts';
import type { Finding } from '../model/finding.ts';

/** What a finding is known by from run to run. */
export type Fingerprints = (finding: Finding) => string;

/**
 * Fingerprints that stay when lines move: of the rule, the instruction's words, and which one of several such it is.
 * Call it once for each finding, in their order.
 * @param texts the Dockerfiles that the findings are about, by path
 */
export function fingerprints(texts: ReadonlyMap<string, string>): Fingerprints {
  const seen = new Map<string, number>();
  const instructions = new Map<string, (line: number) => string>();
  return ({ rule, file, line, path, message }) => {
    let words = path ?? message;
    if (file !== undefined && line !== undefined) {
      const find = instructions.get(file) ?? instructionReader(file, texts.get(file) ?? '');
      instructions.set(file, find);
      words = find(line);
    }
    const hash = createHash('sha256')
      .update(JSON.stringify([rule, words]))
      .digest('hex')
      .slice(0, 16);
    const key = JSON.stringify([file, hash]);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return `${hash}:${occurrence}`;
  };
}

/** The instruction on a line, without its comments, its line breaks and the breadth of its spaces. */
function instructionReader(file: string, text: string): (line: number) => string {
  const { instructions } = parseDockerfile(text, file);
  const starts = instructions.map(({ range }) => range.line);
  return (line) => {
    const found = instructions[lastAtOrBelow(starts, line)];
    if (found === undefined || line < found.range.line || line > found.range.endLine) return '';
    const { keyword, flags, body, heredocs } = found;
    const parts = [keyword, ...flags.map(({ name, value }) => `--${name}=${value ?? ''}`), body.text];
    return [...parts, ...heredocs.map(({ content }) => content)].join(' ').replace(/\s+/g, ' ').trim();
  };
}

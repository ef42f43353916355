import { type Constraint, parseConstraint, parseOldConstraint } from './constraint.ts';

/** The build constraint that stands above the package clause. */
export interface Header {
  /** All of them must hold. */
  readonly constraints: readonly Constraint[];
  /** Why go refuses the file. */
  readonly problem: string | undefined;
}

const GO_BUILD = /^\/\/go:build(?:\s+(.*))?$/s;
const OLD_BUILD = /^\/\/\s*\+build(?:\s+(.*))?$/s;

/**
 * Reads it as `go/build` does (parseFileHeader, shouldBuild): one `//go:build` line anywhere before the code decides,
 * even the last before it; without one, all `// +build` lines hold that stand in `//` comments and before a blank line.
 */
export function readHeader(text: string): Header {
  const lines: { readonly text: string; readonly end: number }[] = [];
  let blankEnd = 0;
  let goBuild: string | undefined;
  let onlyLineComments = true;
  let inBlock = false;

  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const next = newline === -1 ? text.length : newline + 1;
    const line = text.slice(at, next).trim();
    at = next;
    if (line === '' && onlyLineComments) {
      blankEnd = next;
      continue;
    }
    if (!line.startsWith('//')) onlyLineComments = false;
    if (!inBlock && line.startsWith('//')) {
      const expression = GO_BUILD.exec(line);
      if (expression !== null) {
        if (goBuild !== undefined) return { constraints: [], problem: 'it has several //go:build lines' };
        goBuild = expression[1] ?? '';
      }
      if (onlyLineComments) lines.push({ text: line, end: next });
      continue;
    }
    const after = skipBlocks(line, inBlock);
    if (after === 'code') break;
    inBlock = after === 'block';
  }

  if (goBuild !== undefined) {
    const constraint = parseConstraint(goBuild);
    return constraint === undefined
      ? { constraints: [], problem: 'its //go:build line cannot be read' }
      : { constraints: [constraint], problem: undefined };
  }
  const constraints = lines
    .filter(({ end }) => end <= blankEnd)
    .flatMap((line) => {
      const words = OLD_BUILD.exec(line.text);
      return words === null ? [] : (parseOldConstraint(words[1] ?? '') ?? []);
    });
  return { constraints, problem: undefined };
}

/** What a line leaves one in: a block comment, code, or neither. */
function skipBlocks(line: string, inBlock: boolean): 'block' | 'code' | 'none' {
  let inside = inBlock;
  for (let at = 0; ; ) {
    if (inside) {
      const close = line.indexOf('*/', at);
      if (close === -1) return 'block';
      at = close + 2;
      inside = false;
    }
    while (at < line.length && line.charCodeAt(at) <= 0x20) at += 1;
    if (at >= line.length || line.startsWith('//', at)) return 'none';
    if (!line.startsWith('/*', at)) return 'code';
    at += 2;
    inside = true;
  }
}

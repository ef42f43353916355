import { expect } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';

/** A finding stands in the file that it is about, and its fix changes only what is there. */
export function expectInside(
  { rule, message, line = 0, column = 0, endLine = 0, fix }: Finding,
  text: string,
  lines = text.split('\n'),
): void {
  const here = `${rule} ${line}:${column}`;
  expect(Number.isInteger(line) && line >= 1 && line <= lines.length, here).toBe(true);
  expect(Number.isInteger(endLine) && endLine >= line && endLine <= lines.length, here).toBe(true);
  // One behind the last character is where a line ends.
  expect(Number.isInteger(column) && column >= 1 && column <= (lines[line - 1] ?? '').length + 1, here).toBe(true);
  expect(message, here).not.toBe('');
  expect(message, here).not.toMatch(/\n|undefined|\[object/);
  const edits = fix?.edits.filter(({ file }) => file === 'Dockerfile') ?? [];
  for (const { start, end } of edits) expect(0 <= start && start <= end && end <= text.length, here).toBe(true);
}

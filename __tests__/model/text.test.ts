import { expect, test } from 'vitest';
import { oneLine, withoutCommands } from '../../src/model/text.ts';

test.each([
  ['plain', 'plain'],
  ['  two   words ', 'two words'],
  ['line one\nline two', 'line one line two'],
  ['dos\r\nline', 'dos line'],
  ['tab\tbed', 'tab bed'],
  ['para\u2029graph\u2028s', 'para graph s'],
  // A terminal's escape loses what makes it one.
  ['\u001b[31mred\u001b[0m', '[31mred[0m'],
  ['nul\u0000 bell\u0007 del\u007f', 'nul bell del'],
  ['c1\u0085\u009b31m', 'c131m'],
  // Direction marks, overrides and isolates, zero-width characters and the byte order mark.
  ['a\u202eb\u202c\u2066c\u2069\u200f\u061c', 'abc'],
  ['\ufeffa\u200bb\u200dc\u2060', 'abc'],
  ['näive 日本 🐳', 'näive 日本 🐳'],
  ['', ''],
])('%j', (given, line) => {
  expect(oneLine(given)).toBe(line);
});

test('a long line is cut at whole characters, and the cut is shown', () => {
  expect(oneLine('abcdef', 6)).toBe('abcdef');
  expect(oneLine('abcdefg', 6)).toBe('abcde…');
  expect(oneLine('🐳🐳🐳', 2)).toBe('🐳…');
  expect([...oneLine('x'.repeat(1000))]).toHaveLength(200);
});

test.each([
  ['::error::x', ': :error::x'],
  ['  ::error::x', '  : :error::x'],
  ['a\n::error::x\n::b', 'a\n: :error::x\n: :b'],
  ['##[error]x', '## [error]x'],
  ['a ##[group]b ##[c]', 'a ## [group]b ## [c]'],
  ['###[[x', '### [[x'],
  ['a::b', 'a::b'],
  [':::x', ': ::x'],
  ['# [x] : y', '# [x] : y'],
])('%j holds no command for a runner', (text, safe) => {
  expect(withoutCommands(text)).toBe(safe);
});

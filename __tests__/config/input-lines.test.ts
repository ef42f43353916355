import { expect, test } from 'vitest';
import { inputLines } from '../../src/config/input-lines.ts';

test.each([
  ['a=1\nb=2\n', ['a=1', 'b=2']],
  ['  a=1  \r\n\r\nb=2', ['a=1', 'b=2']],
  ['"key=line 1\nline 2=="\nb=2', ['key=line 1\nline 2==', 'b=2']],
  ['"a=say ""hi"""', ['a=say "hi"']],
  // Not quoted from its beginning: a letter like others.
  ['msg=5" wide\nb=2', ['msg=5" wide', 'b=2']],
  ['"never closed\nb=2', ['"never closed', 'b=2']],
  ['"a" and more\nb=2', ['"a" and more', 'b=2']],
  ['', []],
])('%j has the entries %j', (value, entries) => {
  expect(inputLines(value)).toEqual(entries);
});

import { describe, expect, test } from 'vitest';
import { csvFields } from '../../src/dockerfile/csv.ts';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { wordFault } from '../../src/dockerfile/variables.ts';
import { REFUSED, TAKEN } from '../support/dockerfile-traps.ts';

function problemsOf(text: string): readonly string[] {
  return parseDockerfile(text, 'Dockerfile').problems.map(
    ({ message, range }) => `${range.line}:${range.column} ${message}`,
  );
}

// What BuildKit's own parser says of the same files is asked by the engine's tests.
describe('the traps', () => {
  test.each(Object.entries(TAKEN))('fine: %s', (_, text) => expect(problemsOf(text)).toEqual([]));
  test.each(REFUSED)('refused: %j', (text) => expect(problemsOf(text)).not.toEqual([]));
});

test.each<readonly [string, string]>([
  ['FROM a\n\\\n', '2:1 an instruction is continued and never begins'],
  ['FROM a\nab\\\ncd e\n', '2:1 unknown instruction "ABCD"'],
  ['FROM a\n\uFEFFRUN b\n', '2:1 unknown instruction "\uFEFFRUN"'],
  ['FROM a\nENV A=b C="d\n', '2:11 a double quote does not end'],
  ["FROM a\nENV A it's\n", '2:7 a single quote does not end'],
  ['FROM a\nWORKDIR /b/${C\n', '2:9 a "${" does not end'],
  ['FROM a\nCOPY b ${C/d} /e\n', '2:8 a "${…/" lacks its second "/"'],
  ['FROM a\nLABEL b=${}\n', '2:9 "${}" names no variable'],
  ['FROM a\nENV A=${B^^}\n', '2:7 "${B^" is no expansion that BuildKit knows'],
  ['FROM a\nCOPY ["b", "it\'s"]\n', '2:6 a single quote does not end'],
  ['FROM a\nCOPY --chown=$"b c d\n', '2:1 COPY needs a source and a destination'],
  ['ARG A="b\nFROM a\n', '1:7 a double quote does not end'],
  ['FROM a\nARG B\nCOPY --from=$B c d\n', '3:6 --from takes no variables'],
  ['FROM a\nCOPY --link=no c d\n', '2:6 --link cannot be "no"'],
  ['FROM a\nCOPY --chown c d\n', '2:6 --chown has no value'],
  ['FROM a\nRUN --mount=type=cach,target=/b c\n', '2:5 type of --mount cannot be "cach"'],
  ['FROM a\nRUN --mount=type=cache,targte=/b c\n', '2:5 --mount has no key "targte"'],
  ['FROM a\nRUN --mount=type=cache,target c\n', '2:5 "target" of --mount has no value'],
  ['FROM a\nRUN --network=all b\n', '2:5 --network cannot be "all"'],
  ['FROM a\nHEALTHCHECK --interval=30 CMD b\n', '2:13 --interval cannot be "30"'],
  ['FROM a\nHEALTHCHECK curl b\n', '2:1 HEALTHCHECK curl is not known'],
  ['FROM a\nHEALTHCHECK CMD\n', '2:1 HEALTHCHECK CMD has no command'],
  ['FROM a\nONBUILD FROM b\n', '2:1 FROM cannot be what ONBUILD puts off'],
  ['FROM a\nENV =b\n', '2:1 "=b" in ENV has no name'],
  ['FROM a\nVOLUME [""]\n', '2:1 VOLUME names no folder'],
])('%j', (text, expected) => {
  expect(problemsOf(text)).toEqual([expected]);
});

test('a ${ in a ${ has an end to its depth, and a position', () => {
  expect(problemsOf(`FROM a\nENV A=${'${B:-'.repeat(100)}${'}'.repeat(100)}\n`)).toEqual([
    '2:7 "${…}" stands in itself more than 64 times',
  ]);
});

test.each<readonly [string, string | undefined]>([
  ['plain', undefined],
  ['"a \'b"', undefined],
  ["'a \"b'", undefined],
  ['\\"', undefined],
  ['${A:-"}"}', undefined],
  ['${A:-"}', 'a double quote does not end'],
  ['$', undefined],
])('the words of %j', (word, fault) => {
  expect(wordFault(word, '\\')).toBe(fault);
});

// By RFC 4180, but that nothing is not a record.
test.each<readonly [string, readonly string[] | undefined]>([
  ['', undefined],
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a,', ['a', '']],
  [',', ['', '']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a""b"', ['a"b']],
  ['"a",', ['a', '']],
  ['a"b', undefined],
  ['"a"b', undefined],
  ['"a', undefined],
])('the fields of %j', (text, fields) => {
  expect(csvFields(text)).toEqual(fields);
});

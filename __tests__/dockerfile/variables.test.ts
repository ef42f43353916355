import { expect, test } from 'vitest';
import { expandWord, type Lookup, parseWord, variablesOf } from '../../src/dockerfile/variables.ts';

const VALUES: ReadonlyMap<string, string> = new Map([
  ['A', 'value'],
  ['EMPTY', ''],
  ['PATH_', '/usr/local/bin'],
  ['FILE', 'a.tar.gz'],
  ['N', 'A'],
]);

const lookup: Lookup = (name) => {
  const value = VALUES.get(name);
  if (value !== undefined) return { state: 'set', value };
  return { state: name === 'DARK' ? 'unknown' : 'unset' };
};

// Values from the reference ("Environment replacement") and from POSIX, 2.6.2, by hand.
test.each<[string, string | undefined]>([
  ['plain', 'plain'],
  ['$A', 'value'],
  ['${A}x', 'valuex'],
  ['$Ax', ''],
  ['a$', 'a$'],
  ['$$', ''],
  ['"$A"', 'value'],
  ["'$A'", '$A'],
  ['"\'$A\'"', "'value'"],
  ['\\$A', '$A'],
  ['"\\$A"', '$A'],
  ['"a\\b"', 'a\\b'],
  ['a\\b', 'ab'],
  ['"a b"c', 'a bc'],
  ['$UNSET', ''],
  ['$DARK', undefined],
  ['x${DARK}', undefined],
  ['${A:-d}', 'value'],
  ['${UNSET:-d}', 'd'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${UNSET-d}', 'd'],
  ['${DARK:-d}', undefined],
  ['${UNSET:-${A}}', 'value'],
  ['${UNSET:-${UNSET:-$A}}', 'value'],
  ['${UNSET:-"a b"}', 'a b'],
  ['${A:+d}', 'd'],
  ['${UNSET:+d}', ''],
  ['${EMPTY+d}', 'd'],
  ['${EMPTY:+d}', ''],
  ['${A:?no}', 'value'],
  ['${UNSET:?no}', undefined],
  ['${PATH_#*/}', 'usr/local/bin'],
  ['${PATH_##*/}', 'bin'],
  ['${FILE%.*}', 'a.tar'],
  ['${FILE%%.*}', 'a'],
  ['${FILE%.zip}', 'a.tar.gz'],
  ['${FILE#?}', '.tar.gz'],
  ['${FILE/a/b}', 'b.tar.gz'],
  ['${FILE//a/b}', 'b.tbr.gz'],
  ['${FILE/a/$N}', 'A.tar.gz'],
  ['${A', undefined],
  ['${}', undefined],
  ['${A^^}', undefined],
  ['${A:-', 'value'],
])('%s', (word, expected) => {
  expect(expandWord(parseWord(word, '\\'), lookup)).toBe(expected);
});

test('the escape character may be another', () => {
  expect(expandWord(parseWord('C:\\a`$A', '`'), lookup)).toBe('C:\\a$A');
});

test('every variable is told with its place, nested ones too', () => {
  const found = variablesOf(parseWord("a$A${B:-$C}'$D'", '\\'));
  expect(found.map(({ name, operator }) => [name, operator])).toEqual([
    ['A', ''],
    ['B', ':-'],
    ['C', ''],
  ]);
  expect(found[0]).toMatchObject({ at: 1, end: 3 });
});

test('nesting without end stays cheap', () => {
  const word = '${A:-'.repeat(20_000);
  expect(expandWord(parseWord(word, '\\'), () => ({ state: 'unset' }))).toBeUndefined();
});

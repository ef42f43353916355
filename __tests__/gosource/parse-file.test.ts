import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GoFile, parseGoFile } from '../../src/gosource/parse-file.ts';
import { findUses } from '../../src/gosource/uses.ts';

function parsed(text: string): GoFile {
  const file = parseGoFile(text);
  if ('problem' in file) throw new Error(file.problem);
  return file;
}

test('imports in every form that the specification has', () => {
  const text = `\uFEFF/* package no */ package /* x */ main // import "none"
import "a/b"; import c "d"
import (
	. "e" // "f"
	_ \`g\`
	/* "h" */ ü "i"; "j"
	"\\x6b\\u006c"
)
import ()
var s = \`
import "never"
\`
`;
  expect(parsed(text)).toMatchObject({
    packageName: 'main',
    imports: [
      { path: 'a/b', alias: undefined, line: 2 },
      { path: 'd', alias: 'c', line: 2 },
      { path: 'e', alias: '.', line: 4 },
      { path: 'g', alias: '_', line: 5 },
      { path: 'i', alias: 'ü', line: 6 },
      { path: 'j', alias: undefined, line: 6 },
      { path: 'kl', alias: undefined, line: 7 },
    ],
  });
});

test('embed patterns, quoted or not, and none in strings or other comments', () => {
  const text = `package p
import _ "embed"
//go:embed a.txt b/*.html "c d" \`e"f\` all:g
var x string
/* //go:embed no */
// //go:embed no
var y = "//go:embed no" + \`
//go:embed no
\` + string('"')
//go:embedded no
	//go:embed "x\\ty"	z
var z string
//go:embed "broken
//go:embed "a"b
`;
  expect(parsed(text).embeds).toEqual([
    ...['a.txt', 'b/*.html', 'c d', 'e"f', 'all:g'].map((pattern) => ({ pattern, line: 3 })),
    ...['x\ty', 'z'].map((pattern) => ({ pattern, line: 11 })),
  ]);
  expect(parsed(text.replace('_ "embed"', '_ "embe"')).embeds).toEqual([]);
});

test.each([
  ['', 'it does not begin with a package clause'],
  ['x', 'it does not begin with a package clause'],
  ['package "a"', 'it does not begin with a package clause'],
  ['/* package a', 'a comment does not end'],
  ['package a\nimport (', 'its imports cannot be read'],
  ['package a\nimport x', 'its imports cannot be read'],
  ['package a\nimport "a b"', 'its imports cannot be read'],
  ['package a\nimport "a', 'a string does not end'],
  ['package a\nimport `a', 'a raw string does not end'],
  ['package a\nimport ""', 'its imports cannot be read'],
  ['package a\n\0', 'a NUL byte stands in it'],
  ['//go:build a\n//go:build b\n\npackage a', 'it has several //go:build lines'],
])('%j is refused: %s', (text, problem) => {
  expect(parseGoFile(text)).toEqual({ problem });
});

const fragment = fc.constantFrom(
  ...[
    'package p\n',
    'import ',
    '(',
    ')',
    '"net/http"',
    '"',
    '`',
    "'",
    '\\',
    '//',
    '/*',
    '*/',
    '\n',
    '\0',
    ';',
    '.',
    '_',
  ],
  ...['http.Get(', '//go:build a && (b', '// +build !x,y z\n', '//go:embed ', 'all:x', '\uFEFF', 'ü', '0x1p-2', '\r\n'],
);

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(fragment).map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        for (const source of [text, `package p\nimport "embed"\nimport "net/http"\nimport "crypto/tls"\n${text}`]) {
          const file = parseGoFile(source);
          if (!('problem' in file)) findUses(source, file.imports);
        }
      },
    ),
    { seed: 7, numRuns: 5000 },
  );
});

const inert = fc.constantFrom(
  '// import "x"\n',
  '/* import "x" ` " \' */',
  '/* a\n* import (\n*/',
  '\n',
  '\t',
  ' ',
  '\r\n',
  '//go:embed nothing\n',
);
const literal = fc.constantFrom(
  '"import \\"x\\" /* "',
  '`\nimport "x"\n//go:embed y\n`',
  "'\"'",
  "'\\''",
  '"\\\\"',
  '`"`',
);

test('comments and strings change no import and no embed', () => {
  const words = [
    'package',
    ' p\n',
    'import',
    ' a ',
    '"b"',
    ';',
    'import',
    '(',
    '"embed"',
    '\n',
    '. ',
    '"d"',
    '\n',
    ')',
    '\n',
  ];
  const expected = parsed(words.join('')).imports.map(({ path, alias }) => ({ path, alias }));
  fc.assert(
    fc.property(fc.array(inert, { minLength: 15, maxLength: 15 }), fc.array(literal), (between, literals) => {
      const head = words.map((word, index) => `${between[index]?.replaceAll('embed n', 'n') ?? ''}${word}`).join('');
      const body = literals.map((value) => `var _ = ${value}\n`).join('');
      const file = parsed(`${head}${body}//go:embed f\nvar x string\n${body}`);
      expect(file.imports.map(({ path, alias }) => ({ path, alias }))).toEqual(expected);
      expect(file.embeds.map(({ pattern }) => pattern)).toEqual(['f']);
    }),
    { seed: 11, numRuns: 1000 },
  );
});

test.each([
  ['opened comments', '/*'],
  ['slashes', '/'],
  ['backslashes in a string', '"\\\\'],
  ['brackets', '('],
  ['calls that never end', 'http.Get('],
  ['old constraints', '// +build x\n'],
  ['embeds', '//go:embed "\n'],
  ['lines', '\n'],
])('time grows with the text: %s', (_, part) => {
  const source = (size: number): string =>
    `package p\nimport ("embed"; "net/http")\n${part.repeat(size / part.length)}`;
  const read = (text: string): number => {
    const start = performance.now();
    const file = parseGoFile(text);
    if (!('problem' in file)) findUses(text, file.imports);
    return performance.now() - start;
  };
  read(source(1 << 18));
  // Quadratic time would be 64 times as much, and many seconds.
  expect(read(source(1 << 22))).toBeLessThan(Math.max(40 * read(source(1 << 19)), 3000));
});

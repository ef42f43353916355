import { expect, test } from 'vitest';
import { readDeclarations } from '../../src/gosource/declarations.ts';
import type { GoProgram } from '../../src/gosource/facts.ts';
import { openGoSource, readGoSource } from '../../src/gosource/read-go-source.ts';
import { needsZoneData, verifiesCertificates } from '../../src/gosource/usage.ts';
import { folderOf } from './go-list.ts';

test('a file in its declarations', () => {
  const text = `package p

import "net/http"

type (
	A struct{ b *B }
	C = D
)

// Get asks.
func Get(url string) (x func() int, err error) {
	f := func() int { return 1 }
	return f, http.Get(url)
}

func (l *List[T]) len() int { return l.inner.size }
func (A) Do() {}

var handler =
	func() { serve() }

const (
	one = iota
)
`;
  const found = readDeclarations(text)?.map(({ keyword, names, method, firstLine, lastLine }) => [
    keyword,
    names,
    method,
    firstLine,
    lastLine,
  ]);
  expect(found).toEqual([
    ['type', ['A', 'struct', 'C', 'D'], undefined, 5, 8],
    ['func', ['Get'], undefined, 11, 14],
    ['func', ['List'], 'len', 16, 16],
    ['func', ['A'], 'Do', 17, 17],
    ['var', [], undefined, 19, 20],
    ['const', [], undefined, 22, 24],
  ]);
  expect([...(readDeclarations(text)?.[1]?.mentions ?? [])]).toEqual(
    expect.arrayContaining(['url', 'http', '.Get', 'http.Get']),
  );
  expect(readDeclarations('package p\nvar x = "')).toBeUndefined();
});

const ASK = 'http.Get("https://example.org/")';

function program(main: string, lib = '', more: Readonly<Record<string, string>> = {}): GoProgram {
  const folder = folderOf({
    'go.mod': 'module example.org/u\n\ngo 1.24\n',
    'main.go': main,
    'lib/lib.go': `package lib\n\nimport "net/http"\n\n${lib}\n`,
    ...more,
  });
  const programs = [{ folder: '.', packages: [], goarch: 'amd64', cgo: true, tags: [] }];
  const [read] = readGoSource({ contextDir: folder, programs }).programs;
  if (read === undefined) throw new Error('no program');
  return read;
}

function importing(body: string, alias = ''): string {
  return `package main\n\nimport ${alias} "example.org/u/lib"\n\nfunc main() { ${body} }\n`;
}

test.each([
  ['called', importing('lib.Ask()'), `func Ask() { ${ASK} }`, 'yes'],
  ['by another name', importing('x.Ask()', 'x'), `func Ask() { ${ASK} }`, 'yes'],
  ['by a dot import', importing('Ask()', '.'), `func Ask() { ${ASK} }`, 'yes'],
  ['by a function between', importing('lib.One()'), `func One() { two() }\n\nfunc two() { ${ASK} }`, 'yes'],
  ['as a value', importing('run(lib.Ask)'), `func Ask() { ${ASK} }`, 'yes'],
  ['in init', importing('', '_'), `func init() { ${ASK} }`, 'yes'],
  ['in a variable', importing('', '_'), `var _, _ = ${ASK}`, 'yes'],
  ['by a variable', importing('', '_'), `var all = []func(){ask}\n\nfunc ask() { ${ASK} }`, 'yes'],
  [
    'a method that others may call',
    importing('handle(lib.New())'),
    `type T struct{}\n\nfunc New() *T { return &T{} }\n\nfunc (t *T) ServeHTTP() { ${ASK} }`,
    'yes',
  ],
  [
    'a method by its name',
    importing('lib.New().Run()'),
    `type T struct{}\n\nfunc New() *T { return &T{} }\n\nfunc (t *T) Run() { t.ask() }\n\nfunc (t *T) ask() { ${ASK} }`,
    'yes',
  ],
  ['not called', importing('lib.Other()'), `func Ask() { ${ASK} }\n\nfunc Other() {}`, 'unknown'],
  [
    'called by what is not called',
    importing('lib.Other()'),
    `func One() { two() }\n\nfunc two() { ${ASK} }`,
    'unknown',
  ],
  ['of that name in another package', importing('other.Ask()', '_'), `func Ask() { ${ASK} }`, 'unknown'],
  ['main of another package', importing('', '_'), `func main() { ${ASK} }`, 'unknown'],
  [
    'a method of a type that nobody makes',
    importing('lib.Other()'),
    `type T int\n\nfunc (t T) Ask() { ${ASK} }`,
    'unknown',
  ],
  [
    'a method of its own that nobody names',
    importing('lib.New()'),
    `type T int\n\nfunc New() T { return 1 }\n\nfunc (t T) ask() { ${ASK} }`,
    'unknown',
  ],
])('does code run that is %s?', (_, main, lib, expected) => {
  expect(verifiesCertificates(program(main, lib)).answer).toBe(expected);
});

test('a file that cannot be split leaves all of them possible', () => {
  const broken = { 'lib/broken.go': 'package lib\n\nvar x = "\n' };
  expect(verifiesCertificates(program(importing('', '_'), `func Ask() { ${ASK} }`, broken)).answer).toBe('yes');
});

test('zones in code that nothing leads to', () => {
  const zones = { 'lib/zone.go': 'package lib\n\nimport "time"\n\nfunc Zone() { time.LoadLocation("Asia/Tokyo") }\n' };
  expect(needsZoneData(program(importing('lib.Zone()'), '', zones)).answer).toBe('yes');
  expect(needsZoneData(program(importing('', '_'), '', zones))).toEqual({ answer: 'unknown', facts: [] });
});

test('a type is no client', () => {
  const main = 'package main\n\nimport "net/http"\n\nfunc run(c *http.Client) {}\n\nfunc main() { run(nil) }\n';
  expect(verifiesCertificates(program(main)).answer).toBe('no');
});

test('what is read a second time counts once against the ceilings', () => {
  const folder = folderOf({
    'go.mod': 'module example.org/u\n\ngo 1.24\n',
    'main.go': `package main\n\nimport "net/http"\n\nfunc main() {}\n\nfunc unused() { ${ASK} }\n`,
  });
  const ask = openGoSource({ contextDir: folder, limits: { files: 2 } });
  const question = { folder: '.', packages: [], goarch: 'amd64', cgo: true, tags: [] };
  for (const goos of ['linux', 'freebsd']) {
    const [read] = ask([{ ...question, goos }]).programs;
    expect(read).toMatchObject({ complete: true });
    expect(read?.mayRun({ file: 'main.go', line: 5 })).toBe(true);
    expect(read?.mayRun({ file: 'main.go', line: 7 })).toBe(false);
  }
});

test('many names, many imports, deep brackets: the time grows with the text', () => {
  const time = (size: number): number => {
    const dots = Array.from({ length: size }, () => 'import . "example.org/u/lib"').join('\n');
    const body = Array.from(
      { length: size },
      (_, index) => `x${index}(${'('.repeat(3)}y${index}${')'.repeat(3)})`,
    ).join('\n');
    const main = `package main\n\n${dots}\n\nfunc main() {\n${body}\n}\n`;
    const read = program(main, `func Ask() { ${ASK} }`);
    const start = performance.now();
    expect(read.mayRun({ file: 'lib/lib.go', line: 5 })).toBe(false);
    return performance.now() - start;
  };
  time(500);
  // Ten times the text may take twenty times as long on a busy machine, not a hundred times.
  const small = Math.max(time(2000), 5);
  expect(time(20_000)).toBeLessThan(small * 40);
});

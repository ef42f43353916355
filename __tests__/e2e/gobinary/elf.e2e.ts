import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readElfFacts } from '../../../src/gobinary/elf-facts.ts';
import { type GoProgram, readGoBinary } from '../../../src/gobinary/read-go-binary.ts';
import { buildTree } from '../../support/engine.ts';
import { tableFunctions } from '../../support/go-functions.ts';
import { fileReader } from '../../support/readers.ts';

const MAIN = `package main

/*
#cgo LDFLAGS: -lm -Wl,-rpath,/opt/lib:/opt/other
#include <math.h>
static double root(double x) { return sqrt(x); }
*/
import "C"

import (
	"fmt"
	"os/user"
)

func main() {
	who, _ := user.Current()
	fmt.Println(who, C.root(C.double(len(who.Name))))
}
`;

const PLAIN = 'package main\n\nfunc main() { println("hello") }\n';

const GO: readonly string[] = ['external', 'external-stripped', 'pie', 'pie-external', 'static-c'];
const FILES: readonly string[] = [...GO, 'ls', 'libc.so.6', 'libm.so.6', 'ld'];

/** The image has what the comparison is with: a C linker, readelf, and the libraries of its system. */
const DOCKERFILE = `FROM golang:1.26 AS build
WORKDIR /src
COPY . ./
RUN mkdir /out \\
 && go build -o /out/external . \\
 && go build -trimpath -ldflags='-s -w' -o /out/external-stripped . \\
 && go build -buildmode=pie -ldflags='-s -w' -o /out/pie-external . \\
 && CGO_ENABLED=0 go build -buildmode=pie -o /out/pie ./plain \\
 && go build -ldflags='-extldflags=-static' -tags netgo,osusergo -o /out/static-c . \\
 && cp -L /bin/ls /out/ls \\
 && cp -L /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libm.so.6 /out/ \\
 && cp -L /lib64/ld-linux-x86-64.so.2 /out/ld
RUN for file in ${FILES.join(' ')}; do for look in h d V n l S s; do \\
 readelf -W -$look /out/$file > /out/$file.$look; done; done
FROM scratch
COPY --from=build /out /
`;

let tree: ReturnType<typeof buildTree>;
const path = (name: string): string => join(tree.path, name);
const readelf = (name: string, look: string): string => readFileSync(path(`${name}.${look}`), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

function program(name: string): GoProgram {
  const facts = readGoBinary(fileReader(path(name)));
  if (facts?.kind !== 'go') throw new Error(`${name} was not read as a Go program`);
  return facts;
}

beforeAll(() => {
  const module = 'module example.com/cgo\n\ngo 1.21\n';
  tree = buildTree({ Dockerfile: DOCKERFILE, 'go.mod': module, 'main.go': MAIN, 'plain/main.go': PLAIN });
});

afterAll(() => tree[Symbol.dispose]());

test.each(FILES)('%s: what a file asks of the loader is what readelf says', (name) => {
  const facts = readElfFacts(fileReader(path(name)));
  const dynamic = facts?.dynamic === 'unreadable' ? null : facts?.dynamic;
  const section = readelf(name, 'd');
  expect(dynamic?.needed ?? []).toEqual(all(section, /\(NEEDED\).*\[(.*)\]/g));
  expect(dynamic?.soname ?? undefined).toBe(all(section, /\(SONAME\).*\[(.*)\]/g)[0]);
  expect(dynamic?.runpath ?? []).toEqual(all(section, /\(RUNPATH\).*\[(.*)\]/g).flatMap((paths) => paths.split(':')));
  expect(facts?.interpreter ?? undefined).toBe(all(readelf(name, 'l'), /Requesting program interpreter: (.*)\]/g)[0]);
  expect(facts?.gnuBuildId ?? undefined).toBe(all(readelf(name, 'n'), /Build ID: ([0-9a-f]+)/g)[0]);
  expect(facts?.type).toBe(/Type:\s+EXEC/.test(readelf(name, 'h')) ? 'executable' : 'dynamic');

  const [definitions = '', needs = ''] = splitVersions(readelf(name, 'V'));
  expect((dynamic?.versionNeeds ?? []).map(({ library, version }) => `${library} ${version}`)).toEqual(needed(needs));
  expect(dynamic?.versionsDefined ?? []).toEqual(all(definitions, /Rev: \d+\s+Flags: (?!BASE).*Name: (\S+)/g));
});

/** Version definitions and version needs, of the sections that readelf prints. */
function splitVersions(text: string): [string, string] {
  const part = (title: string): string => new RegExp(`Version ${title} section[^]*?(?=\\n\\n|$)`).exec(text)?.[0] ?? '';
  return [part('definition'), part('needs')];
}

function needed(text: string): string[] {
  let library = '';
  return text.split('\n').flatMap((line) => {
    library = /File: (\S+)/.exec(line)?.[1] ?? library;
    const version = /Name: (\S+)/.exec(line)?.[1];
    return version === undefined ? [] : [`${library} ${version}`];
  });
}

describe.each(GO)('%s', (name) => {
  test('parts are the sections of readelf, and everything adds up', () => {
    const { bytes, parts, modules, unattributed, notes } = program(name);
    const sections = [
      ...readelf(name, 'S').matchAll(
        /\] (\S+)\s+(\S+)\s+[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) \S+\s+([A-Z]*)\s+\d+\s+\d+\s+\d+$/gm,
      ),
    ].map(([, section = '', type = '', size = '', flags = '']) => ({
      section,
      type,
      size: Number.parseInt(size, 16),
      flags,
    }));
    const total = (keep: (row: (typeof sections)[number]) => boolean): number =>
      sections.filter((row) => row.type !== 'NOBITS' && keep(row)).reduce((sum, { size }) => sum + size, 0);
    expect(notes).toEqual([]);
    expect(bytes).toBe(statSync(path(name)).size);
    expect(parts.text).toBe(total(({ flags }) => flags.includes('X')));
    expect(parts.dwarf).toBe(total(({ section }) => /^\.z?debug_/.test(section)));
    expect(parts.symbols).toBe(total(({ section }) => section === '.symtab' || section === '.strtab'));
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(bytes);
    expect(modules.reduce((sum, module) => sum + module.bytes, unattributed)).toBe(bytes);
    expect(unattributed).toBeGreaterThan(0);
  });
});

test.each(['external', 'static-c'])(
  '%s: code of Go lies between its two marks, what C code there is lies outside',
  (name) => {
    const mark = (symbol: string): number =>
      Number.parseInt(new RegExp(`: ([0-9a-f]+) .* ${symbol}$`, 'm').exec(readelf(name, 's'))?.[1] ?? '', 16);
    const attributed = tableFunctions(path(name)).reduce((sum, { size }) => sum + size, 0);
    const room = mark('runtime.etext') - mark('runtime.text');
    expect(room - attributed).toBeGreaterThanOrEqual(0);
    expect(room - attributed).toBeLessThanOrEqual(64);
    expect(program(name).parts.text).toBeGreaterThan(room);
  },
);

test('cgo shows in the build, and stripping by the C linker does not move the bytes of modules', () => {
  expect(program('external').settings.get('CGO_ENABLED')).toBe('1');
  expect(program('external-stripped')).toMatchObject({ stripped: true, debugBytes: 0, static: false });
  expect(program('static-c').static).toBe(true);
  const modules = (name: string) => program(name).modules.map((module) => [module.path, module.bytes]);
  expect(modules('external-stripped')).toEqual(modules('external'));
  expect(
    program('pie-external')
      .modules.map((module) => module.path)
      .sort(),
  ).toEqual(
    program('external')
      .modules.map((module) => module.path)
      .sort(),
  );
});

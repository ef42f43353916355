import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { readDeclarations } from '../../src/gosource/declarations.ts';
import { readGoSource } from '../../src/gosource/read-go-source.ts';
import { folderOf, go } from './go-list.ts';

const ROOT = join(go('/', ['env', 'GOROOT']).trim(), 'src/cmd');

/** The functions of own packages that are in the binary, as the linker calls them: `cmd/x.f`, `cmd/x.T.m`. */
function linked(name: string): ReadonlySet<string> {
  const binary = join(folderOf({}), name);
  go(ROOT, ['build', '-trimpath', '-gcflags=cmd/...=-l', '-o', binary, `./${name}`]);
  const lines = go(ROOT, ['tool', 'nm', binary]).split('\n');
  const symbols = lines.flatMap((line) => / [Tt] ((?:main|cmd\/)\S*)$/.exec(line)?.[1] ?? []);
  return new Set(symbols.map((symbol) => symbol.replace(/\(\*(\w+)\)/, '$1').replace(/^main\./, `cmd/${name}.`)));
}

test.each([['nm'], ['pack'], ['gofmt']])(
  'all that the linker keeps of cmd/%s may run, and some of what it drops may not',
  { timeout: 120_000 },
  (name) => {
    const kept = linked(name);
    const question = { folder: '.', packages: [`./${name}`], goarch: 'amd64', cgo: true, tags: [] };
    const [program] = readGoSource({ contextDir: ROOT, programs: [question] }).programs;
    if (program === undefined) throw new Error('no program');
    const wrong: string[] = [];
    const counts = { kept: 0, droppedByUs: 0 };
    for (const file of go(ROOT, [
      'list',
      '-deps',
      '-f',
      '{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}',
      `./${name}`,
    ])
      .split('\n')
      .filter((path) => path.startsWith(`${ROOT}/`) && !path.includes('/vendor/'))) {
      const path = posix.relative(ROOT, file);
      for (const each of readDeclarations(readFileSync(file, 'utf8')) ?? []) {
        if (each.keyword !== 'func' || each.names[0] === 'init' || each.names[0] === '_') continue;
        const symbol = [`cmd/${posix.dirname(path)}.${each.names[0]}`, each.method].filter(Boolean).join('.');
        const mayRun = program.mayRun({ file: path, line: each.firstLine });
        if (kept.has(symbol)) counts.kept += 1;
        if (kept.has(symbol) && !mayRun) wrong.push(symbol);
        if (!kept.has(symbol) && !mayRun) counts.droppedByUs += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(counts.kept).toBeGreaterThan(5);
    expect(counts.droppedByUs).toBeGreaterThan(0);
  },
);

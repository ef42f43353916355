import { globSync, readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { type RunScript, runScripts } from '../../src/dockerfile/runs.ts';
import type { Range } from '../../src/dockerfile/source.ts';

const fragment = fc.constantFrom(
  'FROM ',
  'golang:1.26',
  ' AS a',
  'RUN ',
  'COPY --from=a ',
  'ARG X',
  'ENV X=1',
  '=',
  '$X',
  '${X:-',
  '}',
  '"',
  "'",
  '\\',
  '\\\n',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '<<EOF',
  '<<-"E F"',
  'EOF',
  '# escape=`\n',
  '`',
  '# x',
  '[',
  ']',
  '["a"]',
  '--mount=',
  '&&',
  '|',
  '(',
  ')',
  '$(',
  ';',
  'if a; then',
  'fi',
  '\0',
  '\uFEFF',
  '🐳',
  '\uD800',
  'ONBUILD ',
  'go build',
  '{{ x }}',
);
const text = fc.oneof(
  fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

function expectInside(range: Range, source: string): void {
  const lines = source.split('\n').length;
  expect(range.start).toBeGreaterThanOrEqual(0);
  expect(range.end).toBeLessThanOrEqual(source.length);
  expect(range.start).toBeLessThanOrEqual(range.end);
  expect(range.line).toBeGreaterThanOrEqual(1);
  expect(range.endLine).toBeLessThanOrEqual(lines);
  expect(range.column).toBeGreaterThanOrEqual(1);
}

function placesOf({ script, range }: RunScript): readonly Range[] {
  return [...script.commands.flatMap(({ words }) => words), ...script.expansions].map(({ at, end }) => range(at, end));
}

test('never throws, and every position lies in the file', () => {
  fc.assert(
    fc.property(text, (source) => {
      const dockerfile = parseDockerfile(source, 'Dockerfile');
      let last = 0;
      for (const { range, keywordRange, flags } of dockerfile.instructions) {
        for (const each of [range, keywordRange, ...flags.map((flag) => flag.range)]) expectInside(each, source);
        // Instructions follow one another.
        expect(range.start).toBeGreaterThanOrEqual(last);
        last = range.end;
      }
      for (const problem of dockerfile.problems) expectInside(problem.range, source);
      for (const run of runScripts(dockerfile.source, dockerfile.stages)) {
        for (const place of placesOf(run)) expectInside(place, source);
      }
    }),
    { seed: 4, numRuns: 3000 },
  );
});

test.each<[string, (size: number) => string]>([
  ['instructions', (n) => `FROM a\n${'RUN go build -o /x .\n'.repeat(n)}`],
  [
    'stages on stages',
    (n) => `FROM a AS s0\n${Array.from({ length: n }, (_, i) => `FROM s${i} AS s${i + 1}\nARG A=$A\n`).join('')}`,
  ],
  ['one long instruction', (n) => `FROM a\nRUN a \\\n${'  && b $X \\\n'.repeat(n)}  c\n`],
  ['here-documents that do not end', (n) => 'FROM a\nRUN <<EOF\nx\n'.repeat(n)],
  ['arguments of one name', (n) => `FROM a\n${'ARG A=$A\n'.repeat(n)}`],
  ['brackets', (n) => `FROM a\nRUN ${'$('.repeat(Math.min(n, 30_000))}\n`],
])('time grows with the size: %s', (_, make) => {
  const source = make(20_000);
  const start = performance.now();
  const dockerfile = parseDockerfile(source, 'Dockerfile');
  runScripts(dockerfile.source, dockerfile.stages);
  // Seconds of slack for a busy machine; what grows with the square takes minutes.
  expect(performance.now() - start).toBeLessThan(8000);
});

const examples = globSync('examples/**/Dockerfile*').filter((file) => !file.endsWith('.dockerignore'));

test('finds the instructions of the examples where another parser does', () => {
  expect(examples.length).toBeGreaterThan(5);
  for (const file of examples) {
    const source = readFileSync(file, 'utf8');
    const theirs = DockerfileParser.parse(source)
      .getInstructions()
      .map((each) => `${each.getKeyword()} ${each.getRange().start.line + 1}-${each.getRange().end.line + 1}`);
    const ours = parseDockerfile(source, file).instructions.map(
      ({ keyword, range }) => `${keyword} ${range.line}-${range.endLine}`,
    );
    expect([file, ...ours]).toEqual([file, ...theirs]);
  }
});

test('nothing is wrong with the examples', () => {
  expect(examples.flatMap((file) => parseDockerfile(readFileSync(file, 'utf8'), file).problems)).toEqual([]);
});

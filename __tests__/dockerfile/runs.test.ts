import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { type RunScript, runScripts } from '../../src/dockerfile/runs.ts';
import { UNKNOWN } from '../../src/dockerfile/shell.ts';

function runsOf(text: string): readonly RunScript[] {
  const { source, stages } = parseDockerfile(text, 'Dockerfile');
  return runScripts(source, stages);
}

/** The words of each command, what cannot be known as `?`. */
function commandsOf(text: string): readonly string[] {
  return runsOf(text).flatMap(({ script }) =>
    script.commands.map(({ words }) => words.map((word) => word.text.replaceAll(UNKNOWN, '?')).join(' ')),
  );
}

test.each<[string, string, readonly string[]]>([
  ['continued lines', 'RUN a \\\n  # no\n  && b "c d"\n', ['a', 'b c d']],
  ['flags are not part of it', 'RUN --mount=type=cache,target=/x a\n', ['a']],
  [
    'all kinds of nesting',
    'RUN if a; then (b && c); else d | e; fi; for x in 1; do f; done\n',
    ['a', 'b', 'c', 'd', 'e', 'f'],
  ],
  ['a variable of the stage', 'ENV F="-s -w"\nRUN go $F "$F"\n', ['go -s -w -s -w']],
  ['an argument with a default', 'ARG F=1\nRUN a $F ${F:-2} ${G:-3}\n', ['a 1 1 ?']],
  ['an argument without one', 'ARG F\nRUN a x$F\n', ['a x?']],
  ['a variable of the script', 'RUN F=1 && a $F; export G=2; b $G\n', ['', 'a 1', 'export G=2', 'b 2']],
  ['set in a branch it is unknown', 'RUN if a; then F=1; fi; b $F\n', ['a', '', 'b ?']],
  ['set twice it is unknown', 'RUN F=1; F=2; b $F\n', ['', '', 'b ?']],
  ['what a command prints', 'RUN a $(b c) `d`\n', ['a ? ?', 'b c', 'd']],
  ['single quotes', "RUN a '$F'\n", ['a $F']],
  ['the exec form', 'RUN ["a", "b $c"]\n', ['a b $c']],
  ['a shell in the exec form', 'RUN ["/bin/sh", "-ec", "a && b"]\n', ['a', 'b']],
  ['a here-document', 'RUN <<EOF\na\nb c\nEOF\n', ['a', 'b c']],
  ['one for another shell', 'RUN <<EOF bash\na\nEOF\nRUN bash -e <<EOF\nb\nEOF\n', ['a', 'b']],
  ['one with the shell in its first line', 'RUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n', ['a']],
  [
    'one that is no shell script',
    'RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\nRUN python3 <<EOF\nx\nEOF\n',
    ['python3'],
  ],
  ['one that is a file', 'RUN cat <<EOF > x && b\ntext\nEOF\n', ['cat', 'b']],
  ['no shell that is known', 'SHELL ["powershell", "-Command"]\nRUN a\n', []],
  ['SHELL is inherited', 'SHELL ["powershell"]\nFROM base\nRUN a\nSHELL ["/bin/bash", "-c"]\nRUN b\n', ['b']],
])('%s', (_, text, expected) => {
  expect(commandsOf(`FROM golang AS base\n${text}`)).toEqual(expected);
});

/** The text of the file where a script's words stand. */
function placesOf(text: string): readonly string[] {
  return runsOf(text).flatMap(({ script, range }) =>
    script.commands.flatMap(({ words }) =>
      words.map(({ at, end }) => {
        const place = range(at, end);
        return `${place.line}:${place.column} ${text.slice(place.start, place.end)}`;
      }),
    ),
  );
}

test('words know their place, over continued lines and in here-documents', () => {
  expect(placesOf('FROM a\nRUN --network=none x \\\n# y\n   "z z"\n')).toEqual(['2:20 x', '4:4 "z z"']);
  expect(placesOf('FROM a\nRUN <<EOF\n  x\nEOF\n')).toEqual(['3:3 x']);
  expect(placesOf('FROM a\nRUN cat <<A > f && \\\n b\n$T\nA\n')).toEqual(['2:5 cat', '3:2 b']);
});

test('expansions in a here-document know their place', () => {
  const text = 'FROM a\nRUN cat <<A <<B\n1 $T\nA\n$U\nB\n';
  const [run] = runsOf(text);
  expect(
    run?.script.expansions.map(
      ({ name, at, end }) => `${name} ${run.range(at, end).line}:${run.range(at, end).column}`,
    ),
  ).toEqual(['T 3:3', 'U 5:1']);
});

test('what a script sets itself', () => {
  const [run] = runsOf('FROM a\nRUN A=1 b; for C in 1; do read -r D; done; export E=1 F; : ${G:=1}; . ./x\n');
  expect([...(run?.script.assigned ?? [])].toSorted()).toEqual(['A', 'C', 'D', 'E', 'G']);
  expect(run?.script.sources).toBe(true);
});

import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';

function problemsOf(text: string): readonly string[] {
  return parseDockerfile(text, 'Dockerfile').problems.map(
    ({ message, hint, range }) => `${range.line}:${range.column} ${message}: ${hint}`,
  );
}

test.each<[string, readonly string[]]>([
  ['', ['1:1 this file is empty: a Dockerfile begins with FROM']],
  [' \n\n', ['1:1 this file is empty: a Dockerfile begins with FROM']],
  ['# only this\n', ['1:1 this file holds no instruction: a Dockerfile begins with FROM']],
  ['ARG A=1\n', ['1:1 this file has no FROM, so there is nothing to build: begin with FROM and the image to build on']],
  ['FROM a\nRUN \0\n', ['2:5 this is not text: it holds a NUL byte: name a Dockerfile, saved as UTF-8']],
  ['\uFFFD\uFFFDF\0R\0', ['1:1 this is UTF-16 text: save it as UTF-8, which is what BuildKit reads']],
  ['FROM a\n  RUNN x\n', ['2:3 unknown instruction "RUNN": did you mean RUN?']],
  [
    'FROM a\nRUN apt-get update\n  apt-get install x\n  y\nRUN z\n',
    ['3:3 unknown instruction "apt-get": if the line belongs to the one above, that one must end in a backslash'],
  ],
  ['RUN x\nFROM a\n', ['1:1 RUN stands before the first FROM: only ARG may stand there']],
  ['FROM\n', ['1:1 FROM names no image: write FROM image, or FROM image AS name']],
  ['FROM a b\n', ['1:1 FROM takes an image, or an image AS a name: write FROM image, or FROM image AS name']],
  [
    'FROM a AS 1b\n',
    ['1:1 "1b" cannot name a stage: a name begins with a letter and holds letters, digits, "-", "_" and "."'],
  ],
  ['FROM Golang\n', ['1:1 "Golang" is not an image reference: names of images are in lower case']],
  ['FROM a:b:c\n', ['1:1 "a:b:c" is not an image reference: write [registry/]name[:tag][@digest]']],
  [
    'FROM $BASE\n',
    [
      '1:1 FROM $BASE names no image: the variable has no value: declare it with a default before the first FROM: ARG NAME=image',
    ],
  ],
  ['FROM a\nCOPY --form=x y z\n', ['2:6 COPY has no flag --form: did you mean --from?']],
  ['FROM a\nCOPY --chwon=x y z\n', ['2:6 COPY has no flag --chwon: did you mean --chown?']],
  ['FROM a\nRUN --mounts=x y\n', ['2:5 RUN has no flag --mounts: did you mean --mount?']],
  ['FROM a\nUSER --x y\n', ['2:6 USER has no flag --x: it takes none']],
  ['FROM a\nCOPY --from=a --from=b y z\n', ['2:15 --from stands twice: keep one of them']],
  ['FROM a\nCOPY x\n', ['2:1 COPY needs a source and a destination: write COPY SOURCE DESTINATION']],
  ['FROM a\nENV A\n', ['2:1 ENV A has no value: write ENV A=value']],
  ['FROM a\nENV A=b c\n', ['2:1 "c" in ENV has no "=": put a value that holds spaces in double quotes']],
  ['FROM a\nWORKDIR\n', ['2:1 WORKDIR has no argument: give it one, or drop the line']],
  ['FROM a\nSHELL sh\n', ['2:1 SHELL takes a JSON array: write SHELL ["/bin/sh", "-c"]']],
  [
    'FROM a\nCMD ["a", 1]\n',
    ['2:1 the JSON array of CMD holds something other than strings: put every word in double quotes'],
  ],
  ['# escape=x\nFROM a\n', ['1:1 "x" cannot be the escape character: write \\ or `']],
  ['# syntax=a\n# syntax=b\nFROM a\n', ['2:1 the directive "syntax" stands twice: keep one of them']],
  [
    'FROM a\nRUN <<EOF\nx\nUSER y\n',
    ['2:1 the here-document <<EOF does not end: write EOF alone on the line after its text'],
  ],
])('%j', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

test('a line that BuildKit does not read is named', () => {
  expect(problemsOf(`FROM a\nRUN ${'x'.repeat(65_600)}\nUSER b\n`)).toEqual([
    '2:1 this line is longer than the 65535 bytes that BuildKit reads: put what it holds into a file and COPY that',
  ]);
  expect(problemsOf(`FROM a\nRUN ${'x'.repeat(65_000)}\n`)).toEqual([]);
});

test('a problem costs one instruction, not the file', () => {
  const { stages, problems } = parseDockerfile('FROM a\nRUN <<EOF\nx\nUSER b\nFROM c\n', 'Dockerfile');
  expect(stages.map((stage) => stage.instructions.map(({ keyword }) => keyword))).toEqual([['RUN', 'USER'], []]);
  expect(problems).toHaveLength(1);
});

// Right in BuildKit, and blamed on other linters as false alarms.
test.each([
  'FROM scratch\nADD --unpack=true a.tar /\n',
  'FROM scratch\nSTOPSIGNAL QUIT\nSTOPSIGNAL RTMIN+3\n',
  'FROM a AS x\nFROM b AS x\n',
  'FROM --platform="${BUILDPLATFORM:-linux/amd64}" a\n',
  'ARG A=golang:1.26\nFROM ${A}\n',
  'ARG A\nFROM ${A}\n',
  'FROM binaries-$TARGETOS\n',
  'FROM "golang:1.26"\n',
  'FROM localhost:5000/a/b:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
  'FROM a\nENV A b c\n',
  'FROM a\nENV A="b c" D=e\\ f\n',
  'FROM a\nCOPY --parents --link --exclude=x --exclude=y a b\n',
  'FROM a\nRUN --mount=type=cache,target=/a --mount=type=bind --device=x --security=insecure --network=none y\n',
  'FROM a\nHEALTHCHECK --start-interval=1s CMD x\n',
  'FROM a\nONBUILD COPY --from=x y z\n',
  'FROM a\nRUN echo $((1<<2))\n',
  'FROM a\nLABEL a=b \\\n  # why\n  c=d\n',
])('no problem in %j', (text) => {
  expect(problemsOf(text)).toEqual([]);
});

import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { lint } from '../../../src/lint/lint.ts';
import { checkRule, findingsOf } from '../check-rule.ts';

const TEMPLATE = 'this is a template: what its placeholders stand for is not known, so those lines are not judged';

checkRule('dockerfile-syntax', {
  reject: [
    {
      name: 'an unknown instruction',
      text: 'FROM a\nCOPPY a b\n',
      line: 2,
      column: 1,
      message: 'unknown instruction "COPPY": did you mean COPY?',
      severity: 'error',
    },
    {
      name: 'an empty file',
      text: '',
      line: 1,
      column: 1,
      message: 'this file is empty: a Dockerfile begins with FROM',
    },
    {
      name: 'a template, told once',
      text: 'FROM {{ .Image }}\n{{ if .X }}\nUSER a\n{{ end }}\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
    {
      name: 'a template of autoconf',
      text: 'FROM @IMAGE@ AS x\nENV @NAME@\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
    {
      name: 'a template whose FROM is a placeholder',
      text: '{{ .base | strings.TrimSpace }}\n\nRUN apk add --no-cache curl\nENV A=b\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
    {
      name: 'a template of another kind',
      text: 'FROM <%= image %> AS x\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
  ],
  accept: [
    { name: 'a good file', text: 'FROM a\nRUN b\n' },
    { name: "somebody else's placeholders within a RUN", text: "FROM a\nRUN go list -f '{{.Dir}}'\n" },
    {
      name: 'ignored like any other',
      text: 'FROM a\n# plimsoll ignore=dockerfile-syntax a frontend of our own\nCOPPY a b\n',
    },
  ],
});

const saidOf = (text: string, target?: string) =>
  findingsOf('dockerfile-syntax', { name: '', text, ...(target === undefined ? {} : { target }) }).map(
    ({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`,
  );

const PORT = 'write a number up to 65535, or two with "-" between them, and /tcp, /udp or /sctp';
const SIGNAL = 'write a name such as SIGTERM, or a number';
const MODE = 'write a mode such as 755, or u=rwx,go=rx';
const ABOVE = 'a stage can take only from those above it';

// The engine's own refusals of these are in the rule's engine test.
test.each<readonly [string, string]>([
  ['EXPOSE abc', `2:8 error "abc" is not a port: ${PORT}`],
  ['EXPOSE 80 99999', `2:11 error "99999" is not a port: ${PORT}`],
  ['EXPOSE 80/foo', `2:8 error "80/foo" is not a port: ${PORT}`],
  ['EXPOSE 90-80', `2:8 error "90-80" is not a port: ${PORT}`],
  ['EXPOSE a:80', `2:8 error "a:80" is not a port: ${PORT}`],
  ['ENV P=http\nEXPOSE $P', `3:8 error "http" is not a port: ${PORT}`],
  ['STOPSIGNAL FOO', `2:1 error "FOO" is not a signal: ${SIGNAL}`],
  ['STOPSIGNAL RTMIN+16', `2:1 error "RTMIN+16" is not a signal: ${SIGNAL}`],
  ['STOPSIGNAL 0', `2:1 error "0" is not a signal: ${SIGNAL}`],
  ['COPY --chmod=999x a /', `2:1 error --chmod cannot be "999x": ${MODE}`],
  ['COPY --chmod=abc a /', `2:1 error --chmod cannot be "abc": ${MODE}`],
  ['COPY --chmod=u+x, a /', `2:1 error --chmod cannot be "u+x,": ${MODE}`],
  ['ADD --chmod=17777 a /', `2:1 error --chmod cannot be "17777": ${MODE}`],
  ['HEALTHCHECK --interval=0.1ms CMD x', '2:13 error --interval cannot be "0.1ms": it is at least 1ms, or 0'],
  ['HEALTHCHECK --timeout=-1s CMD x', '2:13 error --timeout cannot be "-1s": it is at least 1ms, or 0'],
  ['ADD --checksum=foo https://x.y/z /z', '2:1 error --checksum cannot be "foo": write sha256: and its 64 digits'],
  [
    'ADD --checksum=sha256:00 https://x.y/z /z',
    '2:1 error --checksum cannot be "sha256:00": write sha256: and its 64 digits',
  ],
  ['COPY a ${X:?must}/', '2:1 error X has no value, and ${X:?…} demands one: declare it above'],
  ['COPY a ${X?must}/', '2:1 error X has no value, and ${X?…} demands one: declare it above'],
  ['ENV Y=1\nENV Z=${Y:-${X:?must}}', '3:1 error X has no value, and ${X:?…} demands one: declare it above'],
  ['COPY --from=3 /a /b', '2:1 error the file has no stage 3: the one stage is number 0'],
  ['COPY --from=-1 /a /b', '2:1 error the file has no stage -1: the one stage is number 0'],
  ['COPY --from=0 /a /b', `2:1 error COPY takes from its own stage: ${ABOVE}`],
  ['RUN --mount=from=t,target=/x true', `2:1 error RUN takes from its own stage: ${ABOVE}`],
])('found in a stage on scratch: %s', (line, expected) => {
  expect(saidOf(`FROM scratch AS t\n${line}\n`)).toEqual([expected]);
});

test.each<readonly [string, string]>([
  [
    'FROM --platform=foo/bar/baz/q scratch',
    '1:1 error "foo/bar/baz/q" is not a platform: write os/arch, or os/arch/variant',
  ],
  ['FROM --platform=linux/* scratch', '1:1 error "linux/*" is not a platform: write os/arch, or os/arch/variant'],
  [
    'FROM --platform=$X scratch',
    '1:1 error --platform=$X names no platform: the variable has no value: declare it with a default',
  ],
  ['FROM ${X:?must}', '1:1 error X has no value, and ${X:?…} demands one: declare it above'],
  ['ARG A=${X:?must}\nFROM scratch', '1:1 error X has no value, and ${X:?…} demands one: declare it above'],
  [
    'FROM scratch AS a\nCOPY --from=b /x /x\nFROM scratch AS b\nCOPY --from=a /x /x',
    `2:1 error COPY takes from stage "b", which takes from this one: ${ABOVE}`,
  ],
  [
    'FROM scratch AS b\nFROM b AS a\nCOPY --from=c / /\nFROM a AS c',
    '3:1 error COPY takes from stage "c", which comes later: move that stage above this one',
  ],
  [
    'FROM scratch AS b\nFROM b AS a\nRUN --mount=from=c,target=/c true\nFROM a AS c',
    '3:1 error RUN takes from stage "c", which comes later: move that stage above this one',
  ],
])('found: %j', (text, expected) => {
  expect(saidOf(`${text}\n`)).toEqual([expected]);
});

test.each([
  ...[
    'EXPOSE 0',
    'EXPOSE 8000-8010',
    'EXPOSE 127.0.0.1:80:90',
    'EXPOSE [::1]:80:80',
    'EXPOSE 80/TCP',
    'EXPOSE 80/',
    'EXPOSE :80',
  ],
  ...[
    'EXPOSE +80',
    'EXPOSE $P',
    'ARG P\nEXPOSE $P',
    'ENV P="80 443/udp"\nEXPOSE $P',
    'EXPOSE 80-81:90',
    'EXPOSE 80-80',
  ],
  ...[
    'STOPSIGNAL 999',
    'STOPSIGNAL -1',
    'STOPSIGNAL sigterm',
    'STOPSIGNAL "TERM"',
    'STOPSIGNAL SIGRTMIN+15',
    'ARG S\nSTOPSIGNAL $S',
  ],
  ...[
    'COPY --chmod=u=rwX,go=rX a /',
    'COPY --chmod=+t a /',
    'COPY --chmod=u+x+r a /',
    'COPY --chmod=00000755 a /',
    'COPY --chmod= a /',
  ],
  ...['COPY --chmod=u=g,o= a /', 'ARG M\nCOPY --chmod=$M a /'],
  ...['HEALTHCHECK --interval=0 CMD x', 'HEALTHCHECK --interval=1ms --timeout=1m0.5s CMD x'],
  `ADD --checksum=sha256:${'0a'.repeat(32)} https://x.y/z /z`,
  'ADD --checksum=0a0a0a https://x.y/z.git#v1 /z',
  'ARG SUM\nADD --checksum=$SUM https://x.y/z /z',
  ...['ARG X\nCOPY a ${X:?must}/', 'ENV X=b\nCOPY a ${X:?must}/', 'ARG X=\nCOPY a ${X:?must}/', 'RUN echo ${X:?must}'],
  ...['RUN --mount=from=0,target=/x true', 'COPY --from=alpine /a /b\nCOPY --from=1 /a /b'],
])('quiet in a stage on scratch: %j', (line) => {
  expect(saidOf(`FROM scratch AS t\n${line}\n`)).toEqual([]);
});

test.each([
  'FROM alpine\nCOPY a ${X:?must}/\n',
  'ARG X\nFROM ${X:?must}\n',
  'FROM --platform=${TARGETPLATFORM:?} alpine\n',
  'ARG P\nFROM --platform=$P alpine\n',
  'FROM --platform=linux/arm/v7 alpine\n',
  'FROM --platform=windows(10.0.17763)/amd64 alpine\n',
])('quiet: %j', (text) => {
  expect(saidOf(text)).toEqual([]);
});

// BuildKit looks at these only where it builds the stage.
test.each(['EXPOSE abc', 'STOPSIGNAL FOO', 'COPY --chmod=abc a /', 'COPY a ${X:?m}/', 'COPY --from=c / /'])(
  'only in a stage that is built: %s',
  (line) => {
    const text = `FROM scratch AS a\n${line}\nFROM scratch AS c\nCOPY a /\n`;
    expect(saidOf(text)).toEqual([]);
    expect(saidOf(text, 'a')).toHaveLength(1);
  },
);

test('a later stage that a named context stands for is there', () => {
  const text = 'FROM scratch AS a\nCOPY --from=c / /\nFROM scratch AS c\nCOPY a /\n';
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  const found = lint({ dockerfile, target: 'a', namedContexts: ['c'] });
  expect(found.filter(({ rule }) => rule === 'dockerfile-syntax')).toEqual([]);
});

const BROKEN = 'is no pattern: a bracket does not end, or an escape is none: BuildKit ends the build there';

test.each<readonly [string, readonly string[]]>([
  ['*.log\ntemp[\n', [`.dockerignore 2:1 error "temp[" ${BROKEN}`]],
  ['!\n', ['.dockerignore 1:1 error a lone "!" brings nothing back: BuildKit ends the build there']],
  [
    'temp[\n# why\n!temp[\n',
    [`.dockerignore 1:1 error "temp[" ${BROKEN}`, `.dockerignore 3:1 error "!temp[" ${BROKEN}`],
  ],
  ['#!\n!!a\n[a]\n', []],
  [`${'a\n'.repeat(10_001)}`, ['.dockerignore 10001:1 note patterns after the first 10000 are not read']],
])('the ignore file %j', (ignore, expected) => {
  const each = { name: '', text: 'FROM scratch\nCOPY . /\n', files: { '.dockerignore': ignore, a: 2_000_000 } };
  const shown = findingsOf('dockerfile-syntax', each).map(
    ({ file, line, column, severity, message }) => `${file} ${line}:${column} ${severity} ${message}`,
  );
  expect(shown).toEqual(expected);
});

test.each([
  'FROM scratch\nLABEL a=b\n',
  'FROM scratch AS a\nCOPY . /\nFROM scratch\nCOPY <<E /e\nE\n',
  '# plimsoll ignore-file=dockerfile-syntax it is mended elsewhere\nFROM scratch\nCOPY . /\n',
])('a broken ignore file keeps quiet where it is not read, or ignored: %j', (text) => {
  expect(findingsOf('dockerfile-syntax', { name: '', text, files: { '.dockerignore': '[', a: '' } })).toEqual([]);
});

test('a comment above the first instruction is not about another file', () => {
  const text = '# plimsoll ignore=dockerfile-syntax\nFROM scratch\nCOPY . /\n';
  expect(findingsOf('dockerfile-syntax', { name: '', text, files: { '.dockerignore': '[', a: '' } })).toHaveLength(1);
});

import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'entrypoint-not-executable';
const PLAIN = { text: '#!/bin/sh\nexec web\n', mode: 0o644 };

function script(first: string, mode = 0o755) {
  return { 'run.sh': { text: `${first}\nexec web\n`, mode } };
}

function bit(line = 2, by = 'COPY', path = 'run.sh'): string {
  return `${path} has no x bit in the build context, so the container does not start: set it with --chmod=755 on ${by} in line ${line}`;
}

function lacks(program: string, image: string): string {
  return `run.sh is run by ${program}, which ${image} lacks and nothing here brings, so the container does not start: install it, or start the program itself`;
}

const CRLF =
  'the lines of run.sh end in CR LF, so its interpreter is not found and the container does not start: save it with LF';

interface Given {
  readonly name: string;
  readonly lines: string;
  readonly base?: string;
  readonly files?: Readonly<Record<string, string | { readonly text: string; readonly mode: number }>>;
}

function given({ name, lines, base = 'alpine:3.22', files = { 'run.sh': PLAIN } }: Given) {
  return { name, text: `FROM ${base}\n${lines}\nUSER 7\n`, files };
}

function rejected(each: Given, message: string, line = 3, column = 14) {
  return { ...given(each), line, column, message, severity: 'error' as const };
}

const LINES = 'COPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]';

checkRule(RULE, {
  reject: [
    rejected({ name: 'no x bit', lines: LINES }, bit()),
    rejected({ name: 'into a folder', lines: 'COPY run.sh /usr/bin/\nENTRYPOINT ["run.sh"]' }, bit()),
    rejected(
      { name: 'with its folder', lines: 'COPY scripts /x\nCMD ["/x/run.sh"]', files: { 'scripts/run.sh': PLAIN } },
      bit(2, 'COPY', 'scripts/run.sh'),
      3,
      7,
    ),
    ...['644', '0644', '444', '0', '00000644'].map((mode) =>
      rejected(
        { name: `--chmod=${mode}`, lines: LINES.replace('COPY', `COPY --chmod=${mode}`), files: script('#!/bin/sh') },
        bit().replace('in the build context', `after --chmod=${mode}`),
      ),
    ),
    {
      ...rejected(
        { name: 'the --chmod of the last COPY', lines: '' },
        bit(4).replace('in the build context', 'after --chmod=644'),
        6,
        7,
      ),
      text: 'FROM alpine:3.22 AS b\nCOPY --chmod=755 run.sh /run.sh\nFROM alpine:3.22\nCOPY --chmod=644 --from=b /run.sh /\nUSER 7\nCMD ["/run.sh"]\n',
    },
    rejected({ name: 'by ADD', lines: 'ADD run.sh /run.sh\nENTRYPOINT ["/run.sh"]' }, bit(2, 'ADD')),
    rejected(
      {
        name: 'under tini',
        lines: 'RUN apk add --no-cache tini\nCOPY run.sh /run.sh\nENTRYPOINT ["tini", "--", "/run.sh"]',
      },
      bit(3),
      4,
      28,
    ),
    rejected({ name: 'in shell form', lines: 'COPY run.sh /run.sh\nENTRYPOINT /run.sh serve' }, bit(), 3, 12),
    rejected(
      { name: 'in the work directory', lines: 'WORKDIR /srv\nCOPY run.sh .\nENTRYPOINT ["./run.sh"]' },
      bit(3),
      4,
    ),
    rejected({ name: 'the mode of another file', lines: `RUN chmod +x /other.sh\n${LINES}` }, bit(3), 4),
    rejected(
      { name: 'shebang interpreter absent', lines: LINES, files: script('#!/bin/bash') },
      lacks('/bin/bash', 'alpine:3.22'),
    ),
    rejected(
      { name: 'found by env', lines: LINES, files: script('#!/usr/bin/env -S bash -e') },
      lacks('bash', 'alpine:3.22'),
    ),
    rejected(
      { name: 'python on debian', lines: LINES, base: 'debian:bookworm-slim', files: script('#!/usr/bin/env python3') },
      lacks('python3', 'debian:bookworm-slim'),
    ),
    rejected(
      { name: 'a script on scratch', lines: LINES, base: 'scratch', files: script('#!/bin/sh -e') },
      lacks('/bin/sh', 'scratch'),
    ),
    rejected({ name: 'CRLF shebang', lines: LINES, files: script('#!/bin/sh\r') }, CRLF),
    rejected({ name: 'CRLF shebang with an option', lines: LINES, files: script('#!/bin/sh -e\r') }, CRLF),
  ],
  accept: [
    given({ name: 'executable', lines: LINES, files: script('#!/bin/sh') }),
    given({ name: '--chmod', lines: LINES.replace('COPY', 'COPY --chmod=0755') }),
    ...['100', '711', 'u+x', 'a=rx', 'a=r', '$MODE', ''].map((mode) =>
      given({
        name: `--chmod=${mode}`,
        lines: `ARG MODE=644\n${LINES.replace('COPY', `COPY --chmod=${mode}`)}`,
        files: script('#!/bin/sh'),
      }),
    ),
    given({
      name: 'chmod after --chmod',
      lines: 'COPY --chmod=644 run.sh /run.sh\nRUN chmod +x /run.sh\nENTRYPOINT ["/run.sh"]',
    }),
    given({ name: 'chmod', lines: 'COPY run.sh /run.sh\nRUN chmod +x /run.sh\nENTRYPOINT ["/run.sh"]' }),
    given({ name: 'chmod by a wildcard', lines: 'COPY run.sh /x/\nRUN chmod 755 /x/*.sh\nENTRYPOINT ["/x/run.sh"]' }),
    given({ name: 'chmod of all', lines: 'COPY run.sh /x/\nRUN chmod -R 755 /x\nENTRYPOINT ["/x/run.sh"]' }),
    given({
      name: 'chmod of what is not known',
      lines: 'ARG F\nCOPY run.sh /x/\nRUN chmod 755 $F\nENTRYPOINT ["/x/run.sh"]',
    }),
    {
      ...given({ name: 'chmod in the stage before', lines: '' }),
      text: 'FROM alpine:3.22 AS b\nCOPY run.sh /run.sh\nRUN chmod 755 /run.sh\nFROM alpine:3.22\nCOPY --from=b /run.sh /\nUSER 7\nCMD ["/run.sh"]\n',
    },
    given({ name: 'sh x', lines: 'COPY run.sh /run.sh\nENTRYPOINT ["sh", "/run.sh"]' }),
    given({ name: 'sh -c', lines: 'COPY run.sh /run.sh\nENTRYPOINT ["sh", "-c", "sh /run.sh"]' }),
    given({ name: 'an argument', lines: 'COPY run.sh /run.sh\nENTRYPOINT ["/bin/busybox", "sh", "/run.sh"]' }),
    given({ name: 'not the one that starts', lines: 'COPY run.sh /run.sh\nCOPY web /web\nENTRYPOINT ["/web"]' }),
    given({ name: 'bash is installed', lines: `RUN apk add --no-cache bash\n${LINES}`, files: script('#!/bin/bash') }),
    given({ name: 'an unknown base', lines: LINES, base: 'example.org/base:1', files: script('#!/bin/bash') }),
    given({
      name: 'CRLF mended',
      lines: LINES.replace('\n', "\nRUN sed -i 's/\\r$//' /run.sh\n"),
      files: script('#!/bin/sh\r'),
    }),
    given({
      name: 'CRLF mended by dos2unix',
      lines: LINES.replace('\n', '\nRUN dos2unix /run.sh\n'),
      files: script('#!/bin/sh\r'),
    }),
    given({ name: 'not there', lines: LINES, files: { x: 'x' } }),
    given({ name: 'not sent', lines: LINES, files: { 'run.sh': PLAIN, '.dockerignore': 'run.sh\n' } }),
    { name: 'no context to look at', text: `FROM alpine:3.22\n${LINES}\nUSER 7\n` },
    { ...given({ name: 'no service', lines: LINES }), file: 'Dockerfile.ci' },
  ],
});

test.each([
  [LINES, LINES.replace('COPY', 'COPY --chmod=755')],
  [LINES.replace('COPY', 'COPY --link --chmod=644'), LINES.replace('COPY', 'COPY --link --chmod=755')],
  [
    'COPY --chown=7 \\\n  run.sh /run.sh\nCMD ["/run.sh"]',
    'COPY --chmod=755 --chown=7 \\\n  run.sh /run.sh\nCMD ["/run.sh"]',
  ],
])('fixed: %j', (before, after) => {
  const each = given({ name: '', lines: before });
  expect(fixed(RULE, each, 'safe')).toBe(each.text.replace(before, after));
});

test.each([
  ['several files', 'COPY run.sh other /x/\nCMD ["/x/run.sh"]'],
  ['a folder', 'COPY . /x/\nCMD ["/x/run.sh"]'],
])('no fix: %s', (_, lines) => {
  expect(() => fixed(RULE, given({ name: '', lines, files: { 'run.sh': PLAIN, other: 'x' } }))).toThrow(/has a fix/);
});

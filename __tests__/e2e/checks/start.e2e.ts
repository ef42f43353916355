import { describe, expect, test } from 'vitest';
import { findingsOf, goFiles, started } from '../../support/checks.ts';
import type { Files } from '../../support/engine.ts';

interface Case {
  readonly check: string;
  readonly bad: Files;
  /** What the engine says of the bad one. */
  readonly says: RegExp;
  readonly path?: string;
  readonly good: Files;
}

const STATIC = 'RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /app .\nFROM scratch\n';
const script = (text: string, from = 'alpine:3.22') => ({
  Dockerfile: `FROM ${from}\nCOPY --chmod=0755 run /run.sh\nENTRYPOINT ["/run.sh"]\n`,
  run: text,
});
const RUN_SH = `RUN printf '#!/bin/sh\\necho yes\\n' > /run.sh && chmod +x /run.sh\n`;
const plain = (text: string): Files => ({ Dockerfile: text });

const CASES: readonly (readonly [string, Case])[] = [
  [
    'a program at another path',
    {
      check: 'image-entrypoint-missing',
      bad: goFiles(`${STATIC}COPY --from=build /app /app\nENTRYPOINT ["/ap"]\n`),
      says: /exec: "\/ap": stat \/ap: no such file or directory/,
      good: goFiles(`${STATIC}COPY --from=build /app /app\nENTRYPOINT ["/app"]\n`),
    },
  ],
  [
    'a name that no folder of PATH has',
    {
      check: 'image-entrypoint-missing',
      bad: goFiles(`${STATIC}COPY --from=build /app /opt/app\nENTRYPOINT ["app"]\n`),
      says: /exec: "app": executable file not found in \$PATH/,
      good: goFiles(`${STATIC}COPY --from=build /app /opt/app\nENV PATH=/opt\nENTRYPOINT ["app"]\n`),
    },
  ],
  [
    'a relative path from the wrong folder',
    {
      check: 'image-entrypoint-missing',
      bad: goFiles(`${STATIC}COPY --from=build /app /opt/app\nENTRYPOINT ["./app"]\n`),
      says: /no such file or directory/,
      good: goFiles(`${STATIC}COPY --from=build /app /opt/app\nWORKDIR /opt\nENTRYPOINT ["./app"]\n`),
    },
  ],
  [
    'no mode bit to execute it',
    {
      check: 'image-entrypoint-missing',
      bad: goFiles(`${STATIC}COPY --from=build --chmod=0644 /app /app\nENTRYPOINT ["/app"]\n`),
      says: /permission denied/,
      path: '/app',
      good: goFiles(`${STATIC}COPY --from=build --chmod=0755 /app /app\nENTRYPOINT ["/app"]\n`),
    },
  ],
  [
    'a folder',
    {
      check: 'image-entrypoint-missing',
      bad: plain('FROM alpine:3.22\nRUN mkdir /app\nENTRYPOINT ["/app"]\n'),
      says: /is a directory|permission denied/,
      path: '/app',
      good: plain('FROM alpine:3.22\nRUN mkdir /app && cp /bin/busybox /app/echo\nENTRYPOINT ["/app/echo", "yes"]\n'),
    },
  ],
  [
    'a link to what is gone',
    {
      check: 'image-entrypoint-missing',
      bad: plain('FROM alpine:3.22\nRUN ln -s /opt/none /usr/bin/app\nENTRYPOINT ["app"]\n'),
      says: /executable file not found in \$PATH/,
      good: plain(`FROM alpine:3.22\n${RUN_SH}RUN ln -s ../../run.sh /usr/bin/app\nENTRYPOINT ["app"]\n`),
    },
  ],
  [
    'a link in a circle',
    {
      check: 'image-entrypoint-missing',
      bad: plain('FROM alpine:3.22\nRUN ln -s b /a && ln -s a /b\nENTRYPOINT ["/a"]\n'),
      says: /too many levels of symbolic links/,
      good: plain(`FROM alpine:3.22\n${RUN_SH}RUN ln -s b /a && ln -s run.sh /b\nENTRYPOINT ["/a"]\n`),
    },
  ],
  [
    'a script for a shell that is not there',
    {
      check: 'image-entrypoint-missing',
      bad: script('#!/bin/bash\necho yes\n'),
      says: /exec \/run\.sh: no such file or directory/,
      path: '/run.sh',
      good: script('#!/bin/sh\necho yes\n'),
    },
  ],
  [
    'a script that a carriage return breaks',
    {
      check: 'image-entrypoint-missing',
      bad: script('#!/bin/sh\r\necho yes\r\n'),
      says: /exec \/run\.sh: no such file or directory/,
      path: '/run.sh',
      good: script('#!/bin/sh\necho yes\n'),
    },
  ],
  [
    'a script whose shell is handed a carriage return with its flag',
    {
      check: 'image-entrypoint-missing',
      bad: script('#!/bin/sh -e\r\necho yes\r\n'),
      says: /illegal option -/,
      path: '/run.sh',
      good: script('#!/bin/sh -e\necho yes\n'),
    },
  ],
  [
    'a script without a first line that names its shell',
    {
      check: 'image-entrypoint-missing',
      bad: script('echo yes\n'),
      says: /exec \/run\.sh: exec format error/,
      path: '/run.sh',
      good: {
        Dockerfile: 'FROM alpine:3.22\nCOPY --chmod=0755 run /run.sh\nENTRYPOINT ["/bin/sh", "-c", "/run.sh"]\n',
        run: 'echo yes\n',
      },
    },
  ],
  [
    'a script behind a byte order mark',
    {
      check: 'image-entrypoint-missing',
      bad: script('\ufeff#!/bin/sh\necho yes\n'),
      says: /exec \/run\.sh: exec format error/,
      path: '/run.sh',
      good: script('#!/bin/sh\necho yes\n'),
    },
  ],
  [
    'an empty file',
    {
      check: 'image-entrypoint-missing',
      bad: script(''),
      says: /exec \/run\.sh: exec format error/,
      path: '/run.sh',
      good: {
        Dockerfile:
          'FROM debian:bookworm-slim\nCOPY --chmod=0755 run /run.sh\nENTRYPOINT ["/usr/bin/env", "/run.sh"]\n',
        run: 'echo yes\n',
      },
    },
  ],
  [
    'a script by env, for a program that is not there',
    {
      check: 'image-entrypoint-missing',
      bad: script('#!/usr/bin/env zsh\necho yes\n', 'debian:bookworm-slim'),
      says: /env: .zsh.: No such file or directory/,
      path: '/run.sh',
      good: script('#!/usr/bin/env bash\necho yes\n', 'debian:bookworm-slim'),
    },
  ],
  [
    'the shell form on scratch',
    {
      check: 'image-shell-missing',
      bad: goFiles(`${STATIC}COPY --from=build /app /app\nENTRYPOINT /app\n`),
      says: /exec: "\/bin\/sh": stat \/bin\/sh: no such file or directory/,
      good: goFiles(`${STATIC}COPY --from=build /app /app\nENTRYPOINT ["/app"]\n`),
    },
  ],
  [
    'a lone CMD in shell form on scratch',
    {
      check: 'image-shell-missing',
      bad: goFiles(`${STATIC}COPY --from=build /app /app\nCMD /app\n`),
      says: /exec: "\/bin\/sh": stat \/bin\/sh: no such file or directory/,
      good: goFiles(`${STATIC}COPY --from=build /app /app\nCMD ["/app"]\n`),
    },
  ],
  [
    'a user by name on scratch',
    {
      check: 'image-user-unresolvable',
      bad: goFiles(`${STATIC}COPY --from=build /app /app\nUSER app\nENTRYPOINT ["/app"]\n`),
      says: /unable to find user app: no matching entries in passwd file/,
      path: '/etc/passwd',
      good: goFiles(`${STATIC}COPY --from=build /app /app\nUSER 1234\nENTRYPOINT ["/app"]\n`),
    },
  ],
  [
    'a group by name that is not there',
    {
      check: 'image-user-unresolvable',
      bad: plain('FROM alpine:3.22\nUSER nobody:app\nENTRYPOINT ["echo", "yes"]\n'),
      says: /unable to find group app: no matching entries in group file/,
      path: '/etc/group',
      good: plain('FROM alpine:3.22\nUSER nobody:nobody\nENTRYPOINT ["echo", "yes"]\n'),
    },
  ],
];

describe('what keeps a container from starting', () => {
  test.each(CASES)('%s', async (_name, { check, bad, says, path, good }) => {
    const failed = started(bad);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(says);
    const errors = (await findingsOf(bad)).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ rule }) => rule)).toEqual([check]);
    if (path !== undefined) expect(errors[0]?.path).toBe(path);

    const twin = started(good);
    expect(twin.output).toMatch(/hello from go|yes/);
    expect(twin.code).toBe(0);
    expect((await findingsOf(good)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('a health check in shell form, where no shell is, is never healthy', async () => {
  const image = (check: string): Files =>
    goFiles(`${STATIC}COPY --from=build /app /app\nHEALTHCHECK ${check}\nENTRYPOINT ["/app"]\n`);
  const found = await findingsOf(image('CMD /app'));
  expect(found.filter(({ rule }) => rule === 'image-shell-missing')).toMatchObject([{ severity: 'warning' }]);
  expect((await findingsOf(image('CMD ["/app"]'))).filter(({ rule }) => rule === 'image-shell-missing')).toEqual([]);
});

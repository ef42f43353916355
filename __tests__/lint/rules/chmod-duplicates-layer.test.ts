import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'chmod-duplicates-layer';
const BUILD = 'FROM golang:1.26 AS build\nRUN go build -ldflags="-s -w" -o /web .\n';
const COPY = 'COPY --from=build /web /usr/bin/web';

function shipped(...lines: readonly string[]): string {
  return `${BUILD}FROM alpine:3.22\n${lines.join('\n')}\nUSER 7\nCMD ["/usr/bin/web"]\n`;
}

function told(name: 'chmod' | 'chown', path: string, by = 'COPY in line 4'): string {
  const what = name === 'chmod' ? 'mode' : 'owner';
  return `${name} changes the ${what} of ${path}, which ${by} brought, and so stores it a second time: set it there with --${name}`;
}

function rejected(name: string, lines: readonly string[], message: string, line = 5, column = 5) {
  return { name, text: shipped(...lines), line, column, message, severity: 'warning' as const };
}

function accepted(name: string, ...lines: readonly string[]) {
  return { name, text: shipped(...lines) };
}

checkRule(RULE, {
  reject: [
    rejected('another owner', [COPY, 'RUN chown 7:7 /usr/bin/web'], told('chown', '/usr/bin/web')),
    rejected('by name', [COPY, 'RUN adduser -D app && chown app /usr/bin/web'], told('chown', '/usr/bin/web'), 5, 23),
    rejected('a folder with all in it', ['COPY a /srv/', 'RUN chown -R 7 /srv'], told('chown', '/srv')),
    rejected(
      'the work directory',
      ['WORKDIR /srv', 'COPY a b ./', 'RUN chown -R 7 .'],
      told('chown', '.', 'COPY in line 5'),
      6,
    ),
    rejected('after cd', [COPY, 'RUN cd /usr/bin && chown 7 web'], told('chown', 'web'), 5, 20),
    rejected(
      'another owner than --chown says',
      ['COPY --chown=5 a.bin /a.bin', 'RUN chown 7 /a.bin'],
      told('chown', '/a.bin'),
    ),
    rejected('a group', [COPY, 'RUN chown :7 /usr/bin/web'], told('chown', '/usr/bin/web')),
    rejected('another mode', [COPY, 'RUN chmod 500 /usr/bin/web'], told('chmod', '/usr/bin/web')),
    rejected('without a bit', [COPY, 'RUN chmod o-rx /usr/bin/web'], told('chmod', '/usr/bin/web')),
    rejected(
      'other than --chmod says',
      ['COPY --chmod=644 a.bin /a.bin', 'RUN chmod +x /a.bin'],
      told('chmod', '/a.bin'),
    ),
    {
      ...rejected('a small file', ['COPY a.conf /a.conf', 'RUN chown 7 /a.conf'], told('chown', '/a.conf')),
      severity: 'note' as const,
    },
    {
      ...rejected('a mode of the context', ['COPY tool /tool', 'RUN chmod +x /tool'], told('chmod', '/tool')),
      files: { tool: { bytes: 200_000, mode: 0o644 } },
      evidenceBytes: 200_000,
    },
    {
      ...rejected('few bytes of the context', ['COPY conf /srv', 'RUN chown -R 7 /srv'], told('chown', '/srv')),
      files: { 'conf/a': 300, 'conf/b': 400 },
      evidenceBytes: 700,
      severity: 'note' as const,
    },
    rejected(
      'what the container starts, wherever it was built',
      ['COPY --from=build /out/web /bin/web', 'RUN adduser -D app && chown app /bin/web', 'ENTRYPOINT ["/bin/web"]'],
      told('chown', '/bin/web'),
      5,
      23,
    ),
    rejected(
      'once for an owner and a mode that one RUN changes',
      ['COPY web run.sh /srv/', 'RUN chown -R 7 /srv && chmod 700 /srv/run.sh'],
      told('chown', '/srv'),
    ),
    rejected(
      'the programs of the base image',
      ['RUN chmod -R 777 /usr/bin', COPY],
      'chmod changes the mode of all that the base image has in /usr/bin, and so stores it a second time: name the files that need it',
      4,
    ),
    rejected(
      'the programs of the base image, for another owner',
      ['RUN cd / && chown -R 7:7 usr/', COPY],
      'chown changes the owner of all that the base image has in usr/, and so stores it a second time: name the files that need it',
      4,
      13,
    ),
    rejected('by ADD', ['ADD a.bin /x/', 'RUN chown 7 /x/a.bin'], told('chown', '/x/a.bin', 'ADD in line 4')),
    {
      ...rejected('in a stage below', [], told('chown', '/a.bin', 'COPY in line 2')),
      text: 'FROM alpine:3.22 AS base\nCOPY a.bin /a.bin\nFROM base\nRUN chown 7 /a.bin\nUSER 7\nCMD ["x"]\n',
      line: 4,
    },
  ],
  accept: [
    accepted('a no-op: a binary is executable', COPY, 'RUN chmod +x /usr/bin/web'),
    accepted('a no-op: 755', COPY, 'RUN chmod 0755 /usr/bin/web'),
    accepted('a no-op: what --chmod says', 'COPY --chmod=755 a.bin /a.bin', 'RUN chmod a+x /a.bin'),
    accepted('a no-op: root', COPY, 'RUN chown root:root /usr/bin/web'),
    accepted('a no-op: what --chown says', 'COPY --chown=7:7 a.bin /a.bin', 'RUN chown 7:7 /a.bin'),
    accepted('a no-op: the mode that programs have', 'RUN chmod -R 755 /usr/bin'),
    accepted('a no-op: the owner that programs have', 'RUN chown -R root:root /usr'),
    accepted('a folder of the base image by itself', 'RUN chmod 777 /usr/bin'),
    accepted('an unknown mode for a folder of the base image', 'ARG M\nRUN chmod -R $M /usr/bin'),
    accepted('a folder that the base image leaves empty', 'RUN chown -R 7 /srv'),
    accepted('a no-op: by name', 'RUN adduser -D -u 7 app', 'COPY --chown=7 a.bin /a.bin', 'RUN chown app /a.bin'),
    accepted('a directory alone', 'COPY a /srv/', 'RUN chown 7 /srv'),
    accepted('a directory that COPY makes', 'COPY --from=build /srv /srv', 'RUN chown 7 /srv'),
    accepted('another folder', COPY, 'RUN mkdir /data && chown -R 7 /data'),
    accepted('a mode that is not known', 'COPY run.sh /run.sh', 'RUN chmod +x /run.sh'),
    {
      ...accepted('a no-op: executable in the context', 'COPY run.sh /run.sh', 'RUN chmod +x /run.sh'),
      files: { 'run.sh': { text: 'x', mode: 0o755 } },
    },
    accepted('a mode that is copied', COPY, 'RUN chmod --reference=/bin/sh /usr/bin/web'),
    accepted('a path that is not known', COPY, 'ARG P', 'RUN chown -R 7 $P'),
    accepted('an owner that is not known', COPY, 'ARG U', 'RUN chown $U /usr/bin/web'),
    accepted('made by a RUN', 'RUN wget -O /usr/bin/web x', 'RUN chmod 700 /usr/bin/web'),
    accepted('before the COPY', 'RUN chown -R 7 /usr/local', COPY),
    {
      name: 'a builder stage',
      text: `${BUILD.replace('RUN', 'COPY a.bin /a.bin\nRUN chown 7 /a.bin\nRUN')}FROM alpine:3.22\nUSER 7\nCMD ["x"]\n`,
    },
  ],
});

test('fixed: the mode of a file of the context', () => {
  const lines = (copy: string, run: string): string => shipped(`${copy} tool /tool`, ...(run === '' ? [] : [run]));
  const each = { name: '', text: lines('COPY', 'RUN chmod +x /tool'), files: { tool: { text: 'x', mode: 0o640 } } };
  expect(fixed(RULE, each, 'safe')).toBe(lines('COPY --chmod=751', ''));
});

const HEAD = `${BUILD}FROM alpine:3.22\n`;
const TAIL = 'USER 7\nCMD ["/usr/bin/web"]\n';
test.each([
  [`${COPY}\nRUN chown 7:7 /usr/bin/web\n`, 'COPY --chown=7:7 --from=build /web /usr/bin/web\n'],
  [`${COPY}\nRUN chown 7 /usr/bin/web\n`, 'COPY --chown=7:0 --from=build /web /usr/bin/web\n'],
  [`${COPY}\nRUN chown nobody:0 \\\n  /usr/bin/web\n`, 'COPY --chown=nobody:0 --from=build /web /usr/bin/web\n'],
  [
    `RUN adduser -D app\n${COPY}\nRUN chown -R app /usr/bin/web\n`,
    'RUN adduser -D app\nCOPY --chown=app:0 --from=build /web /usr/bin/web\n',
  ],
  [`${COPY}\nRUN chmod 0500 /usr/bin/web\n`, 'COPY --chmod=500 --from=build /web /usr/bin/web\n'],
  [`${COPY}\nRUN chmod go= /usr/bin/web\n`, 'COPY --chmod=700 --from=build /web /usr/bin/web\n'],
])('fixed: %j', (before, after) => {
  expect(fixed(RULE, { name: '', text: HEAD + before + TAIL }, 'safe')).toBe(HEAD + after + TAIL);
});

test.each([
  ['a user that comes later', `${COPY}\nRUN adduser -D app\nRUN chown app /usr/bin/web\n`],
  ['more than that in the RUN', `${COPY}\nRUN chown 7 /usr/bin/web && touch /x\n`],
  ['a folder', 'COPY a /srv/\nRUN chown -R 7 /srv\n'],
  ['several sources', 'COPY --from=build /web /x /usr/bin/\nRUN chown 7 /usr/bin/web\n'],
  ['a comment above', `${COPY}\n# why\nRUN chown 7 /usr/bin/web\n`],
  ['a linked layer and a name', `${COPY.replace('--from', '--link --from')}\nRUN chown nobody:0 /usr/bin/web\n`],
])('no fix: %s', (_, lines) => {
  expect(() => fixed(RULE, { name: '', text: HEAD + lines + TAIL })).toThrow(/has a fix/);
});

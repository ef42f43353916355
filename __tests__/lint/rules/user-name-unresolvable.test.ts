import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'user-name-unresolvable';
const CMD = 'CMD ["/web"]\n';

function starts(name: string, number: string): string {
  return `an image from scratch has no /etc/passwd that says who ${name} is, so the container does not start: write ${number}`;
}

function builds(name: string, step: string, number: string): string {
  return `an image from scratch has no /etc/passwd that says who ${name} is, so the build fails at ${step}: write ${number}`;
}

function rejected(name: string, lines: string, message: string, line = 2, column = 6) {
  return { name, text: `FROM scratch\n${lines}\n${CMD}`, line, column, message, severity: 'error' as const };
}

function accepted(name: string, lines: string, base = 'scratch') {
  return { name, text: `FROM ${base}\n${lines}\n${CMD}` };
}

const BUILD = 'FROM golang:1.26 AS build\nRUN useradd -u 1234 app\n';
const SCRATCH = 'an image from scratch has no /etc/passwd, so the build fails over the name';
const LINK = 'a linked layer does not see /etc/passwd, so the build fails over the name';

checkRule(RULE, {
  reject: [
    rejected('USER name', 'USER nobody', starts('nobody', 'USER 65534')),
    rejected('even root', 'USER root', starts('root', 'USER 0')),
    rejected('with a group', 'USER nonroot:nonroot', starts('nonroot', 'USER 65532:65532')),
    rejected('a group alone', 'USER 7:app', starts('app', 'numbers, as in USER 65532:65532')),
    rejected('a name of which no number is known', 'USER app', starts('app', 'numbers, as in USER 65532:65532')),
    rejected('by ENV', 'ENV U=nobody\nUSER $U', starts('nobody', 'USER 65534'), 3),
    {
      ...rejected('made in a build stage', '', starts('app', 'USER 1234')),
      text: `${BUILD}FROM scratch\nCOPY --from=build /web /\nUSER app\n${CMD}`,
      line: 5,
    },
    rejected('name and WORKDIR', 'USER nobody\nWORKDIR /srv', builds('nobody', 'WORKDIR in line 3', 'USER 65534')),
    rejected('name and RUN', 'USER nobody\nRUN ["/web"]', builds('nobody', 'RUN in line 3', 'USER 65534')),
    {
      ...rejected(
        'in a stage that is not shipped',
        '',
        builds('app', 'WORKDIR in line 3', 'numbers, as in USER 65532:65532'),
      ),
      text: `FROM scratch AS x\nUSER app\nWORKDIR /srv\nFROM alpine:3.22\nCOPY --from=x /srv /srv\nUSER 7\n${CMD}`,
    },
    rejected('COPY --chown=name', 'COPY --chown=nobody web /', `${SCRATCH} nobody: write --chown=65534`),
    {
      ...rejected(
        'after another layer, in an image that runs as root',
        'COPY web /web\nCOPY --chown=nobody web /x',
        'an image from scratch has no /etc/passwd, so nobody is taken for root without a word: write --chown=65534',
        3,
      ),
      severity: 'warning',
    },
    rejected(
      'after another layer, in an image that runs as another user',
      'COPY web /web\nCOPY --chown=nobody web /x\nUSER 65534',
      'an image from scratch has no /etc/passwd, so nobody is taken for root without a word: write --chown=65534',
      3,
    ),
    {
      ...rejected(
        'after a file of the context',
        'COPY web /\nUSER app',
        starts('app', 'numbers, as in USER 65532:65532'),
        3,
      ),
      files: { web: 'x' },
    },
    rejected('ADD --chown=name', 'ADD --chown=app web /', `${SCRATCH} app: write numbers`, 2, 5),
    rejected('the name of a group', 'COPY --chown=0:app web /', `${SCRATCH} app: write numbers`),
    {
      ...rejected('COPY --link --chown=name on any base', '', ''),
      text: `FROM debian:bookworm-slim\nCOPY --link --chown=nobody web /\nUSER 7\n${CMD}`,
      message: `${LINK} nobody: write --chown=65534`,
      column: 13,
    },
    {
      ...rejected('linked, with a name of the base', '', `${LINK} app: write numbers, or leave --link out`, 3),
      text: `FROM debian:bookworm-slim\nRUN useradd app\nCOPY --chown=app --link web /\nUSER 7\n${CMD}`,
    },
  ],
  accept: [
    accepted('numbers', 'USER 65534:65534'),
    accepted('numbers for WORKDIR', 'USER 7\nWORKDIR /srv'),
    accepted('--chown=root:root', 'COPY --chown=root:root web /\nUSER 7'),
    accepted('--chown=root:root, linked', 'COPY --link --chown=root:root web /\nUSER 7'),
    accepted('--chown=root', 'COPY --chown=root web /\nUSER 7'),
    accepted('--chown with numbers', 'COPY --link --chown=7:7 web /\nUSER 7'),
    accepted('passwd copied', 'COPY --from=golang:1.26 /etc/passwd /etc/passwd\nUSER nobody'),
    accepted('passwd copied into the folder', 'COPY passwd /etc/\nUSER nobody'),
    accepted('passwd copied later', 'USER nobody\nCOPY passwd /etc/passwd'),
    accepted('passwd under another name', 'COPY users.txt /etc/passwd\nUSER app'),
    accepted('a tree over the root', 'COPY --from=golang:1.26 /rootfs /\nUSER app'),
    accepted('a tree of the context over the root', 'COPY . /\nUSER app'),
    accepted('a folder over the root', 'COPY image /\nUSER app'),
    { ...accepted('what is a folder', 'COPY web /\nUSER app'), files: { 'web/etc/passwd': 'x' } },
    accepted('an archive', 'ADD base.tar.gz /\nUSER app'),
    accepted('an unknown place', 'ARG D\nCOPY x $D\nUSER app'),
    accepted('made by a RUN', 'RUN ["/busybox", "adduser", "app"]\nUSER app'),
    accepted('adduser', 'RUN adduser -D app\nUSER app', 'alpine:3.22'),
    accepted("the base's own users", 'USER nobody\nWORKDIR /srv', 'debian:bookworm-slim'),
    accepted("the base's own users with --chown", 'COPY --chown=nobody web /\nUSER 7', 'alpine:3.22'),
    accepted('distroless', 'USER nonroot:nonroot\nWORKDIR /srv', 'gcr.io/distroless/static-debian12'),
    accepted('an unknown base', 'USER app', 'example.org/base:1'),
    accepted('an unknown name', 'ARG U\nUSER $U'),
    accepted('not linked', 'COPY --link=false --chown=nobody web /\nUSER 7', 'debian:bookworm-slim'),
    accepted(
      'a name for a WORKDIR that is not the first layer',
      'COPY --from=golang:1.26 /x /x\nUSER app\nWORKDIR /srv\nUSER 7',
    ),
    accepted('a name for no step that is run', 'USER app\nCOPY --from=golang:1.26 /x /x\nUSER 7'),
    { name: 'a stage that is not built', text: `FROM scratch AS x\nUSER app\nWORKDIR /x\nFROM alpine:3.22\n${CMD}` },
  ],
});

test.each([
  ['FROM scratch\nUSER nobody:nobody\n', 'FROM scratch\nUSER 65534:65534\n'],
  ['FROM scratch\nCOPY --chown=nonroot:nonroot web /\n', 'FROM scratch\nCOPY --chown=65532:65532 web /\n'],
  ['FROM alpine:3.22\nCOPY --link --chown="nobody" web /\n', 'FROM alpine:3.22\nCOPY --link --chown=65534 web /\n'],
  [
    `${BUILD}FROM scratch\nCOPY --from=build /a /\nUSER app\n`,
    `${BUILD}FROM scratch\nCOPY --from=build /a /\nUSER 1234\n`,
  ],
])('fixed: %j', (before, after) => {
  expect(fixed(RULE, { name: '', text: before }, 'safe')).toBe(after);
});

import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const CMD = 'CMD ["/web"]\n';
const LAST = 'the program runs as root: let USER 65532:65532 be the last one';

function byDefault(image: string, line = 1) {
  const text = `FROM ${image}\n${CMD}`;
  const message = `the program runs as root, as ${image} does by default: end the stage with USER 65532:65532`;
  return { name: image, text, line, column: 1, message, severity: 'note' as const };
}

function named(user: string, number: string) {
  return `${user} is a name, and Kubernetes' runAsNonRoot cannot tell that it is not root: write ${number}`;
}

function rejected(name: string, lines: string, message: string, line = 2, column = 6) {
  return { name, text: `FROM alpine:3.22\n${lines}\n${CMD}`, line, column, message, severity: 'note' as const };
}

checkRule('user-root', {
  reject: [
    byDefault('scratch'),
    byDefault('alpine:3.22'),
    byDefault('debian:bookworm-slim'),
    byDefault('golang:1.26'),
    byDefault('gcr.io/distroless/static-debian12:latest'),
    rejected('USER root', 'USER root', LAST),
    rejected('USER 0', 'USER 0:0', LAST),
    rejected('the last one counts', 'USER 7\nUSER root', LAST, 3),
    rejected('root by ENV', 'ENV U=root\nUSER $U', LAST, 3),
    { ...rejected('in a stage below', '', LAST), text: `FROM alpine:3.22 AS b\nUSER 0\nFROM b\n${CMD}` },
    rejected('a name', 'USER app', named('app', 'its number')),
    rejected('a name that is well known', 'USER nobody:nobody', named('nobody', 'USER 65534')),
    rejected('a name with a number', 'RUN adduser -D -u 1234 app\nUSER app', named('app', 'USER 1234'), 3),
    rejected('a name by ENV', 'ENV U=app\nUSER ${U}', named('app', 'its number'), 3),
  ],
  accept: [
    { name: 'USER resolved to non-zero', text: `FROM alpine:3.22\nUSER 65532\n${CMD}` },
    { name: 'with a group', text: `FROM alpine:3.22\nUSER 65532:0\n${CMD}` },
    { name: 'resolved through ENV', text: `FROM alpine:3.22\nENV U=7\nUSER $U:$U\n${CMD}` },
    { name: 'resolved through ARG', text: `FROM alpine:3.22\nARG U=7\nUSER \${U}\n${CMD}` },
    { name: 'in a stage below', text: `FROM alpine:3.22 AS b\nUSER 7\nFROM b\n${CMD}` },
    { name: 'unknown', text: `FROM alpine:3.22\nARG U\nUSER $U\n${CMD}` },
    { name: 'nonroot tags', text: `FROM gcr.io/distroless/static:nonroot\n${CMD}` },
    { name: 'nonroot debug tags', text: `FROM gcr.io/distroless/base-debian12:debug-nonroot\n${CMD}` },
    { name: 'an unknown base', text: `FROM example.org/base:1\n${CMD}` },
    { name: 'steps down with su-exec', text: `FROM alpine:3.22\nRUN apk add --no-cache su-exec\n${CMD}` },
    { name: 'steps down with gosu', text: `FROM alpine:3.22\nCOPY --from=x /gosu /usr/bin/gosu\n${CMD}` },
    { name: 'nothing is started', text: 'FROM alpine:3.22\n' },
    { name: 'no service', text: `FROM alpine:3.22\n${CMD}`, file: 'ci/Dockerfile' },
    { name: 'yields to hadolint', text: `FROM alpine:3.22\n# hadolint ignore=DL3002\nUSER root\n${CMD}` },
    { name: 'a builder stage', text: `FROM golang:1.26 AS b\nUSER root\nRUN x\nFROM scratch\nUSER 1\n${CMD}` },
  ],
});

test.each([
  ['FROM scratch\nCMD ["/web"]\n', 'FROM scratch\nCMD ["/web"]\nUSER 65532:65532\n'],
  ['FROM scratch\r\nCMD ["/web"]\r\n', 'FROM scratch\r\nCMD ["/web"]\r\nUSER 65532:65532\r\n'],
  ['FROM scratch\nCMD ["/web"]', 'FROM scratch\nCMD ["/web"]\nUSER 65532:65532'],
  ['FROM alpine:3.22\nCMD ["/web"]\nUSER root\n', 'FROM alpine:3.22\nCMD ["/web"]\nUSER 65532:65532\n'],
])('fixed: %j', (before, after) => {
  expect(fixed('user-root', { name: '', text: before })).toBe(after);
});

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
    {
      ...byDefault('alpine:3.22'),
      name: 'a user that is made and not set',
      text: `FROM alpine:3.22\nRUN adduser -u 1000 -D app\n${CMD}`,
      message: byDefault('alpine:3.22').message.replace('65532:65532', '1000'),
    },
    {
      ...byDefault('alpine:3.22', 3),
      name: 'a user that another stage makes',
      text: `FROM golang:1.26 AS b\nRUN useradd -u 1000 app\nFROM alpine:3.22\n${CMD}`,
    },
    rejected('USER root', 'USER root', LAST),
    {
      ...rejected('what needs root is in another stage', '', LAST, 4),
      text: `FROM alpine:3.22 AS b\nRUN apk add iptables\nFROM alpine:3.22\nUSER root\n${CMD}`,
    },
    rejected('a name beside what needs root', 'RUN apk add iptables\nUSER app', named('app', 'its number'), 3),
    rejected('USER 0', 'USER 0:0', LAST),
    rejected('the last one counts', 'USER 7\nUSER root', LAST, 3),
    rejected('root by ENV', 'ENV U=root\nUSER $U', LAST, 3),
    { ...rejected('in a stage below', '', LAST), text: `FROM alpine:3.22 AS b\nUSER 0\nFROM b\n${CMD}` },
    rejected('a name', 'USER app', named('app', 'its number')),
    rejected('a name that is well known', 'USER nobody:nobody', named('nobody', 'USER 65534')),
    rejected(
      'options behind the name',
      'RUN adduser -u 1234 -g app app -D && mkdir /data\nUSER app',
      named('app', 'USER 1234'),
      3,
    ),
    rejected('a name with a number', 'RUN adduser -D -u 1234 app\nUSER app', named('app', 'USER 1234'), 3),
    rejected('a name by ENV', 'ENV U=app\nUSER ${U}', named('app', 'its number'), 3),
    rejected(
      'a name, and what steps down is for the build',
      'RUN adduser -D -u 1234 app && runuser -u app -- git config --global core.quotepath false\nUSER app',
      named('app', 'USER 1234'),
      3,
    ),
  ],
  accept: [
    {
      name: 'USER root for what steps down',
      text: `FROM alpine:3.22\nRUN apk add --no-cache su-exec\nUSER root\n${CMD}`,
    },
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
    {
      name: 'systemd starts the services',
      text: `FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y --no-install-recommends dbus systemd-sysv\n${CMD}`,
    },
    { name: 'filters packets', text: `FROM alpine:3.22 AS b\nRUN apk add --no-cache iptables~=1.8\nFROM b\n${CMD}` },
    { name: 'mounts file systems', text: `FROM alpine:3.22\nRUN apk --no-cache add fuse3\n${CMD}` },
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

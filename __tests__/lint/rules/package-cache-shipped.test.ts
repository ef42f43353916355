import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'package-cache-shipped';
const APT = 'apt-get update && apt-get install -y --no-install-recommends curl';
const LISTS =
  'apt-get update leaves the package lists of apt in a layer that is shipped: end the RUN with "&& rm -rf /var/lib/apt/lists/*"';
const INDEX = 'leaves the package index of apk in a layer that is shipped';
const CLEAN = '&& rm -rf /var/lib/apt/lists/*';

function on(image: string, ...lines: readonly string[]): string {
  return `FROM ${image}\n${lines.join('\n')}\nCMD ["/server"]\n`;
}

function apt(name: string, line: string, column = 5) {
  return { name, text: on('debian:bookworm-slim', line), line: 2, column, message: LISTS };
}

function quiet(name: string, ...lines: readonly string[]) {
  return { name, text: on('debian:bookworm-slim', ...lines) };
}

checkRule(RULE, {
  reject: [
    apt('lists left', `RUN ${APT}`),
    apt('apt-get clean is for packages, not for lists', `RUN ${APT} && apt-get clean`),
    apt('cleaned before, not after', `RUN rm -rf /var/lib/apt/lists/* && ${APT}`, 36),
    apt('something else removed', `RUN ${APT} && rm -rf /tmp/* /var/tmp`),
    apt('part of the lists removed', `RUN ${APT} && rm -rf /var/lib/apt/lists/partial`),
    apt('cleaned in a later layer', `RUN ${APT}\nRUN rm -rf /var/lib/apt/lists/*`),
    apt('a mount of the packages only', `RUN --mount=type=cache,target=/var/cache/apt ${APT}`, 46),
    apt('a mount that is no cache', `RUN --mount=type=bind,source=a,target=/var/lib/apt/lists ${APT}`, 58),
    apt('with sudo', 'RUN sudo apt-get update', 10),
    apt('with an environment', 'RUN DEBIAN_FRONTEND=noninteractive apt-get -qq update', 36),
    apt('update alone', 'RUN apt-get update'),
    apt('an update after the cleaning', `RUN ${APT} ${CLEAN} && apt-get update`),
    { ...apt('a here-document', 'RUN <<EOF\napt-get update\nEOF', 1), line: 3 },
    {
      ...apt('in a stage that the shipped one is built on', ''),
      text: `FROM debian AS base\nRUN ${APT}\nFROM base\nCMD ["/server"]\n`,
    },
    {
      name: 'packages too, where docker-clean is removed',
      text: on('debian', 'RUN rm -f /etc/apt/apt.conf.d/docker-clean', `RUN ${APT} ${CLEAN}`),
      line: 3,
      column: 23,
      message: 'apt-get install leaves the .deb files in a layer that is shipped: end the RUN with "&& apt-get clean"',
    },
    {
      name: 'apk',
      text: on('alpine', 'RUN apk add curl'),
      line: 2,
      column: 5,
      message: `apk add ${INDEX}: add --no-cache`,
    },
    {
      name: 'apk update, whatever add says',
      text: on('alpine', 'RUN apk update && apk add --no-cache curl'),
      line: 2,
      column: 5,
      message: `apk update ${INDEX}: end the RUN with "&& rm -rf /var/cache/apk/*"`,
    },
    {
      name: 'dnf',
      text: on('fedora', 'RUN dnf install -y --setopt=install_weak_deps=False curl'),
      line: 2,
      column: 5,
      message:
        'dnf install leaves the package metadata of dnf in a layer that is shipped: end the RUN with "&& dnf clean all"',
    },
    {
      name: 'dnf clean packages keeps the metadata',
      text: on('fedora', 'RUN microdnf install -y curl && microdnf clean packages'),
      line: 2,
      column: 5,
      message:
        'microdnf install leaves the package metadata of dnf in a layer that is shipped: end the RUN with "&& microdnf clean all"',
    },
    {
      name: 'pip',
      text: on('python:3', 'RUN python3 -m pip install flask'),
      line: 2,
      column: 5,
      message: 'python3 install leaves the download cache of pip in a layer that is shipped: add --no-cache-dir',
    },
  ],
  accept: [
    quiet('cleaned in the same RUN after the install', `RUN ${APT} ${CLEAN}`),
    quiet('the folder itself removed', `RUN ${APT} && rm -rf /var/lib/apt/lists`),
    quiet('a folder above removed', `RUN ${APT} && rm -rf /tmp/* /var/lib/apt/`),
    quiet('some of the names in it', `RUN ${APT} && rm -fr /var/lib/apt/lists/*_*`),
    quiet('by find', `RUN ${APT} && find /var/lib/apt/lists -type f -delete`),
    quiet('by apt-get distclean', `RUN ${APT} && apt-get distclean`),
    quiet('in braces', `RUN ${APT} && rm -rf /var/{cache,lib/apt/lists}/*`),
    quiet('by a variable', `RUN ${APT} && rm -rf $CACHES`),
    quiet('by a trap', `RUN trap 'rm -rf /var/lib/apt/lists/*' EXIT && ${APT}`),
    quiet('by a script', `RUN ${APT} && /build/cleanup`, 'RUN apt-get update && sh /build/after.sh'),
    quiet('a cache mount', `RUN --mount=type=cache,target=/var/lib/apt ${APT}`),
    quiet(
      'a cache mount, its keys in another order',
      `RUN --mount=target=/var/lib/apt/lists/,sharing=locked,type=cache ${APT}`,
    ),
    quiet('a tmpfs mount', `RUN --mount=type=tmpfs,dst=/var/lib/apt/lists ${APT}`),
    quiet('a mount somewhere', `RUN --mount=type=cache,target=$LISTS ${APT}`),
    quiet('packages, which docker-clean drops', 'RUN apt-get install -y curl'),
    {
      name: 'a stage that is not shipped',
      text: `FROM debian AS b\nRUN ${APT}\nFROM scratch\nCOPY --from=b /x /x\nCMD ["/x"]\n`,
    },
    { name: 'a file to develop with', file: 'dev.Dockerfile', text: on('debian', `RUN ${APT}`) },
    { name: 'an export of files', text: 'FROM debian AS b\nRUN apt-get update\nFROM scratch\nCOPY --from=b /x /x\n' },
    {
      name: 'the whole stage is not to be shipped',
      text: `FROM golang:1.26\nRUN ${APT} && go build -o /web .\nCMD ["/web"]\n`,
    },
    { name: 'apk --no-cache', text: on('alpine', 'RUN apk --no-cache --update add curl && apk add --no-cache jq') },
    { name: 'apk: removed', text: on('alpine', 'RUN apk add --update curl && rm -rf /var/cache/apk/*') },
    { name: 'apk: a mount', text: on('alpine', 'RUN --mount=type=cache,target=/etc/apk/cache apk add curl') },
    { name: 'apk: another root', text: on('alpine', 'RUN apk add --root /rootfs --initdb curl') },
    { name: 'apk: words that cannot be known', text: on('alpine', 'ARG OPTS', 'RUN apk add $OPTS curl') },
    { name: 'apk del', text: on('alpine', 'RUN apk del curl') },
    { name: 'dnf clean all', text: on('fedora', 'RUN dnf -y install curl && dnf clean all') },
    { name: 'yum cleans for dnf', text: on('rockylinux:9', 'RUN dnf -y install curl && yum clean all') },
    { name: 'dnf: removed', text: on('fedora', 'RUN dnf -y install curl && rm -rf /var/cache/dnf') },
    { name: 'pip --no-cache-dir', text: on('python:3', 'RUN pip install --no-cache-dir flask') },
    { name: 'PIP_NO_CACHE_DIR', text: on('python:3', 'ENV PIP_NO_CACHE_DIR=1', 'RUN pip install flask') },
    { name: 'PIP_NO_CACHE_DIR before the command', text: on('python:3', 'RUN PIP_NO_CACHE_DIR=1 pip install flask') },
    { name: 'pip: an image that may set it', text: on('example.org/base', 'RUN pip install flask') },
    { name: 'pip: removed', text: on('python:3', 'RUN pip3 install flask && rm -rf /root/.cache') },
  ],
});

test.each<[string, string, string]>([
  ['on one line', on('debian', `RUN ${APT}`), on('debian', `RUN ${APT} ${CLEAN}`)],
  [
    'on lines that begin with &&',
    on('debian', 'RUN apt-get update \\', '    && apt-get install -y --no-install-recommends curl'),
    on('debian', 'RUN apt-get update \\', '    && apt-get install -y --no-install-recommends curl \\', `    ${CLEAN}`),
  ],
  [
    'on lines that end with &&',
    on('debian', 'RUN apt-get update && \\', '  echo'),
    on('debian', 'RUN apt-get update && \\', '  echo && \\', '  rm -rf /var/lib/apt/lists/*'),
  ],
  [
    'CRLF',
    'FROM debian\r\nRUN apt-get update \\\r\n  && a\r\nCMD ["/b"]\r\n',
    `FROM debian\r\nRUN apt-get update \\\r\n  && a \\\r\n  ${CLEAN}\r\nCMD ["/b"]\r\n`,
  ],
  [
    'apk',
    on('alpine', 'RUN apk add curl && apk add -t x jq'),
    on('alpine', 'RUN apk add --no-cache curl && apk add --no-cache -t x jq'),
  ],
  ['apk update', on('alpine', 'RUN apk update'), on('alpine', 'RUN apk update && rm -rf /var/cache/apk/*')],
  ['dnf', on('fedora', 'RUN yum install -y curl'), on('fedora', 'RUN yum install -y curl && yum clean all')],
  ['pip', on('python', 'RUN pip3 install -r a.txt'), on('python', 'RUN pip3 install --no-cache-dir -r a.txt')],
])('fixed: %s', (_, text, expected) => {
  expect(fixed(RULE, { name: '', text }, 'safe')).toBe(expected);
});

test.each([
  ['a comment at its end', `RUN ${APT} # why`],
  ['a loose end', `RUN ${APT};`],
  ['a shell that is left', `RUN ${APT} || exit 1`],
  ['a here-document', 'RUN <<EOF\napt-get update\nEOF'],
  ['the exec form', 'RUN ["apt-get", "update"]'],
  ['sudo', 'RUN sudo apt-get update'],
])('no fix: %s', (_, line) => {
  expect(() => fixed(RULE, { name: '', text: on('debian', line) })).toThrow('has a fix for this');
});

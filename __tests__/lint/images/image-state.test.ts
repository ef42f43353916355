import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { runScripts } from '../../../src/dockerfile/runs.ts';
import type { Answer } from '../../../src/lint/images/facts.ts';
import { type ImageState, imageStateReader } from '../../../src/lint/images/image-state.ts';

/** The state of the last stage at its end. */
function stateOf(text: string): ImageState {
  const { source, stages } = parseDockerfile(text, 'Dockerfile');
  const last = stages.at(-1);
  if (last === undefined) throw new Error('no stage');
  return imageStateReader(runScripts(source, stages), stages)(last);
}

test.each<readonly [string, string, Answer]>([
  ['debian', 'FROM debian:12', 'no'],
  ['alpine has busybox only', 'FROM alpine', 'no'],
  ['an image that is not known', 'FROM example.org/base', 'unknown'],
  ['scratch', 'FROM scratch', 'no'],
  ['distroless', 'FROM gcr.io/distroless/static', 'no'],
  ['golang has it', 'FROM golang:1.26', 'yes'],
  ['installed by apk', 'FROM alpine\nRUN apk add --no-cache tini curl', 'yes'],
  ['with a version', 'FROM alpine\nRUN apk --no-cache add "curl>=8" curl-dev=1', 'yes'],
  [
    'installed by apt-get',
    'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl',
    'yes',
  ],
  ['behind options', 'FROM debian:12\nRUN DEBIAN_FRONTEND=noninteractive apt-get -o A=B -qq install -y curl', 'yes'],
  ['by dnf', 'FROM fedora:43\nRUN dnf --setopt=x=y install -y curl', 'yes'],
  ['by microdnf', 'FROM registry.access.redhat.com/ubi9-micro\nRUN microdnf install curl', 'yes'],
  ['by yum', 'FROM amazonlinux:2\nRUN yum -y install curl', 'yes'],
  ['by sudo', 'FROM debian:12\nRUN sudo apt install curl', 'yes'],
  ['in the stage below', 'FROM alpine AS a\nRUN apk add curl\nFROM a', 'yes'],
  ['not in another stage', 'FROM alpine AS a\nRUN apk add curl\nFROM alpine', 'no'],
  ['removed', 'FROM alpine\nRUN apk add curl && apk del curl', 'no'],
  ['removed by its group', 'FROM alpine\nRUN apk add --virtual .deps curl git && apk del .deps', 'no'],
  ['removed by its group, short', 'FROM alpine\nRUN apk add -t .deps curl\nRUN apk del .deps', 'no'],
  ['a group of others', 'FROM alpine\nRUN apk add curl && apk add --virtual .deps git && apk del .deps', 'yes'],
  ['purged', 'FROM debian:12\nRUN apt-get install -y curl && apt-get purge -y --auto-remove curl', 'no'],
  ['something purged', 'FROM debian:12\nRUN apt-get install -y curl && apt-get purge $X', 'unknown'],
  ['something is installed', 'FROM alpine\nARG PKGS\nRUN apk add $PKGS', 'unknown'],
  ['by an argument with a default', 'FROM alpine\nARG PKGS="git curl"\nRUN apk add $PKGS', 'yes'],
  ['known packages that bring no curl', 'FROM alpine\nRUN apk add git tzdata ca-certificates', 'no'],
  ['a package that is not known', 'FROM debian:12\nRUN apt-get install -y curlftpfs', 'unknown'],
  ['into another root', 'FROM registry.access.redhat.com/ubi9\nRUN dnf install --installroot /mnt curl', 'yes'],
  ['into another root of alpine', 'FROM alpine\nRUN apk add --root /x --initdb curl', 'no'],
  ['by a script', 'FROM debian:12\nRUN ./setup.sh', 'unknown'],
  ['by a pipe', 'FROM debian:12\nRUN wget -O- https://x.example | sh', 'unknown'],
  ['harmless commands', 'FROM debian:12\nRUN useradd -u 5 a && mkdir /d && chown a /d && rm -rf /tmp/x', 'no'],
  ['downloaded under that name', 'FROM alpine\nRUN wget -O /usr/bin/curl https://x.example/c', 'unknown'],
  ['copied', 'FROM alpine\nCOPY --from=curlimages/curl /usr/bin/curl /usr/bin/curl', 'yes'],
  ['a tree laid over the root', 'FROM alpine\nCOPY rootfs/ /', 'unknown'],
  ['a program of a stage', 'FROM alpine\nCOPY --from=build /web /', 'no'],
  ['an archive', 'FROM scratch\nADD rootfs.tar.xz /', 'unknown'],
  ['another shell', 'FROM alpine\nSHELL ["pwsh", "-c"]\nRUN x', 'unknown'],
])('curl: %s', (_, text, expected) => {
  expect(stateOf(`${text}\n`).program('curl')).toBe(expected);
});

test.each<readonly [string, string, Answer]>([
  ['debian', 'FROM debian:12', 'no'],
  ['curl recommends them', 'FROM debian:12\nRUN apt-get install -y curl', 'yes'],
  ['but not so', 'FROM debian:12\nRUN apt-get install -y --no-install-recommends curl', 'no'],
  ['installed', 'FROM debian:12\nRUN apt-get install -y ca-certificates', 'yes'],
  [
    'recommended and swept away',
    'FROM debian:12\nRUN apt-get install -y wget && apt-get purge --auto-remove -y wget',
    'unknown',
  ],
  ['a package that may need them', 'FROM debian:12\nRUN apt-get install -y --no-install-recommends jdk', 'unknown'],
  ['copied', 'FROM scratch\nCOPY --from=b /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/', 'yes'],
  ['a folder of the context', 'FROM scratch\nCOPY certs /etc/ssl/certs', 'yes'],
  ['something copied there', 'FROM scratch\nARG X\nCOPY $X /etc/ssl/certs/', 'unknown'],
  ['only the program', 'FROM scratch\nCOPY --from=b /out/web /web', 'no'],
])('certificates: %s', (_, text, expected) => {
  expect(stateOf(`${text}\n`).certificates()).toBe(expected);
});

test('zone data, compiler and compatibility', () => {
  expect(stateOf('FROM alpine\n').zoneData()).toBe('no');
  expect(stateOf('FROM alpine\nRUN apk add tzdata\n').zoneData()).toBe('yes');
  expect(stateOf('FROM scratch\nCOPY --from=b /usr/share/zoneinfo /usr/share/zoneinfo\n').zoneData()).toBe('yes');
  expect(stateOf('FROM golang:alpine\n').compiler()).toBe('no');
  expect(stateOf('FROM golang:alpine\nRUN apk add gcc musl-dev\n').compiler()).toBe('yes');
  expect(stateOf('FROM golang:alpine\nRUN make deps\n').compiler()).toBe('unknown');
  expect(stateOf('FROM golang:1\n').compiler()).toBe('yes');
  expect(stateOf('FROM alpine\nRUN apk add libc6-compat\n').glibcCompat()).toBe('yes');
  expect(stateOf('FROM scratch\nCOPY --from=x /web /web\n').glibcCompat()).toBe('no');
  expect(stateOf('FROM scratch\nCOPY --from=x /lib64/ld-linux-x86-64.so.2 /lib64/\n').glibcCompat()).toBe('yes');
  expect(stateOf('FROM scratch\nCOPY --from=x /lib64 /lib64\n').glibcCompat()).toBe('yes');
  expect(stateOf('FROM scratch\nCOPY --from=x /lib/aarch64-linux-gnu/ /lib/\n').glibcCompat()).toBe('yes');
  expect(stateOf('FROM scratch\nCOPY rootfs/ /\n').glibcCompat()).toBe('unknown');
});

test('what comes after an instruction does not count for it', () => {
  const state = stateOf('FROM golang:alpine\nRUN go build\nRUN apk add build-base\nRUN go build\n');
  expect([1, 2, 3].map((index) => state.compiler(index))).toEqual(['no', 'no', 'yes']);
});

test('a long lineage is walked once', () => {
  const stages = Array.from(
    { length: 8000 },
    (_, at) => `FROM ${at === 0 ? 'alpine' : `s${at - 1}`} AS s${at}\nRUN apk add a${at}`,
  );
  const { source, stages: all } = parseDockerfile(stages.join('\n'), 'Dockerfile');
  const read = imageStateReader(runScripts(source, all), all);
  const from = performance.now();
  expect(all.map((stage) => read(stage).program('curl')).filter((answer) => answer === 'no')).toEqual([]);
  expect(performance.now() - from).toBeLessThan(2000);
});

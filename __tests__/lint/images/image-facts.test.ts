import { expect, test } from 'vitest';
import { parseReference } from '../../../src/dockerfile/reference.ts';
import type { ImageFacts } from '../../../src/lint/images/facts.ts';
import { factsOfReference, officialName } from '../../../src/lint/images/image-facts.ts';

function factsOf(text: string): ImageFacts | undefined {
  const reference = parseReference(text);
  if (reference === undefined) throw new Error(`${text} is no reference`);
  return factsOfReference(reference);
}

function libcOf(text: string): string | undefined {
  const libc = factsOf(text)?.libc;
  return libc === undefined ? undefined : [libc.name, libc.version ?? '?'].join(' ');
}

const DIGEST = `@sha256:${'ab'.repeat(32)}`;

/** Versions as the distributions publish them; the golang lines by the tags of library/golang in official-images. */
test.each([
  ['debian:bookworm-slim', 'glibc 2.36'],
  ['debian:12.5', 'glibc 2.36'],
  ['debian:bookworm-20240311-slim', 'glibc 2.36'],
  ['debian:trixie', 'glibc 2.41'],
  ['debian:11', 'glibc 2.31'],
  ['debian:buster-slim', 'glibc 2.28'],
  ['debian', 'glibc ?'],
  ['debian:stable-slim', 'glibc ?'],
  ['debian:sid', 'glibc ?'],
  ['ubuntu:22.04', 'glibc 2.35'],
  ['ubuntu:noble', 'glibc 2.39'],
  ['ubuntu:jammy-20240111', 'glibc 2.35'],
  ['ubuntu:20.04', 'glibc 2.31'],
  ['ubuntu', 'glibc ?'],
  ['alpine:3.19', 'musl 1.2.4'],
  ['alpine:3.22.1', 'musl 1.2.5'],
  ['alpine', 'musl ?'],
  ['alpine:edge', 'musl ?'],
  ['busybox:1.36-glibc', 'glibc ?'],
  ['busybox', undefined],
  ['busybox:musl', undefined],
  ['golang:1.26', 'glibc 2.41'],
  ['golang:1.24.5', 'glibc 2.36'],
  ['golang:1.24.6', 'glibc 2.41'],
  ['golang:1.24', 'glibc 2.41'],
  ['golang:1.22', 'glibc 2.36'],
  ['golang:1.20.4', 'glibc 2.31'],
  ['golang:1.20', 'glibc 2.36'],
  ['golang:1.26-bookworm', 'glibc 2.36'],
  ['golang:bullseye', 'glibc 2.31'],
  ['golang', 'glibc ?'],
  ['golang:1', 'glibc ?'],
  ['golang:1.99', 'glibc ?'],
  ['golang:1.26-alpine3.22', 'musl 1.2.5'],
  ['golang:1.26.1-alpine', 'musl ?'],
  ['golang:alpine', 'musl ?'],
  ['golang:1.26-windowsservercore', undefined],
  [`golang${DIGEST}`, undefined],
  [`golang:1.26-bookworm${DIGEST}`, 'glibc 2.36'],
  ['gcr.io/distroless/static-debian12:nonroot', 'none ?'],
  ['gcr.io/distroless/static', 'none ?'],
  ['gcr.io/distroless/base-debian12', 'glibc 2.36'],
  ['gcr.io/distroless/base-nossl-debian11', 'glibc 2.31'],
  ['gcr.io/distroless/cc-debian13', 'glibc 2.41'],
  ['gcr.io/distroless/cc', 'glibc ?'],
  ['gcr.io/distroless/python3-debian12', 'glibc 2.36'],
  ['mirror.example/gcr/distroless/static-debian12', 'none ?'],
  ['cgr.dev/chainguard/static', 'none ?'],
  ['cgr.dev/chainguard/glibc-dynamic', 'glibc ?'],
  ['registry.access.redhat.com/ubi9/ubi-minimal:9.4', 'glibc 2.34'],
  ['registry.access.redhat.com/ubi8', 'glibc 2.28'],
  ['redhat/ubi9-micro', 'glibc 2.34'],
  ['fedora:42', 'glibc 2.41'],
  ['amazonlinux:2023', 'glibc 2.34'],
  ['amazonlinux:2', 'glibc 2.26'],
  ['node:22-bookworm-slim', 'glibc 2.36'],
  ['node:22-alpine', 'musl ?'],
  ['python:3.13-slim', 'glibc ?'],
  ['nginx:1.29-alpine3.22', 'musl 1.2.5'],
  ['rust:1-slim-bookworm', 'glibc 2.36'],
  ['buildpack-deps:jammy-scm', 'glibc 2.35'],
  ['tonistiigi/xx:1.6.1', 'none ?'],
  ['someone/alpine:3.19', undefined],
  ['ghcr.io/someone/debian:bookworm', undefined],
  ['example.org/app:1', undefined],
])('%s: %s', (reference, libc) => {
  expect(libcOf(reference)).toBe(libc);
});

test.each([
  ['golang:1.26.1', '1.26.1', 'local'],
  ['golang:1.21-alpine', '1.21', 'local'],
  ['golang:1.20', '1.20', undefined],
  ['golang:1.27rc1-bookworm', '1.27rc1', 'local'],
  ['golang', undefined, 'local'],
  ['golang:alpine3.22', undefined, 'local'],
  [`golang${DIGEST}`, undefined, undefined],
])('%s is Go %s', (reference, version, toolchain) => {
  expect(factsOf(reference)?.go).toMatchObject({ version, toolchain });
});

test.each([
  // shell, user, certificates, zone data, compiler, /tmp
  ['alpine:3.22', '/bin/sh', 'root', true, false, false, true],
  ['debian:bookworm-slim', '/bin/sh', 'root', false, true, false, true],
  ['ubuntu:24.04', '/bin/sh', 'root', false, false, false, true],
  ['busybox', '/bin/sh', 'root', false, false, false, true],
  ['golang:1.26', '/bin/sh', 'root', true, true, true, true],
  ['golang:1.26-alpine', '/bin/sh', 'root', true, false, false, true],
  ['gcr.io/distroless/static-debian12:nonroot', null, '65532', true, true, false, true],
  ['gcr.io/distroless/base-debian12:debug', '/busybox/sh', 'root', true, true, false, true],
  ['gcr.io/distroless/base:debug-nonroot', '/busybox/sh', '65532', true, true, false, true],
  ['cgr.dev/chainguard/static:latest', null, '65532', true, true, false, true],
  ['registry.access.redhat.com/ubi9/ubi-micro', '/bin/sh', 'root', false, undefined, false, true],
])('%s: what is in it', (reference, shell, user, certificates, zoneData, compiler, tmp) => {
  expect(factsOf(reference)).toMatchObject({ shell, user, certificates, zoneData, compiler, tmp });
});

test.each([
  ['golang', 'golang'],
  ['docker.io/library/golang', 'golang'],
  ['mirror.gcr.io/library/golang', 'golang'],
  ['public.ecr.aws/docker/library/golang', 'golang'],
  ['public.ecr.aws/debian/debian', 'debian'],
  ['registry.example/dockerhub-proxy/golang', 'golang'],
  ['registry.example:5000/golang', 'golang'],
  ['registry.example/team/golang', undefined],
  ['bitnami/golang', undefined],
  ['ghcr.io/proxy/golang', undefined],
])('%s is the official %s', (text, name) => {
  const reference = parseReference(text);
  expect(reference === undefined ? undefined : officialName(reference)).toBe(name);
});

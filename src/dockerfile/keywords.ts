/** https://docs.docker.com/reference/dockerfile/#overview */
export const KEYWORDS: readonly string[] = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

/** The flags of each instruction that takes any (frontend/dockerfile/instructions/parse.go). */
export const FLAGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ADD', ['checksum', 'chmod', 'chown', 'exclude', 'keep-git-dir', 'link', 'unpack']],
  ['COPY', ['chmod', 'chown', 'exclude', 'from', 'link', 'parents']],
  ['FROM', ['platform']],
  ['HEALTHCHECK', ['interval', 'retries', 'start-interval', 'start-period', 'timeout']],
  ['RUN', ['device', 'mount', 'network', 'security']],
]);

/** The arguments that BuildKit fills in itself, in every stage that declares them. */
export const PLATFORM_ARGS: readonly string[] = [
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
];

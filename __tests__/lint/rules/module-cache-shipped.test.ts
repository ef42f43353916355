import { checkRule } from '../check-rule.ts';

const MOUNTS = '--mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build';

function tool(...lines: readonly string[]): string {
  return `FROM golang:1.26\n${lines.join('\n')}\nENTRYPOINT ["lint"]\n`;
}

function rejected(name: string, text: string, column: number, caches: string, flags: string, line = 2) {
  const [verb = ''] = /go (?:build|install)/.exec(text) ?? [];
  const them = caches.includes(' ') ? 'them' : 'it';
  return {
    name,
    text,
    line,
    column,
    message: `${verb} leaves ${caches} in a layer that is shipped: build in a stage of its own, mount caches over ${them}, or end the RUN with "&& go clean ${flags}"`,
  };
}

function both(name: string, text: string, column = 5, line = 2) {
  return rejected(name, text, column, 'GOCACHE and GOMODCACHE', '-cache -modcache', line);
}

function quiet(name: string, ...lines: readonly string[]) {
  return { name, text: tool(...lines) };
}

const INSTALL = 'go install example.org/lint@v1';

/** What leaves nothing of either cache, whichever user it is. */
const CLEARED = [
  'go clean -cache -modcache',
  'go clean -cache && go clean -modcache',
  'go clean -modcache && rm -rf ~/.cache',
  'rm -rf /root/go /root/.cache',
  'rm -rf /root/go/pkg /root/.cache/go-build',
  'rm -rf /root/*',
  'rm -rf /go "$HOME/.cache"',
  'rm -rf ~/go ~/.cache',
  './clean.sh',
];

checkRule('module-cache-shipped', {
  reject: [
    both('a tool that is installed', tool(`RUN ${INSTALL}`)),
    both('on another base', 'FROM alpine:3.22\nRUN apk add go && go build -o /lint .\nCMD ["/lint"]\n', 19),
    both('in what the shipped stage is built on', `FROM golang AS base\nRUN ${INSTALL}\nFROM base\nCMD ["lint"]\n`),
    both('cleaned before', tool(`RUN go clean -cache -modcache && ${INSTALL}`), 34),
    both('cleaned in a later layer', tool(`RUN ${INSTALL}`, 'RUN go clean -cache -modcache')),
    both('a mount of something else', tool(`RUN --mount=type=cache,target=/var/cache ${INSTALL}`), 42),
    both('a bind mount', tool(`RUN --mount=source=c,target=/root/.cache/go-build ${INSTALL}`), 51),
    rejected(
      'modules mounted only',
      tool(`RUN --mount=type=cache,target=/go/pkg/mod ${INSTALL}`),
      43,
      'GOCACHE',
      '-cache',
    ),
    both(
      'other folders removed',
      `FROM alpine:3.22\nRUN apk add go && ${INSTALL} && rm -rf /root/.ash_history /var/cache/apk/*\nCMD ["lint"]\n`,
      19,
    ),
    both(
      'cleaned before, on another base',
      `FROM alpine:3.22\nRUN apk add go && go clean -cache -modcache && ${INSTALL}\nCMD ["lint"]\n`,
      48,
    ),
    rejected(
      'modules cleaned only, on another base',
      `FROM alpine:3.22\nRUN apk add go && ${INSTALL} && rm -rf /root/go\nCMD ["lint"]\n`,
      19,
      'GOCACHE',
      '-cache',
    ),
    rejected('modules cleaned only', tool(`RUN ${INSTALL} && go clean -modcache`), 5, 'GOCACHE', '-cache'),
  ],
  accept: [
    ...CLEARED.map((end) => ({
      name: `${end}, on another base`,
      text: `FROM alpine:3.22\nRUN apk add go && ${INSTALL} && ${end}\nCMD ["lint"]\n`,
    })),
    {
      name: 'removed, and HOME is set',
      text: `FROM ubuntu:24.04\nENV HOME=/root\nRUN ${INSTALL} && rm -rf /root/go /root/.cache\nCMD ["lint"]\n`,
    },
    {
      name: 'removed, for a user of its own',
      text: `FROM debian:13\nUSER dev\nRUN ${INSTALL} && rm -rf /home/dev/go/pkg /home/dev/.cache/go-build\nCMD ["lint"]\n`,
    },
    quiet('cache mounts', `RUN ${MOUNTS} ${INSTALL}`),
    quiet(
      'their keys in another order',
      `RUN --mount=target=/go/pkg/mod,type=cache --mount=target=/root/.cache,type=tmpfs ${INSTALL}`,
    ),
    quiet(
      'cache mounts where GOCACHE is',
      'ENV GOCACHE=/c GOMODCACHE=/m',
      `RUN --mount=type=cache,target=/c --mount=type=cache,target=/m ${INSTALL}`,
    ),
    quiet(
      'a cache mount, and a home that is not known',
      'USER dev',
      `RUN --mount=type=cache,target=/home/dev/.cache --mount=type=cache,target=/go/pkg/mod ${INSTALL}`,
    ),
    quiet('cleaned', `RUN ${INSTALL} && go clean -cache -modcache`),
    quiet('cleaned, otherwise written', `RUN ${INSTALL} && go clean --modcache --cache`),
    quiet('removed', `RUN ${INSTALL} && rm -rf /root/.cache /go/pkg`),
    quiet('removed by what go says', `RUN ${INSTALL} && rm -rf "$(go env GOCACHE)"`),
    quiet(
      'kept in /tmp, for this RUN',
      `RUN --mount=type=tmpfs,target=/tmp GOCACHE=/tmp/c GOMODCACHE=/tmp/m ${INSTALL}`,
    ),
    quiet('modules alone', 'RUN go mod download'),
    quiet('no build', 'RUN go version && go env -w GOFLAGS=-trimpath'),
    {
      name: 'a stage that is not shipped',
      text: `FROM golang AS b\nRUN ${INSTALL}\nFROM scratch\nCOPY --from=b /go/bin/lint /\nCMD ["/lint"]\n`,
    },
    { name: 'folded into final-stage-toolchain', text: 'FROM golang:1.26\nRUN go build -o /web .\nCMD ["/web"]\n' },
    { name: 'an image to work in', text: `FROM golang\nRUN ${INSTALL}\nCMD ["bash"]\n` },
    { name: 'an image that runs go', text: `FROM golang\nRUN ${INSTALL}\nCMD ["go", "test", "./..."]\n` },
    { name: 'an image that starts nothing', text: `FROM golang\nRUN ${INSTALL}\n` },
    { name: 'a tool by its file', file: 'Dockerfile.dev', text: tool(`RUN ${INSTALL}`) },
  ],
});

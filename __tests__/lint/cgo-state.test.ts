import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { type BuildPlace, cgoOf, goTargetOf } from '../../src/lint/cgo-state.ts';
import { createRuleContext } from '../../src/lint/context.ts';
import type { GoBuild } from '../../src/lint/go-build.ts';
import { linkageOf } from '../../src/lint/go-linkage.ts';
import { hiddenBuildsOf } from '../../src/lint/hidden-builds.ts';
import { pinOf } from '../../src/lint/pinned.ts';
import { parsePlatform } from '../../src/model/platform.ts';

function lastBuild(text: string): { readonly build: GoBuild; readonly place: BuildPlace } {
  const context = createRuleContext({ dockerfile: parseDockerfile(`${text}\n`, 'Dockerfile') });
  const build = context.goBuilds.at(-1);
  if (build === undefined) throw new Error('no build');
  const { stage } = build.run;
  return { build, place: { pin: pinOf(context, stage), image: context.imageState(stage) } };
}

const PINNED = 'FROM --platform=$BUILDPLATFORM golang:1.26';

test.each([
  ['set', `${PINNED}\nRUN GOARCH=arm64 go build`, 'linux/arm64'],
  ['from TARGETARCH', `${PINNED}\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build`, 'linux/amd64'],
  ['from an ENV', `${PINNED}\nARG TARGETARCH\nENV GOARCH=\${TARGETARCH}\nRUN go build`, 'linux/amd64'],
  ['not declared', `${PINNED}\nRUN GOARCH=$TARGETARCH go build`, 'builder'],
  ['not pinned', 'FROM golang:1.26\nRUN go build', 'linux/amd64'],
  ['pinned', `${PINNED}\nRUN GOOS=linux go build`, 'builder'],
  ['a literal pin', 'FROM --platform=linux/arm64 golang\nRUN go build', 'linux/arm64'],
  ['another system', `${PINNED}\nRUN GOOS=windows go build`, 'unknown'],
  ['an argument', `${PINNED}\nARG A\nRUN GOARCH=$A go build`, 'unknown'],
  ['xx-go', `${PINNED}\nARG TARGETPLATFORM\nRUN xx-go build`, 'linux/amd64'],
  ['xx-go that is not told', `${PINNED}\nRUN xx-go build`, 'builder'],
])('target: %s', (_, text, expected) => {
  const { build, place } = lastBuild(text);
  const target = goTargetOf(build, place, parsePlatform('linux/amd64'));
  expect(target.kind === 'known' ? `${target.os}/${target.arch}` : target.kind).toBe(expected);
});

/** By go's rule: what `go env CGO_ENABLED` of Go 1.26 says in such an environment. */
test.each([
  ['nothing said, golang', 'FROM golang:1.26\nRUN go build', 'on'],
  ['nothing said, golang:alpine', 'FROM golang:1.26-alpine\nRUN go build', 'off'],
  ['alpine before Go 1.20', 'FROM golang:1.19-alpine\nRUN go build', 'on'],
  ['alpine with gcc', 'FROM golang:1.26-alpine\nRUN apk add build-base\nRUN go build', 'on'],
  ['alpine with gcc, by the same RUN', 'FROM golang:1.26-alpine\nRUN apk add gcc && go build', 'on'],
  [
    'alpine with gcc for as long as it builds',
    'FROM golang:1.26-alpine\nRUN apk add --virtual .build gcc && go build && apk del .build',
    'unknown',
  ],
  ['alpine, something else by the same RUN', 'FROM golang:1.26-alpine\nRUN apk add git && go build', 'off'],
  ['alpine, something installed', 'FROM golang:1.26-alpine\nRUN make tools\nRUN go build', 'unknown'],
  ['CC, which is not looked for', 'FROM golang:1.26-alpine\nRUN CC=none go build', 'on'],
  ['clang alone', 'FROM golang:1.26-alpine\nRUN apk add clang\nRUN go build', 'off'],
  ['CGO_ENABLED=0', 'FROM golang:1.26\nENV CGO_ENABLED=0\nRUN go build', 'off'],
  ['CGO_ENABLED=1', 'FROM golang:1.26-alpine\nRUN CGO_ENABLED=1 go build', 'on'],
  ['CGO_ENABLED from an ARG', 'FROM golang:1.26\nARG CGO_ENABLED\nRUN go build', 'unknown'],
  ['GOARCH=$TARGETARCH, pinned', `${PINNED}\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build`, 'native'],
  ['pinned, nothing said', `${PINNED}\nRUN go build`, 'on'],
  ['cross by a literal pin', 'FROM --platform=linux/amd64 golang\nRUN GOARCH=arm64 go build', 'off'],
  ['cross with CC only', 'FROM --platform=linux/amd64 golang\nRUN CC=x-gcc GOARCH=arm64 go build', 'off'],
  ['native by a literal pin', 'FROM --platform=linux/amd64 golang\nRUN GOARCH=amd64 go build', 'on'],
  ['another system', `${PINNED}\nRUN GOOS=windows GOARCH=amd64 go build`, 'off'],
  ['an image that is not known', 'FROM example.org/go\nRUN go build', 'unknown'],
])('cgo: %s', (_, text, expected) => {
  const { build, place } = lastBuild(text);
  expect(cgoOf(build, place, parsePlatform('linux/arm64')).state).toBe(expected);
});

test.each([
  ['nothing', '', { asksStatic: false, surelyStatic: false, pureTags: false, visible: true }],
  ['-static alone', `-ldflags '-extldflags "-static"'`, { asksStatic: true, surelyStatic: false }],
  ['external and static', `-ldflags '-linkmode external -extldflags "-static"'`, { surelyStatic: true }],
  ['pie', '-buildmode=pie', { buildmode: 'pie', surelyStatic: false }],
  ['pie, and -static', `-buildmode=pie -ldflags '-linkmode=external -extldflags=-static'`, { surelyStatic: false }],
  [
    'static pie',
    `-buildmode=pie -ldflags '-linkmode=external -extldflags=-static-pie'`,
    { staticPie: true, surelyStatic: true },
  ],
  ['pure tags', '-tags netgo,osusergo', { pureTags: true, tags: ['netgo', 'osusergo'] }],
  ['tags by spaces', '-tags "netgo osusergo"', { pureTags: true }],
  ['one tag', '-tags netgo', { pureTags: false }],
  ['not known', '-ldflags "$(cat f)"', { visible: false }],
])('linkage: %s', (_, flags, expected) => {
  const { build } = lastBuild(`FROM golang\nRUN go build ${flags}`);
  expect(linkageOf(build)).toMatchObject(expected);
});

test('what builds out of sight', () => {
  const { runs } = createRuleContext({
    dockerfile: parseDockerfile(
      'FROM golang\nRUN make x && mage y; goreleaser build && ko build . ; sh build.sh; ./hack/x.sh; go run x.go; go run github.com/magefile/mage z\nRUN go build && sh -c "make"\n',
      'Dockerfile',
    ),
  });
  expect(runs.flatMap(hiddenBuildsOf).map(({ kind }) => kind)).toEqual([
    'make',
    'mage',
    'goreleaser',
    'ko',
    'script',
    'script',
    'go-run',
    'mage',
  ]);
});

import { checkRule } from '../check-rule.ts';

const SOURCE = 'holds the source that was built: COPY only the files that the image needs';
const MODULES = 'holds the Go modules that were downloaded: COPY only the files that the image needs';
const GO =
  '/ of stage build holds a distribution, the Go toolchain and whatever the build left behind: COPY only the files that the image needs';
const SYSTEM = 'holds a whole distribution: COPY only the files that the image needs';

const BUILD = 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -ldflags="-s -w" -o web .\n';

function final(copy: string, build = BUILD): string {
  return `${build}FROM alpine:3.22\n${copy}\nUSER 1\nCMD ["/srv/web"]\n`;
}

function rejected(name: string, text: string, message: string, line = 6) {
  return { name, text, line, column: 1, message };
}

function into(destination: string, copy = 'COPY . '): string {
  return BUILD.replace('COPY . .', `${copy}${destination}`);
}

checkRule('copy-from-too-broad', {
  reject: [
    rejected('the work directory', final('COPY --from=build /src /srv'), `/src of stage build ${SOURCE}`),
    rejected('with a slash behind', final('COPY --from=build /src/ /srv/'), `/src of stage build ${SOURCE}`),
    rejected('with a dot behind', final('COPY --from=build /src/. /srv/'), `/src of stage build ${SOURCE}`),
    rejected('all that is in it', final('COPY --from=build /src/* /srv/'), `/src of stage build ${SOURCE}`),
    rejected('without the first slash', final('COPY --from=build src /srv'), `/src of stage build ${SOURCE}`),
    rejected('by number', final('COPY --from=0 /src /srv'), `/src of stage 0 ${SOURCE}`),
    rejected('among other files', final('COPY --from=build /etc/x /src /srv/'), `/src of stage build ${SOURCE}`),
    rejected('copied to by path', final('COPY --from=build /app /srv', into('/app/')), `/app of stage build ${SOURCE}`),
    rejected(
      'source by name',
      final('COPY --from=build /src /srv', into('./', 'COPY go.mod main.go ')),
      `/src of stage build ${SOURCE}`,
    ),
    rejected(
      'a folder above',
      final('COPY --from=build /go /srv', into('/go/src/app')),
      `/go of stage build ${MODULES}`,
    ),
    rejected('GOPATH', final('COPY --from=build /go /go'), `/go of stage build ${MODULES}`),
    rejected(
      'the module cache',
      final('COPY --from=build /go/pkg/mod /go/pkg/mod'),
      `/go/pkg/mod of stage build ${MODULES}`,
    ),
    rejected('/ of golang', final('COPY --from=build / /'), GO),
    rejected('/ of golang in scratch that runs', `${BUILD}FROM scratch\nCOPY --from=build / /\nRUN x\nCMD ["x"]\n`, GO),
    rejected(
      '/ of an OS',
      'FROM debian:bookworm AS libs\nFROM gcr.io/distroless/base\nCOPY --from=libs / /\nUSER 1\nCMD ["/x"]\n',
      `/ of stage libs ${SYSTEM}`,
      3,
    ),
    rejected(
      '/ of buildpack-deps',
      'FROM buildpack-deps:bookworm AS libs\nFROM alpine:3.22\nCOPY --from=libs / /\nUSER 1\nCMD ["/x"]\n',
      `/ of stage libs ${SYSTEM}`,
      3,
    ),
    rejected(
      'through a stage below',
      final('COPY --from=x /src /srv', `${BUILD}FROM build AS x\n`),
      `/src of stage x ${SOURCE}`,
      7,
    ),
  ],
  accept: [
    { name: 'the squash idiom', text: 'FROM alpine:3.22 AS x\nRUN y\nFROM scratch\nCOPY --from=x / /\nCMD ["/y"]\n' },
    {
      name: 'the squash idiom with more',
      text: `${BUILD}FROM scratch\nCOPY --from=build / /\nCOPY a /a\nCMD ["/y"]\n`,
    },
    { name: 'scratch source', text: 'FROM scratch AS x\nCOPY a /\nFROM alpine:3.22\nCOPY --from=x / /\nCMD ["/a"]\n' },
    { name: 'external source', text: 'FROM alpine:3.22\nCOPY --from=busybox:1.37 / /\nCMD ["/a"]\n' },
    { name: 'a source that is not known', text: 'FROM mine AS x\nFROM alpine:3.22\nCOPY --from=x / /\nCMD ["/a"]\n' },
    { name: 'a file', text: final('COPY --from=build /src/web /srv/') },
    { name: 'a folder in it', text: final('COPY --from=build /src/templates /srv/templates') },
    { name: 'a folder of results', text: final('COPY --from=build /out /srv', BUILD.replace('-o web', '-o /out/')) },
    { name: 'the programs of GOPATH', text: final('COPY --from=build /go/bin /usr/bin') },
    { name: 'a work directory that only results are in', text: final('COPY --from=build /src /srv', into('/in')) },
    {
      name: 'a work directory that is only mounted',
      text: final('COPY --from=build /src /srv', BUILD.replace('COPY . .\nRUN', 'RUN --mount=target=/in')),
    },
    { name: 'cleaned', text: final('COPY --from=build /src /srv', `${BUILD}RUN rm -rf *.go\n`) },
    { name: 'some of it left out', text: final('COPY --from=build --exclude=*.go /src /srv') },
    {
      name: 'other languages',
      text: 'FROM node:22 AS x\nWORKDIR /app\nCOPY . .\nFROM node:22-slim\nCOPY --from=x /app /app\nCMD ["node", "."]\n',
    },
    { name: 'an unknown path', text: final('ARG D\nCOPY --from=build $D /srv') },
    {
      name: 'between build stages',
      text: `${BUILD}FROM alpine:3.22 AS p\nCOPY --from=build /src /s\nFROM scratch\nCOPY --from=p /s/web /web\nCMD ["/web"]\n`,
    },
    { name: 'no service', text: final('COPY --from=build /src /srv'), file: 'Dockerfile.test' },
  ],
});

import { BUILD, file, PINNED, planned } from '../arch-ignored-file.ts';
import { checkRule } from '../check-rule.ts';

const RULE = 'arch-ignored';
const WRITE = 'write GOARCH=$TARGETARCH before go build, and ARG TARGETARCH above';
const NATIVE = `this makes a program for the machine that builds, whatever platform the image is for: ${WRITE}`;
const AMD64 = `this makes a program for amd64, and the image for linux/arm64 gets it too: ${WRITE}`;
const LOST = NATIVE.replace(': write', ', as GOARCH is assigned and not exported: write');
const TARGET = 'ARG TARGETOS TARGETARCH';
const ASSIGNED = 'GOOS=$TARGETOS GOARCH=$TARGETARCH';
function rejected(
  name: string,
  text: string,
  line: number,
  column: number,
  message = NATIVE,
  severity: 'error' | 'warning' | 'note' = 'error',
) {
  return { name, text, line, column, message, severity };
}

checkRule(RULE, {
  reject: [
    rejected('a pinned stage without GOARCH', file(BUILD), 2, 5),
    rejected('only the system is told', file('ARG TARGETOS TARGETARCH\nRUN GOOS=$TARGETOS go build -o /web .'), 3, 20),
    rejected(
      'go install',
      file('ENV GOBIN=/\nRUN go install example.com/web@latest'),
      3,
      5,
      NATIVE.replace('go build', 'go install'),
    ),
    rejected('in a stage on a pinned one', file(BUILD, `${PINNED.replace('build', 'base')}\nFROM base AS build`), 3, 5),
    rejected(
      'by way of another stage',
      file(
        BUILD,
        PINNED,
        'FROM alpine AS pack\nCOPY --from=build /web /web\nFROM scratch\nCOPY --from=pack /web /web\nENTRYPOINT ["/web"]',
      ),
      2,
      5,
    ),
    rejected(
      'two builds are one cause',
      file(
        `${BUILD}\nRUN go build -o /web2 ./two`,
        PINNED,
        'FROM scratch\nCOPY --from=build /web /web2 /\nENTRYPOINT ["/web"]',
      ),
      2,
      5,
    ),
    rejected(
      'pinned to a literal platform',
      file(BUILD, 'FROM --platform=linux/amd64 golang:1.26 AS build'),
      2,
      5,
      `this makes a program for linux/amd64, where the stage is pinned, and the image for linux/arm64 gets it too: ${WRITE}`,
    ),
    // dash and bash, asked: what is assigned alone is not in the environment of the next command.
    rejected(
      'GOARCH assigned and not exported',
      file(`${TARGET}\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH; CGO_ENABLED=0 go build -o /web .`),
      3,
      54,
      LOST,
    ),
    rejected(
      'GOARCH assigned and not exported, by &&',
      file(`${TARGET}\nRUN GOARCH="${'${TARGETARCH}'}" && go build -o /web .`),
      3,
      31,
      LOST,
    ),
    rejected(
      'GOARCH assigned in a branch',
      file(`${TARGET}\nRUN if true; then GOARCH=$TARGETARCH; fi; go build -o /web .`),
      3,
      43,
      LOST,
    ),
    rejected('a literal GOARCH, pinned', file('RUN GOARCH=amd64 go build -o /web .'), 2, 18, AMD64),
    rejected('a literal GOARCH by ENV', file(`ENV GOOS=linux GOARCH=amd64\n${BUILD}`), 3, 5, AMD64),
    rejected('a literal GOARCH by export', file('RUN export GOARCH=amd64 && go build -o /web .'), 2, 28, AMD64),
    rejected(
      'a literal GOARCH, not pinned, nothing planned',
      file('RUN GOARCH=amd64 go build -o /web .', 'FROM golang:1.26 AS build'),
      2,
      18,
      AMD64,
      'warning',
    ),
    {
      ...rejected(
        'a literal GOARCH, not pinned, planned',
        file('RUN GOARCH=amd64 go build -o /web .', 'FROM golang:1.26 AS build'),
        2,
        18,
        AMD64,
      ),
      platforms: planned('linux/arm64'),
    },
    rejected('a default GOARCH', file(`ARG GOARCH=amd64\n${BUILD}`), 3, 5, AMD64, 'note'),
    {
      ...rejected(
        'GOARM not set for arm/v6',
        file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .'),
        3,
        24,
        'this makes a program for ARMv7, as GOARM is not set for it, and the image for linux/arm/v6 gets it too: write GOARM=${TARGETVARIANT#v} before go build, and ARG TARGETVARIANT above',
      ),
      platforms: planned('linux/amd64', 'linux/arm/v6', 'linux/arm/v7'),
    },
    {
      ...rejected(
        'GOARM set but not exported',
        file('ARG TARGETARCH TARGETVARIANT\nRUN GOARM=${TARGETVARIANT#v}; GOARCH=$TARGETARCH go build -o /web .'),
        3,
        50,
        'this makes a program for ARMv7, as GOARM is not set for it, and the image for linux/arm/v5 gets it too: write GOARM=${TARGETVARIANT#v} before go build, and ARG TARGETVARIANT above',
      ),
      platforms: planned('linux/arm/v5', 'linux/arm/v7'),
    },
    {
      ...rejected(
        'a literal GOARM',
        file('ARG TARGETARCH\nRUN GOARM=7 GOARCH=$TARGETARCH go build -o /web .'),
        3,
        32,
        'this makes a program for ARMv7, as GOARM is 7, and the image for linux/arm/v6 gets it too: write GOARM=${TARGETVARIANT#v} before go build, and ARG TARGETVARIANT above',
      ),
      platforms: planned('linux/arm/v6'),
    },
  ],
  accept: [
    ...[
      `RUN export ${ASSIGNED}; go build -o /web .`,
      `RUN ${ASSIGNED}; export GOOS GOARCH; go build -o /web .`,
      `RUN set -a; ${ASSIGNED}; go build -o /web .`,
      `RUN set -o allexport && ${ASSIGNED} && go build -o /web .`,
      `RUN ${ASSIGNED}; . ./env.sh; go build -o /web .`,
      `RUN ${ASSIGNED}; GOARCH=$GOARCH go build -o /web .`,
      `RUN ${ASSIGNED}; go env -w GOARCH=$GOARCH; go build -o /web .`,
      `RUN ${ASSIGNED} go generate ./... && go build -o /web .`,
      `ARG GOOS GOARCH\nRUN ${ASSIGNED}; go build -o /web .`,
      `ENV GOOS=linux GOARCH=amd64\nRUN ${ASSIGNED}; go build -o /web .`,
    ].map((lines) => ({ name: `assigned, and seen: ${lines}`, text: file(`${TARGET}\n${lines}`) })),
    { name: 'GOARCH from TARGETARCH', text: file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .') },
    { name: 'GOARCH from TARGETARCH by ENV', text: file(`ARG TARGETARCH\nENV GOARCH=$TARGETARCH\n${BUILD}`) },
    {
      name: 'GOARCH from TARGETPLATFORM',
      text: file('ARG TARGETPLATFORM\nRUN GOARCH=${TARGETPLATFORM#linux/} go build -o /web .'),
    },
    { name: 'GOARCH by go env -w', text: file(`ARG TARGETARCH\nRUN go env -w GOARCH=$TARGETARCH\n${BUILD}`) },
    { name: 'not pinned', text: file(BUILD, 'FROM golang:1.26 AS build') },
    {
      name: 'pinned as the final stage is',
      text: file(
        BUILD,
        'FROM --platform=linux/amd64 golang:1.26 AS build',
        'FROM --platform=linux/amd64 scratch\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]',
      ),
    },
    { name: 'any TARGET* into make', text: file('ARG TARGETARCH\nRUN make ARCH=$TARGETARCH build') },
    {
      name: 'any TARGET* into a script that may set it for go',
      text: file(`ARG TARGETARCH\nRUN ./setup.sh\n${BUILD}`),
    },
    { name: 'any TARGET* into go run', text: file(`ARG TARGETARCH\nRUN go run ./hack/build.go -arch $TARGETARCH`) },
    {
      name: 'any TARGET* into something else of the stage',
      text: file(`ARG TARGETARCH\nRUN echo "GOARCH=$TARGETARCH" >> "$HOME/.config/go/env"\n${BUILD}`),
    },
    { name: 'make alone', text: file('RUN make build') },
    { name: 'only run at build time: not copied', text: file('RUN go build -o /gen ./gen && /gen\nRUN make') },
    { name: 'only run at build time: run and copied', text: file('RUN go build -o /web . && /web --version') },
    { name: 'single-arch by file', text: file('RUN GOARCH=arm64 go build -o /web .'), file: 'Dockerfile.arm64' },
    {
      name: 'single-arch by folder',
      text: file('RUN GOARCH=arm64 go build -o /web .'),
      file: 'build/arm64/Dockerfile',
    },
    {
      name: 'single-arch by tag',
      text: file(
        'RUN GOARCH=arm64 go build -o /web .',
        PINNED,
        'FROM example.com/base:1-arm64\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]',
      ),
    },
    {
      name: 'single-arch by image',
      text: file(
        'RUN GOARCH=arm64 go build -o /web .',
        PINNED,
        'FROM arm64v8/alpine\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]',
      ),
    },
    {
      name: 'single-arch by FROM --platform',
      text: file(
        'RUN GOARCH=arm64 go build -o /web .',
        PINNED,
        'FROM --platform=linux/arm64 alpine\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]',
      ),
    },
    {
      name: 'single-arch by plan',
      text: file('RUN GOARCH=arm64 go build -o /web .'),
      platforms: planned('linux/arm64'),
    },
    {
      name: 'single-arch by plan, on a builder that is not known',
      text: file(BUILD),
      platforms: planned('linux/arm64'),
    },
    { name: 'an argument of the user', text: file(`ARG GOARCH\n${BUILD}`) },
    { name: 'an argument of the user by ENV', text: file(`ARG ARCH\nENV GOARCH=$ARCH\n${BUILD}`) },
    {
      name: 'a script that chooses',
      text: file('RUN case "$(uname -m)" in aarch64) export GOARCH=arm64;; esac; go build -o /web .'),
    },
    {
      name: 'a stage for each architecture',
      text: file(
        'RUN GOARCH=amd64 go build -o /web .',
        'FROM --platform=$BUILDPLATFORM golang:1.26 AS build-amd64',
        'FROM scratch\nCOPY --from=build-amd64 /web /web\nENTRYPOINT ["/web"]',
      ),
    },
    {
      name: 'an output for each architecture',
      text: file(
        'RUN GOARCH=amd64 go build -o /out/web-amd64 .\nRUN GOARCH=arm64 go build -o /out/web-arm64 .',
        PINNED,
        'FROM scratch\nCOPY --from=build /out/ /\n',
      ),
    },
    {
      name: 'several architectures in one image',
      text: file(
        'RUN GOARCH=amd64 go build -o /out/a .\nRUN GOARCH=arm64 go build -o /out/b .',
        PINNED,
        'FROM scratch\nCOPY --from=build /out/ /\n',
      ),
    },
    { name: 'for another system', text: file('RUN GOOS=windows GOARCH=amd64 go build -o /web .') },
    { name: 'xx-go', text: file('ARG TARGETPLATFORM\nRUN xx-go build -o /web .') },
    { name: 'xx-go --wrap', text: file(`ARG TARGETPLATFORM\nRUN xx-go --wrap\n${BUILD}`) },
    {
      name: 'prebuilt binaries',
      text: 'FROM alpine\nARG TARGETARCH\nCOPY dist/web_linux_${TARGETARCH}/web /web\nENTRYPOINT ["/web"]\n',
    },
    { name: 'not declared is for arch-arg-undeclared', text: file('RUN GOARCH=$TARGETARCH go build -o /web .') },
    {
      name: 'a default is for arch-arg-default',
      text: file('ARG TARGETARCH=amd64\nRUN GOARCH=$TARGETARCH go build -o /web .'),
    },
    {
      name: 'GOARM from TARGETVARIANT',
      text: file('ARG TARGETARCH TARGETVARIANT\nRUN GOARM=${TARGETVARIANT#v} GOARCH=$TARGETARCH go build -o /web .'),
      platforms: planned('linux/amd64', 'linux/arm/v6'),
    },
    {
      name: 'GOARM from TARGETVARIANT, exported',
      text: file(
        'ARG TARGETARCH TARGETVARIANT\nRUN export GOARM=${TARGETVARIANT#v} && GOARCH=$TARGETARCH go build -o /web .',
      ),
      platforms: planned('linux/arm/v5'),
    },
    {
      name: 'GOARM lower than needed',
      text: file('ARG TARGETARCH\nRUN GOARM=5 GOARCH=$TARGETARCH go build -o /web .'),
      platforms: planned('linux/arm/v6'),
    },
    {
      name: 'arm/v7 is what Go takes',
      text: file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .'),
      platforms: planned('linux/arm/v7', 'linux/arm64'),
    },
  ],
});

import { checkRule } from '../check-rule.ts';

const NO_TAG = 'has no tag, so latest is taken: name a version or a digest';
const LATEST = 'is another image every so often: name a version or a digest';
const DIGEST = `sha256:${'0'.repeat(64)}`;

function rejected(name: string, text: string, message: string, line = 1, column = 6) {
  return { name, text, line, column, message, severity: 'note' as const };
}

checkRule('base-unpinned', {
  reject: [
    rejected('no tag', 'FROM golang\n', `golang ${NO_TAG}`),
    rejected(
      'the name of a stage that comes later',
      'FROM build\nCOPY a .\nFROM golang:1.26 AS build\nFROM scratch\n',
      `build ${NO_TAG.replace(':', ' (the stage of that name comes later and is not meant):')}`,
    ),
    rejected('its own name', 'FROM golang AS golang\n', `golang ${NO_TAG}`),
    rejected('latest', 'FROM alpine:latest AS x\n', `alpine:latest ${LATEST}`),
    rejected('after a flag', 'FROM --platform=$BUILDPLATFORM golang\n', `golang ${NO_TAG}`, 1, 32),
    rejected('a registry with a port', 'FROM localhost:5000/team/base\n', `localhost:5000/team/base ${NO_TAG}`),
    rejected('an argument with a default', 'ARG BASE=alpine\nFROM $BASE\n', `alpine ${NO_TAG}`, 2),
    rejected('the default of a variable', 'FROM alpine:${V:-latest}\n', `alpine:latest ${LATEST}`),
    rejected(
      'named, and built on in a stage that is no target',
      'FROM golang AS x\nFROM x AS y\nCOPY a .\nFROM scratch\n',
      `golang ${NO_TAG}`,
    ),
    rejected(
      'named, and copied from in a stage that is no target',
      'FROM golang AS x\nFROM scratch AS y\nCOPY --from=X a .\nFROM scratch\n',
      `golang ${NO_TAG}`,
    ),
    rejected(
      'named, and mounted by its number',
      'FROM golang\nFROM scratch AS y\nRUN --mount=from=0,target=/a b\nFROM scratch\n',
      `golang ${NO_TAG}`,
    ),
    rejected('a placeholder that is no default', 'FROM placeholder\n', `placeholder ${NO_TAG}`),
    rejected(
      'distroless without a release',
      'FROM gcr.io/distroless/static\n',
      'gcr.io/distroless/static has no tag, so latest is taken: name the release, as in static-debian12, or a digest',
    ),
  ],
  accept: [
    { name: 'a version', text: 'FROM golang:1.26\n' },
    { name: 'a stage', text: 'FROM golang:1.26 AS build\nFROM build\n' },
    { name: 'a stage in other letters', text: 'FROM golang:1.26 AS Build\nFROM "build"\n' },
    { name: 'a stage in quotes from an argument', text: 'ARG S=build\nFROM golang:1.26 AS build\nFROM "$S"\n' },
    { name: 'scratch', text: 'FROM scratch\n' },
    { name: 'ARG without default', text: 'ARG BASE\nFROM $BASE\n' },
    { name: 'ARG without default in the tag', text: 'ARG V\nFROM golang:${V}\n' },
    { name: 'ARG without default, unknown tag beside a known one', text: 'ARG R\nFROM $R/golang\n' },
    { name: 'a digest', text: `FROM golang@${DIGEST}\n` },
    { name: 'latest and a digest', text: `FROM golang:latest@${DIGEST}\n` },
    { name: 'a port, a tag and a digest', text: `FROM localhost:5000/a:1@${DIGEST}\n` },
    { name: 'a nonroot tag', text: 'FROM gcr.io/distroless/static:nonroot\n' },
    { name: 'the release in the name', text: 'FROM gcr.io/distroless/static-debian12\n' },
    {
      name: 'a stage of a single FROM that stands for a named context',
      text: 'FROM team/server AS server\nFROM alpine:3.22\nCOPY a /a\n',
    },
    { name: 'a default that holds the place of an image', text: 'ARG BASE=placeholder\nFROM $BASE\nCOPY a /a\n' },
    { name: 'a default that holds the place, as a default of the variable', text: 'FROM ${BASE:-set-me}\n' },
    { name: 'a placeholder', text: 'FROM {{ .Image }}\n' },
  ],
});

import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const EMPTY = '$TARGETARCH is empty here, as the stage has no ARG for it: write ARG TARGETARCH above';

function stage(rest: string): string {
  return `FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n${rest}\n`;
}

function rejected(name: string, rest: string, column: number, message = EMPTY, line = 2) {
  return { name, text: stage(rest), line, column, message };
}

checkRule('arch-arg-undeclared', {
  reject: [
    rejected('in RUN', 'RUN GOARCH=$TARGETARCH go build', 12),
    rejected('in braces and quotes', 'RUN GOARCH="${TARGETARCH}" go build', 13),
    rejected('in a continued line', 'RUN a && \\\n  GOARCH=$TARGETARCH go build', 10, EMPTY, 3),
    rejected('in a here-document', 'RUN <<EOF\nGOARCH=$TARGETARCH go build\nEOF', 8, EMPTY, 3),
    rejected('in a here-document of a command', 'RUN cat <<EOF > x\n$TARGETARCH\nEOF', 1, EMPTY, 3),
    rejected('in ENV', 'ENV GOARCH=$TARGETARCH', 12),
    rejected('in an ENV of its own name', 'ENV TARGETARCH=$TARGETARCH', 16),
    rejected('in a file written by COPY', 'COPY <<EOF /etc/arch\n$TARGETARCH\nEOF', 1, EMPTY, 3),
    rejected('in COPY', 'COPY dist/${TARGETARCH}/web /web', 11),
    rejected('in WORKDIR', 'WORKDIR /src/$TARGETARCH', 14),
    rejected('in a shell of the exec form', 'RUN ["sh", "-c", "echo $TARGETARCH"]', 5),
    rejected('declared too late', 'RUN echo $TARGETARCH\nARG TARGETARCH', 10),
    {
      name: 'declared globally only',
      text: 'ARG TARGETARCH\nFROM a\nRUN echo $TARGETARCH\n',
      line: 3,
      column: 10,
      message: EMPTY,
    },
    {
      name: 'declared in another stage',
      text: 'FROM a AS x\nARG TARGETARCH\nFROM a\nRUN echo $TARGETARCH\n',
      line: 4,
      column: 10,
      message: EMPTY,
    },
    rejected(
      'two names are one cause',
      'RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build\nRUN echo $TARGETOS',
      10,
      '$TARGETOS and $TARGETARCH are empty here, as the stage has no ARG for them: write ARG TARGETOS TARGETARCH above',
    ),
    rejected(
      'xx without a platform',
      'RUN xx-apk add gcc',
      5,
      'xx-apk does not see the target platform in this stage: write ARG TARGETPLATFORM above',
    ),
    {
      name: 'xx-go without a platform',
      text: 'FROM golang AS b\nRUN xx-go build -ldflags=-s -o /web .\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n',
      line: 2,
      column: 5,
      message: 'xx-go does not see the target platform in this stage: write ARG TARGETPLATFORM above',
    },
    {
      ...rejected(
        'a value of its own',
        'RUN GOARCH=${TARGETARCH:-amd64} go build',
        12,
        '$TARGETARCH has no ARG in this stage, so the default always counts: write ARG TARGETARCH above',
      ),
      severity: 'note',
    },
  ],
  accept: [
    { name: 'declared', text: stage('ARG TARGETARCH\nRUN echo $TARGETARCH') },
    {
      name: 'declared among others, in lower case',
      text: stage('arg TARGETOS TARGETARCH X=1\nRUN echo $TARGETOS $TARGETARCH'),
    },
    { name: 'declared with a default', text: stage('ARG TARGETARCH=amd64\nRUN echo $TARGETARCH') },
    {
      name: 'declared in a stage below',
      text: 'FROM a AS x\nARG TARGETARCH\nFROM x AS y\nFROM y\nRUN echo $TARGETARCH\n',
    },
    { name: 'an ENV of the name', text: stage('ENV TARGETARCH=amd64\nRUN echo $TARGETARCH') },
    { name: 'a default of its own is for arch-arg-default', text: stage('ARG TARGETARCH=${TARGETARCH:-amd64}') },
    { name: 'in FROM', text: 'FROM --platform=$BUILDPLATFORM a-$TARGETARCH\n' },
    { name: 'in the global scope', text: 'ARG IMAGE=a-$TARGETARCH\nFROM a\n' },
    { name: 'assigned in the same RUN', text: stage('RUN TARGETARCH=$(uname -m); echo $TARGETARCH') },
    { name: 'exported in the same RUN', text: stage('RUN export TARGETARCH=amd64 && echo $TARGETARCH') },
    {
      name: 'looped over in the same RUN',
      text: stage('RUN for TARGETARCH in amd64 arm64; do echo $TARGETARCH; done'),
    },
    { name: 'read in the same RUN', text: stage('RUN read TARGETARCH < x; echo $TARGETARCH') },
    { name: 'a script that is sourced may set it', text: stage('RUN . ./env && echo $TARGETARCH') },
    { name: 'single quotes', text: stage("RUN echo '$TARGETARCH'") },
    { name: 'an escaped dollar', text: stage('RUN echo \\$TARGETARCH "\\$TARGETARCH"') },
    {
      name: 'a quoted here-document',
      text: stage("RUN <<'EOF'\necho $TARGETARCH\nEOF\nRUN cat <<'EOF' > x\n$TARGETARCH\nEOF"),
    },
    { name: 'a comment within RUN', text: stage('RUN a \\\n# $TARGETARCH\n  b') },
    { name: 'another name', text: stage('RUN echo $TARGETARCHIVE $TARGET_ARCH') },
    { name: 'at run time', text: stage('CMD echo $TARGETARCH') },
    { name: 'no shell that is known', text: stage('SHELL ["cmd", "/S", "/C"]\nRUN echo $TARGETARCH') },
    { name: 'xx with its platform', text: stage('ARG TARGETPLATFORM\nRUN xx-apk add gcc && xx-go build') },
    { name: 'xx with its architecture', text: stage('ARG TARGETARCH\nRUN xx-apk add gcc') },
    { name: 'xx that is told in the RUN', text: stage('RUN export TARGETPLATFORM=linux/arm64 && xx-apk add gcc') },
    { name: 'xx with its platform inherited', text: 'FROM a AS x\nARG TARGETPLATFORM\nFROM x\nRUN xx-apk add gcc\n' },
    { name: 'xx-go test runs here', text: stage('RUN xx-go test ./...') },
    { name: 'xx in a stage that is not built', text: 'FROM a AS x\nRUN xx-apk add gcc\nFROM b\n' },
  ],
});

test.each<[string, string, string]>([
  [
    'right above the first use',
    'FROM a\nRUN b\nRUN echo $TARGETARCH\n',
    'FROM a\nRUN b\nARG TARGETARCH\nRUN echo $TARGETARCH\n',
  ],
  [
    'above its comments',
    'FROM a\n\n# why\nRUN echo $TARGETARCH\n',
    'FROM a\n\nARG TARGETARCH\n# why\nRUN echo $TARGETARCH\n',
  ],
  [
    'with the line ends of the file',
    'FROM a\r\nRUN echo $TARGETARCH\r\n',
    'FROM a\r\nARG TARGETARCH\r\nRUN echo $TARGETARCH\r\n',
  ],
  [
    'not into the instruction above',
    'FROM a\nRUN x \\\n  y\nRUN \\\n  echo $TARGETARCH\n',
    'FROM a\nRUN x \\\n  y\nARG TARGETARCH\nRUN \\\n  echo $TARGETARCH\n',
  ],
  [
    'above the first use of each name',
    'FROM a\nRUN echo $TARGETOS\nRUN b\nRUN echo $TARGETARCH\n',
    'FROM a\nARG TARGETOS\nRUN echo $TARGETOS\nRUN b\nARG TARGETARCH\nRUN echo $TARGETARCH\n',
  ],
])('the fix goes %s, and silences the rule', (name, text, expected) => {
  expect(fixed('arch-arg-undeclared', { name, text }, 'safe')).toBe(expected);
});

import { expect, test } from 'vitest';
import { BUILD, file, PINNED, planned } from './arch-ignored-file.ts';
import { findingsOf } from './check-rule.ts';
import { fixed } from './fixed.ts';

const RULE = 'arch-ignored';
test.each<[string, string, string]>([
  ['the prefix and its ARG', file(BUILD), file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .')],
  [
    'instead of a literal',
    file('RUN a && CGO_ENABLED=0 GOARCH="amd64" go build -o /web .'),
    file('ARG TARGETARCH\nRUN a && CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .'),
  ],
  [
    'above an ENV',
    file(`ENV GOARCH=amd64\n${BUILD}`),
    file('ENV GOARCH=amd64\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .'),
  ],
  [
    'after env',
    file('RUN env CGO_ENABLED=0 GOARCH=amd64 go build -o /web .'),
    file('ARG TARGETARCH\nRUN env CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .'),
  ],
  [
    'every build of the stage',
    file(
      `RUN go build -o /web . \\\n && go build -o /web2 ./two`,
      PINNED,
      'FROM scratch\nCOPY --from=build /web /web2 /\nENTRYPOINT ["/web"]',
    ),
    file(
      `ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web . \\\n && GOARCH=$TARGETARCH go build -o /web2 ./two`,
      PINNED,
      'FROM scratch\nCOPY --from=build /web /web2 /\nENTRYPOINT ["/web"]',
    ),
  ],
])('fix: %s', (name, text, expected) => {
  expect(fixed(RULE, { name, text })).toBe(expected);
});

test('fix: GOARM with it where arm is planned', () => {
  expect(fixed(RULE, { name: '', text: file(BUILD), platforms: planned('linux/amd64', 'linux/arm/v6') })).toBe(
    file('ARG TARGETARCH TARGETVARIANT\nRUN GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -o /web .'),
  );
});

test('no fix where the command cannot be seen as it is run', () => {
  const text = file('RUN ["go", "build", "-o", "/web", "."]');
  expect(findingsOf(RULE, { name: '', text })).toHaveLength(1);
  expect(findingsOf(RULE, { name: '', text })[0]?.fix).toBeUndefined();
});

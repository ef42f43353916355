import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { createRuleContext } from '../../src/lint/context.ts';

/** The lines of the builds whose binaries are certainly copied. */
function shippedLines(text: string): readonly number[] {
  const context = createRuleContext({ dockerfile: parseDockerfile(`${text}\n`, 'Dockerfile') });
  return context.shippedBuilds().map(({ range }) => range.line);
}

const BUILDER = 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n';

test.each<[string, string, readonly number[]]>([
  ['a file', 'RUN go build -o /web .\nFROM scratch\nCOPY --from=build /web /app', [4]],
  ['a file into a folder', 'RUN go build -o /web .\nFROM scratch\nCOPY --from=build /web /bin/', [4]],
  ['below the working folder', 'RUN go build -o web .\nFROM scratch\nCOPY --from=build /src/web /', [4]],
  [
    'a folder',
    'RUN go build -o /out/web ./web && go build -o /out/two ./two\nFROM scratch\nCOPY --from=build /out/ /',
    [4, 4],
  ],
  ['one of two', 'RUN go build -o /gen ./gen\nRUN go build -o /web .\nFROM scratch\nCOPY --from=build /web /', [5]],
  ['go install', 'RUN go install example.com/web@v1\nFROM scratch\nCOPY --from=build /go/bin/web /', [4]],
  [
    'by way of another stage',
    'RUN go build -o /web .\nFROM alpine AS pack\nCOPY --from=build /web /x/web\nFROM scratch\nCOPY --from=pack /x/web /',
    [4],
  ],
  ['moved', 'RUN go build -o /tmp/web . && mv /tmp/web /web\nFROM scratch\nCOPY --from=build /web /', [4]],
  [
    'the last of two that write it',
    'RUN go build -o /web ./a\nRUN go build -o /web ./b\nFROM scratch\nCOPY --from=build /web /',
    [5],
  ],
  ['made again by make', 'RUN go build -o /web .\nRUN make /web\nFROM scratch\nCOPY --from=build /web /', []],
  ['not copied', 'RUN go build -o /web .\nFROM scratch\nCOPY --from=build /other /', []],
  ['a place that cannot be known', 'RUN go build -o "$(mktemp)" .\nFROM scratch\nCOPY --from=build /web /', []],
  ['in the image itself', 'RUN go build -o /web .\nENTRYPOINT ["/web"]', []],
])('%s', (_, rest, expected) => {
  expect(shippedLines(BUILDER + rest)).toEqual(expected);
});

import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { createRuleContext } from '../../src/lint/context.ts';
import type { Provenance } from '../../src/lint/provenance.ts';
import type { RuleContext } from '../../src/lint/rule.ts';
import { contextOf, type Files } from '../support/context.ts';

const FILES: Files = { 'run.sh': '#!/bin/sh\n', 'web/index.html': 'x', 'go.mod': 'module x\n' };

function judged(text: string): RuleContext {
  return createRuleContext({ dockerfile: parseDockerfile(`${text}\n`, 'Dockerfile'), files: contextOf(FILES) });
}

function shown(found: Provenance | undefined): string {
  if (found === undefined) return 'nothing';
  const copies = found.copies.map((copy) => copy.instruction.range.line).join(',');
  const what =
    found.kind === 'go-build'
      ? `go:${found.build.range.line}`
      : found.kind === 'context' || found.kind === 'elsewhere'
        ? `${found.kind}:${found.path}`
        : found.kind === 'run'
          ? `run:${found.instruction.range.line}`
          : found.kind;
  return copies === '' ? what : `${what} by ${copies}`;
}

/** Where /web of the last stage comes from. */
function ofWeb(text: string): string {
  const context = judged(text);
  return shown(context.target === undefined ? undefined : context.provenanceOf(context.target, '/web'));
}

const BUILD = 'FROM golang:1.26 AS b\nWORKDIR /src\nRUN go build -o /out/web .';

test.each([
  ['built and copied', `${BUILD}\nFROM scratch\nCOPY --from=b /out/web /web`, 'go:3 by 5'],
  ['into a folder', `${BUILD}\nFROM scratch\nCOPY --from=b /out/web /`, 'go:3 by 5'],
  ['with its folder', `${BUILD}\nFROM scratch\nCOPY --from=b /out/ /`, 'go:3 by 5'],
  ['by a wildcard', `${BUILD}\nFROM scratch\nCOPY --from=b /out/* /`, 'go:3 by 5'],
  [
    'through a stage between',
    `${BUILD}\nFROM alpine AS m\nCOPY --from=b /out/web /m/w\nFROM scratch\nCOPY --from=m /m/w /web`,
    'go:3 by 7,5',
  ],
  [
    'moved',
    'FROM golang AS b\nRUN go install x.org/cmd/w && mv /go/bin/w /o\nFROM scratch\nCOPY --from=b /o /web',
    'go:2 by 4',
  ],
  [
    'moved later',
    'FROM golang AS b\nRUN go install x.org/cmd/w\nRUN cp /go/bin/w /o/\nFROM scratch\nCOPY --from=b /o/w /web',
    'go:2 by 5',
  ],
  [
    'moved from where is not known',
    'FROM golang AS b\nRUN mv */w /o\nFROM scratch\nCOPY --from=b /o /web',
    'unknown by 4',
  ],
  ['in the shipped stage', 'FROM golang\nRUN go build -o /web .', 'go:2'],
  [
    'into its folder',
    'FROM golang AS b\nWORKDIR /src\nRUN go build .\nFROM scratch\nCOPY --from=b /src/app /web',
    'go:3 by 5',
  ],
  ['the last one wins', `${BUILD}\nFROM scratch\nCOPY run.sh /web\nCOPY --from=b /out/web /web`, 'go:3 by 6'],
  ['of the context', 'FROM scratch\nCOPY run.sh /web', 'context:run.sh by 2'],
  ['a folder of the context', 'FROM scratch\nCOPY web /web', 'context:web by 2'],
  ['not in the context', 'FROM scratch\nCOPY none /', 'missing'],
  ['of an image', 'FROM scratch\nCOPY --from=example.org/x /bin/w /web', 'elsewhere:/bin/w by 2'],
  ['by make', 'FROM golang AS b\nRUN make\nFROM scratch\nCOPY --from=b /o/w /web', 'unknown by 4'],
  ['by another compiler', 'FROM golang AS b\nRUN gcc -o /o/w x.c\nFROM scratch\nCOPY --from=b /o/w /web', 'run:2 by 4'],
  [
    'changed only',
    `${BUILD}\nRUN strip /out/web && chmod +x /out/web\nFROM scratch\nCOPY --from=b /out/web /web`,
    'go:3 by 6',
  ],
  ['nothing', 'FROM scratch\nCOPY run.sh /x', 'missing'],
  ['an image that is not known', 'FROM example.org/a', 'unknown'],
  ['an argument', 'FROM scratch\nARG F\nCOPY $F /web', 'unknown'],
  ['a stage that has it below', 'FROM scratch AS a\nCOPY run.sh /web\nFROM a\nCOPY web /x', 'context:run.sh by 2'],
])('%s', (_, text, expected) => {
  expect(ofWeb(text)).toBe(expected);
});

test.each([
  [
    'by its path',
    `${BUILD}\nFROM scratch\nCOPY --from=b /out/web /web\nENTRYPOINT ["/web", "serve"]`,
    ['/web go:3 by 5'],
  ],
  [
    'on PATH',
    `${BUILD}\nFROM alpine\nCOPY --from=b /out/web /usr/local/bin/\nCMD ["web"]`,
    ['/usr/local/bin/web go:3 by 5'],
  ],
  [
    'below the working folder',
    `${BUILD}\nFROM alpine\nWORKDIR /app\nCOPY --from=b /out/web .\nCMD ./web`,
    ['/app/web go:3 by 6'],
  ],
  ['behind tini', 'FROM alpine\nCOPY run.sh /\nENTRYPOINT ["tini", "--", "/run.sh"]', ['/run.sh context:run.sh by 2']],
  ['a tool of the image', 'FROM alpine\nCMD ["sleep", "9"]', ['? base']],
  ['nothing', 'FROM scratch\nCMD ["web"]', ['? missing']],
])('what is started: %s', (_, text, expected) => {
  expect(
    judged(text)
      .started()
      .map(({ path, provenance }) => `${path ?? '?'} ${shown(provenance)}`),
  ).toEqual(expected);
});

test('circles and long chains come to an end', () => {
  const stages = Array.from({ length: 3000 }, (_, at) => `FROM scratch AS s${at}\nCOPY --from=s${at - 1} / /a/`);
  const from = performance.now();
  expect(ofWeb(`${stages.join('\n')}\nFROM scratch\nCOPY --from=s2999 /x /web`)).toMatch(/unknown|missing/);
  expect(ofWeb('FROM alpine AS a\nRUN mv /x /web && mv /web /x\nFROM a')).toMatch(/unknown|run/);
  expect(performance.now() - from).toBeLessThan(3000);
});

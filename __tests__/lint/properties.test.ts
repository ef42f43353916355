import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { lint } from '../../src/lint/lint.ts';

const line = fc.constantFrom(
  'FROM golang:1.26 AS build',
  'FROM build',
  'FROM scratch',
  'FROM --platform=$BUILDPLATFORM alpine AS x',
  'ARG TARGETARCH',
  'ARG LDFLAGS="-s -w"',
  'ENV GOFLAGS=-trimpath',
  'WORKDIR /src',
  'COPY . .',
  'COPY --from=build /out /',
  'COPY --from=0 $X /',
  'RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/web .',
  'RUN go install ./...',
  'RUN echo ${TARGETARCH:-x}',
  'RUN xx-go build -ldflags "$LDFLAGS"',
  'RUN <<EOF\ngo build $TARGETPLATFORM\nEOF',
  'RUN <<EOF',
  '# why',
  '',
  '\\',
  '  "',
  '# plimsoll ignore=go-strip-debug',
  'CMD go run .',
  'CMD ["/out/web"]',
  'ENTRYPOINT ["web"',
  'RUN a \\',
  'BROKEN x',
  '{{ y }}',
);
const file = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.map((text) => text.replaceAll('\n', end)).join(end) + end);

test('never throws, points into the file, and says the same twice', () => {
  fc.assert(
    fc.property(file, (text) => {
      const dockerfile = parseDockerfile(text, 'Dockerfile');
      const findings = lint({ dockerfile });
      expect(lint({ dockerfile })).toEqual(findings);
      for (const finding of findings) {
        expect(finding.line).toBeGreaterThanOrEqual(1);
        expect(finding.endLine).toBeLessThanOrEqual(text.split('\n').length);
        expect(finding.column).toBeGreaterThanOrEqual(1);
        expect(finding.message).not.toContain('undefined');
        expect(finding.message).not.toMatch(/\n|\uFFFF/);
      }
    }),
    { seed: 7, numRuns: 1500 },
  );
});

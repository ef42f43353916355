import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { cgoOf } from '../../src/lint/cgo-state.ts';
import { createRuleContext } from '../../src/lint/context.ts';
import { linkageOf } from '../../src/lint/go-linkage.ts';
import { hiddenBuildsOf } from '../../src/lint/hidden-builds.ts';
import { pinOf } from '../../src/lint/pinned.ts';
import { contextOf } from '../support/context.ts';

const line = fc.constantFrom(
  'FROM golang:1.26 AS a',
  'FROM a AS b',
  'FROM --platform=$BUILDPLATFORM golang:1.19-alpine AS b',
  'FROM scratch',
  'FROM gcr.io/distroless/base-debian12:debug-nonroot',
  'FROM $X',
  'ARG TARGETARCH GOFLAGS',
  "ENV GOFLAGS=\"-tags='a b' '-ldflags=-s\" PATH=$PATH:/x",
  'WORKDIR ../..',
  'WORKDIR $X',
  'COPY --from=a /out/* $X /',
  'COPY --from=b --parents ./a/../b/ /web',
  'COPY <<EOF /web\nx\nEOF',
  'ADD x.tar.gz https://x.example/y /',
  'RUN apk add -t .d $X curl && apk del .d',
  'RUN apt-get install -y --no-install-recommends "$(cat p)" gcc=1 || yum install -y',
  'RUN go env -w CGO_ENABLED= ; export GOARCH=${TARGETARCH#arm} && cd $X && go build -o $X/web ./... && mv web /',
  'RUN xx-go --wrap; go -C install . ; env -u GOFLAGS go build -ldflags',
  'RUN --mount=target=. --mount=from=a,target=/x make && cp -r /x/* /web',
  'RUN ["go", "build", "-o", "/web"]',
  'ENTRYPOINT ["web", ""]',
  'CMD exec env A=b ./web $X',
  'USER $X',
);

test('whatever a file holds, every question has an answer', () => {
  const platform = { os: 'linux', architecture: 'arm', variant: 'v6' };
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const dockerfile = parseDockerfile(lines.join('\n'), 'Dockerfile');
      const context = createRuleContext({ dockerfile, files: contextOf({ 'go.mod': 'module x\n', 'web/a': 1 }) });
      for (const stage of dockerfile.stages) {
        const state = context.imageState(stage);
        const answers = [state.certificates(), state.zoneData(3), state.compiler(), state.program('/usr/bin/curl')];
        for (const answer of answers) expect(['yes', 'no', 'unknown']).toContain(answer);
        expect(context.provenanceOf(stage, '/web').kind).toMatch(/./);
      }
      for (const build of context.goBuilds) {
        const { stage } = build.run;
        const on = build.on(platform);
        expect(on.range).toEqual(build.range);
        expect(linkageOf(on).externalFlags).toBeDefined();
        const place = { pin: pinOf(context, stage), image: context.imageState(stage) };
        expect(cgoOf(build, place, platform).reason).not.toBe('');
      }
      // What is true for all platforms is true for one.
      for (const build of context.goBuilds) {
        for (const name of ['CGO_ENABLED', 'GOFLAGS', 'GOARCH']) {
          const general = build.environment(name);
          if (general.state === 'set') expect(build.on(platform).environment(name)).toEqual(general);
        }
      }
      expect(context.started().length).toBeGreaterThanOrEqual(0);
      expect(context.takings().length + context.runs.flatMap(hiddenBuildsOf).length).toBeGreaterThanOrEqual(0);
    }),
    { seed: 21, numRuns: 1500 },
  );
});

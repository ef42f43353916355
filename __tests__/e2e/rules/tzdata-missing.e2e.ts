import { expect, test } from 'vitest';
import { programFiles, serviceText } from '../../lint/go-service.ts';
import { buildImage, type Ended, type Files } from '../../support/engine.ts';
import { mendedFiles, saidOfFiles } from '../../support/mended-files.ts';

const RULE = 'tzdata-missing';
const LOAD =
  'zone, err := time.LoadLocation("Asia/Tokyo"); if err != nil { panic(err) }; println(time.Unix(0, 0).In(zone).Hour())';
const PLAIN = 'println(time.Unix(0, 0).Hour())';

function service(body: string, dockerfile: string, imports: readonly string[] = ['time']): Files {
  return { ...programFiles(imports, body), Dockerfile: dockerfile } as Files;
}

function started(files: Files): Ended {
  using image = buildImage(files);
  return image.run();
}

/** Nine o'clock in Tokyo is midnight in Greenwich. */
const IN_TOKYO = { code: 0, output: '9\n' };

const TAGGED = 'CGO_ENABLED=0 go build -tags prod -o /out/web .';

test.each([
  ['scratch', serviceText('scratch')],
  ['alpine', serviceText('alpine:3.22')],
  ['scratch, from an alpine build stage', serviceText('scratch').replace('golang:1.26', 'golang:1.26-alpine')],
  ['scratch, with tags', serviceText('scratch', [], TAGGED)],
  ['scratch, with tags, from an alpine build stage', serviceText('scratch', [], TAGGED).replace('1.26', '1.26-alpine')],
])('LoadLocation on %s fails, and not after the fix', (_, text) => {
  const bad = service(LOAD, text);
  expect(saidOfFiles(RULE, bad)).toMatchObject([{ severity: 'warning', fix: { safe: false } }]);
  const failed = started(bad);
  expect(failed.output).toContain('unknown time zone Asia/Tokyo');
  expect(failed.code).not.toBe(0);
  const good = mendedFiles(RULE, bad, 'suggested');
  expect(saidOfFiles(RULE, good)).toEqual([]);
  expect(started(good)).toMatchObject(IN_TOKYO);
});

test('TZ is passed over in silence, and not after the fix', () => {
  const bad = service(PLAIN, serviceText('alpine:3.22', ['ENV TZ=Asia/Tokyo']));
  expect(saidOfFiles(RULE, bad)).toHaveLength(1);
  expect(started(bad)).toMatchObject({ code: 0, output: '0\n' });
  const good = mendedFiles(RULE, bad, 'suggested');
  expect(saidOfFiles(RULE, good)).toEqual([]);
  expect(started(good)).toMatchObject(IN_TOKYO);
});

test.each([
  ['time/tzdata', service(LOAD, serviceText('scratch'), ['time', '_ "time/tzdata"'])],
  ['debian', service(LOAD, serviceText('debian:bookworm-slim'))],
  ['distroless', service(LOAD, serviceText('gcr.io/distroless/static-debian12:nonroot'))],
  ['tzdata of apk', service(LOAD, serviceText('alpine:3.22', ['RUN apk add --no-cache tzdata']))],
])('quiet, and it knows the zone: %s', (_, files) => {
  expect(saidOfFiles(RULE, files)).toEqual([]);
  expect(started(files)).toMatchObject(IN_TOKYO);
});

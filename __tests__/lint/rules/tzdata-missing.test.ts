import { expect, test } from 'vitest';
import { checkRule, type RuleCase } from '../check-rule.ts';
import { fixed } from '../fixed.ts';
import { programFiles, serviceText } from '../go-service.ts';

const RULE = 'tzdata-missing';
const LOADS = programFiles(['time'], 'time.LoadLocation("Europe/Berlin")');
const PLAIN = programFiles(['time'], 'println(time.Now().String())');
const BUILD = 'CGO_ENABLED=0 go build -o /out/web .';
const TAGGED = 'CGO_ENABLED=0 go build -tags prod -o /out/web .';

function said(image: string): string {
  return `${image} has no time zone data, and time.LoadLocation in main.go:7 finds no zone but UTC: build it with -tags timetzdata`;
}

function saidOf(zone: string): string {
  return `alpine:3.22 has no time zone data, so TZ=${zone} means UTC to the program: build it with -tags timetzdata`;
}

function on(base: string, lines: readonly string[] = [], name = base, files = LOADS): RuleCase {
  return { name, text: serviceText(base, lines), files };
}

function uses(name: string, body: string, more: readonly string[] = []): RuleCase {
  return { name, text: serviceText('scratch'), files: programFiles(['time', ...more], body) };
}

function built(name: string, build: string): RuleCase {
  return { name, text: serviceText('scratch', [], build), files: LOADS };
}

const at = { line: 5, column: 6, severity: 'warning' as const };
const below = { line: 7, column: 1, severity: 'warning' as const };

checkRule(RULE, {
  reject: [
    { ...on('scratch'), ...at, message: said('scratch') },
    { ...on('alpine:3.22'), ...at, message: said('alpine:3.22') },
    { ...on('busybox:1.37'), ...at, message: said('busybox:1.37') },
    { ...on('ubuntu:24.04'), ...at, message: said('ubuntu:24.04') },
    { ...uses('a zone that only the run knows', 'time.LoadLocation(name())'), ...at, message: said('scratch') },
    { ...built('other tags', TAGGED), ...at, message: said('scratch') },
    {
      ...on('alpine:3.22', ['ENV TZ=Europe/Berlin'], 'TZ', PLAIN),
      ...below,
      message: saidOf('Europe/Berlin'),
    },
    {
      ...on('alpine:3.22', ['ARG ZONE=:Asia/Tokyo', 'ENV TZ=$ZONE'], 'TZ by an ARG', PLAIN),
      ...below,
      line: 8,
      message: saidOf('Asia/Tokyo'),
    },
  ],
  accept: [
    uses('time/tzdata', 'time.LoadLocation("Europe/Berlin")', ['_ "time/tzdata"']),
    built('the tag', 'CGO_ENABLED=0 go build -tags timetzdata -o /out/web .'),
    built('the tag among others, in GOFLAGS', 'CGO_ENABLED=0 GOFLAGS=-tags=prod,timetzdata go build -o /out/web .'),
    built('tags that are not known', 'CGO_ENABLED=0 go build -tags "$(cat tags)" -o /out/web .'),
    on('scratch', ['COPY zoneinfo.zip /z', 'ENV ZONEINFO=/z'], 'ZONEINFO'),
    uses('only UTC and Local', 'time.LoadLocation("UTC"); time.LoadLocation("Local"); time.LoadLocation("")'),
    uses('no zones at all', 'println(time.Now().String())'),
    on('debian:bookworm-slim', [], 'debian'),
    on('gcr.io/distroless/static-debian12:nonroot', [], 'distroless'),
    on('example.org/base:1', [], 'a base that is not known'),
    on('golang:1.26-alpine', [], "Go's own zones"),
    on('alpine:3.22', ['RUN apk add --no-cache tzdata'], 'installed'),
    on('scratch', ['COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo'], 'copied'),
    on('scratch', ['COPY --from=build /rootfs /'], 'a tree laid over the root'),
    on('scratch', ['VOLUME /usr/share/zoneinfo'], 'a volume'),
    on('alpine:3.22', ['ENV TZ=UTC'], 'TZ=UTC', PLAIN),
    on('alpine:3.22', ['ENV TZ=Etc/UTC'], 'TZ=Etc/UTC', PLAIN),
    on('alpine:3.22', ['ENV TZ=""'], 'no TZ', PLAIN),
    on('alpine:3.22', ['ARG TZ', 'ENV TZ=$TZ'], 'TZ of whoever builds', PLAIN),
    on('debian:bookworm-slim', ['ENV TZ=Europe/Berlin'], 'TZ on debian', PLAIN),
    on('alpine:3.22', ['ENV TZ=Europe/Berlin', 'RUN apk add tzdata'], 'TZ and tzdata', PLAIN),
    {
      name: 'TZ for a program that is not visible',
      text: 'FROM alpine:3.22\nENV TZ=Europe/Berlin\nCMD ["/x"]\n',
      files: PLAIN,
    },
    { name: 'a build that is not visible', text: serviceText('scratch', [], 'make'), files: LOADS },
    { name: 'a tool', text: serviceText('scratch'), file: 'hack/Dockerfile', files: LOADS },
  ],
});

test('the tag is put into the build', () => {
  const tagged = BUILD.replace('go build', 'go build -tags timetzdata');
  expect(fixed(RULE, on('scratch'))).toBe(serviceText('scratch', [], tagged));
});

test("a build that has tags gets Go's own archive beside the program", () => {
  const copy = 'COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip';
  expect(fixed(RULE, built('', TAGGED))).toBe(serviceText('scratch', [copy, 'ENV ZONEINFO=/zoneinfo.zip'], TAGGED));
});

test('nothing is written by --fix', () => {
  expect(() => fixed(RULE, on('scratch'), 'safe')).toThrow('has a fix for this');
});

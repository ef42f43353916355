import { expect, test } from 'vitest';
import type { Policy } from '../../../src/model/policy.ts';
import { checkRule, findingsOf } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'go-binary-policy';
const UPX: Policy = { upx: 'forbid' };
const ID: Policy = { buildId: 'keep' };
const STRIP: Policy = { strip: 'require' };
const KEEP: Policy = { strip: 'forbid' };

/** A build stage with one RUN on line 3, its binary shipped from /out. */
function built(run: string, tag = '1.26', before = 'WORKDIR /src'): string {
  return `FROM golang:${tag} AS build\n${before}\nRUN ${run}\nFROM scratch\nCOPY --from=build /out/web /web\nENTRYPOINT ["/web"]\n`;
}

const plain = 'go build -o /out/web .';
const linked = (flags: string): string => `go build -ldflags="${flags}" -o /out/web .`;

function rejected(name: string, policy: Policy, text: string, message: string, column = 5) {
  return { name, policy, text, line: 3, column, message, severity: 'warning' as const };
}

function accepted(name: string, policy: Policy, text: string) {
  return { name, policy, text };
}

const leaves = 'go build leaves debug information in, and the policy is strip: require: build with -ldflags="-s -w"';
const strips = (flags: string): string =>
  `go build strips by ${flags}, and the policy is strip: forbid: take that out of -ldflags`;
const takes = (flag: string): string =>
  `${flag} takes the build ID out of what go build makes, and the policy is build-id: keep: take that flag out`;
const old = 'Go 1.23 writes no GNU build ID of itself, and the policy is build-id: keep: add -B gobuildid to -ldflags';

checkRule(RULE, {
  reject: [
    rejected(
      'upx',
      UPX,
      built(`${plain} && upx --best --lzma /out/web`),
      'the policy is upx: forbid: leave upx out',
      31,
    ),
    rejected(
      'upx by its path',
      UPX,
      built(`${plain} && /usr/bin/upx -9 /out/web`),
      'the policy is upx: forbid: leave upx out',
      31,
    ),
    rejected('strip: require', STRIP, built(plain), leaves),
    rejected(
      'strip: require of the symbol table',
      STRIP,
      built(linked('-w')),
      leaves.replace('debug information', 'the symbol table'),
    ),
    rejected('strip: require of a tool', STRIP, built(plain).replace(/ENTRYPOINT.*\n/, ''), leaves),
    rejected('strip: forbid and -s -w', KEEP, built(linked('-s -w')), strips('-s -w')),
    rejected('strip: forbid and -w', KEEP, built(linked('-w')), strips('-w')),
    rejected('strip: forbid and GOFLAGS', KEEP, built(plain, '1.26', 'ENV GOFLAGS=-ldflags=-s'), strips('-s')),
    rejected(
      'strip: forbid and strip',
      KEEP,
      built(`${plain} && strip /out/web`),
      'the policy is strip: forbid: leave strip out',
      31,
    ),
    rejected('build-id: keep and -buildid=', ID, built(linked('-s -w -buildid=')), takes('-buildid=')),
    rejected('build-id: keep and -B none', ID, built(linked('-B none')), takes('-B none')),
    rejected(
      'build-id: keep beside a version that is not known',
      ID,
      built(linked('-X a.b=$(date) -buildid=')),
      takes('-buildid='),
    ),
    rejected('build-id: keep before Go 1.24', ID, built(plain, '1.23'), old),
  ],
  accept: [
    accepted('policy not set', {}, built(`${linked('-s -w -buildid=')} && upx /out/web`)),
    accepted('upx: allow', { upx: 'allow' }, built(`${plain} && upx /out/web`)),
    accepted('upx that packs nothing', UPX, built(`${plain} && upx --version && upx -t /out/web && upx -d /out/web`)),
    accepted('upx installed', UPX, built(`apt-get install -y upx && ${plain}`)),
    accepted('upx in a stage that is not built', UPX, `FROM debian AS a\nRUN upx /web\n${built(plain)}`),
    accepted('strip: require and -s', STRIP, built(linked('-s'))),
    accepted('strip: require and strip', STRIP, built(`${plain} && strip /out/web`)),
    accepted('strip: require, flags not visible', STRIP, built('make')),
    accepted('strip: require, flags of an argument', STRIP, built(linked('$F'), '1.26', 'ARG F')),
    accepted('strip: forbid and none', KEEP, built(plain)),
    accepted('strip: forbid and -s taken back', KEEP, built(linked('-s -s=false'))),
    accepted('strip: forbid and strip of another file', KEEP, built(`${plain} && strip /usr/lib/x.so`)),
    accepted('build-id: keep and nothing against it', ID, built(linked('-s -w'))),
    accepted('build-id: keep and one of its own', ID, built(linked('-buildid=abc'))),
    accepted('build-id: keep and the last one', ID, built(linked('-buildid= -buildid=abc'))),
    accepted('build-id: keep before Go 1.24 with -B', ID, built(linked('-B gobuildid'), '1.23')),
    accepted('build-id: keep and a Go that is not known', ID, built(plain, 'latest')),
    accepted('build-id: keep before Go 1.24, flags not visible', ID, built(linked('$F'), '1.23', 'ARG F')),
    accepted('not shipped', { ...STRIP, ...ID }, built('go build -ldflags=-buildid= -o /tmp/gen . && make')),
  ],
});

test('strip: require is mended as go-strip-debug would', () => {
  const text = built(linked('-X a.b=c'));
  expect(fixed(RULE, { name: '', text, policy: STRIP })).toBe(built(linked('-s -w -X a.b=c')));
  expect(findingsOf('go-strip-debug', { name: '', text, policy: STRIP })).toEqual([]);
});

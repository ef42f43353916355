import { checkRule } from '../check-rule.ts';

const BUILD = 'FROM golang:1.26 AS build\nRUN go build -ldflags="-s -w" -o /out/web .\n';

function missing(program: string, advice = 'COPY it there, or name the path that it was copied to'): string {
  return `nothing puts ${program} into the image, so the container does not start: ${advice}`;
}

function rejected(name: string, lines: string, message: string, column = 13, base = 'scratch') {
  const text = `${BUILD}FROM ${base}\n${lines}\n`;
  return { name, text, line: 3 + lines.split('\n').length, column, message, severity: 'error' as const };
}

function accepted(name: string, lines: string, base = 'scratch', build = BUILD) {
  return { name, text: `${build}FROM ${base}\n${lines}\n` };
}

const COPY = 'COPY --from=build /out/web';

checkRule('entrypoint-not-copied', {
  reject: [
    rejected('another path', `${COPY} /usr/bin/web\nENTRYPOINT ["/web"]`, missing('/web', 'it lies at /usr/bin/web')),
    rejected('another name', `${COPY} /\nENTRYPOINT ["/server"]`, missing('/server', 'it lies at /web')),
    rejected('another folder', `${COPY} /app/\nENTRYPOINT ["/srv/web"]`, missing('/srv/web', 'it lies at /app/web')),
    rejected('not on PATH', `${COPY} /app/web\nENTRYPOINT ["web"]`, missing('web', 'it lies at /app/web')),
    rejected(
      'in the work directory',
      `WORKDIR /srv\n${COPY} /web\nENTRYPOINT ["./web"]`,
      missing('./web', 'it lies at /web'),
    ),
    rejected('nothing is copied', 'ENTRYPOINT ["/web"]', missing('/web')),
    rejected('by CMD', `${COPY} /web\nCMD ["/wbe", "x"]`, missing('/wbe', 'it lies at /web'), 6),
    rejected(
      'on distroless',
      `${COPY} /usr/bin/web\nCMD ["/web"]`,
      missing('/web', 'it lies at /usr/bin/web'),
      6,
      'gcr.io/distroless/static-debian12:nonroot',
    ),
    rejected('a folder elsewhere', 'COPY static /static\nCMD ["/web"]', missing('/web'), 6),
    rejected(
      'several files',
      `${COPY} /a/\nCOPY --from=build /out/web /b/x\nCMD ["/web"]`,
      missing('/web', 'it lies at /a/web'),
      6,
    ),
    rejected(
      'text of the file',
      'COPY <<run.sh /x/\na\nrun.sh\nCMD ["/run"]',
      missing('/run', 'it lies at /x/run.sh'),
      6,
    ),
  ],
  accept: [
    accepted('copied', `${COPY} /web\nENTRYPOINT ["/web"]`),
    accepted('copied into a folder', `${COPY} /usr/bin/\nENTRYPOINT ["/usr/bin/web"]`),
    accepted('copied into a folder without a slash', `WORKDIR /srv\n${COPY} /srv\nENTRYPOINT ["/srv/web"]`),
    accepted('looked up on PATH', `${COPY} /usr/local/bin/\nENTRYPOINT ["web"]`),
    accepted('looked up on a PATH of its own', `ENV PATH=/app\n${COPY} /app/\nENTRYPOINT ["web"]`),
    accepted('a PATH that is not known', `ARG D\nENV PATH=$D\n${COPY} /app/\nENTRYPOINT ["web"]`),
    accepted('in the work directory', `WORKDIR /srv\n${COPY} .\nENTRYPOINT ["./web"]`),
    accepted('a work directory that is set later', `WORKDIR /srv\n${COPY} /\nENTRYPOINT ["./web"]\nWORKDIR /`),
    accepted(
      'the link of /bin',
      `${COPY} /usr/bin/web\nENTRYPOINT ["/bin/web"]`,
      'gcr.io/distroless/static-debian12:nonroot',
    ),
    accepted('unknown base', `${COPY} /x\nENTRYPOINT ["/web"]`, 'example.org/base:1'),
    accepted('a base with programs', `${COPY} /x\nENTRYPOINT ["/web"]`, 'alpine:3.22'),
    accepted('unknown copies', 'ARG B\nCOPY --from=build /out/$B /\nENTRYPOINT ["/web"]'),
    accepted('a place that is not known', `ARG D\n${COPY} $D\nENTRYPOINT ["/web"]`),
    accepted(
      'a relative place on a base whose folder is not known',
      `${COPY} x\nENTRYPOINT ["/web"]`,
      'gcr.io/distroless/static:nonroot',
    ),
    accepted('a folder over the root', 'COPY rootfs /\nENTRYPOINT ["/web"]'),
    accepted('a folder of a stage', 'COPY --from=build /out/ /srv\nENTRYPOINT ["/srv/web"]'),
    accepted('a folder by a wildcard', 'COPY --from=build /out/* /\nENTRYPOINT ["/web"]'),
    accepted('of another image', 'COPY --from=example.org/web:1 /bin /bin\nENTRYPOINT ["/bin/web"]'),
    accepted(
      'an output that is a folder',
      `${COPY} /srv\nENTRYPOINT ["/srv/x"]`,
      'scratch',
      BUILD.replace(' .\n', ' ./cmd/...\n'),
    ),
    accepted(
      'an output that was a folder',
      `${COPY} /srv\nENTRYPOINT ["/srv/x"]`,
      'scratch',
      BUILD.replace('RUN', 'WORKDIR /out/web\nRUN'),
    ),
    accepted('with its parents', 'COPY --parents a /\nENTRYPOINT ["/web"]'),
    accepted('made by a RUN', 'COPY --from=build /out/web /x\nRUN ["/x", "install"]\nENTRYPOINT ["/web"]'),
    accepted('text of the file', 'COPY --chmod=755 <<EOF /run\n#!x\nEOF\nENTRYPOINT ["/run"]'),
    accepted('shell form', `${COPY} /x\nENTRYPOINT /web`),
    accepted('nothing is started', `${COPY} /x`),
    accepted('in a stage below', `${COPY} /web\nFROM 1\nENTRYPOINT ["/web"]`),
    { ...accepted('no service', 'ENTRYPOINT ["/web"]'), file: 'Dockerfile.debug' },
  ],
});

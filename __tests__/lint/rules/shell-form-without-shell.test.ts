import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'shell-form-without-shell';
const STARTS = 'the image has no shell that could run this: the container does not start; write';
const CHECK = 'the image has no shell that could run this: the check never passes; write';
const BUILDS = 'the image has no shell that could run this: the build fails; write';
const CMD = 'in this form CMD gives the program of ENTRYPOINT the arguments /bin/sh and -c as well; write';
const EXEC = 'the exec form, a JSON array of program and arguments';

function rejected(name: string, lines: string, message: string, line = 3, column = 12) {
  return { name, text: `FROM scratch\nCOPY web /web\n${lines}\n`, line, column, message, severity: 'error' as const };
}

function accepted(name: string, lines: string, base = 'scratch') {
  return { name, text: `FROM ${base}\nCOPY web /web\n${lines}\n` };
}

checkRule(RULE, {
  reject: [
    rejected('ENTRYPOINT', 'ENTRYPOINT /web', `${STARTS} ENTRYPOINT ["/web"]`),
    rejected('with arguments', 'ENTRYPOINT exec /web -a  b', `${STARTS} ENTRYPOINT ["/web", "-a", "b"]`),
    rejected('a variable', 'ENTRYPOINT /web $ARGS', `${STARTS} ${EXEC}`),
    rejected('quotes', "ENTRYPOINT '/web'", `${STARTS} ${EXEC}`),
    rejected('broken JSON is shell form', "ENTRYPOINT ['/web']", `${STARTS} ${EXEC}`),
    rejected('lone CMD', 'CMD /web', `${STARTS} CMD ["/web"]`, 3, 5),
    rejected('CMD after a reset', 'ENTRYPOINT []\nCMD /web', `${STARTS} CMD ["/web"]`, 4, 5),
    {
      ...rejected('CMD under an exec ENTRYPOINT', 'ENTRYPOINT ["/web"]\nCMD -p 80', `${CMD} CMD ["-p", "80"]`, 4, 5),
      severity: 'warning' as const,
    },
    rejected('RUN', 'RUN mkdir /tmp\nENTRYPOINT ["/web"]', `${BUILDS} ${EXEC}`, 3, 5),
    rejected('RUN of what was copied', 'RUN /web init\nENTRYPOINT ["/web"]', `${BUILDS} RUN ["/web", "init"]`, 3, 5),
    rejected('RUN of a here-document', 'RUN <<EOF\nmkdir /a\nEOF\nENTRYPOINT ["/web"]', `${BUILDS} ${EXEC}`, 3, 5),
    rejected(
      'HEALTHCHECK',
      'HEALTHCHECK --interval=5s CMD /web -check || exit 1\nENTRYPOINT ["/web"]',
      `${CHECK} CMD ["/web", "-check"]`,
      3,
      31,
    ),
    {
      ...rejected('distroless', '', `${STARTS} ENTRYPOINT ["/web"]`),
      text: 'FROM gcr.io/distroless/static-debian12:nonroot\nCOPY web /web\nENTRYPOINT /web\n',
    },
    {
      ...rejected('distroless base', '', `${STARTS} CMD ["/web"]`, 2, 5),
      text: 'FROM gcr.io/distroless/base-debian12:nonroot\nCMD /web\n',
    },
    {
      ...rejected('in a stage below', '', `${STARTS} CMD ["/web"]`, 2, 5),
      text: 'FROM scratch AS base\nCMD /web\nFROM base\nCOPY web /web\n',
    },
  ],
  accept: [
    accepted('exec form', 'ENTRYPOINT ["/web"]\nCMD ["-p", "80"]'),
    accepted('RUN in exec form', 'RUN ["/web", "init"]\nCMD ["/web"]'),
    accepted('no check', 'HEALTHCHECK NONE\nCMD ["/web"]'),
    accepted('a check in exec form', 'HEALTHCHECK CMD ["/web", "-check"]\nCMD ["/web"]'),
    accepted('an image with a shell', 'ENTRYPOINT /web', 'alpine:3.22'),
    accepted('an unknown base', 'ENTRYPOINT /web', 'example.org/base:1'),
    accepted(
      'SHELL names something copied',
      'COPY --from=busybox:1.37 /bin/busybox /bb\nSHELL ["/bb", "sh", "-c"]\nENTRYPOINT /web',
    ),
    accepted('a shell is copied', 'COPY --from=busybox:1.37 /bin/sh /bin/sh\nENTRYPOINT /web'),
    accepted('unknown directory copied onto /', 'COPY rootfs /\nENTRYPOINT /web'),
    accepted('unknown directory copied onto /bin', 'COPY --from=busybox:1.37 /bin /bin\nENTRYPOINT /web'),
    accepted('unknown directory copied onto /usr', 'COPY --from=busybox:1.37 /usr/. /usr/\nENTRYPOINT /web'),
    accepted('an archive over /', 'ADD base.tar.gz /\nENTRYPOINT /web'),
    accepted('debug images', 'ENTRYPOINT /web', 'gcr.io/distroless/static-debian12:debug-nonroot'),
    accepted('RUN with a shell from a mount', 'RUN --mount=from=busybox:1.37,target=/bin mkdir /x\nCMD ["/web"]'),
    accepted('an ENTRYPOINT that a later one replaces', 'ENTRYPOINT /web\nENTRYPOINT ["/web"]'),
    { name: 'a stage that is not built', text: 'FROM scratch AS x\nRUN y\nFROM scratch\nCOPY web /\nCMD ["/web"]\n' },
    { name: 'artefacts', text: 'FROM scratch\nCOPY web /\n' },
    { ...accepted('no service', 'ENTRYPOINT /web'), file: 'hack/Dockerfile' },
  ],
});

test.each([
  ['ENTRYPOINT /web -p 80', 'ENTRYPOINT ["/web", "-p", "80"]'],
  ['ENTRYPOINT ["/web"]\nCMD -p \\\n  80', 'ENTRYPOINT ["/web"]\nCMD ["-p", "80"]'],
  [
    'HEALTHCHECK --timeout=3s CMD /web -check || exit 1\nCMD ["/web"]',
    'HEALTHCHECK --timeout=3s CMD ["/web", "-check"]\nCMD ["/web"]',
  ],
  ['RUN /web init\nCMD ["/web"]', 'RUN ["/web", "init"]\nCMD ["/web"]'],
])('fixed: %j', (before, after) => {
  const head = 'FROM scratch\nCOPY web /web\nUSER 7\n';
  expect(fixed(RULE, { name: '', text: `${head}${before}\n` }, 'safe')).toBe(`${head}${after}\n`);
});

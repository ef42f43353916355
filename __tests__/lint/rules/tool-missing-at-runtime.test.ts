import { checkRule } from '../check-rule.ts';

const CHECK = 'and nothing here brings it, so the check never passes:';
const START = 'and nothing here brings it, so the container does not start:';
const INSTALL = 'install it, or use what is there';
const ITSELF = 'let the program do it itself, or COPY a static one';
const CMD = 'USER 7\nCMD ["/web"]\n';

function check(name: string, command: string, message: string, base = 'alpine:3.22', column = 17) {
  return {
    name,
    text: `FROM ${base}\nCOPY web /web\nHEALTHCHECK CMD ${command}\n${CMD}`,
    line: 3,
    column,
    message,
    severity: 'error' as const,
  };
}

function start(name: string, lines: string, message: string, base: string, line = 3, column = 13) {
  return { name, text: `FROM ${base}\nCOPY web /web\n${lines}\nUSER 7\n`, line, column, message };
}

function quiet(name: string, lines: string, base = 'alpine:3.22') {
  return { name, text: `FROM ${base}\nCOPY web /web\n${lines}\n${lines.includes('CMD ["') ? '' : CMD}` };
}

const CURL = 'HEALTHCHECK CMD curl -f http://localhost/';

checkRule('tool-missing-at-runtime', {
  reject: [
    check('curl on alpine', 'curl -f http://localhost/ || exit 1', `alpine:3.22 has no curl, ${CHECK} ${INSTALL}`),
    check(
      'curl on debian',
      'curl -f http://localhost/',
      `debian:bookworm-slim has no curl, ${CHECK} ${INSTALL}`,
      'debian:bookworm-slim',
    ),
    check(
      'wget on debian',
      'wget -q http://localhost/',
      `debian:bookworm-slim has no wget, ${CHECK} ${INSTALL}`,
      'debian:bookworm-slim',
    ),
    check(
      'in exec form',
      '["curl", "-f", "http://localhost/"]',
      `alpine:3.22 has no curl, ${CHECK} ${INSTALL}`,
      'alpine:3.22',
      19,
    ),
    check(
      'in a shell',
      '["sh", "-c", "curl -f localhost"]',
      `alpine:3.22 has no curl, ${CHECK} ${INSTALL}`,
      'alpine:3.22',
      31,
    ),
    check('by its path', '/usr/bin/curl -f http://localhost/', `alpine:3.22 has no curl, ${CHECK} ${INSTALL}`),
    check('both ways are missing', 'curl -f x || bash -c y', `alpine:3.22 has no curl, ${CHECK} ${INSTALL}`),
    check(
      'on distroless',
      '["wget", "-q", "http://localhost/"]',
      `gcr.io/distroless/static-debian12:nonroot has no wget, ${CHECK} ${ITSELF}`,
      'gcr.io/distroless/static-debian12:nonroot',
      19,
    ),
    check('on scratch', '["curl", "http://localhost/"]', `scratch has no curl, ${CHECK} ${ITSELF}`, 'scratch', 19),
    start(
      'bash on alpine',
      'ENTRYPOINT ["bash", "/web"]',
      `alpine:3.22 has no bash, ${START} ${INSTALL}`,
      'alpine:3.22',
      3,
      14,
    ),
    start(
      'tini on debian',
      'ENTRYPOINT ["tini", "--", "/web"]',
      `debian:bookworm has no tini, ${START} ${INSTALL}`,
      'debian:bookworm',
      3,
      14,
    ),
    start(
      'a shell on scratch',
      'CMD ["/bin/sh", "-c", "/web"]',
      `scratch has no sh, ${START} start the program itself`,
      'scratch',
      3,
      7,
    ),
    start(
      'in shell form',
      'ENTRYPOINT bash /web',
      `alpine:3.22 has no bash, ${START} ${INSTALL}`,
      'alpine:3.22',
      3,
      12,
    ),
    start(
      'behind a starter',
      'RUN apk add --no-cache tini\nENTRYPOINT ["tini", "--", "bash", "/web"]',
      `alpine:3.22 has no bash, ${START} ${INSTALL}`,
      'alpine:3.22',
      4,
      28,
    ),
    start(
      'removed again',
      'RUN apk add --no-cache bash && apk del bash\nENTRYPOINT ["bash", "/web"]',
      `alpine:3.22 has no bash, ${START} ${INSTALL}`,
      'alpine:3.22',
      4,
      14,
    ),
  ],
  accept: [
    quiet('unknown base', CURL, 'example.org/base:1'),
    quiet('installed', `RUN apk add --no-cache curl\n${CURL}`),
    quiet('installed on debian', `RUN apt-get update && apt-get install -y curl\n${CURL}`, 'debian:bookworm'),
    quiet('copied', `COPY --from=x /curl /usr/bin/curl\n${CURL}`),
    quiet('a folder copied onto the system', `COPY rootfs /\n${CURL}`),
    quiet('an installer of its own', `RUN ./install.sh\n${CURL}`),
    quiet('packages that a variable names', `ARG P\nRUN apk add --no-cache $P\n${CURL}`),
    quiet('alpine has wget', 'HEALTHCHECK CMD wget -q -O - http://localhost/'),
    quiet('golang has curl', CURL, 'golang:1.26'),
    quiet('one of two ways is there', 'HEALTHCHECK CMD curl -f localhost || wget -q localhost'),
    quiet('looked for first', 'HEALTHCHECK CMD command -v curl && curl -f localhost'),
    quiet('looked for first with if', 'HEALTHCHECK CMD if [ -x /usr/bin/curl ]; then curl localhost; fi'),
    quiet("the project's own", 'HEALTHCHECK CMD ["/curl", "x"]', 'scratch'),
    quiet("the project's own, not a known tool", 'HEALTHCHECK CMD ["healthcheck"]', 'scratch'),
    quiet('an argument of another program', 'ENTRYPOINT ["/web", "bash"]'),
    quiet('a PATH that is not known', `ARG D\nENV PATH=$D/bin\n${CURL}`),
    quiet('no check', 'HEALTHCHECK NONE'),
    quiet('no shell to call it', CURL, 'scratch'),
    { ...quiet('no service', CURL), file: 'Dockerfile.dev' },
  ],
});

import { expect, test } from 'vitest';
import { checkRule, type RuleCase } from '../check-rule.ts';
import { fixed } from '../fixed.ts';
import { programFiles, serviceText } from '../go-service.ts';

const RULE = 'ca-certificates-missing';
const GET = programFiles(['net/http'], 'http.Get("https://example.org/")');
const COPY = 'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/';

function said(image: string, what = 'http.Get in main.go:7', advice = COPY): string {
  return `${image} has no root certificates, so https fails with "certificate signed by unknown authority" (${what}): ${advice}`;
}

function on(base: string, lines: readonly string[] = [], name = `${base} ${lines.join(' ')}`): RuleCase {
  return { name, text: serviceText(base, lines), files: GET };
}

function uses(name: string, imports: readonly string[], body: string, more = {}): RuleCase {
  return { name, text: serviceText('scratch'), files: programFiles(imports, body, more) };
}

const at = { line: 5, column: 6, severity: 'warning' as const };

checkRule(RULE, {
  reject: [
    { ...on('scratch'), ...at, message: said('scratch') },
    { ...on('busybox:1.37'), ...at, message: said('busybox:1.37') },
    { ...on('debian:bookworm-slim'), ...at, message: said('debian:bookworm-slim') },
    { ...on('ubuntu:24.04'), ...at, message: said('ubuntu:24.04') },
    {
      ...on('debian:bookworm-slim', ['RUN apt-get update && apt-get install -y --no-install-recommends curl']),
      ...at,
      message: said('debian:bookworm-slim'),
    },
    {
      ...uses('tls.Dial', ['crypto/tls'], 'tls.Dial("tcp", "example.org:443", nil)'),
      ...at,
      message: said('scratch', 'tls.Dial in main.go:7'),
    },
    {
      ...uses('the pool of the system', ['crypto/x509'], 'x509.SystemCertPool()'),
      ...at,
      message: said('scratch', 'x509.SystemCertPool in main.go:7'),
    },
    {
      ...uses('an address that only the run knows', ['net/http', 'os'], 'http.Get(os.Args[1])'),
      ...at,
      severity: 'note',
      message: `scratch has no root certificates, so http.Get in main.go:8 fails with every https address: ${COPY}`,
    },
    {
      name: 'a stage without a name',
      text: serviceText('scratch').replace(' AS build', '').replace('--from=build', '--from=0'),
      files: GET,
      ...at,
      message: said('scratch', undefined, COPY.replace('build', '0')),
    },
    {
      name: 'a builder without a bundle',
      text: serviceText('debian:bookworm-slim').replace('golang:1.26', 'example.org/go:1'),
      files: GET,
      ...at,
      message: said('debian:bookworm-slim', undefined, 'install ca-certificates'),
    },
    {
      name: 'scratch, and a builder without a bundle',
      text: serviceText('scratch').replace('golang:1.26', 'example.org/go:1'),
      files: GET,
      ...at,
      message: said('scratch', undefined, 'COPY /etc/ssl/certs/ca-certificates.crt from a stage that has it'),
    },
    {
      name: 'one program of several, which is started',
      text: serviceText('scratch', [], 'CGO_ENABLED=0 go build -o /out/ ./...').replace('go.mod main.go ./', '. .'),
      files: { ...GET, 'cmd/tool/main.go': 'package main\n\nfunc main() {}\n' },
      ...at,
      message: said('scratch'),
    },
  ],
  accept: [
    uses('no client at all: a server', ['net/http'], 'http.ListenAndServeTLS(":443", "c", "k", nil)'),
    uses('a client of http:// alone', ['net/http'], 'http.Get("http://localhost:8080/healthz")'),
    uses(
      'x509roots/fallback',
      ['net/http', '_ "golang.org/x/crypto/x509roots/fallback"'],
      'http.Get("https://example.org/")',
    ),
    uses(
      'its own trust',
      ['crypto/tls', 'net/http'],
      'c := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool()}}}; c.Get(url())',
    ),
    uses('nothing visible: an import that is not known', ['example.org/sdk'], 'sdk.Do()'),
    uses('code that nothing leads to', ['net/http'], '}\n\nfunc unused() { http.Get("https://example.org/")'),
    on('alpine:3.22', [], 'alpine has the bundle'),
    on('gcr.io/distroless/static-debian12:nonroot', [], 'distroless has the bundle'),
    on('example.org/base:1', [], 'a base that is not known'),
    on('scratch', [COPY], 'copied'),
    on('scratch', ['COPY --from=alpine:3.22 /etc/ssl /etc/ssl'], 'the folder copied, from another image'),
    on('scratch', ['ADD https://curl.se/ca/cacert.pem /etc/ssl/certs/ca-certificates.crt'], 'fetched'),
    on('scratch', ['COPY --from=build /rootfs /'], 'a tree laid over the root'),
    on('debian:bookworm-slim', ['RUN apt-get update && apt-get install -y ca-certificates'], 'installed'),
    on(
      'debian:bookworm-slim',
      ['RUN apt-get update && apt-get install -y curl'],
      'installed as recommended by another',
    ),
    on('ubuntu:24.04', ['ARG MORE', 'RUN apt-get install -y $MORE'], 'perhaps installed'),
    on('debian:bookworm-slim', ['RUN curl -fsSL https://example.org/install.sh | sh'], 'an installer'),
    on('scratch', ['ENV SSL_CERT_FILE=/run/ca.pem'], 'SSL_CERT_FILE'),
    on('scratch', ['ENV SSL_CERT_DIR=/run/ca'], 'SSL_CERT_DIR'),
    on('scratch', ['VOLUME /etc/ssl/certs'], 'a volume'),
    { name: 'a build that is not visible', text: serviceText('scratch', [], 'make'), files: GET },
    { name: 'no source to look at', text: serviceText('scratch') },
    { name: 'a tool', text: serviceText('scratch'), file: 'hack/Dockerfile', files: GET },
    {
      name: 'an export of files',
      text: serviceText('scratch').replace(/ENTRYPOINT.*\n/, ''),
      files: GET,
    },
    {
      name: 'another program of the same build is started',
      text: serviceText('scratch', [], 'CGO_ENABLED=0 go build -o /out/ ./...')
        .replace('go.mod main.go ./', '. .')
        .replace('/out/web', '/out/tool'),
      files: { ...GET, 'cmd/tool/main.go': 'package main\n\nfunc main() {}\n' },
    },
  ],
});

test('the bundle of the build stage is copied below the program', () => {
  expect(fixed(RULE, on('scratch'), 'safe')).toBe(serviceText('scratch', [COPY]));
});

test('where the name of the build stage is taken by another, its number is written', () => {
  const text = serviceText('scratch').replace(' AS build', '').replace('--from=build', '--from=0');
  expect(fixed(RULE, { name: '', text, files: GET }, 'safe')).toContain(`\n${COPY.replace('build', '0')}\n`);
});

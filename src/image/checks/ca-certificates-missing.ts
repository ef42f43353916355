import { posix } from 'node:path';
import type { ImageCheck } from './check.ts';
import type { ImageFacts, VisibleProgram } from './facts.ts';
import { resolvePath } from './paths.ts';
import { mayComeLater } from './start.ts';

/** Where Go looks on Linux: `crypto/x509`, root_linux.go. */
const FILES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const FOLDERS: readonly string[] = ['/etc/ssl/certs', '/etc/pki/tls/certs'];
/** What else lies in such folders. Go reads every file there, and passes over what holds no certificate. */
const NO_CERTIFICATE = /^(?:readme|license|copying|\.git|\.keep)|\.(?:md|cnf|conf)$/i;

export const caCertificatesMissing: ImageCheck = {
  id: 'image-ca-certificates-missing',
  severity: 'warning',
  threshold: 'a started Go program that links a TLS client, and no bundle at any path that Go reads',
  summary: 'a program that speaks TLS to others, and no root certificates',
  why: 'Every call to an outside `https` address fails with `x509: certificate signed by unknown authority`. Told by the functions that the linker kept: the client of `net/http`, `tls.Dial` or the TLS of gRPC; a pure server has none of them. Quiet where a bundle, or a folder with a file that may hold a certificate, is at a path that Go reads (with SSL_CERT_FILE and SSL_CERT_DIR of the image), where it may be mounted, where the program has fallback roots in it (`golang.org/x/crypto/x509roots/fallback`), and where its functions cannot be read.',
  fix: '`COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`, or take a base that has the bundle, such as distroless static.',
  check: (facts) =>
    facts.platform.os === 'linux' && !hasRoots(facts)
      ? facts.programs.filter(dialsTls).map(({ path, layer }) => ({
          message: `"${path}" can speak TLS to others, and the image has no root certificates: COPY /etc/ssl/certs/ca-certificates.crt from the build stage`,
          path,
          layer,
        }))
      : [],
};

function dialsTls({ isStarted, go: { functionsKnown, links } }: VisibleProgram): boolean {
  if (!isStarted || !functionsKnown || links.has('fallback-roots')) return false;
  return links.has('http-client') || links.has('tls-dial') || links.has('grpc-tls-client');
}

function hasRoots({ root, config }: ImageFacts): boolean {
  const file = config.env.get('SSL_CERT_FILE') || undefined;
  const folders = config.env.get('SSL_CERT_DIR') || undefined;
  const at = (path: string): string => posix.resolve(config.workingFolder, path);
  const files = file === undefined ? FILES : [at(file)];
  const places = folders === undefined ? FOLDERS : folders.split(':').filter(Boolean).map(at);
  return (
    files.some((path) => isThere(root, config, path)) ||
    places.some((path) => {
      const found = resolvePath(root, path);
      if (mayComeLater(config, path, found)) return true;
      if (found.kind !== 'folder') return false;
      const names = [...found.folder.children.keys()].filter((name) => !NO_CERTIFICATE.test(name));
      return names.some((name) => isThere(root, config, posix.join(found.path, name)));
    })
  );
}

function isThere(root: ImageFacts['root'], config: ImageFacts['config'], path: string): boolean {
  const found = resolvePath(root, path);
  return mayComeLater(config, path, found) || (found.kind === 'file' && found.file.bytes > 0);
}

import type { GoUse } from './facts.ts';

/**
 * Packages of the standard library that take libc in with cgo on: those whose imports lead to `net`, `os/user` or
 * `plugin`, from `go list -deps std` of Go 1.26 for linux. `__tests__/gosource/known-std.test.ts` compares.
 */
const THROUGH_NET =
  'net crypto/tls crypto/x509 expvar log/syslog mime/multipart net/http net/http/cgi net/http/cookiejar net/http/fcgi net/http/httptest net/http/httptrace net/http/httputil net/http/pprof net/mail net/rpc net/rpc/jsonrpc net/smtp net/textproto';
const THROUGH_USER = 'os/user archive/tar';

const BY_IMPORT: ReadonlyMap<string, GoUse> = new Map<string, GoUse>([
  ...THROUGH_NET.split(' ').map((path): [string, GoUse] => [path, 'net']),
  ...THROUGH_USER.split(' ').map((path): [string, GoUse] => [path, 'os-user']),
  ['plugin', 'plugin'],
  ['C', 'cgo'],
  ['time/tzdata', 'tzdata'],
  ['os/exec', 'exec'],
]);

/** What the import of a package of the standard library, or of "C", means by itself. */
export function standardUse(path: string): GoUse | undefined {
  return BY_IMPORT.get(path);
}

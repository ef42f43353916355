import { expect, test } from 'vitest';
import { parseGoFile } from '../../src/gosource/parse-file.ts';
import { findUses } from '../../src/gosource/uses.ts';

function usesOf(imports: string, body: string): readonly string[] {
  const text = `package main\nimport (${imports})\n${body}\n`;
  const file = parseGoFile(text);
  if ('problem' in file) throw new Error(file.problem);
  return findUses(text, file.imports).map(
    ({ use, what, scheme, line }) => `${line} ${use} ${what}${scheme === undefined ? '' : ` ${scheme}`}`,
  );
}

const HTTP = '"net/http"';

test.each<[string, string, string, readonly string[]]>([
  ['a call', HTTP, 'var _, _ = http.Get(url)', ['3 http-client http.Get']],
  ['an alias', 'h "net/http"', 'var _ = h.Get\nvar _ = http.Get', ['3 http-client h.Get']],
  ['a dot import', '. "time"', 'var _, _ = LoadLocation(name)', ['3 load-location LoadLocation']],
  ['a blank import', '_ "net/http"', 'var _ = http.Get', []],
  ['another package of the name', '"example.org/http"', 'var _ = http.Get', []],
  ['a field of the name', HTTP, 'var _ = x.http.Get', []],
  ['white space and comments between', HTTP, 'var _ = http /* x */ .\n// y\nGet', ['3 http-client http.Get']],
  ['a comment', HTTP, '// http.Get(url)\n/* http.Get(url) */', []],
  ['strings', HTTP, 'var _ = "http.Get(url)" + `\nhttp.Get(url)`', []],
  ['a rune before', HTTP, 'var _ = \'"\'\nvar _ = http.Get // "', ['4 http-client http.Get']],
  ['a server', HTTP, 'func main() { http.ListenAndServe(":80", nil); http.HandleFunc("/", h) }', []],
  ['a request that nobody sends', HTTP, 'var r, _ = http.NewRequest("GET", url, nil)', []],
  [
    'a request that is sent',
    HTTP,
    'func f() { r, _ := http.NewRequest("GET", "https://x", nil); c.Do(r) }',
    ['3 http-client http.NewRequest https'],
  ],
  ['a health check by http', HTTP, 'var _, _ = http.Get("http://localhost:" + port)', ['3 http-client http.Get http']],
  [
    'an address put together',
    HTTP,
    'var _, _ = http.Get(fmt.Sprintf("http://%s/", f(a, b)))',
    ['3 http-client http.Get http'],
  ],
  [
    'a client in whose file addresses are http',
    HTTP,
    'var c = http.Client{}\nvar _, _ = c.Get("http://127.0.0.1/healthz")',
    ['3 http-client http.Client http'],
  ],
  [
    'https anywhere in the file counts more',
    HTTP,
    'var c = &http.Client{}\nconst a, b = "http://a", "https://b"',
    ['3 http-client http.Client https'],
  ],
  ['a TLS client', '"crypto/tls"', 'var _, _ = tls.Dial("tcp", a, nil)', ['3 tls-client tls.Dial']],
  ['a TLS server', '"crypto/tls"', 'var _, _ = tls.Listen("tcp", a, c)', []],
  [
    'the roots of the system',
    '"crypto/x509"',
    'var _, _ = x509.SystemCertPool()',
    ['3 tls-client x509.SystemCertPool'],
  ],
  ['own roots', '"crypto/tls"', 'var _ = tls.Config{RootCAs: pool}', ['3 own-trust RootCAs']],
  ['own roots set later', '"crypto/tls"', 'func f() { c.RootCAs = pool }', ['3 own-trust RootCAs']],
  ['no check', '"crypto/tls"', 'var _ = tls.Config{InsecureSkipVerify: true}', ['3 own-trust InsecureSkipVerify']],
  ['a check', '"crypto/tls"', 'var _ = tls.Config{InsecureSkipVerify: false, RootCAs: nil}', []],
  ['a comparison', '"crypto/tls"', 'var _ = c.RootCAs == pool', []],
  [
    'grpc with the roots of the system',
    '"google.golang.org/grpc/credentials"',
    'var _ = credentials.NewClientTLSFromCert(nil, "")\nvar _ = credentials.NewClientTLSFromCert(pool, "")',
    ['3 tls-client credentials.NewClientTLSFromCert'],
  ],
  [
    'zones by name',
    '"time"',
    'var _, _ = time.LoadLocation("Europe/Berlin")\nvar _, _ = time.LoadLocation(os.Getenv("TZ"))',
    ['3 load-location time.LoadLocation', '4 load-location time.LoadLocation'],
  ],
  [
    'zones that need no data',
    '"time"',
    'var _, _ = time.LoadLocation("UTC")\nvar _, _ = time.LoadLocation(`Local`)\nvar _, _ = time.LoadLocation("")\nvar _ = time.UTC',
    [],
  ],
  [
    'temporary files in the default folder',
    '"os"',
    'var _, _ = os.CreateTemp("", "x")\nvar _, _ = os.MkdirTemp("", "x")\nvar _ = os.TempDir()',
    ['3 temp-file os.CreateTemp', '4 temp-file os.MkdirTemp', '5 temp-file os.TempDir'],
  ],
  [
    'temporary files elsewhere',
    '"os"',
    'var _, _ = os.CreateTemp(filepath.Dir(p), "x")\nvar _, _ = os.MkdirTemp("/data", "x")\nvar _, _ = os.CreateTemp(dir, "")',
    [],
  ],
  ['users', '"os/user"', 'var _, _ = user.Current()', ['3 current-user user.Current']],
])('%s', (_, imports, body, expected) => {
  expect(usesOf(imports, body)).toEqual(expected);
});

import { expect, test } from 'vitest';
import type { GoProgram } from '../../src/gosource/facts.ts';
import { cgoOnlyModule, knownModule } from '../../src/gosource/known-modules.ts';
import { readGoSource } from '../../src/gosource/read-go-source.ts';
import { needsLibc, needsZoneData, usesOf, verifiesCertificates } from '../../src/gosource/usage.ts';
import { folderOf } from './go-list.ts';

function program(imports: readonly string[], body = '', cgo = true): GoProgram {
  const main = `package main\n\nimport (\n${imports.map((path) => `\t${path}\n`).join('')})\n\n${body}\n`;
  const folder = folderOf({ 'go.mod': 'module example.org/u\n\ngo 1.24\n', 'main.go': main });
  const programs = [{ folder: '.', packages: [], goarch: 'amd64', cgo, tags: [] }];
  const [read] = readGoSource({ contextDir: folder, programs }).programs;
  if (read === undefined) throw new Error('no program');
  return read;
}

test.each([
  ['fmt alone', ['"fmt"'], 'no'],
  ['net below another package', ['"net/http"'], 'yes'],
  ['os/user below archive/tar', ['"archive/tar"'], 'yes'],
  ['a module that is known to bring net', ['"github.com/spf13/cobra"'], 'yes'],
  ['a module that is known not to', ['"gopkg.in/yaml.v3"'], 'no'],
  ['a module that nothing is known of', ['"example.com/x"'], 'unknown'],
  ['another package of a known module', ['"github.com/sirupsen/logrus/hooks/x"'], 'unknown'],
  ['a package that is not there', ['"example.org/u/generated"'], 'unknown'],
])('libc: %s', (_, imports, expected) => {
  expect(needsLibc(program(imports)).answer).toBe(expected);
});

test.each([
  ['a client', ['"net/http"'], 'var _, _ = http.Get(url)', 'yes'],
  ['a client by http', ['"net/http"'], 'var _, _ = http.Get("http://localhost")', 'no'],
  ['no client', ['"net/http"'], '', 'no'],
  ['own roots', ['"net/http"', '"crypto/tls"'], 'var _, _ = http.Get(url)\nvar _ = tls.Config{RootCAs: p}', 'unknown'],
  [
    'roots that come along',
    ['"net/http"', '_ "golang.org/x/crypto/x509roots/fallback"'],
    'var _, _ = http.Get(url)',
    'no',
  ],
  ['a client of a service', ['"github.com/aws/aws-sdk-go-v2/service/s3"'], '', 'yes'],
  ['an unknown module', ['"example.com/x"'], '', 'unknown'],
])('certificates: %s', (_, imports, body, expected) => {
  expect(verifiesCertificates(program(imports, body)).answer).toBe(expected);
});

test('zones', () => {
  const load = 'var _, _ = time.LoadLocation(name)';
  expect(needsZoneData(program(['"time"'], load))).toMatchObject({ answer: 'yes', facts: [{ at: { line: 7 } }] });
  expect(needsZoneData(program(['"time"', '_ "time/tzdata"'], load)).answer).toBe('no');
  expect(needsZoneData(program(['"time"'])).answer).toBe('no');
});

test('temporary files', () => {
  expect(usesOf(program(['"os"'], 'var _, _ = os.CreateTemp("", "x")'), 'temp-file').answer).toBe('yes');
  expect(usesOf(program(['"os"']), 'temp-file').answer).toBe('no');
});

test('modules that need cgo', () => {
  const { cgoOnly } = program([
    '_ "github.com/mattn/go-sqlite3"',
    '"github.com/confluentinc/confluent-kafka-go/v2/kafka"',
  ]);
  expect(cgoOnly).toMatchObject([
    { module: 'github.com/mattn/go-sqlite3', at: { file: 'main.go', line: 4 }, without: 'fails-at-run' },
    { module: 'github.com/confluentinc/confluent-kafka-go/v2', without: 'build-fails' },
  ]);
  expect(program(['_ "modernc.org/sqlite"']).cgoOnly).toEqual([]);
  expect(program(['"github.com/confluentinc/confluent-kafka-go/v2/schemaregistry"']).cgoOnly).toEqual([]);
  expect(cgoOnlyModule('github.com/mattn/go-sqlite3')?.cgoOnly?.without).toBe('fails-at-run');
  expect(cgoOnlyModule('github.com/google/gopacket')?.module).toBe('github.com/google/gopacket');
  expect(cgoOnlyModule('modernc.org/sqlite')).toBeUndefined();
});

test('own packages of which nothing is left without cgo', () => {
  const main = program(['"C"'], '', false);
  expect(main.empty).toEqual([{ importPath: 'example.org/u', folder: '.', withCgo: true, at: undefined }]);
  expect(needsLibc(program(['"C"'])).answer).toBe('yes');
});

test('rows say where they were read', () => {
  const paths = [
    'github.com/spf13/pflag',
    'google.golang.org/grpc/codes',
    'github.com/mattn/go-sqlite3',
    'github.com/breml/rootcerts',
  ];
  for (const path of paths) expect(knownModule(path)?.source).toMatch(/^https:\/\/[a-z.]+\//);
  expect(knownModule('google.golang.org/grpc')?.uses).toEqual(['net']);
  expect(knownModule('golang.org/x/crypto/x509roots/fallback')?.uses).toEqual(['net', 'x509-roots']);
  expect(knownModule('google.golang.org/grpc/unheard')).toBeUndefined();
});

test('own roots in one file leave https in another certain', () => {
  const folder = folderOf({
    'go.mod': 'module example.org/u\n\ngo 1.24\n',
    'main.go': 'package main\n\nimport "net/http"\n\nvar _, _ = http.Get("https://example.org/")\n',
    'pool.go': 'package main\n\nimport "crypto/tls"\n\nvar _ = tls.Config{RootCAs: pool}\n',
  });
  const programs = [{ folder: '.', packages: [], goarch: 'amd64', cgo: true, tags: [] }];
  const [read] = readGoSource({ contextDir: folder, programs }).programs;
  expect(read && verifiesCertificates(read)).toMatchObject({
    answer: 'yes',
    facts: [{ at: { file: 'main.go', line: 5 } }],
  });
});

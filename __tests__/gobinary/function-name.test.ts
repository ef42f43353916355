import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FunctionOwner, functionOwner } from '../../src/gobinary/function-name.ts';
import { goBuild, goOutput } from '../support/go-build.ts';
import { writeGoService } from '../support/go-service.ts';

// Names as linkers of the field write them.
test.each<[string, FunctionOwner]>([
  ['main.main', { package: 'main' }],
  ['main.main.func1', { package: 'main' }],
  ['main.init.0', { package: 'main' }],
  ['runtime.(*mheap).alloc', { package: 'runtime' }],
  ['net/http.(*Transport).dialConn', { package: 'net/http' }],
  ['net/http.(*Transport).dialConn.func3.deferwrap1', { package: 'net/http' }],
  ['gopkg.in/yaml%2ev2.yaml_emitter_emit', { package: 'gopkg.in/yaml.v2' }],
  ['gopkg.in/yaml%2ev2%2fx.F', { package: 'gopkg.in/yaml.v2/x' }],
  ['example.com/caf%c3%a9.F', { package: 'example.com/café' }],
  ['github.com/a/b.c/d.F', { package: 'github.com/a/b.c/d' }],
  ['go.uber.org/zap.New', { package: 'go.uber.org/zap' }],
  ['vendor/golang.org/x/net/idna.ToASCII', { package: 'vendor/golang.org/x/net/idna' }],
  // An instance belongs to the package that defines it, whatever it is an instance for.
  ['slices.SortFunc[go.shape.struct { net/http.x int }]', { package: 'slices' }],
  ['example.com/a.(*List[example.com/b.Item]).Push', { package: 'example.com/a' }],
  ['sync/atomic.(*Pointer[net/url.URL]).Load', { package: 'sync/atomic' }],
  ['type:.eq.net/http.http2FrameHeader', { package: 'net/http' }],
  ['type:.hash.main.point', { package: 'main' }],
  ['type:.eq.[45]vendor/golang.org/x/sys/cpu.option', { package: 'vendor/golang.org/x/sys/cpu' }],
  ['type:.eq.[16]sync/atomic.Pointer[go.shape.struct { unique.isEntry bool }]', { package: 'sync/atomic' }],
  ['type:.eq.crypto/internal/entropy/v1%2e0%2e0.source', { package: 'crypto/internal/entropy/v1.0.0' }],
  ['type:.eq.[2]interface {}', 'compiler'],
  ['type:.eq.struct { io.Reader; io.WriterTo }', 'compiler'],
  ['type:.eq.go.shape.struct { net/netip.isV6 bool }', 'compiler'],
  ['go:(*struct { io.Reader; io.WriterTo }).Read', 'compiler'],
  ['go:struct { io.Reader; io.WriterTo }.Read', 'compiler'],
  ['go:buildid', 'compiler'],
  ['_rt0_amd64_linux', 'native'],
  ['memeqbody', 'native'],
  ['', 'native'],
  ['.F', 'native'],
])('%s', (name, owner) => {
  expect(functionOwner(name, '1.20')).toEqual(owner);
});

test.each<[string, FunctionOwner]>([
  ['go.uber.org/zap.New', { package: 'go.uber.org/zap' }],
  ['go.etcd.io/bbolt.Open', { package: 'go.etcd.io/bbolt' }],
  ['type..eq.net/http.http2FrameHeader', { package: 'net/http' }],
  ['type..hash.[4]main.point', { package: 'main' }],
  ['type..eq.[...]internal/cpu.option', { package: 'internal/cpu' }],
  ['type..eq.[2]string', 'compiler'],
  ['go.(*struct { sync.Mutex; math/big.table [64]math/big.Int }).Lock', 'compiler'],
  ['go.struct { sync.Mutex }.Lock', 'compiler'],
  ['go.buildid', 'compiler'],
])('before Go 1.20: %s', (name, owner) => {
  expect(functionOwner(name, '1.18')).toEqual(owner);
  expect(functionOwner(name, '1.16')).toEqual(owner);
});

test('every function of a program is of the package that debug/gosym of the Go library says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-names-'));
  try {
    writeGoService(folder);
    const path = goBuild(folder, join(folder, 'service'), 'linux/amd64', '-ldflags=-s -w');
    const syminfo = join(import.meta.dirname, 'fixtures/syminfo');
    const { Functions } = JSON.parse(goOutput(['run', 'main.go', path], syminfo)) as {
      Functions: { Name: string; Package: string }[];
    };
    expect(Functions.length).toBeGreaterThan(5_000);
    // It decodes nothing, and gives what the compiler makes up to no package at all.
    const told = Functions.filter(({ Name }) => !/^(?:go|type):/.test(Name));
    expect(
      told.map(({ Name }) => {
        const owner = functionOwner(Name, '1.20');
        return [Name, owner === 'native' ? '' : owner === 'compiler' ? owner : owner.package];
      }),
    ).toEqual(told.map(({ Name, Package }) => [Name, decodeURIComponent(Package)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readImages } from '../../../src/image/read-images.ts';
import { formatSize } from '../../../src/model/bytes.ts';
import type { Policy } from '../../../src/model/policy.ts';
import type { ImageReport } from '../../../src/model/report.ts';
import { goFiles } from '../../support/checks.ts';
import { buildLayout, buildTree, type Files } from '../../support/engine.ts';
import { tool } from '../../support/tools.ts';

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly layer: string;
}

/** The report of the image, and the regular files of its layers as the `tar` program lists them. */
async function weighed(files: Files, policy: Policy = {}): Promise<{ report: ImageReport; listed: readonly Listed[] }> {
  using layout = buildLayout(files);
  const [report] = await readImages(layout.path, { name: 'x', policy });
  if (report === undefined) throw new Error('no image');
  const listed = report.layers.flatMap(({ digest }) =>
    tool('tar', ['-tvf', join(layout.path, 'blobs', ...digest.split(':'))])
      .split('\n')
      .filter((line) => line.startsWith('-'))
      .map((line) => {
        const [, , size, , , ...name] = line.split(/\s+/);
        return { path: `/${name.join(' ')}`, bytes: Number(size), layer: digest };
      }),
  );
  return { report, listed };
}

const of = (report: ImageReport, rule: string) => report.findings.filter((finding) => finding.rule === rule);

const below = (listed: readonly Listed[], folder: RegExp): number =>
  listed.filter(({ path }) => folder.test(path)).reduce((total, { bytes }) => total + bytes, 0);

const FLAGS = 'CGO_ENABLED=0 go build -trimpath -ldflags="-s -w"';
const SMALL = `RUN ${FLAGS} -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`;
const END = 'ENTRYPOINT ["/app"]\n';

describe('what is shipped for nothing: bytes are those that tar lists', () => {
  test('a small image has none of it', async () => {
    const { report } = await weighed(goFiles(SMALL.replace('ENTRYPOINT', 'USER 65532\nENTRYPOINT')));
    expect(report.findings).toEqual([]);
  });

  test('the Go toolchain and its build cache, in a single stage', async () => {
    const { report, listed } = await weighed(goFiles(`RUN ${FLAGS} -o /app .\n${END}`));
    const toolchain = of(report, 'image-toolchain');
    expect(toolchain).toMatchObject([{ severity: 'warning', path: '/usr/local/go' }]);
    // The programs of the toolchain are weighed as Go programs.
    const programs = /^\/usr\/local\/go\/(?:bin|pkg\/tool)\//;
    expect(toolchain[0]?.evidenceBytes).toBe(below(listed, /^\/usr\/local\/go\//) - below(listed, programs));
    const cache = of(report, 'image-build-cache');
    expect(cache[0]?.evidenceBytes).toBe(below(listed, /\/\.cache\/go-build\//));
    expect(cache[0]?.layer).toBe(listed.find(({ path }) => path.includes('/.cache/go-build/'))?.layer);
  });

  test('source, module cache, a git directory and the lists of apt', async () => {
    const files = goFiles(
      `RUN ${FLAGS} -o /app . && mkdir -p src/.git mod/go/pkg/mod/x lists && head -c 150000 /dev/urandom > src/big.go \\
 && head -c 160000 /dev/urandom > mod/go/pkg/mod/x/y && echo ref > src/.git/HEAD && head -c 170000 /dev/urandom > lists/x_Packages
FROM scratch
COPY --from=build /app /app
COPY --from=build /src/src /src
COPY --from=build /src/mod/go /go
COPY --from=build /src/lists /var/lib/apt/lists
${END}`,
    );
    const { report, listed } = await weighed(files);
    const found = report.findings.map(({ rule, path, evidenceBytes }) => [rule, path, evidenceBytes]);
    expect(found).toEqual([
      ['image-user-root', undefined, undefined],
      ['image-go-source', '/src', below(listed, /\.go$/)],
      ['image-module-cache', '/go/pkg/mod/x', below(listed, /^\/go\/pkg\/mod\//)],
      ['image-git-directory', '/src/.git', below(listed, /\/\.git\//)],
      ['image-package-cache', '/var/lib/apt/lists', below(listed, /^\/var\/lib\/apt\/lists\//)],
    ]);
    for (const { layer, path } of report.findings) {
      if (path !== undefined)
        expect(listed.some((file) => file.layer === layer && file.path.startsWith(path))).toBe(true);
    }
  });

  test('what a later layer removes or writes again, and copies', async () => {
    const { report, listed } = await weighed({
      Dockerfile: `FROM alpine:3.22
RUN head -c 3000000 /dev/urandom > /gone && head -c 2000000 /dev/urandom > /again && cp /again /copy
RUN rm /gone && chmod 700 /again
ENTRYPOINT ["sh"]
`,
    });
    const gone = listed.find(({ path }) => path === '/gone');
    const [again, copy] = [listed.filter(({ path }) => path === '/again'), listed.find(({ path }) => path === '/copy')];
    expect(again).toHaveLength(2);
    expect(of(report, 'image-wasted')).toMatchObject([
      { path: '/gone', layer: gone?.layer, evidenceBytes: (gone?.bytes ?? 0) + (again[0]?.bytes ?? 0) },
    ]);
    expect(report.wastedFiles).toEqual([
      { path: '/gone', bytes: gone?.bytes, layer: gone?.layer, reason: 'removed', by: again[1]?.layer },
      { path: '/again', bytes: again[0]?.bytes, layer: again[0]?.layer, reason: 'overwritten', by: again[1]?.layer },
    ]);
    expect(of(report, 'image-duplicates')).toMatchObject([{ path: '/copy', evidenceBytes: copy?.bytes }]);
    expect(report.duplicates?.groups[0]).toEqual({ bytes: copy?.bytes, copies: 2, paths: ['/again', '/copy'] });
  });

  test('the same done in one instruction, with links', async () => {
    const { report } = await weighed({
      Dockerfile: `FROM alpine:3.22
RUN head -c 3000000 /dev/urandom > /gone && head -c 2000000 /dev/urandom > /again && ln /again /copy && rm /gone && chmod 700 /again
ENTRYPOINT ["sh"]
`,
    });
    expect(of(report, 'image-wasted')).toEqual([]);
    expect(of(report, 'image-duplicates')).toEqual([]);
    expect(report.duplicates?.groups.flatMap(({ paths }) => paths)).not.toContain('/copy');
  });
});

describe('what is in a program', () => {
  test('debug information is what readelf says, local paths what strings finds, the build ID what it is', async () => {
    const files = goFiles(
      `RUN CGO_ENABLED=0 go build -ldflags=-buildid= -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`,
    );
    using root = buildTree(files);
    const app = join(root.path, 'app');
    const { report } = await weighed(files, { buildId: 'keep' });
    const sections = [
      ...tool('readelf', ['-SW', app]).matchAll(/^\s*\[\s*\d+\]\s+(\S+)\s+\S+\s+\S+\s+\S+\s+([0-9a-f]+)/gm),
    ];
    const debug = sections
      .filter(([, name = '']) => /^\.(?:z?debug_|symtab$|strtab$)/.test(name))
      .reduce((total, [, , size = '0']) => total + Number.parseInt(size, 16), 0);
    expect(debug).toBeGreaterThan(500_000);
    expect(of(report, 'image-debug-info')).toMatchObject([{ path: '/app', evidenceBytes: debug }]);
    expect(of(report, 'image-path-leak')).toMatchObject([{ severity: 'note', path: '/app' }]);
    expect(readFileSync(app).includes('/usr/local/go/src/runtime/proc.go')).toBe(true);
    expect(tool('readelf', ['-nW', app])).not.toContain('NT_GNU_BUILD_ID');
    expect(of(report, 'image-build-id-policy')).toMatchObject([{ path: '/app' }]);
  });

  test('none of it with -trimpath, stripped, and with a build ID', async () => {
    const files = goFiles(SMALL);
    using root = buildTree(files);
    const { report } = await weighed(files, { buildId: 'keep' });
    for (const rule of ['image-debug-info', 'image-path-leak', 'image-build-id-policy'])
      expect(of(report, rule)).toEqual([]);
    expect(tool('readelf', ['-nW', join(root.path, 'app')])).toContain('NT_GNU_BUILD_ID');
    expect(readFileSync(join(root.path, 'app')).includes('/usr/local/go/src/')).toBe(false);
  });

  test('a home folder in the paths is a warning', async () => {
    const rest = SMALL.replace(' -trimpath', '').replace(
      'RUN ',
      'RUN mkdir -p /home/someone && cp -r /src /home/someone/app && cd /home/someone/app && ',
    );
    const { report } = await weighed(goFiles(rest));
    const [found] = of(report, 'image-path-leak');
    expect(found).toMatchObject({ severity: 'warning', path: '/app' });
    expect(found?.message).toContain('/home/someone/app/main.go');
  });
});

test('a program that UPX packed, and the same as it was', async () => {
  const packed = (command: string): Files =>
    goFiles(
      `RUN sed s/bookworm/trixie/ /etc/apt/sources.list.d/debian.sources > /etc/apt/sources.list.d/trixie.sources \\
 && apt-get update -qq && apt-get install -y -qq upx-ucl > /dev/null
RUN ${FLAGS} -o /app . && cp /app /plain${command}
FROM scratch
COPY --from=build /app /app
COPY --from=build /plain /plain
ENTRYPOINT ["/app"]
`,
    );
  const { report, listed } = await weighed(packed(' && upx -q /app'));
  const [found] = of(report, 'image-packed');
  expect(found).toMatchObject({ severity: 'note', path: '/app' });
  const plain = listed.find(({ path }) => path === '/plain')?.bytes ?? 0;
  expect(listed.find(({ path }) => path === '/app')?.bytes).toBeLessThan(plain * 0.7);
  expect(found?.message).toContain(`${formatSize(plain)} before`);
  expect(of((await weighed(packed(' && upx -q /app'), { upx: 'allow' })).report, 'image-packed')).toEqual([]);
  expect(of((await weighed(packed(' && upx -q /app'), { upx: 'forbid' })).report, 'image-packed')).toMatchObject([
    { severity: 'warning' },
  ]);
  expect(of((await weighed(packed(''))).report, 'image-packed')).toEqual([]);
});

describe('secrets', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('a key that a later layer removes is told; nothing of it is', async () => {
    const { report, listed } = await weighed({
      Dockerfile: 'FROM alpine:3.22\nCOPY deploy.key /root/deploy.key\nRUN rm /root/deploy.key\nENTRYPOINT ["sh"]\n',
      'deploy.key': key,
    });
    const file = listed.find(({ path }) => path === '/root/deploy.key');
    expect(of(report, 'image-secret-file')).toMatchObject([
      { severity: 'error', path: '/root/deploy.key', layer: file?.layer, evidenceBytes: key.length },
    ]);
    const secret = key.split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  test('a certificate, a public key and test data are none', async () => {
    const { report } = await weighed({
      Dockerfile: 'FROM alpine:3.22\nCOPY . /opt/\nENTRYPOINT ["sh"]\n',
      'cert.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      'public.pem': '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n',
      'testdata/key.pem': key,
      '.docker/config.json': '{"auths":{}}',
    });
    expect(of(report, 'image-secret-file')).toEqual([]);
  });
});

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { caCertificatesMissing } from '../../../src/image/checks/ca-certificates-missing.ts';
import type { ImageCheck } from '../../../src/image/checks/check.ts';
import { imageConfig } from '../../../src/image/checks/config.ts';
import { imageFacts } from '../../../src/image/checks/facts.ts';
import { tzdataMissing } from '../../../src/image/checks/tzdata-missing.ts';
import type { LayerFile } from '../../../src/image/layer-tree.ts';
import { ConfigSchema } from '../../../src/image/schemas.ts';
import { aGoProgram } from '../../support/go-program.ts';
import { anImage } from '../../support/reports.ts';
import { rootOf } from '../../support/root-of.ts';

type Files = Readonly<Record<string, Partial<LayerFile> | string>>;

/** What a check says of an image whose /app can do all that needs the world outside. */
function told(check: ImageCheck, files: Files, config: object = {}): readonly (string | undefined)[] {
  const go = aGoProgram({ functionsKnown: true, links: new Set(['http-client', 'load-location']) });
  const root = rootOf({ app: { go }, ...files });
  const app = root.children.get('app');
  if (app?.kind !== 'file') throw new Error('no /app');
  const facts = imageFacts({
    platform: { os: 'linux', architecture: 'amd64' },
    config: imageConfig(v.parse(ConfigSchema, { rootfs: {}, config: { Entrypoint: ['/app'], ...config } })),
    placed: [],
    root,
    visible: new Map([[app, '/app']]),
    notable: new Map([[app, '/app']]),
    duplicates: null,
    report: anImage(),
    policy: {},
  });
  return check.check(facts, {}).map(({ severity, message }) => `${severity ?? check.severity}: ${message}`);
}

describe('root certificates', () => {
  const CERTS = 'etc/ssl/certs';
  test.each<[string, Files, boolean, object?]>([
    ['nothing', {}, true],
    ['the bundle', { [`${CERTS}/ca-certificates.crt`]: {} }, false],
    ['an empty bundle', { [`${CERTS}/ca-certificates.crt`]: { bytes: 0 } }, true],
    ['a certificate by a name of its own', { [`${CERTS}/own`]: {} }, false],
    ['an empty one', { [`${CERTS}/own.pem`]: { bytes: 0 } }, true],
    ['a text about them', { [`${CERTS}/README`]: {}, [`${CERTS}/readme.txt`]: {}, [`${CERTS}/x.md`]: {} }, true],
    ['a text beside one', { [`${CERTS}/README`]: {}, [`${CERTS}/own.pem`]: {} }, false],
    ['links to nothing', { [`${CERTS}/a.0`]: '/usr/share/ca-certificates/a.crt', [`${CERTS}/b.pem`]: 'b.crt' }, true],
    ['a link to one', { [`${CERTS}/a.0`]: '/usr/share/a.crt', 'usr/share/a.crt': {} }, false],
    ['a folder alone', { [`${CERTS}/java/cacerts`]: {} }, true],
    ['links into a volume', { [`${CERTS}/a.0`]: '/certs/a.crt' }, false, { Volumes: { '/certs': {} } }],
  ])('%s', (_name, files, missing, config) => {
    expect(told(caCertificatesMissing, files, config)).toHaveLength(missing ? 1 : 0);
  });
});

describe('zone data', () => {
  const NOTE = 'note: "/app" can load time zones, and the image has no zone data';
  test.each<[string, Files, readonly string[]]>([
    ['', {}, [NOTE]],
    ['UTC', {}, [NOTE]],
    ['Europe/Berlin', {}, ['warning: TZ is "Europe/Berlin", and the image has no zone data']],
    ['Europe/Berlin', { 'usr/share/zoneinfo/Europe/Berlin': {} }, []],
    // Go opens a path as it stands, with or without the colon (`time/zoneinfo_unix.go`).
    [':/etc/localtime', { 'etc/localtime': {} }, [NOTE]],
    ['/etc/localtime', { 'etc/localtime': '../opt/zone', 'opt/zone': {} }, [NOTE]],
    [':/etc/localtime', {}, ['warning: TZ is ":/etc/localtime", which is not in the image: COPY that file']],
    ['/etc/localtime', { 'etc/localtime': '/usr/share/zoneinfo/UTC' }, ['warning: TZ is "/etc/localtime"']],
  ])('TZ "%s" with %o', (zone, files, expected) => {
    const messages = told(tzdataMissing, files, { Env: [`TZ=${zone}`] });
    expect(messages).toEqual(expected.map((start) => expect.stringMatching(new RegExp(`^${start}`))));
  });
});

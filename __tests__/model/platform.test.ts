import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/model/errors.ts';
import {
  formatPlatform,
  LINUX_ARCHITECTURES,
  parsePlatform,
  plainPlatform,
  platformOfGoarch,
} from '../../src/model/platform.ts';

describe('parsePlatform', () => {
  test.each([
    ['linux/amd64', { os: 'linux', architecture: 'amd64' }],
    ['linux/arm64', { os: 'linux', architecture: 'arm64' }],
    ['linux/arm/v7', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['linux/amd64/v3', { os: 'linux', architecture: 'amd64', variant: 'v3' }],
    ['linux/riscv64', { os: 'linux', architecture: 'riscv64' }],
    ['windows/amd64', { os: 'windows', architecture: 'amd64' }],
    [' linux/s390x ', { os: 'linux', architecture: 's390x' }],
  ])('%j', (text, platform) => {
    expect(parsePlatform(text)).toEqual(platform);
  });

  test.each([
    ['linux', '"linux" is not a platform', 'os/arch[/variant]'],
    ['', '"" is not a platform', 'os/arch[/variant]'],
    ['/amd64', '"/amd64" is not a platform', 'linux/arm64'],
    ['linux/', '"linux/" is not a platform', 'linux/arm64'],
    ['linux/arm/v7/x', '"linux/arm/v7/x" is not a platform', 'os/arch[/variant]'],
    ['linus/amd64', 'unknown os "linus"', 'did you mean "linux"?'],
    ['plan9/amd64', 'unknown os "plan9"', 'known: linux, windows'],
    ['constructor/amd64', 'unknown os "constructor"', 'known: linux, windows'],
    ['__proto__/amd64', 'unknown os "__proto__"', 'known: linux, windows'],
    ['linux/arm46', 'unknown architecture "arm46"', 'did you mean "arm64"?'],
    ['linux/amd_64', 'unknown architecture "amd_64"', 'did you mean "amd64"?'],
    ['linux/x86_64', 'unknown architecture "x86_64"', 'amd64'],
    ['windows/arm', 'unknown architecture "arm"', 'known: 386, amd64, arm64'],
    ['linux/arm/v8', 'unknown variant "v8"', 'v7'],
    ['linux/arm/7', 'unknown variant "7"', 'v7'],
    ['linux/amd64/', 'unknown variant ""', 'v1, v2, v3, v4'],
    ['linux/s390x/v1', 'unknown variant "v1"', 's390x has no variants'],
  ])('%j is refused: %s', (text, message, hint) => {
    const parse = () => parsePlatform(text);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });
});

describe('GOARCH', () => {
  test('the table is what this Go lists for Linux', () => {
    const listed = execFileSync('go', ['tool', 'dist', 'list'], { encoding: 'utf8' }).trim().split('\n');
    const linux = listed.filter((line) => line.startsWith('linux/')).map((line) => line.slice('linux/'.length));
    expect(linux.length).toBeGreaterThan(10);
    expect([...LINUX_ARCHITECTURES].sort()).toEqual(linux.sort());
  });

  test.each(['amd64', 'arm64', 'mips64le'])('%s is a platform of Linux', (goarch) => {
    expect(formatPlatform(platformOfGoarch(goarch))).toBe(`linux/${goarch}`);
  });

  test.each([
    ['arm6', 'did you mean "arm"?'],
    ['linux/amd64', 'known: 386, amd64'],
    ['wasm', 'known: 386'],
    ['', 'known: 386'],
  ])('%j is refused', (goarch, hint) => {
    const read = () => platformOfGoarch(goarch);
    expect(read).toThrow(`unknown GOARCH "${goarch}"`);
    expect(read).toThrow(expect.objectContaining({ exitCode: 2, hint: expect.stringContaining(hint) }));
  });
});

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/arm/v7', 'linux/arm/v7'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
  // v8 is what arm64 is: image spec, "Platform variants".
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/v9', 'linux/arm64/v9'],
])('%s prints as %s', (text, printed) => {
  expect(formatPlatform(parsePlatform(text))).toBe(printed);
});

test.each([
  ['linux/arm/v7', 'linux/arm'],
  ['linux/arm', 'linux/arm'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/v9', 'linux/arm64/v9'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
])('%s is the same as %s', (text, plain) => {
  expect(plainPlatform(text)).toBe(plain);
});

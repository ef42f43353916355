import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BuildError, type BuiltImage } from '../../src/build/build-platform.ts';
import { buildSides } from '../../src/build/build-sides.ts';
import type { Engine } from '../../src/build/engine.ts';
import type { Side } from '../../src/build/side.ts';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';
import { CancelledError, FormatError } from '../../src/model/errors.ts';
import { formatPlatform, parsePlatform } from '../../src/model/platform.ts';
import { type TemporaryFolder, temporaryFolder } from '../../src/system/temp.ts';

/**
 * A program in the place of buildx that does what the context's name says: what is scheduled, stopped and cleaned up is
 * ours; that the real one builds is for the tests with an engine.
 */
const BUILDX = `
for word; do case "$word" in
  --metadata-file=*) metadata="\${word#*=}";;
  --platform=*) platform="\${word#*=}";;
  --output=*) folder="\${word##*dest=}";;
esac; context="$word"; done
echo "start $context $platform" >> "$LOG"
case "$context" in
  *fails*) echo '#1 [1/1] RUN x' >&2; echo '#1 ERROR: exit code: 1' >&2; echo '   3 | >>> RUN x' >&2; echo 'ERROR: failed to solve' >&2; exit 1;;
  *hangs*) exec sleep 300;;
  *slow*) sleep 0.3;;
esac
[ -n "$folder" ] && mkdir "$folder"
echo '{}' > "$metadata"
echo "end $context $platform" >> "$LOG"
`;

/** In the place of docker, for the store that writes no layouts. */
const DOCKER = `
echo "docker $*" >> "$LOG"
case "$*" in *"image save"*)
  [ "$HANG_SAVE" = 1 ] && exec sleep 300
  [ "$FAIL_SAVE" = 1 ] && { echo 'no space left' >&2; exit 1; }
  for word; do case "$word" in --output=*) echo tar > "\${word#*=}";; esac; done;;
esac
exit 0
`;

const ENGINE: Engine = {
  command: 'buildx',
  prefix: [],
  builder: 'b',
  driver: 'remote',
  buildx: '0.37.2',
  buildkit: 'v0.33.1',
  natives: [],
  native: parsePlatform('linux/amd64'),
  classicStore: false,
};

const PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

function side(which: 'head' | 'base', context: string): Side {
  const plan = { ...readPlan(rawOptions(new Map()), '/repo').images[0], context };
  return {
    side: which,
    plan,
    dockerfile: '/repo/Dockerfile',
    declared: { declares: new Set(), withDefault: new Set() },
  };
}

interface Asked {
  readonly head: string;
  readonly base?: string;
  readonly concurrency?: number;
  readonly engine?: Partial<Engine>;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly each?: (image: BuiltImage, which: 'head' | 'base') => Promise<string>;
}

async function build(folder: TemporaryFolder, asked: Asked) {
  const log = join(folder.path, 'log');
  writeFileSync(log, '');
  for (const [name, script] of [
    ['buildx', BUILDX],
    ['docker', DOCKER],
  ] as const) {
    writeFileSync(join(folder.path, name), `#!/bin/sh\n${script}`);
    chmodSync(join(folder.path, name), 0o755);
  }
  const lines: string[] = [];
  const transcripts: string[] = [];
  const shop = {
    engine: { ...ENGINE, ...asked.engine },
    platforms: PLATFORMS,
    folder: folder.path,
    options: {
      env: { PATH: `${folder.path}:${process.env.PATH}`, LOG: log, ...asked.env },
      cwd: '/',
      signal: asked.signal ?? new AbortController().signal,
    },
    now: () => performance.now(),
    log: {
      line: (source: string, text: string) => lines.push(`${source} | ${text}`),
      transcript: (source: string, all: readonly string[]) => transcripts.push(`${source} (${all.length})`),
      [Symbol.dispose]: () => {},
    },
  };
  const base = asked.base === undefined ? undefined : side('base', asked.base);
  const each = asked.each ?? (async (image: BuiltImage) => formatPlatform(image.platform));
  const result = await buildSides(side('head', asked.head), base, shop, asked.concurrency ?? 4, each).then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  const ran = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { ...result, ran, lines, transcripts };
}

describe('buildSides', () => {
  test('gives both sides in the order of the platforms', async () => {
    await using folder = await temporaryFolder('test');
    const { value, ran, transcripts } = await build(folder, { head: '/ok', base: '/slow' });
    expect(value).toEqual({
      head: ['linux/amd64', 'linux/arm64'],
      base: { kind: 'built', images: ['linux/amd64', 'linux/arm64'] },
    });
    expect(ran.filter((line) => line.startsWith('start'))).toHaveLength(4);
    expect(transcripts.filter((line) => line.startsWith('base linux/amd64: buildx build '))).toHaveLength(1);
  });

  test('without a base there is none', async () => {
    await using folder = await temporaryFolder('test');
    const { value } = await build(folder, { head: '/ok' });
    expect(value).toEqual({ head: ['linux/amd64', 'linux/arm64'], base: undefined });
  });

  test('one at a time starts the head first', async () => {
    await using folder = await temporaryFolder('test');
    const { ran } = await build(folder, { head: '/ok', base: '/also-ok', concurrency: 1 });
    expect(ran).toEqual(
      ['/ok linux/amd64', '/ok linux/arm64', '/also-ok linux/amd64', '/also-ok linux/arm64'].flatMap((what) => [
        `start ${what}`,
        `end ${what}`,
      ]),
    );
  });

  test('a head that fails ends all that runs, and is what is thrown', async () => {
    await using folder = await temporaryFolder('test');
    const started = performance.now();
    const { error, ran } = await build(folder, { head: '/fails', base: '/hangs' });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(error).toBeInstanceOf(BuildError);
    expect(error).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^repo\/Dockerfile:3: the build of linux\/(?:amd64|arm64) failed$/),
      line: 3,
      file: 'repo/Dockerfile',
      hint: 'instruction: RUN x\nreason: failed to solve (exit code 1)\n  | [1/1] RUN x\n  | ERROR: exit code: 1',
    });
    expect(ran.filter((line) => line.startsWith('end'))).toEqual([]);
  });

  test('a base that fails ends the base only', async () => {
    await using folder = await temporaryFolder('test');
    const { value, ran } = await build(folder, { head: '/slow', base: '/fails', concurrency: 1 });
    expect(value).toMatchObject({
      head: ['linux/amd64', 'linux/arm64'],
      base: { kind: 'failed', error: expect.any(BuildError) },
    });
    // Its second platform is not even tried.
    expect(ran.filter((line) => line.startsWith('start /fails'))).toEqual(['start /fails linux/amd64']);
  });

  test('what is done with an image belongs to its side', async () => {
    await using folder = await temporaryFolder('test');
    const broken = new FormatError('cannot be read');
    const only = (which: string) => async (_: BuiltImage, at: 'head' | 'base') => {
      if (at === which) throw broken;
      return 'read';
    };
    const base = await build(folder, { head: '/ok', base: '/ok', each: only('base') });
    expect(base.value).toEqual({ head: ['read', 'read'], base: { kind: 'failed', error: broken } });
    await using other = await temporaryFolder('test');
    expect((await build(other, { head: '/ok', base: '/ok', each: only('head') })).error).toBe(broken);
  });

  test('a fault of ours on the base side is thrown, not taken for a base that does not build', async () => {
    await using folder = await temporaryFolder('test');
    const fault = new TypeError('ours');
    const each = async (_: BuiltImage, at: 'head' | 'base') => {
      if (at === 'base') throw fault;
      return 'read';
    };
    expect((await build(folder, { head: '/ok', base: '/ok', each })).error).toBe(fault);
  });

  test.each(['/hangs', '/ok'])('cancelled while the head is at %s: that is no base that failed', async (head) => {
    await using folder = await temporaryFolder('test');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 500);
    const { error } = await build(folder, { head, base: '/hangs', signal: controller.signal });
    expect(error).toBeInstanceOf(CancelledError);
  });
});

describe('the store that writes no layouts', () => {
  const engine = { classicStore: true, driver: 'docker', builder: 'default' };

  test('images are loaded under a tag of ours, saved, and the tag goes', async () => {
    await using folder = await temporaryFolder('test');
    const paths: string[] = [];
    const { value, ran } = await build(folder, {
      head: '/ok',
      engine,
      concurrency: 1,
      each: async ({ path }) => {
        paths.push(path);
        return readFileSync(path, 'utf8');
      },
    });
    expect(value?.head).toEqual(['tar\n', 'tar\n']);
    expect(new Set(paths).size).toBe(2);
    const docker = ran.filter((line) => line.startsWith('docker'));
    const tags = docker.map((line) => line.split(' ').at(-1));
    expect(docker.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'docker image save',
      'docker image rm',
      'docker image save',
      'docker image rm',
    ]);
    expect(tags[0]).toMatch(/^plimsoll\.invalid\/weigh:[\w-]{36}$/);
    expect(tags).toEqual([tags[0], tags[0], tags[2], tags[2]]);
    expect(tags[0]).not.toBe(tags[2]);
  });

  test('the tag goes as well where saving fails, and the failure is told', async () => {
    await using folder = await temporaryFolder('test');
    const { error, ran } = await build(folder, { head: '/ok', engine, concurrency: 1, env: { FAIL_SAVE: '1' } });
    expect(error).toMatchObject({ name: 'ToolError', hint: 'no space left' });
    expect(ran.filter((line) => line.startsWith('docker')).map((line) => line.split(' ')[2])).toEqual(['save', 'rm']);
  });

  test('and where saving is cancelled', async () => {
    await using folder = await temporaryFolder('test');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 700);
    const { error, ran } = await build(folder, {
      head: '/ok',
      engine,
      concurrency: 1,
      env: { HANG_SAVE: '1' },
      signal: controller.signal,
    });
    expect(error).toBeInstanceOf(CancelledError);
    expect(ran.filter((line) => line.startsWith('docker')).map((line) => line.split(' ')[2])).toEqual(['save', 'rm']);
  });

  test('another docker context is named', async () => {
    await using folder = await temporaryFolder('test');
    const { ran } = await build(folder, { head: '/ok', engine: { ...engine, builder: 'colima' }, concurrency: 1 });
    const docker = ran.filter((line) => line.startsWith('docker'));
    expect(docker.every((line) => line.startsWith('docker --context colima image '))).toBe(true);
    expect(existsSync(folder.path)).toBe(true);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { type DiveReport, fetchDive, runDive } from '../support/dive.ts';
import { buildx, type Files, writeFiles } from '../support/engine.ts';
import { sha256, type TestEntry, tarOf } from '../support/layout.ts';
import { folder as directory, file, hard, link } from '../support/read-one.ts';
import { exampleRepository, scratchFolder } from '../support/tools.ts';

const RANDOM = 'head -c 30000 /dev/urandom';

/** What layers can do to one another, by Dockerfiles that the engine builds. */
const IMAGES: Readonly<Record<string, string>> = {
  'nothing changed twice': `FROM busybox\nRUN mkdir /t && ${RANDOM} > /t/a\nRUN ${RANDOM} > /t/b\n`,
  'files overwritten, removed and made again': `FROM busybox
RUN mkdir /t && for f in a b c; do ${RANDOM} > /t/$f; done
RUN ${RANDOM} > /t/a && rm /t/b && chmod 700 /t/c
RUN ${RANDOM} > /t/b && echo small > /t/a
`,
  'folders removed, and made again in the same and in another layer': `FROM busybox
RUN mkdir -p /t/d/e /t/.hidden && for f in d/a d/e/b .hidden/c; do ${RANDOM} > /t/$f; done
RUN rm -r /t/d && rm -r /t/.hidden && mkdir /t/.hidden && ${RANDOM} > /t/.hidden/c
RUN mkdir -p /t/d && echo new > /t/d/a && rm -r /t/.hidden
RUN rm -r /t/d
`,
  'a folder becomes a file, and a file a folder': `FROM busybox
RUN mkdir -p /t/d && ${RANDOM} > /t/d/a && ${RANDOM} > /t/f
RUN rm -r /t/d && ${RANDOM} > /t/d && rm /t/f && mkdir /t/f && ${RANDOM} > /t/f/x
RUN rm /t/d && rm -r /t/f
`,
  'hard links, symlinks and folders reached through them': `FROM busybox
RUN mkdir -p /t/d && ${RANDOM} > /t/a && ln /t/a /t/b && ln /t/a /t/d/c && ln -s d /t/link
RUN ${RANDOM} > /t/link/through && rm /t/a && echo x >> /t/b
RUN rm /t/link && mkdir /t/link && mv /t/d/c /t/link/c
`,
  'packages removed, documentation removed, a tree moved': `FROM debian:bookworm-slim
RUN rm -rf /usr/share/doc /usr/share/man /var/lib/dpkg/info
RUN mv /usr/share/zoneinfo /usr/share/zones && rm -rf /usr/share/locale && mkdir /usr/share/locale
RUN touch /etc/passwd && chmod 600 /etc/shadow
`,
};

const STEPS = ['Dockerfile.1-golang', 'Dockerfile.3-alpine', 'Dockerfile.6-scratch', 'Dockerfile.distroless'];

describe('the numbers of dive 0.13.1, from the same archive', () => {
  const folder = scratchFolder();
  afterAll(() => folder[Symbol.dispose]());
  let dive: string;

  beforeAll(() => {
    const home = join(folder.path, 'program');
    mkdirSync(home);
    dive = fetchDive(home);
  });

  async function both(
    context: string,
    args: readonly string[] = [],
  ): Promise<{ readonly report: ImageReport; readonly theirs: DiveReport }> {
    const archive = `${context}.tar`;
    const { code, output } = buildx(context, [`--output=type=docker,dest=${archive}`], { args });
    if (code !== 0) throw new Error(output);
    const [report] = await readImages(archive, { name: 'x' });
    if (report === undefined) throw new Error('no image');
    return { report, theirs: runDive(dive, archive) };
  }

  function expectEqual({ report, theirs }: { readonly report: ImageReport; readonly theirs: DiveReport }): void {
    const { efficiencyScore, inefficientBytes, sizeBytes } = theirs.image;
    expect(report.efficiency).toEqual({ score: efficiencyScore, wasted: inefficientBytes });
    // Layer by layer: regular files are all that has bytes, for dive too.
    expect(report.layers.map(({ unpacked }) => unpacked)).toEqual(theirs.layer.map((layer) => layer.sizeBytes));
    expect(report.unpacked).toBe(sizeBytes);
  }

  test.each(Object.entries(IMAGES))('%s', async (name, dockerfile) => {
    const context = join(folder.path, name.replace(/\W+/g, '-'));
    const files: Files = { Dockerfile: dockerfile };
    mkdirSync(context);
    writeFiles(context, files);
    const { report, theirs } = await both(context);
    expectEqual({ report, theirs });
    // The two "wasted" are two things: only where nothing is there twice they are one.
    if (name.startsWith('nothing')) expect([report.wasted, theirs.image.inefficientBytes]).toEqual([0, 0]);
    else expect(report.wasted).toBeGreaterThan(0);
  });

  test.each(STEPS)('%s of the example service', async (dockerfile) => {
    const context = join(folder.path, dockerfile);
    mkdirSync(context);
    exampleRepository(context, { weight: false });
    expectEqual(await both(context, [`--file=${join(context, dockerfile)}`]));
  });

  test('random layers with whiteouts, opaque folders, hard links and folders without entries', async () => {
    const stacks = fc.sample(fc.array(layer, { minLength: 2, maxLength: 5 }), { seed: 3, numRuns: 400 });
    const scores = new Set<number>();
    for (const [index, layers] of stacks.entries()) {
      const archive = join(folder.path, `random-${index}.tar`);
      writeFileSync(archive, await savedImage(layers));
      const [report] = await readImages(archive, { name: 'x' });
      const { efficiencyScore, inefficientBytes } = runDive(dive, archive).image;
      expect([index, report?.efficiency]).toEqual([index, { score: efficiencyScore, wasted: inefficientBytes }]);
      scores.add(efficiencyScore);
    }
    expect(scores.size).toBeGreaterThan(20);
  });
});

/** Names that sort before and behind `.wh.`, which matters to dive. */
const name = fc.constantFrom('a', 'b', '.c', '+d');

/** Entries of a folder: every name once, and whiteouts of names that may be there or not. */
function entriesOf(depth: number): fc.Arbitrary<readonly TestEntry[]> {
  const size = fc.integer({ min: 0, max: 900 });
  const plain = fc.oneof(
    size.map((bytes) => [file('', bytes)]),
    fc.constant([link('', 'a')]),
    fc.constant([directory('')]),
  );
  const child: fc.Arbitrary<readonly TestEntry[]> =
    depth === 0
      ? plain
      : fc.oneof(
          plain,
          fc
            .tuple(fc.boolean(), entriesOf(depth - 1))
            .map(([said, below]) => [...(said ? [directory('')] : []), ...below]),
        );
  const children = fc.dictionary(name, child, { maxKeys: 3, noNullPrototype: true });
  const whiteouts = fc.uniqueArray(fc.oneof({ weight: 9, arbitrary: name }, fc.constant('.wh..opq')), { maxLength: 2 });
  return fc
    .tuple(children, whiteouts)
    .map(([below, gone]) => [
      ...gone.map((hidden) => file(`/.wh.${hidden}`, 0)),
      ...Object.entries(below).flatMap(([under, entries]) =>
        entries.map((entry) => ({ ...entry, name: `/${under}${entry.name}` })),
      ),
    ]);
}

const layer = fc.tuple(entriesOf(2), fc.boolean()).map(([entries, linked]): readonly TestEntry[] => {
  const named = entries.map((entry) => ({ ...entry, name: entry.name.replace(/^\//, '') }));
  const target = named.find(({ name: path, linkname }) => !/(?:^|\/)\.wh\.|\/$/.test(path) && linkname === undefined);
  return linked && target !== undefined ? [...named, hard('linked', target.name)] : named;
});

/** An archive as docker wrote them before engine 25. */
async function savedImage(layers: readonly (readonly TestEntry[])[]): Promise<Buffer> {
  const tars = await Promise.all(layers.map(async (entries) => tarOf(entries)));
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => sha256(tar)) },
  });
  const Layers = tars.map((_, index) => `${index}/layer.tar`);
  return tarOf([
    file('config.json', config),
    ...tars.map((tar, index) => file(`${index}/layer.tar`, tar)),
    file('manifest.json', JSON.stringify([{ Config: 'config.json', RepoTags: null, Layers }])),
  ]);
}

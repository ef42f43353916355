import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from './bundled.ts';
import { interleaved, median, peakMemory, type Result, timed } from './measure.ts';
import { peerProgram, peerVersion } from './peers.ts';
import { syntheticLayout } from './synthetic-layout.ts';
import type { Bench, Topic } from './topic.ts';

/** Reading images: beside node:zlib alone, beside dive, in memory, and with layers that are shared. */
export const readingTopic: Topic = {
  name: 'reading',
  measure: async (bench) => {
    const one = oneLayer(bench);
    const program = await bundled(bench, 'read-layout');
    return [
      besideZlib(bench, program, one.layout),
      besideDive(bench, one.archive, `a docker archive of the same ${SIZE}, gzip`, 0.5),
      besideDive(bench, uncompressed(bench), 'the same image as an uncompressed archive, by seeking', 0.4),
      twoCores(bench, program),
      secondSide(bench, program, one.layout),
      ...(await memory(bench, one.layout)),
    ];
  },
};

const SIZE = '0.8 GB layer';

function build(
  { env, folder, say }: Bench,
  name: string,
  dockerfile: string,
  outputs: Readonly<Record<string, string>>,
): void {
  say(`building ${name}`);
  const file = join(folder, `Dockerfile.${name}`);
  writeFileSync(file, dockerfile);
  for (const output of Object.values(outputs)) {
    timed('buildx', ['build', '--provenance=false', `--output=${output}`, `--file=${file}`, folder], { env });
  }
}

/** One layer with all that the lab's Go image holds, and its libraries once more, as a layout and as an archive. */
function oneLayer(bench: Bench): { readonly layout: string; readonly archive: string } {
  const layout = join(bench.folder, 'one');
  const archive = join(bench.folder, 'one.tar');
  const dockerfile = 'FROM golang:1.26 AS os\nRUN cp -r /usr/lib /srv/lib\nFROM scratch\nCOPY --from=os / /\n';
  build(bench, 'one-layer', dockerfile, {
    layout: `type=oci,tar=false,dest=${layout}`,
    archive: `type=docker,name=bench:one,dest=${archive}`,
  });
  return { layout, archive };
}

/** The engine's own form of an archive before it keeps what was pulled: plain tars. */
function uncompressed(bench: Bench): string {
  const archive = join(bench.folder, 'plain.tar');
  timed(
    'buildx',
    [
      'build',
      '--provenance=false',
      `--output=type=docker,name=bench:plain,dest=${archive},compression=uncompressed,force-compression=true`,
      `--file=${join(bench.folder, 'Dockerfile.one-layer')}`,
      bench.folder,
    ],
    { env: bench.env },
  );
  return archive;
}

function reader({ node }: Bench, program: string, who: string, layout: string): () => number {
  return () => Number(timed(node, [program, who, layout]).stdout);
}

function besideZlib(bench: Bench, program: string, layout: string): Result {
  bench.say('reading it, beside node:zlib alone');
  const { ours, peer } = interleaved(5, reader(bench, program, 'ours', layout), reader(bench, program, 'zlib', layout));
  return {
    what: `reading a ${SIZE}, gzip`,
    peer: '`node:zlib` inflating it in 1 MiB chunks',
    ratio: ours / peer,
    target: 1.25,
    unit: '×',
  };
}

function besideDive(bench: Bench, archive: string, what: string, target: number): Result {
  bench.say(`${what}, beside dive`);
  const dive = peerProgram('dive', bench);
  const { ours, peer } = interleaved(
    5,
    () => timed(bench.node, [bench.cli, 'weigh', '--oci', archive, '--fail-on', 'never', '--quiet']).milliseconds,
    () => timed(dive, ['--source', 'docker-archive', archive, '--json', join(bench.folder, 'dive.json')]).milliseconds,
  );
  return {
    what: `\`weigh --oci\` of ${what}`,
    peer: `dive ${peerVersion('dive')} on the same file`,
    ratio: ours / peer,
    target,
    unit: '×',
  };
}

function twoCores(bench: Bench, program: string): Result {
  bench.say('two equal layers at once, beside one after the other');
  const layout = join(bench.folder, 'twins');
  const dockerfile = 'FROM golang:1.26 AS os\nFROM scratch\nCOPY --from=os / /a\nCOPY --from=os / /b\n';
  build(bench, 'two-layers', dockerfile, { layout: `type=oci,tar=false,dest=${layout}` });
  const { ours, peer } = interleaved(
    5,
    reader(bench, program, 'ours', layout),
    reader(bench, program, 'serial', layout),
  );
  return {
    what: 'two equal layers, each the Go image, on two cores',
    peer: 'one after the other',
    ratio: ours / peer,
    target: 0.7,
    unit: '×',
  };
}

function secondSide(bench: Bench, program: string, layout: string): Result {
  bench.say('the second side of a comparison');
  const { ours, peer } = interleaved(
    5,
    reader(bench, program, 'again', layout),
    reader(bench, program, 'ours', layout),
  );
  return {
    what: 'the second side of a comparison, all of whose layers the first has',
    peer: 'the first side',
    ratio: ours / peer,
    target: 0.1,
    unit: '×',
  };
}

async function memory(bench: Bench, layout: string): Promise<readonly Result[]> {
  bench.say('memory');
  const small = syntheticLayout(join(bench.folder, 'small'), { layers: 1, files: 10_000, bytes: 760_000_000 });
  const big = syntheticLayout(join(bench.folder, 'big'), { layers: 1, files: 10_000, bytes: 10_000_000_000 });
  const peak = async (path: string): Promise<number> => {
    const peaks: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      peaks.push(await peakMemory(bench.node, [bench.cli, 'weigh', '--oci', path, '--fail-on', 'never']));
    }
    return median(peaks);
  };
  const [real, flat, ten] = [await peak(layout), await peak(small), await peak(big)];
  return [
    { what: `peak memory of \`weigh --oci\` on the ${SIZE}`, peer: '–', ratio: real / 1e6, target: 150, unit: 'MB' },
    {
      what: 'peak memory on a 10 GB image',
      peer: 'a 0.76 GB image with as many files',
      ratio: ten / flat,
      target: 1.1,
      unit: '×',
    },
  ];
}

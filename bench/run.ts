/**
 * Measures the targets beside their peers in the same run and writes docs/benchmarks.md. Needs the lab: `lab/up`.
 * A missed target is written down like a met one.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { interleaved, median, peakMemory, type Result, timed } from './measure.ts';

const root = new URL('..', import.meta.url).pathname;
const cli = join(root, 'dist/cli.cjs');
const node = process.execPath;
const say = (text: string): void => console.error(`bench: ${text}`);

const labFile = execFileSync(join(root, 'lab/up'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
const lab = JSON.parse(readFileSync(labFile.split('\n').at(-1) ?? '', 'utf8'));
const env = {
  ...process.env,
  PATH: `${lab.bin}:${process.env.PATH}`,
  DOCKER_CONFIG: lab.dockerConfig,
  BUILDX_BUILDER: lab.builders.remote,
};
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));

function lint(): Result {
  say('lint of one file');
  const file = join(root, 'examples/web/Dockerfile');
  const { ours, peer } = interleaved(
    15,
    () => timed(node, [cli, 'lint', file]).milliseconds,
    () => timed(node, ['-e', '0']).milliseconds,
  );
  return { what: '`plimsoll lint` of one file', peer: '`node -e 0`', ratio: ours / peer, target: 2.5, unit: '×' };
}

/** A run of the example for two architectures: its wall time, and of that what no child process was alive in. */
function run(context: string, ...more: readonly string[]): { own: number; busy: number } {
  const args = [cli, 'weigh', context, '--goarch', 'amd64,arm64', '--verbose', ...more];
  const { milliseconds, stderr } = timed(node, args, { env, cwd: folder });
  const seconds = (name: string): number => Number(new RegExp(`^time: ${name} (\\S+) s$`, 'm').exec(stderr)?.[1]);
  const busy = (seconds('total') - seconds('own')) * 1000;
  return { own: milliseconds - busy, busy };
}

function ownTime(): readonly Result[] {
  say('a cold run of examples/web for two architectures');
  const context = join(folder, 'web');
  cpSync(join(root, 'examples/web'), context, { recursive: true });
  const cold = run(context, '--no-cache');
  say('the same with all cached');
  run(context);
  const warm = interleaved(
    5,
    () => run(context).own,
    () => timed('buildx', ['version'], { env }).milliseconds,
  );
  return [
    {
      what: 'our own time in a cold two-architecture run of `examples/web`',
      peer: 'its build span',
      ratio: (cold.own / cold.busy) * 100,
      target: 5,
      unit: '%',
    },
    {
      what: 'our own time in the same run with all cached',
      peer: '`buildx version`',
      ratio: warm.ours / warm.peer,
      target: 15,
      unit: '×',
    },
  ];
}

/** An image of more than 1 GB: the toolchain image with copies of its toolchain. */
function bigLayout(): string {
  say('building an image of more than 1 GB');
  const dockerfile = join(folder, 'Dockerfile.big');
  const copies = [1, 2].map((n) => `RUN cp -r /usr/local/go /opt/go-${n}`);
  writeFileSync(dockerfile, `FROM golang:1.26\n${copies.join('\n')}\n`);
  const layout = join(folder, 'big');
  const output = `--output=type=oci,tar=false,dest=${layout}`;
  timed('buildx', ['build', '--provenance=false', output, `--file=${dockerfile}`, folder], { env });
  return layout;
}

async function reading(): Promise<{ results: readonly Result[]; unpacked: number }> {
  const layout = bigLayout();
  say('reading it, beside node:zlib alone');
  const once = (who: string) => () => Number(timed(node, [join(root, 'bench/read-layout.ts'), who, layout]).stdout);
  const { ours, peer } = interleaved(5, once('ours'), once('zlib'));
  const args = [cli, 'weigh', '--oci', layout, '--json', join(folder, 'big.json')];
  const peaks: number[] = [];
  for (let round = 0; round < 3; round += 1) peaks.push(await peakMemory(node, args));
  const { images } = JSON.parse(readFileSync(join(folder, 'big.json'), 'utf8'));
  return {
    unpacked: images[0].unpacked,
    results: [
      {
        what: 'reading that layout',
        peer: '`node:zlib` inflating its layers in 1 MiB chunks',
        ratio: ours / peer,
        target: 1.4,
        unit: '×',
      },
      { what: 'peak memory of `weigh --oci` on it', peer: '–', ratio: median(peaks) / 1e6, target: 200, unit: 'MB' },
    ],
  };
}

function page(results: readonly Result[], unpacked: number): string {
  const rows = results.map(({ what, peer, ratio, target, unit }) => [
    what,
    peer,
    `${ratio.toFixed(unit === 'MB' ? 0 : 2)} ${unit}`,
    `≤ ${target} ${unit}`,
    ratio <= target ? 'pass' : '**missed**',
  ]);
  const table = markdownTable([['what', 'beside', 'measured', 'target', ''], ...rows], { alignDelimiters: false });
  return `# Benchmarks

Written by \`npm run bench\` on the lab's builder; nothing here is typed by hand. Ratios are medians of interleaved runs
of both sides on one machine; absolute times are not shown, because they are the machine's.

${table}

The layout read is the lab's \`golang:1.26\` with two copies of its toolchain: ${(unpacked / 1e9).toFixed(2)} GB unpacked.
"Our own time" is the wall time of the whole process, its start included, less the time in which a child process was
alive.

Versions: Node ${process.version}, BuildKit ${lab.versions.buildkit}, buildx ${lab.versions.buildx}, Go ${lab.versions.go}, ${cpus().length} cores.
`;
}

try {
  const linted = lint();
  const own = ownTime();
  const { results, unpacked } = await reading();
  const all = [linted, ...own, ...results];
  writeFileSync(join(root, 'docs/benchmarks.md'), page(all, unpacked));
  for (const { what, ratio, target, unit } of all) {
    console.log(
      `${ratio <= target ? 'pass  ' : 'missed'} ${what}: ${ratio.toFixed(2)} ${unit} (target ≤ ${target} ${unit})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

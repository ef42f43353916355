/**
 * Measures the targets beside their peers in the same run, keeps the figures in docs/benchmarks.json and writes
 * docs/benchmarks.md. Needs the lab: `lab/up`. Words name the topics to measure (`npm run bench -- lint`); the others'
 * figures stay. A missed target is written down like a met one.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { attributionTopic } from './attribution.ts';
import { lintTopic } from './lint.ts';
import type { Result } from './measure.ts';
import { ownTimeTopic } from './own-time.ts';
import { type Figures, page } from './page.ts';
import { readingTopic } from './reading.ts';
import type { Bench } from './topic.ts';

const TOPICS = [lintTopic, ownTimeTopic, readingTopic, attributionTopic];

const root = new URL('..', import.meta.url).pathname;
const kept = join(root, 'docs/benchmarks.json');
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!TOPICS.some((topic) => topic.name === name))
    throw new Error(`there is no topic "${name}": ${TOPICS.map((t) => t.name).join(', ')}`);
}

const labFile = execFileSync(join(root, 'lab/up'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
const lab = JSON.parse(readFileSync(labFile.split('\n').at(-1) ?? '', 'utf8'));
const versions = `Node ${process.version}, BuildKit ${lab.versions.buildkit}, buildx ${lab.versions.buildx}, Go ${lab.versions.go}, ${cpus().length} cores`;
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const bench: Bench = {
  root,
  cli: join(root, 'dist/cli.cjs'),
  node: process.execPath,
  env: {
    ...process.env,
    PATH: `${lab.bin}:${process.env.PATH}`,
    DOCKER_CONFIG: lab.dockerConfig,
    BUILDX_BUILDER: lab.builders.remote,
  },
  folder,
  versions: lab.versions,
  say: (text) => console.error(`bench: ${text}`),
};

function tell({ what, ratio, target, unit }: Result): void {
  console.log(
    `${ratio <= target ? 'pass  ' : 'missed'} ${what}: ${ratio.toFixed(2)} ${unit} (target ≤ ${target} ${unit})`,
  );
}

try {
  const figures: Record<string, Figures> = JSON.parse(readFileSync(kept, 'utf8'));
  for (const topic of TOPICS) {
    if (wanted.length > 0 && !wanted.includes(topic.name)) continue;
    const results = await topic.measure(bench);
    results.forEach(tell);
    figures[topic.name] = { versions, results };
    writeFileSync(kept, `${JSON.stringify(figures, null, 2)}\n`);
  }
  writeFileSync(join(root, 'docs/benchmarks.md'), page(TOPICS.map(({ name }) => figures[name])));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

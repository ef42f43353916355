/**
 * Puts what real runs gave into the documents: the demo's comment into the README, the staircase's sizes into the
 * example's. Run `npm run demo` and `npm test` first; nothing is typed by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { formatSize } from '../src/model/bytes.ts';
import { between } from './between.ts';

/** What the staircase's test leaves: unpacked bytes by Dockerfile and architecture. */
type Sizes = Readonly<Record<string, Readonly<Record<string, number>>>>;

function staircase(sizes: Sizes): string {
  const rows = Object.entries(sizes).map(([dockerfile, { amd64, arm64 }]) => [
    `\`${dockerfile}\``,
    amd64 === undefined ? '–' : formatSize(amd64),
    arm64 === undefined ? '–' : formatSize(arm64),
  ]);
  const table = markdownTable([['Dockerfile', 'linux/amd64', 'linux/arm64'], ...rows], {
    align: ['l', 'r', 'r'],
    alignDelimiters: false,
  });
  return `${table}\n\nUnpacked, weighed on the lab's stand-ins for the base images, in a folder with a history and build output.`;
}

function fill(file: string, marker: string, content: string): void {
  writeFileSync(file, between(readFileSync(file, 'utf8'), marker, content));
  console.log(`wrote ${file}`);
}

fill('README.md', 'sample', readFileSync('demo-out/comment.md', 'utf8').trimEnd());
fill('examples/web/README.md', 'staircase', staircase(JSON.parse(readFileSync('test-results/staircase.json', 'utf8'))));

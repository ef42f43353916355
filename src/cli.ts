import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The command line's entry. It only keeps what V8 makes of the program for the next run, which halves the time that a lint
 * takes: in a folder of the user's own, as what lies there is run. NODE_DISABLE_COMPILE_CACHE turns it off.
 */
enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plimsoll', 'compiled'));
void import('./cli/run.ts').then(({ run }) => run());

import { isAbsolute, join } from 'node:path';
import type { run } from './cli/run.ts';
import { type CodeCache, loadProgram } from './system/compiled-program.ts';

/** Set by the bundler: a digest of the program's file. */
declare const PROGRAM_ID: string;

/** zstd, which layers may be packed with, came with 22.15. */
function tooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 15);
}

/** Commands whose code is kept apart, as each calls other functions. */
const COMMANDS = /^(?:lint|weigh|diff|explain)$/;

/** A folder of the user's own, as what lies there is run. NODE_DISABLE_COMPILE_CACHE turns it off, as it does for Node's. */
function codeCache(env: NodeJS.ProcessEnv, name: string): CodeCache | undefined {
  const caches = cacheHome(env);
  if (env.NODE_DISABLE_COMPILE_CACHE || caches === undefined) return undefined;
  return { folder: join(caches, 'plimsoll', 'compiled'), name, id: PROGRAM_ID };
}

function cacheHome({ XDG_CACHE_HOME, HOME }: NodeJS.ProcessEnv): string | undefined {
  // A relative one is to be ignored (XDG Base Directory Specification).
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  try {
    return join(HOME || process.getBuiltinModule('node:os').homedir(), '.cache');
  } catch {
    // A user by number only, as in many a container.
    return undefined;
  }
}

/** The command line's entry: it says where Node is too old for what it loads then. */
if (tooOld(process.versions.node)) {
  process.stderr.write(`error: Node 22.15 or newer is needed, and this is ${process.versions.node}\n`);
  // Wrong use, as EXIT.usage says; nothing else is loaded here.
  process.exitCode = 2;
} else {
  const command = process.argv.find((word) => COMMANDS.test(word)) ?? 'plimsoll';
  const program = loadProgram(join(__dirname, 'plimsoll.cjs'), codeCache(process.env, command));
  // Nothing is left to do: all was written at once, and tearing down what runs did not need takes its time.
  void (program as { readonly run: typeof run }).run().then(() => process.exit());
}

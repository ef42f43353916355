import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** So long the kept code is taken for all that runs need: to look takes as long as what it may save. */
const LOOKED_AT_AFTER_MS = 60_000;
/** Some ten functions, in bytes: less that had to be compiled on top is not worth keeping. */
const WORTH_KEEPING = 10_000;
/** Less is compiled faster than the code is read. */
const CACHED_FROM = 10_000;

const WRITABLE_BY_OTHERS = 0o022;

const BEFORE = '(function (exports, require, module) {';
const AFTER = '\n})';

export interface CodeCache {
  readonly folder: string;
  /** What runs: another command calls other functions. */
  readonly name: string;
  /** Of the program's text, as V8 looks at no more than its length. */
  readonly id: string;
}

/**
 * Loads a CommonJS file and what it requires, which is beside it or Node's own, as `require` does, with the code that V8 made of them in earlier
 * runs, and keeps that code when the process ends. `module.enableCompileCache` keeps only what is compiled before a file
 * runs: the functions that a lint calls, more than a thousand, would be compiled in every run.
 * @param file in a folder with the others, ASCII only, as bundles are
 * @param cache where the code is kept; undefined: nowhere. What V8 does not take from it costs time, and nothing else.
 * @param onLoad told of each file, and whether V8 took its code from the cache
 */
export function loadProgram(
  file: string,
  cache: CodeCache | undefined,
  onLoad?: (file: string, fromCache: boolean) => void,
): unknown {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    loaded.set(path, module);
    const { script, fromCache } = compile(path, cache);
    onLoad?.(path, fromCache);
    const requireBeside = (id: string): unknown =>
      id.startsWith('./') ? load(join(dirname(path), id)) : process.getBuiltinModule(id);
    script.runInThisContext().call(module.exports, module.exports, requireBeside, module);
    return module.exports;
  };
  return load(file);
}

function compile(path: string, cache: CodeCache | undefined): { readonly script: Script; readonly fromCache: boolean } {
  // Put together as bytes: on V8's heap, a text and its copy of half a megabyte each would call the collector.
  const source = Buffer.concat([Buffer.from(BEFORE), readFileSync(path), Buffer.from(AFTER)]).toString('latin1');
  if (cache === undefined || source.length < CACHED_FROM) {
    return { script: new Script(source, { filename: path }), fromCache: false };
  }
  const kept = new KeptCode(cache, path);
  const code = kept.read();
  const script = new Script(source, { filename: path, ...(code === undefined ? {} : { cachedData: code.bytes }) });
  const fromCache = code !== undefined && script.cachedDataRejected === false;
  if (!fromCache) process.on('exit', () => kept.write(script, undefined));
  else if (code.age > LOOKED_AT_AFTER_MS) process.on('exit', () => kept.write(script, code.bytes.length));
  return { script, fromCache };
}

class KeptCode {
  readonly #folder: string;
  readonly #family: string;
  readonly #name: string;

  constructor({ folder, name, id }: CodeCache, path: string) {
    this.#folder = folder;
    this.#family = `${name}-${process.version}-${process.arch}-${path.slice(dirname(path).length + 1)}-`;
    this.#name = this.#family + id;
  }

  read(): { readonly bytes: Buffer; readonly age: number } | undefined {
    const path = join(this.#folder, this.#name);
    try {
      const { uid, mode, mtimeMs } = statSync(path);
      // Somebody else's word is not run.
      if (uid !== (process.getuid?.() ?? uid) || (mode & WRITABLE_BY_OTHERS) !== 0) return undefined;
      return { bytes: readFileSync(path), age: Date.now() - mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** Keeps the code where it is more than before, and leaves one file of a family: the newest program's. */
  write(script: Script, before: number | undefined): void {
    try {
      const code = script.createCachedData();
      if (before !== undefined && code.length < before + WORTH_KEEPING) {
        utimesSync(join(this.#folder, this.#name), new Date(), new Date());
        return;
      }
      // What lies there is run: nobody else may write to it.
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const fresh = join(this.#folder, `.${this.#name}.${process.pid}`);
      // On the disk before it has its name: V8 checks the length of what it is handed, and dies of the rest.
      writeFileSync(fresh, code, { mode: 0o600, flush: true });
      renameSync(fresh, join(this.#folder, this.#name));
      for (const name of readdirSync(this.#folder)) {
        if (name.startsWith(this.#family) && name !== this.#name) rmSync(join(this.#folder, name));
      }
    } catch {
      // A home that cannot be written to.
    }
  }
}

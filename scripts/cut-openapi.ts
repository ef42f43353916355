/**
 * Cuts the slice of GitHub's published API description that the tests' GitHub API is checked against.
 *
 *     node scripts/cut-openapi.ts [--check]
 *
 * The package is 385 MB when installed, so it is no dependency: its tarball is fetched by `npm pack`, checked against the
 * pinned integrity, kept in the lab's folder, and only the one file is read out of it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import * as v from 'valibot';

const FOLDER = fileURLToPath(new URL('../__tests__/support/github-api/', import.meta.url));
export const SLICE_FILE = join(FOLDER, 'openapi-slice.json');
const SOURCE_FILE = join(FOLDER, 'openapi-source.json');

const SourceSchema = v.strictObject({
  package: v.string(),
  version: v.string(),
  integrity: v.pipe(v.string(), v.startsWith('sha512-')),
  file: v.string(),
  operations: v.array(v.string()),
  /** Where the published description contradicts what GitHub answers: a JSON pointer, what stands there instead, and why. */
  exceptions: v.array(v.strictObject({ pointer: v.string(), value: v.unknown(), reason: v.string() })),
});

type Source = v.InferOutput<typeof SourceSchema>;
type Json = { [key: string]: unknown };

/** The slice as text, cut freshly from the pinned package. */
export async function cutSlice(): Promise<string> {
  const source = v.parse(SourceSchema, JSON.parse(await readFile(SOURCE_FILE, 'utf8')));
  const description = object(JSON.parse(await readFromTarball(await fetchTarball(source), source.file)));
  const slice = applyExceptions(sliceOf(description, new Set(source.operations)), source.exceptions);
  return `${JSON.stringify(slice, null, 1)}\n`;
}

/** Path of the package's tarball, fetched unless a whole one is there already. */
async function fetchTarball(source: Source): Promise<string> {
  const cache = join(process.env.PLIMSOLL_LAB ?? join(homedir(), '.cache', 'plimsoll-lab'), 'openapi');
  const tarball = join(cache, `${createHash('sha256').update(source.integrity).digest('hex')}.tgz`);
  if ((await integrityOf(tarball)) === source.integrity) return tarball;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'fetch-'));
  try {
    await promisify(execFile)('npm', ['pack', `${source.package}@${source.version}`, '--silent'], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
    if (name === undefined) throw new Error(`npm pack ${source.package} left no tarball`);
    const got = await integrityOf(join(folder, name));
    if (got !== source.integrity) throw new Error(`${source.package}: expected ${source.integrity}, got ${got}`);
    await rename(join(folder, name), tarball);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return tarball;
}

/** Subresource integrity of a file; undefined where there is none. */
async function integrityOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha512');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return `sha512-${hash.digest('base64')}`;
}

async function readFromTarball(tarball: string, path: string): Promise<string> {
  const unpack = extract();
  const unpacked = pipeline(createReadStream(tarball), createGunzip(), unpack);
  let text: string | undefined;
  for await (const entry of unpack) {
    if (entry.header.name === path) text = (await buffer(entry)).toString('utf8');
    else entry.resume();
  }
  await unpacked;
  if (text === undefined) throw new Error(`no ${path} in ${tarball}`);
  return text;
}

/** The wanted operations with everything that they refer to, in the order of the original. */
function sliceOf(description: Json, wanted: ReadonlySet<string>): Json {
  const paths: Json = {};
  const found = new Set<unknown>();
  for (const [path, item] of Object.entries(object(description.paths))) {
    const kept = Object.entries(object(item)).filter(([, operation]) => {
      const id = isObject(operation) ? operation.operationId : undefined;
      return typeof id === 'string' && wanted.has(id) && found.add(id);
    });
    if (kept.length > 0) paths[path] = Object.fromEntries(kept);
  }
  const missing = [...wanted].filter((id) => !found.has(id));
  if (missing.length > 0) throw new Error(`not in the published description: ${missing.join(', ')}`);

  const references = new Set<string>();
  collectReferences(paths, description, references);
  const components: Json = {};
  for (const [kind, entries] of Object.entries(object(description.components))) {
    const kept = Object.entries(object(entries)).filter(([name]) => references.has(`#/components/${kind}/${name}`));
    if (kept.length > 0) components[kind] = Object.fromEntries(kept);
  }
  return { openapi: description.openapi, info: description.info, servers: description.servers, paths, components };
}

function collectReferences(value: unknown, description: Json, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectReferences(item, description, into);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key !== '$ref' || typeof item !== 'string') collectReferences(item, description, into);
      else if (!into.has(item)) {
        into.add(item);
        collectReferences(resolve(description, item.slice(1)), description, into);
      }
    }
  }
}

function applyExceptions(slice: Json, exceptions: Source['exceptions']): Json {
  for (const { pointer, value } of exceptions) {
    const cut = pointer.lastIndexOf('/');
    const parent = object(resolve(slice, pointer.slice(0, cut)));
    const key = unescapePointer(pointer.slice(cut + 1));
    if (!(key in parent)) throw new Error(`exception ${pointer} names nothing in the slice`);
    parent[key] = value;
  }
  return slice;
}

/** RFC 6901. */
function resolve(root: Json, pointer: string): unknown {
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1)) value = object(value)[unescapePointer(part)];
  if (value === undefined) throw new Error(`nothing at ${pointer}`);
  return value;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Json {
  if (!isObject(value)) throw new TypeError(`expected an object, got ${typeof value}`);
  return value;
}

if (import.meta.main) {
  const slice = await cutSlice();
  if (!process.argv.includes('--check')) await writeFile(SLICE_FILE, slice);
  else if (slice !== (await readFile(SLICE_FILE, 'utf8'))) {
    console.error('openapi-slice.json is not what scripts/cut-openapi.ts cuts from the pinned package: run the script');
    process.exitCode = 1;
  }
}

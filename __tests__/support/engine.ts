import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labEnv, labEnvironment } from './lab.ts';
import { scratchFolder } from './tools.ts';

/** How a program ended: its exit code and all that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface BuildOptions {
  /** `linux/amd64` unless said otherwise. */
  readonly platform?: string;
  /** What else buildx is told, such as `--target=x`. */
  readonly args?: readonly string[];
}

/** Files of a build context by path, the Dockerfile among them. A mode of 755 needs the object form. */
export type Files = Readonly<Record<string, string | { readonly text: string; readonly mode: number }>>;

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const { text, mode } = typeof content === 'string' ? { text: content, mode: 0o644 } : content;
    writeFileSync(join(folder, path), text, { mode });
  }
}

/** Builds with the lab's engine and keeps nothing: does it build, and what does it say? */
export function build(files: Files, options: BuildOptions = {}): Ended {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  return buildx(folder.path, ['--output=type=cacheonly'], options);
}

/** Builds the files of the image's root into a folder, which goes with the scope. @throws with what buildx said */
export function buildTree(files: Files, options: BuildOptions = {}): Disposable & { readonly path: string } {
  using context = scratchFolder();
  const out = scratchFolder();
  writeFiles(context.path, files);
  mustSucceed(buildx(context.path, [`--output=type=local,dest=${out.path}`], options));
  return out;
}

/** Builds an OCI layout in a folder, which goes with the scope. @throws with what buildx said */
export function buildLayout(files: Files, options: BuildOptions = {}): Disposable & { readonly path: string } {
  using context = scratchFolder();
  const out = scratchFolder();
  writeFiles(context.path, files);
  mustSucceed(buildx(context.path, [`--output=type=oci,tar=false,dest=${out.path}`], options));
  return out;
}

/** An image in the lab's engine, removed with the scope. */
export interface Loaded extends Disposable {
  readonly tag: string;
  /** `docker run --rm OPTIONS IMAGE ARGS`, without a network. */
  readonly run: (args?: readonly string[], options?: readonly string[]) => Ended;
}

/** Builds an image and loads it into the engine. @throws with what buildx said */
export function buildImage(files: Files, options: BuildOptions = {}): Loaded {
  using context = scratchFolder();
  using out = scratchFolder();
  writeFiles(context.path, files);
  const tag = `plimsoll-test:${randomBytes(6).toString('hex')}`;
  const archive = join(out.path, 'image.tar');
  mustSucceed(buildx(context.path, [`--output=type=docker,name=${tag},dest=${archive}`], options));
  mustSucceed(docker('load', '--input', archive));
  return {
    tag,
    run: (args = [], more = []) => docker('run', '--rm', '--network', 'none', ...more, tag, ...args),
    [Symbol.dispose]: () => void docker('image', 'rm', '--force', tag),
  };
}

/** Runs the lab's docker client against its engine. */
export function docker(...args: readonly string[]): Ended {
  return run('docker', args, labEnvironment({ DOCKER_HOST: labEnv().docker.containerd }));
}

/** Runs buildx over a folder, whatever comes of it. */
export function buildx(
  folder: string,
  output: readonly string[],
  { platform = 'linux/amd64', args = [] }: BuildOptions,
): Ended {
  const fixed = ['build', `--platform=${platform}`, '--provenance=false', '--progress=plain'];
  return run('buildx', [...fixed, ...output, ...args, folder], labEnvironment());
}

function run(command: string, args: readonly string[], env: Record<string, string>): Ended {
  const ended = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 300_000 });
  if (ended.error !== undefined) throw ended.error;
  return { code: ended.status, output: `${ended.stdout}${ended.stderr}` };
}

function mustSucceed({ code, output }: Ended): void {
  if (code !== 0) throw new Error(`exit code ${code}:\n${output}`);
}

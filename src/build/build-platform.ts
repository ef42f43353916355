import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import type { BuildPlan } from '../config/plan.ts';
import { ToolError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { redact } from '../model/text.ts';
import { attempt, display, exitError, type RunOptions, type RunResult, run } from '../system/process.ts';
import type { ChildLog } from '../system/world.ts';
import { buildArguments, type Destination } from './arguments.ts';
import type { Engine } from './engine.ts';
import { readFailure } from './failure.ts';
import { type ResolvedBase, readBases } from './metadata.ts';

/** One platform's image as it came out of the engine. */
export interface BuiltImage {
  readonly platform: Platform;
  /** A layout folder, or an archive where the engine's store cannot write one. */
  readonly path: string;
  /** Wall time of the build. */
  readonly seconds: number;
  readonly bases: readonly ResolvedBase[];
}

export interface PlatformBuild {
  readonly engine: Engine;
  readonly plan: BuildPlan;
  readonly platform: Platform;
  readonly dockerfile: string;
  readonly platformArgs: readonly string[];
  readonly secrets: readonly string[];
  readonly side: 'head' | 'base';
  /** A fresh, empty folder of ours. */
  readonly folder: string;
}

/** A build that failed: the place in the Dockerfile, the last output and, for known causes, the way out. */
export class BuildError extends ToolError {
  readonly file: string;
  readonly line: number | undefined;

  constructor(message: string, place: { file: string; line: number | undefined }, hint: string) {
    super(message, { hint });
    this.file = place.file;
    this.line = place.line;
  }
}

/**
 * Builds one platform to a fresh layout by one invocation of buildx.
 * @throws BuildError where the build fails; ToolError where an outside program does.
 */
export async function buildPlatform(
  build: PlatformBuild,
  options: RunOptions,
  now: () => number,
  log: ChildLog,
): Promise<BuiltImage> {
  const { engine, platform, folder } = build;
  const name = formatPlatform(platform);
  const label = build.side === 'base' ? `base ${name}` : name;
  const destination: Destination = engine.classicStore
    ? { kind: 'load', tag: `plimsoll.invalid/weigh:${randomUUID()}` }
    : { kind: 'layout', folder: join(folder, 'layout') };
  const metadataFile = join(folder, 'metadata.json');
  const args = [...engine.prefix, ...buildArguments({ ...build, destination, metadataFile })];
  const started = now();
  const lines: string[] = [];
  const result = await attempt(engine.command, args, {
    ...options,
    onLine: (line) => {
      lines.push(line);
      log.line(label, line);
    },
  });
  const seconds = (now() - started) / 1000;
  log.transcript(`${label}: ${redact(display(engine.command, args), options.secrets ?? [])}`, lines);
  if (result.code !== 0) throw buildError(build, name, result.code, lines, options.cwd ?? '/');
  const path = destination.kind === 'layout' ? destination.folder : await save(build, destination.tag, options);
  return { platform, path, seconds, bases: await readBases(metadataFile) };
}

/** The classic image store: the loaded image is saved as an archive and its tag, which is ours alone, removed. */
async function save(build: PlatformBuild, tag: string, options: RunOptions): Promise<string> {
  const path = join(build.folder, 'image.tar');
  const context = build.engine.builder === 'default' ? [] : ['--context', build.engine.builder];
  const remove = [...context, 'image', 'rm', tag];
  let removed: RunResult | undefined;
  try {
    await run('docker', [...context, 'image', 'save', `--output=${path}`, tag], options);
  } finally {
    // Also when cancelled: the tag must not stay behind, so this one ignores the run's signal.
    removed = await attempt('docker', remove, { ...options, signal: new AbortController().signal });
  }
  // Only here: where saving failed, that is what went wrong.
  if (removed.code !== 0) throw exitError('docker', remove, removed, options.secrets);
  return path;
}

function buildError(
  build: PlatformBuild,
  platform: string,
  code: number,
  lines: readonly string[],
  cwd: string,
): BuildError {
  const failure = readFailure(lines);
  const file = relative(cwd, build.dockerfile) || build.dockerfile;
  const place = failure.line === undefined ? file : `${file}:${failure.line}`;
  const hint = [
    failure.instruction === undefined ? '' : `instruction: ${failure.instruction}`,
    `reason: ${failure.reason} (exit code ${code})`,
    ...failure.output.map((line) => `  | ${line}`),
    failure.hint === undefined ? '' : `way out: ${failure.hint}`,
  ];
  return new BuildError(
    `${place}: the build of ${platform} failed`,
    { file, line: failure.line },
    hint.filter((line) => line !== '').join('\n'),
  );
}

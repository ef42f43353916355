import { ConfigError, ToolError } from '../model/errors.ts';
import { type Platform, parsePlatform } from '../model/platform.ts';
import { suggestion } from '../model/suggest.ts';
import { attempt, exitError, type RunOptions, run } from '../system/process.ts';

/** The builder that a run uses, and how it is called. */
export interface Engine {
  readonly command: 'docker' | 'buildx';
  /** The words between the command and buildx's own. */
  readonly prefix: readonly string[];
  readonly builder: string;
  readonly driver: string;
  readonly buildx: string;
  /** Null where the nodes do not say. */
  readonly buildkit: string | null;
  readonly native: Platform;
  /** What each of its machines is, without emulation. */
  readonly natives: readonly Platform[];
  /** The docker driver on the classic image store cannot write layouts: images are loaded and saved. */
  readonly classicStore: boolean;
}

/** `type=oci,tar=false` is understood from here on. */
const OLDEST_BUILDX = [0, 10] as const;

const INSTALL = 'install Docker with the buildx plugin, or buildx with a remote builder (docs/builders.md)';

/**
 * Finds buildx and looks at the builder: `docker buildx` where it is, else a plain `buildx` on PATH.
 * @throws ToolError where neither is there, buildx is too old or the builder does not answer; ConfigError for a builder
 * that does not exist.
 */
export async function inspectEngine(builder: string | undefined, options: RunOptions): Promise<Engine> {
  const { command, prefix, buildx } = await findBuildx(options);
  const args = [...prefix, 'inspect', '--bootstrap', ...(builder === undefined ? [] : ['--', builder])];
  const inspected = await attempt(command, args, options);
  if (inspected.code !== 0) {
    const said = inspected.stderr.join('\n');
    if (/no builder .* found|no builder found/i.test(said) && builder !== undefined) {
      throw new ConfigError(`builder "${builder}" does not exist`, {
        hint: suggestion(builder, await builderNames(command, prefix, options)),
      });
    }
    throw exitError(command, args, inspected);
  }
  const facts = readInspection(inspected.stdout);
  if (facts.native === undefined) {
    throw new ToolError(`builder "${facts.name}" has no running node`, {
      hint: facts.error ?? 'docker buildx ls shows the state of the builders',
    });
  }
  return {
    command,
    prefix,
    builder: facts.name,
    driver: facts.driver,
    buildx,
    buildkit: facts.buildkit,
    native: facts.native,
    natives: facts.natives,
    classicStore: facts.driver === 'docker' && !(await usesContainerd(facts.name, options)),
  };
}

/** What `buildx inspect` says; it has no machine-readable form. Multi-node builders speak for their first node. */
export function readInspection(text: string): {
  name: string;
  driver: string;
  buildkit: string | null;
  native: Platform | undefined;
  natives: readonly Platform[];
  error: string | undefined;
} {
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*(.+)$`, 'm').exec(text)?.[1]?.trim() || undefined;
  // The first that a node lists is its own; the others it emulates.
  const natives = [...text.matchAll(/^Platforms:[ \t]*(.+)$/gm)].flatMap(([, list]) => {
    const first = list?.split(',')[0]?.replace('*', '').trim();
    return first === undefined ? [] : (withoutVariant(first) ?? []);
  });
  return {
    name: value('Name') ?? 'default',
    driver: value('Driver') ?? 'unknown',
    buildkit: value('BuildKit(?: version)?') ?? null,
    native: natives[0],
    natives,
    error: value('Error'),
  };
}

/** `github.com/docker/buildx v0.37.2 abc` → `0.37.2`; a build from source may say `v0.0.0+unknown`. */
export function readBuildxVersion(text: string): string | undefined {
  return /\bv?(\d+\.\d+\.\d+\S*)/.exec(text)?.[1];
}

/** Is this released version older than what we need? A version built from source (0.0.0) says nothing. */
export function tooOld(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).map(Number);
  if (major === 0 && minor === 0 && patch === 0) return false;
  return major < OLDEST_BUILDX[0] || (major === OLDEST_BUILDX[0] && minor < OLDEST_BUILDX[1]);
}

async function findBuildx(options: RunOptions): Promise<Pick<Engine, 'command' | 'prefix' | 'buildx'>> {
  const ways = [
    ['docker', ['buildx']],
    ['buildx', []],
  ] as const;
  const refusals: string[] = [];
  for (const [command, prefix] of ways) {
    try {
      const text = await run(command, [...prefix, 'version'], { ...options, missing: 'not installed' });
      const buildx = readBuildxVersion(text) ?? text.trim();
      if (tooOld(buildx)) {
        throw new ConfigError(`buildx ${buildx} is too old`, {
          hint: `buildx ${OLDEST_BUILDX.join('.')} or newer is needed to write image layouts`,
        });
      }
      return { command, prefix, buildx };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      refusals.push(`${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}`);
    }
  }
  throw new ToolError('neither docker buildx nor buildx can be used', { hint: `${INSTALL}\n${refusals.join('\n')}` });
}

async function builderNames(command: string, prefix: readonly string[], options: RunOptions): Promise<string[]> {
  const listed = await attempt(command, [...prefix, 'ls', '--format', '{{.Name}}'], options);
  const names = listed.stdout.split('\n').filter((line) => /^\S+$/.test(line));
  return [...new Set(names.map((name) => name.replace('*', '')))];
}

async function usesContainerd(builder: string, options: RunOptions): Promise<boolean> {
  // A docker-driver builder bears the name of its docker context; "default" follows DOCKER_HOST as well.
  const context = builder === 'default' ? [] : ['--context', builder];
  const status = await run('docker', [...context, 'info', '--format', '{{json .DriverStatus}}'], options);
  return status.includes('io.containerd.snapshotter');
}

function withoutVariant(text: string): Platform | undefined {
  try {
    const { os, architecture, variant } = parsePlatform(text);
    // linux/arm/v7 is another platform than linux/arm; amd64's levels are not.
    return architecture === 'arm' && variant !== undefined ? { os, architecture, variant } : { os, architecture };
  } catch {
    return undefined;
  }
}
